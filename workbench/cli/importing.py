"""What `workbench import` does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from workbench.cli.commands import expanded, user
from workbench.cli.speech import complain, say, showing
from workbench.domain.words import tr, trn

if TYPE_CHECKING:
    from workbench.domain.mapping import Rest
    from workbench.exchange.bundle import Ends, Newlines, ReadOptions, Unit
    from workbench.store.project import Project
    from workbench.transfer import Match, Plan


MOST = 100  # things of one kind that are told one by one


@dataclass(frozen=True, slots=True)
class _Deciding:
    """What the user decided about what the codebook does not know."""

    map_name: str | None
    rest: "Rest"
    forget: bool


def import_(
    project: Path,
    paths: tuple[Path, ...],
    format_name: str | None,
    encoding: str | None,
    text_field: str,
    annotator: str | None,
    unit: "Unit | None",
    newlines: "Newlines | None",
    ends: "Ends | None",
    map_name: str | None,
    add_labels: bool,
    skip_unknown: bool,
    forget_map: bool,
    write_map: Path | None,
    match: "Match",
) -> int:
    """Take files in, once it is decided what becomes of what the codebook does not know."""
    from workbench.exchange.bundle import ReadOptions
    from workbench.store.project import Project
    from workbench.transfer import import_paths, keep_mapping
    from workbench.transfer.planning import layer_of

    if add_labels and skip_unknown:
        raise click.UsageError(tr("Choose one of --add-labels and --skip-unknown."))
    rest: Rest = "add" if add_labels else "skip" if skip_unknown else "ask"
    layer = annotator or layer_of(paths)
    options = ReadOptions(
        encoding, text_field, layer, format_name, unit=unit, newlines=newlines, ends=ends
    )
    listed = expanded(paths)
    with Project.open(project, annotator or user()) as opened:
        plan = _plan(opened, listed, options, _Deciding(map_name, rest, forget_map))
        if write_map is not None:
            return _write_map(plan, write_map)
        if plan.unknown:
            return _ask_labels(plan)
        if plan.evidence.ties and unit is None and newlines is None and ends is None:
            return _ask_offsets(plan)
        with showing(tr("Importing")) as progress:
            report = import_paths(opened, listed, options, progress, plan, match)
        for name in plan.formats:
            keep_mapping(opened, name, plan.named())
    tell_each((*report.versions, *report.duplicates, *report.kept), say)
    tell_each(report.problems, complain)
    for sentence in report.summary():
        say(sentence)
    return 1 if report.problems else 0


def tell_each(listed: Sequence[object], tell: Callable[[str], None]) -> None:
    """The first of what is to be told, and how many there are more."""
    for item in listed[:MOST]:
        tell(str(item))
    if len(listed) > MOST:
        left = len(listed) - MOST
        tell(trn("… and {count} more.", "… and {count} more.", left))


def _plan(
    project: "Project", paths: Sequence[Path], options: "ReadOptions", deciding: _Deciding
) -> "Plan":
    from workbench.domain.mapping import EMPTY
    from workbench.transfer import kept_mapping, planned, read_mapping
    from workbench.transfer.mapping import drop_mapping

    given = read_mapping(deciding.map_name) if deciding.map_name is not None else EMPTY
    with showing(tr("Looking at the files")) as progress:
        plan = planned(paths, project.codebook, options, progress)
    for name in plan.formats:
        kept = kept_mapping(project.read, name)
        if deciding.forget and kept != EMPTY:
            drop_mapping(project, name)
        elif not deciding.forget:
            plan = plan.deciding(kept)
    return plan.deciding(given, deciding.rest)


def _ask_labels(plan: "Plan") -> int:
    from workbench.transfer.mapping import ready_for

    complain(tr("Nothing was imported. The codebook does not have:"))
    for unknown in plan.unknown:
        like = tr("like «{name}» of the codebook", name=unknown.like) if unknown.like else ""
        complain(f"  {unknown.message()}{like and f' - {like}'}")
    names = [ready_for(name, plan.found.labels) for name in plan.formats]
    ready = [tr("--map {name}, which comes with the program", name=one) for one in names if one]
    told = [
        *ready,
        tr("--add-labels: the codebook gets them; what is like something of it becomes that"),
        tr("--skip-unknown: they are left out"),
        tr("--map FILE.json: as the file says; --write-map FILE.json writes one to be changed"),
    ]
    complain(tr("Say what is to become of them:"))
    for way in told:
        complain(f"  {way}")
    return 1


def _ask_offsets(plan: "Plan") -> int:
    from workbench.transfer.evidence import said_of

    complain(tr("Nothing was imported. It is not clear how the offsets count:"))
    for message in plan.evidence.told():
        complain(f"  {message}")
    for file, ways in plan.evidence.ties.items():
        for way in ways:
            complain(f"  {file}: {said_of((way.unit, way.newlines, way.ends))}")
            for mark in way.marks:
                complain(f"    …{mark.before}[{mark.words}]{mark.after}…")
    complain(
        tr("Say it with --unit, --newlines or --ends. What tools write most: --unit code_point.")
    )
    return 1


def _write_map(plan: "Plan", path: Path) -> int:
    from workbench.domain.mapping import EMPTY
    from workbench.transfer.mapping import mapping_form

    made = mapping_form(plan.deciding(EMPTY, "add").mapping)
    path.write_bytes(orjson.dumps(made, option=orjson.OPT_INDENT_2) + b"\n")
    count = len(made["labels"]) + len(made["relations"])
    say(
        trn(
            "{path}: {count} decision, to be changed and given to --map.",
            "{path}: {count} decisions, to be changed and given to --map.",
            count,
            path=str(path),
        )
    )
    return 0
