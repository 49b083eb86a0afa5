"""What is said of an import: what was found, what a label becomes, what was not taken."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from workbench.domain.codebook import Codebook
from workbench.domain.mapping_questions import Question
from workbench.domain.words import Message, msg, tr, trn
from workbench.exchange.bundle import Problem
from workbench.exchange.formats import named, readable
from workbench.gui.parts.formats import UNITS, short_title
from workbench.gui.parts.keys import printed
from workbench.transfer import Plan, Report
from workbench.transfer.evidence import Way

# Encodings that a user may mean; any other can be typed on the command line.
ENCODINGS: Final = (
    "utf-8",
    "cp1251",
    "koi8-r",
    "cp866",
    "mac-cyrillic",
    "iso8859-5",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp1252",
)
NEWLINES: Final = {
    "raw": msg("Counted"),
    "lf": msg("Not counted"),
}
ENDS: Final = {
    "exclusive": msg("After the last character"),
    "inclusive": msg("The last character"),
}
CR: Final[dict[str | None, Message]] = {
    None: msg("no CR"),
    "raw": msg("CR is counted"),
    "lf": msg("CR is not counted"),
}
LAST: Final[dict[str | None, Message]] = {
    "exclusive": msg("the end is after the last character"),
    "inclusive": msg("the end is the last character"),
}
MATCHES: Final = {
    "exact": msg("The same text"),
    "reanchor": msg("Also other versions"),
}


def filters() -> str:
    """The kinds of files for a dialog: all that can be read, each format, everything."""
    kinds: dict[str, tuple[str, ...]] = {}
    for item in readable():
        name = short_title(item.title)
        kinds[name] = tuple(dict.fromkeys((*kinds.get(name, ()), *item.suffixes)))
    every = sorted({end for ends in kinds.values() for end in ends})
    listed = [(tr("All that can be read"), every), *kinds.items()]
    rows = [f"{_plain(name)} ({' '.join(f'*{end}' for end in ends)})" for name, ends in listed]
    return ";;".join([*rows, f"{tr('All files')} (*)"])


def _plain(name: str) -> str:
    # Brackets in a name of a filter would be taken for its suffixes.
    return name.replace("(", "– ").replace(")", "")


def paths_said(paths: Sequence[Path]) -> str:
    """Which files and folders are meant."""
    names = ", ".join(path.name or str(path) for path in paths[:3])
    more = len(paths) - 3
    return tr("{names} and {count} more", names=names, count=more) if more > 0 else names


def found_said(plan: Plan) -> str:
    """What was found, in a line."""
    looked, found = plan.looked, plan.found
    formats = {
        short_title(named(name).title): files for name, files in looked.files.items() if name
    }
    count = looked.files.total()
    said = list(formats)
    if len(formats) > 1:
        said = [f"{name}: {files}" for name, files in formats.items()]
    if count > 1:
        said.append(trn("{count} file", "{count} files", count))
    if looked.articles:
        said.append(trn("{count} article", "{count} articles", looked.articles))
    spans, links = found.labels.total(), found.relations.total()
    if spans:
        said.append(trn("{count} span", "{count} spans", spans))
    if links:
        said.append(trn("{count} link", "{count} links", links))
    if not said:
        return tr("Nothing that can be read.")
    begins = f"\n«{looked.begins}»" if looked.begins and not spans else ""
    return " · ".join(said) + begins


def differing(ways: Sequence[Way]) -> list[str]:
    """Ways of counting by what they differ in."""
    tables: tuple[Mapping[Any, Message], ...] = (UNITS, CR, LAST)
    differ = [len({way[at] for way in ways}) > 1 for at in range(3)]
    said = []
    for way in ways:
        parts = (str(table[one]) for table, one, on in zip(tables, way, differ, strict=True) if on)
        said.append(", ".join(parts))
    return said


def used_said(kept: Sequence[str], ready: Sequence[str]) -> str:
    """Which decisions stand there already, and where they come from; "" where none do."""
    said = []
    if kept:
        said.append(
            tr(
                "The project keeps what was decided for {formats}.",
                formats=", ".join(short_title(named(name).title) for name in kept),
            )
        )
    if ready:
        said.append(
            tr(
                "For this collection there are decisions that come with the program ({names}).",
                names=", ".join(ready),
            )
        )
    return " ".join(said)


def name_said(question: Question) -> str:
    """What the files call it, in its place."""
    if question.value:
        return f"= {question.value}"
    if question.attribute:
        return question.attribute
    return question.owner if question.part == "labels" else f"→ {question.owner}"


def becomes_said(question: Question, codebook: Codebook) -> str:
    """What becomes of it."""
    answer = question.answer
    if answer is None:
        like = next((str(name) for one, name in question.offered if one == question.like), None)
        return tr("? {name}…", name=like) if like else tr("? Decide…")
    if answer.to is None:
        return tr("− Leave it out")
    name = next((str(name) for one, name in question.offered if one == answer.to), None)
    if name is None and not question.attribute:
        labels = question.part == "labels"
        new = codebook.label(answer.to) if labels else codebook.relation(answer.to)
        name = str(new.name) if new is not None else None
        return tr("+ Add «{name}»", name=name or answer.to)
    return name or tr("+ Add «{name}»", name=answer.to)


def row_said(question: Question, codebook: Codebook) -> str:
    """A row of the table, for who hears it."""
    kind = tr("label") if question.part == "labels" else tr("relation")
    if question.value:
        kind = tr("value of {name}", name=question.attribute)
    elif question.attribute:
        kind = tr("attribute of {name}", name=question.owner)
    times = trn("{count} time", "{count} times", question.count)
    becomes = becomes_said(question, codebook).lstrip("+− ")
    becomes = tr("undecided") if question.answer is None else becomes
    said = f"{kind} {question.name}, {times}: {becomes}"
    return f"{said}. {question.example}" if question.example else said


def undecided_said(count: int) -> str:
    """How much is still to be decided."""
    return trn(
        "{count} name is undecided: Enter chooses, {add} adds it to the codebook, Del leaves it "
        "out.",
        "{count} names are undecided: Enter chooses, {add} adds one to the codebook, Del leaves "
        "one out.",
        count,
        add=printed("A"),
    )


def lost_said(plan: Plan) -> list[str]:
    """What will be left out by decision, and what cannot be taken, a sentence a line."""
    lines = [f"− {one}" for one in plan.will_leave_out()]
    looked = plan.looked
    return lines + (problems_said(looked.problems, looked.unsound) if looked.unsound else [])


def kinds_said() -> str:
    """The formats that can be read."""
    names = dict.fromkeys(short_title(item.title).split(" (")[0] for item in readable())
    return " · ".join(names)


def problems_said(problems: Sequence[Problem], count: int) -> list[str]:
    """What is unsound in files: a sentence, then the first of it."""
    head = trn(
        "{count} thing is unsound or doubtful:", "{count} things are unsound or doubtful:", count
    )
    return [head, *(f"{_short(one.file)}{_line(one)}: {one.message}" for one in problems[:5])]


def _short(file: str) -> str:
    return file.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _line(problem: Problem) -> str:
    return "" if problem.line is None else f":{problem.line}"


def reported(report: Report) -> list[tuple[str, list[str]]]:
    """What was not taken as it stood: headings, each with its lines by file."""
    parts: tuple[tuple[Message, Iterable[Problem]], ...] = (
        (msg("Not taken"), report.problems),
        (msg("Different in the project; kept as it is there"), report.kept),
        (msg("There already"), report.duplicates),
        (msg("Versions of articles"), report.versions),
    )
    return [(str(title), lines) for title, found in parts if (lines := _by_file(found))]


def _by_file(problems: Iterable[Problem]) -> list[str]:
    by_file: dict[str, list[str]] = {}
    for one in sorted(problems, key=lambda one: (one.file, one.line or 0)):
        place = "" if one.line is None else f"{tr('line {number}', number=one.line)}: "
        by_file.setdefault(one.file, []).append(f"    {place}{one.message}")
    return [line for file, lines in by_file.items() for line in (file, *lines)]


def report_text(report: Report) -> str:
    """The whole report, to be read and copied."""
    parts = ["\n".join(report.summary())]
    parts += ["\n".join([title, *lines]) for title, lines in reported(report)]
    return "\n\n".join(parts) + "\n"
