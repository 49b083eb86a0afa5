"""What is said of exports: what a format cannot carry, what goes out, what came of it."""

from typing import Final

from workbench.domain.codebook import Codebook
from workbench.domain.records import DECISIONS
from workbench.domain.words import tr, trn
from workbench.exchange.dialect import Dialect
from workbench.exchange.holding import THINGS, lacks
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.transfer import Exported, Preview, Request, Verified
from workbench.transfer.request import summary

SIDES: Final = ("train", "validation", "test")


def lacking(dialect: Dialect, codebook: Codebook) -> str:
    """What a format cannot carry of articles with this codebook, in a line."""
    things = ", ".join(str(THINGS[name]) for name in lacks(dialect, codebook))
    said = tr("Not carried: {things}", things=things) if things else tr("Carries everything")
    return said if dialect.reads else tr("{said} · is not imported", said=said)


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
    reviews = held.reviews
    decided = (f"{name} {reviews[key]}" for key, name in DECISIONS.items() if key in reviews)
    lines.append(" · ".join(decided))
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
    held = {
        "name": name,
        "files": trn("{count} file", "{count} files", found.files),
        "articles": trn("{count} article", "{count} articles", found.articles),
        "spans": trn("{count} span", "{count} spans", found.spans),
    }
    if found.problems and found.manifested:
        head = trn(
            "{name} is not as it was exported: {count} difference.",
            "{name} is not as it was exported: {count} differences.",
            len(found.problems),
            name=name,
        )
    elif found.problems:
        head = trn(
            "{name} does not hold together: {count} thing is wrong.",
            "{name} does not hold together: {count} things are wrong.",
            len(found.problems),
            name=name,
        )
    elif found.manifested:
        head = tr(
            "{name} is as it was exported, to the character: {files}, {articles}, {spans}.", **held
        )
    else:
        head = tr(
            "{name}: all quotes stand at their offsets, and all texts have their sha256 "
            "({articles}, {spans}). There is no manifest to hold it against.",
            **held,
        )
    return [head, *found.sentences()]
