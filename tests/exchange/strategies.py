"""Articles at random: texts from all of Unicode that is admitted, and all said of them."""

from collections.abc import Mapping, Sequence

from hypothesis import strategies as st

from workbench.domain.codebook import Attribute, Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Review, Span
from workbench.domain.text import Fragments, Interval, sha256
from workbench.exchange.bundle import Bundle
from workbench.exchange.codebook_file import read_codebook
from workbench.exchange.parsing.admission import admitted
from workbench.resources import resource

BOOK = read_codebook(resource("codebook.json"))
TIME = "2025-12-13T09:30:00.000Z"

# What formats and tools stumble over; CR and NUL are never in a stored text.
_HARD = (
    *("\n", "\n\n", " ", "\t", "\u00a0", "\u2028", "\u2029", "\u0085", "\v", "\ufeff", "\u200d"),
    *("😀", "👩‍👩‍👧", "🇷🇺", "\U0010ffff", "е\u0301", "й", "и\u0306", "ё", "İ", "«", "»", "\\", '"'),
    *(
        "<",
        "&",
        "[",
        "]",
        ";",
        ":",
        "|",
        "#",
        "_",
        "*",
        "->",
        "Министр",
        "сорвано",
        " заявил, что ",
    ),
)
_ANY = st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")
_WORDS = st.lists(st.one_of(st.sampled_from(_HARD), _ANY), min_size=1, max_size=30).map("".join)


def _is_admitted(text: str) -> bool:
    try:
        return admitted(text) == text
    except Unreadable:
        return False


def texts() -> st.SearchStrategy[str]:
    """Texts as they are stored; none begins with U+FEFF."""
    return _WORDS.map(lambda text: text.lstrip("\ufeff")).filter(_is_admitted)


@st.composite
def fragments(draw: st.DrawFn, text: str) -> Fragments:
    """One to three places in a text, sorted and disjoint."""
    pieces = draw(st.integers(1, min(3, (len(text) + 1) // 2)))
    ends = draw(
        st.lists(
            st.integers(0, len(text)), min_size=2 * pieces, max_size=2 * pieces, unique=True
        ).map(sorted)
    )
    return tuple(Interval(start, end) for start, end in zip(ends[::2], ends[1::2], strict=True))


def remarks() -> st.SearchStrategy[str]:
    """Texts of notes and names: one or several lines, never blank."""
    return st.one_of(
        st.sampled_from(["?", "проверить 😀", "одна\nдругая\n\nтретья", " с краю\t", "_x000A_"]),
        st.text(_ANY, min_size=1, max_size=12).filter(lambda said: bool(said.strip())),
    )


@st.composite
def attributes(draw: st.DrawFn, allowed: Sequence[Attribute]) -> Mapping[str, str]:
    """Some attributes with values of their lists."""
    chosen = draw(st.sets(st.sampled_from(range(len(allowed))))) if allowed else ()
    return {
        allowed[index].id: draw(st.sampled_from(allowed[index].values)) for index in sorted(chosen)
    }


@st.composite
def bundles(draw: st.DrawFn, book: Codebook = BOOK) -> Bundle:
    """An article whose spans nest, cross, are equal or in pieces, with all that belongs to it."""
    text = draw(texts())
    names = draw(st.lists(remarks(), max_size=3, unique=True))
    entities = tuple(
        Entity(
            f"e{number}",
            name,
            draw(st.sampled_from(["person", "state", "other"])),
            draw(st.sampled_from([(), ("ЛР", "Лирия")])),
            draw(st.sampled_from([{}, {"wikidata": "Q1"}, {"wikidata": "Q2", "своё": "a b:c"}])),
            draw(st.none() | st.just("та самая")),
        )
        for number, name in enumerate(names)
    )
    spans = tuple(_span(draw, number, text, entities, book) for number in range(draw(_FEW)))
    relations = []
    for number in range(draw(_FEW) if len(spans) > 1 else 0):
        kind = draw(st.sampled_from(book.relations))
        one, other = (spans[index] for index in draw(st.permutations(range(len(spans))))[:2])
        said = draw(attributes(kind.attributes))
        ends = one.id, other.id
        relations.append(Relation(f"r{number}", "a1", kind.id, *ends, said, "анна", draw(_REVIEWS)))
    notes = tuple(
        Note(f"n{number}", "a1", draw(remarks()), "анна", TIME, TIME)
        for number in range(draw(st.integers(0, 2)))
    )
    rejections = tuple(
        Rejection(f"j{entity.id}", "a1", entity.id, draw(fragments(text)), "анна", TIME)
        for entity in entities[:1]
    )
    article = Article("a1", sha256(text), draw(st.sampled_from(["", "Заголовок", "a/b: c?"])))
    return Bundle(article, text, spans, tuple(relations), entities, notes, rejections)


_FEW = st.integers(0, 5)
_REVIEWS = st.sampled_from(
    [None, None, Review("accepted", "вера", TIME), Review("rejected", "=олег 😀", TIME)]
)


def _span(
    draw: st.DrawFn, number: int, text: str, entities: Sequence[Entity], book: Codebook
) -> Span:
    label = draw(st.sampled_from(book.labels))
    entity = draw(st.none() | st.sampled_from(entities)) if entities else None
    return Span(
        f"s{number}",
        "a1",
        label.id,
        draw(fragments(text)),
        draw(attributes(label.attributes)),
        None if entity is None else entity.id,
        "анна",
        "manual",
        draw(st.none() | remarks()),
        TIME,
        TIME,
        draw(_REVIEWS),
    )
