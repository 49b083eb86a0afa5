"""The command that shows, exports, checks and replaces the codebook of a project."""

import sys
from collections.abc import Mapping
from pathlib import Path

from workbench.cli.commands import user
from workbench.cli.speech import complain, say, showing
from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Draft
from workbench.domain.codebook_plan import Plan
from workbench.domain.errors import Refused
from workbench.domain.words import tr, trn


def codebook(
    project: Path, target: Path | None, source: Path | None, only_check: bool, delete: bool
) -> int:
    """Show, export, check or replace the codebook; the export is of the codebook before."""
    from workbench.exchange.codebook_file import codebook_json, read_codebook, write_codebook
    from workbench.store.project import Project
    from workbench.transfer import weigh

    wanted = read_codebook(source) if source is not None else None
    write = wanted is not None and not only_check
    with Project.open(project, user(), write=write) as opened:
        book = opened.codebook
        if target is not None and str(target) == "-":
            sys.stdout.buffer.write(codebook_json(book))
        elif target is not None:
            write_codebook(book, target)
            say(tr("Codebook {name} {version} written to {path}.", **_named(book, target)))
        if wanted is None:
            if only_check:
                return _check(project)
            if target is None:
                _show(book, opened.read.counts().labels)
            return 0
        draft = Draft.between(book, wanted)
        if not draft.changed:
            say(tr("The project has this codebook already."))
            return 0
        with showing(tr("Counting")) as progress, opened.snapshot() as snapshot:
            plan = weigh(snapshot, draft, progress)
        for loss in plan.losses:
            complain(str(loss.sentence()))
        if only_check:
            if not plan.losses:
                say(tr("The project can take this codebook; nothing would be lost."))
            return 1 if plan.losses else 0
        if plan.losses and not delete:
            raise Refused(
                "The codebook was not changed. To delete what it does not allow, add "
                "--delete-invalid; to carry it over to other labels, use the codebook editor."
            )
        opened.commit(plan.transaction())
    _tell(plan)
    return 0


def _named(book: Codebook, path: Path) -> dict[str, str]:
    return {"name": book.id, "version": book.version, "path": str(path)}


def _show(book: Codebook, numbers: Mapping[str, int]) -> None:
    say(tr("Codebook {name} {version}", name=book.id, version=book.version))
    for label in book.labels:
        spans = trn("{count} span", "{count} spans", numbers.get(label.id, 0))
        say(f"  {label.key or ' '}  {label.name} ({label.id}): {spans}")
    for kind in book.relations:
        say(f"     {kind.name} ({kind.id}): {', '.join(kind.source)} -> {', '.join(kind.target)}")


def _check(project: Path) -> int:
    from workbench.store.check import check

    with showing(tr("Checking")) as progress:
        found = check(project, progress)
    for message in found:
        complain(str(message))
    if not found:
        say(tr("Every span and link is as the codebook wants it."))
    return 1 if found else 0


def _tell(plan: Plan) -> None:
    say(
        tr(
            "The project has the codebook {name} {version} now.",
            name=plan.after.id,
            version=plan.after.version,
        )
    )
    if plan.spans or plan.links:
        say(
            tr(
                "{spans} and {links} were carried over.",
                spans=trn("{count} span", "{count} spans", plan.spans),
                links=trn("{count} link", "{count} links", plan.links),
            )
        )
