"""One article, made by hand, with everything that a page or a table has to show."""

from typing import Any

from tests.exchange.strategies import TIME
from workbench.domain.records import Article, Entity, Note, Relation, Span
from workbench.domain.text import Interval, sha256
from workbench.exchange.bundle import Bundle

TEXT = (
    "Вестмар обвинил Корванию в обстреле 😀\n"
    "\n"
    "«Это была <подготовленная> провокация», — заявила министр обороны Лирии Ильза Торвен.\n"
    "Доказательств корванская сторона не привела."
)


def place(words: str, text: str = TEXT) -> Interval:
    """Where `words` stand for the first time."""
    start = text.index(words)
    return Interval(start, start + len(words))


def span(name: str, label: str, *places: Interval, **fields: Any) -> Span:
    """A span of the article `a1`."""
    said: dict[str, Any] = {"attributes": {}, "entity": None, "note": None, "annotator": "анна"}
    said.update(fields)
    return Span(
        name,
        "a1",
        label,
        places,
        said["attributes"],
        said["entity"],
        said["annotator"],
        "manual",
        said["note"],
        TIME,
        TIME,
    )


def sample() -> Bundle:
    """Nested, crossing, fragmented and marginal spans, links, an entity, notes."""
    quoted = place("«Это была <подготовленная> провокация»")
    spans = (
        span("s1", "Claim", quoted, attributes={"claim_type": "evaluation", "check": "checkable"}),
        span("s2", "Source", place("министр обороны Лирии Ильза Торвен")),
        span("s3", "Actor", place("Лирии"), entity="e1", attributes={"actor_type": "state"}),
        span("s4", "Actor", place("министр"), place("Ильза Торвен"), note="=1+1\nсверить"),
        span("s5", "Cue", place("заявила министр")),
        span("s6", "Region", Interval(0, 38)),
        span("s7", "Claim", place("подготовленная> провокация»"), annotator="пётр"),
    )
    relations = (
        Relation("r1", "a1", "attributed_to", "s1", "s2", {}, "анна"),
        Relation("r2", "a1", "signalled_by", "s1", "s5", {}, "анна"),
    )
    entities = (Entity("e1", "Лирия", "state", ("Республика Лирия",), {"wikidata": "Q1"}),)
    notes = (Note("n1", "a1", "Проверить <дату> & подпись", "анна", TIME, TIME),)
    article = Article("a1", sha256(TEXT), "Обстрел <поста>")
    return Bundle(article, TEXT, spans, relations, entities, notes)
