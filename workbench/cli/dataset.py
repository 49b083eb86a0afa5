"""Commands that make datasets: export and import with all their options, splits, verification."""

import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.commands import user
from workbench.cli.importing import tell_each
from workbench.cli.speech import complain, drop_output, say, say_json, showing
from workbench.domain.errors import Refused, WorkbenchError
from workbench.domain.words import tr, trn
from workbench.jobs import Silent

if TYPE_CHECKING:
    from workbench.exchange.bundle import Written
    from workbench.store.project import Project
    from workbench.transfer import Choice, Request, Split

# The options of a choice that may be named several times, and the fields that they fill.
_SEVERAL = ("statuses", "labels", "annotators", "entities", "origins", "reviews", "sides")
_ONE = ("words", "since", "until", "only_marked", "only_reviewed")


def export_project(project: Path, output: Path | None, **given: Any) -> int:
    """Write a project, or what is chosen of it, to a file, a folder or standard output."""
    from workbench.exchange.formats import dialect
    from workbench.store.project import Project
    from workbench.transfer import Request, keep_choice

    keep, only_preview = given["save_choice"], given["only_preview"]
    folder = dialect(given["format_name"]).makes == "folder"
    aloud = output is None or str(output) == "-"
    if folder and aloud and not only_preview:
        raise click.UsageError(tr("This format is a folder of files. Name it with --output."))
    with Project.open(project, user(), write=keep is not None) as opened:
        choice = _choice(opened, given)
        request = Request(
            given["format_name"],
            choice,
            given["unit"],
            given["window"],
            given["manifest"],
            given["licence"],
            given["parquet"],
            given["split"],
        )
        if keep is not None:
            keep_choice(opened, keep, choice)
        if only_preview:
            return _preview(opened, request)
        if output is None or aloud:
            return _to_stream(opened, request)
        return _to_place(opened, request, output)


def _to_place(opened: "Project", request: "Request", output: Path) -> int:
    from workbench.transfer import export_dataset

    with showing(tr("Exporting")) as progress:
        done = export_dataset(opened, request, output, progress)
    held = done.held
    values = {
        "articles": trn("{count} article", "{count} articles", held.articles),
        "spans": trn("{count} span", "{count} spans", done.spans),
        "path": str(output),
    }
    if done.read_back:
        say(tr("{articles} with {spans} written to {path} and verified.", **values))
    else:
        say(tr("{articles} with {spans} written to {path}.", **values))
    for message in held.lost():
        complain(f"{message}.")
    _tell_left_out(held.left_out)
    return 0


def _to_stream(opened: "Project", request: "Request") -> int:
    from workbench.exchange.formats import NATIVE
    from workbench.transfer import export_dataset, export_to

    if request.format == NATIVE.name and request.choice.is_all and request.window is None:
        try:
            written: Written = export_to(opened, NATIVE, sys.stdout.buffer, Silent())
        except WorkbenchError:
            drop_output()
            raise
        _tell_left_out(written.left_out)
        return 0
    with tempfile.TemporaryDirectory(prefix="workbench-") as place:
        path = Path(place) / "export"
        done = export_dataset(opened, request, path, Silent())
        with path.open("rb") as made:
            shutil.copyfileobj(made, sys.stdout.buffer)
    for message in done.held.lost():
        complain(f"{message}.")
    return 0


def _tell_left_out(count: int) -> None:
    if count:
        complain(
            trn(
                "{count} entity that no span mentions is not in the export.",
                "{count} entities that no span mentions are not in the export.",
                count,
            )
        )


def _preview(opened: "Project", request: "Request") -> int:
    from workbench.transfer import preview

    with showing(tr("Counting")) as progress:
        held = preview(opened, request, progress)
    say(
        tr(
            "{articles} of {all} with {spans}",
            articles=trn("{count} article", "{count} articles", held.articles),
            all=held.of,
            spans=trn("{count} span", "{count} spans", held.span_count),
        )
    )
    if request.window is not None:
        say(f"  {trn('{count} window', '{count} windows', held.windows)}")
    for heading, part in (
        (tr("Labels"), held.spans),
        (tr("Links"), held.relations),
        (tr("Annotators"), held.annotators),
        (tr("Origins"), held.origins),
        (tr("Decisions"), held.reviews),
    ):
        if part:
            say(heading)
        for name, number in part.items():
            say(f"  {name or tr('nobody')}: {number}")
    for message in held.lost():
        complain(f"{message}.")
    return 0


