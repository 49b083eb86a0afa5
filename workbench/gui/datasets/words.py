"""What is said of formats and exports: what a format cannot carry, what goes out, what came of it.

What a format cannot carry is not told but tried, on a few words that hold everything.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Final

from workbench.domain.codebook import Codebook
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span
from workbench.domain.text import Fragments, Interval, sha256
from workbench.domain.words import Message, msg, tr, trn
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Dialect, lost
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.transfer import Exported, Preview, Request, Verified
from workbench.transfer.request import summary

SIDES: Final = ("train", "validation", "test")

_WORD = "слово"
_THINGS: Final[Mapping[str, Message]] = {
    "text": msg("white space of the text"),
    "spans": msg("some spans"),
    "layers": msg("spans that overlap"),
    "fragments": msg("spans in several pieces"),
    "attributes": msg("attributes"),
    "entities": msg("who is mentioned"),
    "span_notes": msg("notes on spans"),
    "relations": msg("links"),
    "relation_attributes": msg("attributes of links"),
    "notes": msg("notes on articles"),
    "rejections": msg("rejected suggestions"),
}


def lacks(dialect: Dialect, codebook: Codebook) -> str:
    """What a format cannot carry of articles with this codebook, in a line."""
    names = _lacking(dialect, codebook)
    things = ", ".join(str(_THINGS[name]) for name in _THINGS if name in names)
    said = tr("Not carried: {things}", things=things) if things else tr("Carries everything")
    return said if dialect.reads else tr("{said} · is not imported", said=said)


def _lacking(dialect: Dialect, codebook: Codebook) -> set[str]:
    flat = _flat(codebook)
    carried = dialect.carries(flat, codebook)
    found = lost(flat, carried)
    layers = _layers(codebook)
    if not found["spans"] and lost(layers, dialect.carries(layers, codebook))["spans"]:
        found["layers"] += 1
    if carried.text != flat.text:
        found["text"] += 1
    return set(+found)


def _flat(codebook: Codebook) -> Bundle:
    """Words apart from each other, with all that a codebook allows to say of them."""
    spans: dict[str, Span] = {}
    count = 2 * len(codebook.labels) + 4
    places = [Interval(at, at + len(_WORD)) for at in range(0, count * 7, 7)]
    free = iter(places)
    for label in codebook.labels:
        said = {one.id: one.values[0] for one in label.attributes if one.values}
        meant = "e" if label.names_entities else None
        for side in ("a", "b"):
            name = f"{label.id}:{side}"
            spans[name] = _span(name, label.id, (next(free),), said, meant, "!")
    if codebook.labels:
        pieces = (next(free), places[-1])
        spans["pieces"] = _span("pieces", codebook.labels[0].id, pieces, {}, None, None)
    links = tuple(
        Relation(
            kind.id,
            "x",
            kind.id,
            f"{kind.source[0]}:a",
            f"{kind.target[0]}:b",
            {one.id: one.values[0] for one in kind.attributes if one.values},
            "",
        )
        for kind in codebook.relations
        if kind.source and kind.target
    )
    return _bundle(
        count,
        tuple(spans.values()),
        links,
        (Entity("e", _WORD, "person"),),
        (Note("n", "x", "!", "", "", ""),),
        (Rejection("r", "x", "e", (places[-2],), "", ""),),
    )


def _layers(codebook: Codebook) -> Bundle:
    """Spans over each other."""
    if not codebook.labels:
        return _bundle(4, ())
    label = codebook.labels[0].id
    return _bundle(
        4,
        tuple(
            _span(str(start), label, (Interval(7 * start, 7 * end - 2),), {}, None, None)
            for start, end in ((0, 3), (1, 4))
        ),
    )


def _bundle(
    count: int,
    spans: tuple[Span, ...],
    relations: tuple[Relation, ...] = (),
    entities: tuple[Entity, ...] = (),
    notes: tuple[Note, ...] = (),
    rejections: tuple[Rejection, ...] = (),
) -> Bundle:
    text = "  ".join([_WORD] * count)
    article = Article("x", sha256(text), _WORD)
    return Bundle(article, text, spans, relations, entities, notes, rejections)


def _span(
    name: str,
    label: str,
    fragments: Fragments,
    attributes: Mapping[str, str],
    entity: str | None,
    note: str | None,
) -> Span:
    return Span(name, "x", label, fragments, attributes, entity, "", "manual", note, "", "")


def going_out(held: Preview, request: Request) -> list[str]:
    """What an export will hold, a sentence a line."""
    lines = [str(summary(held))]
    if request.window == "sentence":
        lines.append(trn("cut into {count} sentence", "cut into {count} sentences", held.windows))
    elif request.window == "paragraph":
        lines.append(trn("cut into {count} paragraph", "cut into {count} paragraphs", held.windows))
    beside = [
        trn("{count} entity", "{count} entities", held.entities) if held.entities else "",
        trn("{count} note on an article", "{count} notes on articles", held.notes)
        if held.notes
        else "",
    ]
    lines.append(" · ".join(filter(None, beside)))
    if request.choice.sides or request.format == HuggingFace.name:
        sides = (f"{side} {held.sides[side]}" for side in SIDES if side in held.sides)
        lines.append(" · ".join(sides))
    return [line for line in lines if line]


def will_be_lost(held: Preview) -> list[str]:
    """What an export will not hold, a sentence a line."""
    return [str(sentence) for sentence in held.lost()]


def came_of_it(exported: Exported) -> str:
    """What was written, how it was verified, and where that stands."""
    what, name = summary(exported.held, exported.spans), exported.path.name
    if exported.read_back:
        said = tr(
            "{what} exported to {name}; every offset was read back and is right.",
            what=what,
            name=name,
        )
    else:
        said = tr(
            "{what} exported to {name}. This format is not read back: its files were opened, not "
            "compared.",
            what=what,
            name=name,
        )
    if exported.manifest is None:
        return said
    manifest = exported.manifest.name
    return f"{said} {tr('How it was made stands in {manifest}.', manifest=manifest)}"


def was_lost(held: Preview) -> str:
    """What an export does not hold, in a sentence; empty where it holds all."""
    losses = will_be_lost(held)
    return tr("Lost: {losses}.", losses="; ".join(losses)) if losses else ""


def verified(found: Verified, name: str) -> list[str]:
    """What came of a verification: a sentence, then what is not as it was."""
    if not found.problems:
        return [
            tr(
                "{name} is as it was exported, to the character: {files}, {articles}, {spans}.",
                name=name,
                files=trn("{count} file", "{count} files", found.files),
                articles=trn("{count} article", "{count} articles", found.articles),
                spans=trn("{count} span", "{count} spans", found.spans),
            )
        ]
    count = Counter(str(problem) for problem in found.problems)
    head = trn(
        "{name} is not as it was exported: {count} difference.",
        "{name} is not as it was exported: {count} differences.",
        len(found.problems),
        name=name,
    )
    return [head, *count]