def _choice(opened: "Project", given: dict[str, Any]) -> "Choice":
    """The choice that is named, with what the other options say in its place."""
    from workbench.transfer import Choice, choices

    name, base = given["choice"], Choice()
    if name is not None:
        kept = choices(opened.read)
        if name not in kept:
            raise Refused("The project keeps no choice «{name}».", name=name)
        base = kept[name]
    said: dict[str, Any] = {field: tuple(given[field]) for field in _SEVERAL if given[field]}
    said |= {field: given[field] for field in _ONE if given[field]}
    return replace(base, **said)


def list_choices(project: Path, drop: str | None, as_json: bool) -> int:
    """List the choices that a project keeps, or forget one."""
    from workbench.store.project import Project
    from workbench.transfer import choices, drop_choice

    with Project.open(project, user(), write=drop is not None) as opened:
        if drop is not None:
            drop_choice(opened, drop)
            say(tr("The choice «{name}» is forgotten.", name=drop))
            return 0
        found = {name: choice.form() for name, choice in choices(opened.read).items()}
    if as_json:
        say_json(found)
        return 0
    if not found:
        say(tr("The project keeps no choices."))
    for name, form in found.items():
        values = (
            f"{field}: {', '.join(value) if isinstance(value, list) else value}"
            for field, value in form.items()
        )
        say(f"{name}: {'; '.join(values) or '–'}")
    return 0


def split_project(
    project: Path,
    train: float | None,
    validation: float | None,
    test: float | None,
    seed: int | None,
    by_label: bool | None,
    anew: bool,
    as_json: bool,
) -> int:
    """Divide the articles, or those that came since, and say how many are where."""
    from workbench.store.project import Project
    from workbench.transfer import Shares, keep_split, kept_split, split

    with Project.open(project, user()) as opened:
        old = None if anew else kept_split(opened.read)
        before = old.shares if old is not None else Shares()
        sides = dict(before.sides)
        if any(share is not None for share in (train, validation, test)):
            sides = {"train": train or 0, "validation": validation or 0, "test": test or 0}
        shares = Shares(
            sides,
            before.seed if seed is None else seed,
            before.by_label if by_label is None else by_label,
        )
        if old is not None and shares != old.shares:
            raise Refused(
                "The project keeps a split made with seed {seed} ({shares}). Its articles stay "
                "on their sides, so that seed and shares cannot be others now: leave them out, or "
                "divide all anew (--anew).",
                seed=old.shares.seed,
                shares=", ".join(f"{side} {part:g}" for side, part in old.shares.sides.items()),
            )
        with showing(tr("Splitting")) as progress, opened.snapshot() as snapshot:
            made = split(snapshot, shares, progress, old)
        keep_split(opened, made.split)
    if as_json:
        counts = {"added": made.added, "copies": made.copies, "apart": made.apart}
        say_json({**made.split.described(), **counts})
        return 0
    _tell_split(made.split)
    say(trn("{count} article was added.", "{count} articles were added.", made.added))
    if made.copies:
        say(
            trn(
                "{count} article has a near copy, which is on its side.",
                "{count} articles have near copies, which are on their side.",
                made.copies,
            )
        )
    if made.apart:
        complain(
            trn(
                "{count} article is a near copy of articles on two sides and is on none.",
                "{count} articles are near copies of articles on two sides and are on none.",
                made.apart,
            )
        )
    return 0


def _tell_split(made: "Split") -> None:
    counts = made.counts()
    total = sum(counts.values()) or 1
    for side, number in counts.items():
        articles = trn("{count} article", "{count} articles", number)
        say(f"{side}: {articles} ({100 * number / total:.1f} %)")


def verify_export(path: Path, as_json: bool) -> int:
    """Read an export again and say whether a single character differs."""
    from workbench.transfer import verify

    with showing(tr("Verifying")) as progress:
        found = verify(path, progress)
    if as_json:
        said = [str(problem) for problem in found.problems]
        counts = {"articles": found.articles, "spans": found.spans}
        say_json({**counts, "manifest": found.manifested, "problems": said})
        return 1 if said else 0
    if found.problems:
        tell_each(found.sentences(), complain)
        return 1
    held = {
        "files": trn("{count} file", "{count} files", found.files),
        "articles": trn("{count} article", "{count} articles", found.articles),
        "spans": trn("{count} span", "{count} spans", found.spans),
    }
    if found.manifested:
        say(
            tr(
                "{files} with {articles} and {spans}: every character is as it was exported.",
                **held,
            )
        )
    else:
        say(
            tr(
                "{files} with {articles} and {spans}: all quotes stand at their offsets, and all "
                "texts have their sha256. There is no manifest to hold it against.",
                **held,
            )
        )
    return 0


def formats(as_json: bool) -> int:
    """List the formats, what each is for and what it cannot hold."""
    from workbench.cli.format_list import listed

    found = listed()
    if as_json:
        say_json([item.form() for item in found])
        return 0
    for item in found:
        for line in item.lines():
            say(line)
    return 0
