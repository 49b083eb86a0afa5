"""The commands and options that make datasets, declared."""

from collections.abc import Callable
from pathlib import Path

import click

from workbench.cli import dataset
from workbench.domain.words import tr

_PATH = click.Path(path_type=Path)
_UNITS = ("code_point", "utf16", "utf8")


def dataset_commands(project: click.Argument, as_json: click.Option) -> list[click.Command]:
    """export, formats, choices, split and verify."""
    return [
        click.Command(
            "export",
            callback=dataset.export_project,
            help=tr("Write a project or a part of it, read back and verified."),
            params=[project, *_how(), *_what()],
        ),
        click.Command(
            "formats",
            callback=dataset.formats,
            help=tr("List the formats of files and what each cannot hold."),
            params=[as_json],
        ),
        click.Command(
            "choices",
            callback=dataset.list_choices,
            help=tr("List the choices that a project keeps for exports, or forget one."),
            params=[
                project,
                click.Option(["--delete", "drop"], metavar="NAME", help=tr("Forget this choice.")),
                as_json,
            ],
        ),
        click.Command(
            "split",
            callback=dataset.split_project,
            help=tr(
                "Divide the articles into train, validation and test. Near copies stay together; "
                "articles that are divided already stay where they are."
            ),
            params=[
                project,
                *(
                    click.Option([f"--{side}"], type=click.FloatRange(0, 1), metavar="SHARE")
                    for side in ("train", "validation", "test")
                ),
                click.Option(["--seed"], type=int, help=tr("The seed of the random split.")),
                click.Option(
                    ["--by-label/--at-random", "by_label"],
                    default=None,
                    help=tr("Divide the spans of each label alike, or look at articles alone."),
                ),
                click.Option(
                    ["--anew"], is_flag=True, help=tr("Forget the split that the project keeps.")
                ),
                as_json,
            ],
        ),
        click.Command(
            "verify",
            callback=dataset.verify_export,
            help=tr("Read an export again and say whether a single character differs."),
            params=[click.Argument(["path"], type=_PATH), as_json],
        ),
    ]


def format_option(
    text: str, known: Callable[[], list[str]], default: str | None = None
) -> click.Option:
    """One of the formats with names that are `known`."""

    def check(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
        names = known()
        if value is not None and value not in names:
            raise click.BadParameter(tr("Choose one of: {names}.", names=", ".join(names)))
        return value

    return click.Option(
        ["--format", "format_name"], default=default, callback=check, metavar="NAME", help=text
    )


def unit_option(text: str) -> click.Option:
    """What offsets count in."""
    return click.Option(["--unit"], type=click.Choice(_UNITS), help=text)


def _how() -> list[click.Parameter]:
    return [
        format_option(
            tr("A name from «workbench formats»; without it, «jsonl»."), _writable, "jsonl"
        ),
        click.Option(
            ["--output"],
            type=_PATH,
            metavar="PATH",
            help=tr("The file or folder to write; without it, standard output."),
        ),
        unit_option(tr("What offsets count; without it, what the format's own tool counts.")),
        click.Option(
            ["--window"],
            type=click.Choice(("sentence", "paragraph")),
            help=tr("Cut the articles, and shift the offsets."),
        ),
        click.Option(
            ["--manifest/--no-manifest"],
            default=None,
            help=tr("Write a manifest beside the file, as is done unless you say no."),
        ),
        click.Option(
            ["--licence", "--license"],
            default="",
            metavar="NAME",
            help=tr("The licence that a dataset folder names, such as cc-by-4.0."),
        ),
        click.Option(
            ["--parquet"], is_flag=True, help=tr("Put Parquet into a dataset folder too.")
        ),
        click.Option(
            ["--split/--no-split"],
            default=True,
            help=tr("Divide a dataset folder by the split that the project keeps."),
        ),
        click.Option(
            ["--preview", "only_preview"],
            is_flag=True,
            help=tr("Write nothing; say what would go out, and what would be lost."),
        ),
    ]


def _what() -> list[click.Parameter]:
    def several(name: str, field: str, text: str) -> click.Option:
        return click.Option([name, field], multiple=True, metavar="NAME", help=text)

    return [
        click.Option(["--choice"], metavar="NAME", help=tr("A choice that the project keeps.")),
        click.Option(
            ["--save-choice"], metavar="NAME", help=tr("Keep this choice in the project.")
        ),
        several("--status", "statuses", tr("Articles of this status: new, in_work or done.")),
        click.Option(
            ["--title", "words"],
            default="",
            metavar="WORDS",
            help=tr("Articles with these words in the title."),
        ),
        click.Option(
            ["--since"], default="", metavar="DAY", help=tr("Articles of this day or later.")
        ),
        click.Option(
            ["--until"], default="", metavar="DAY", help=tr("Articles of this day or earlier.")
        ),
        several("--side", "sides", tr("Articles on this side of the split.")),
        several("--entity", "entities", tr("Articles that mention the entity of this id.")),
        click.Option(
            ["--only-marked"], is_flag=True, help=tr("Articles of which at least a span goes out.")
        ),
        click.Option(
            ["--only-reviewed"],
            is_flag=True,
            help=tr("Articles reviewed to the end: with spans, of which none waits."),
        ),
        several("--label", "labels", tr("Spans of this label.")),
        several("--annotator", "annotators", tr("What this annotator made.")),
        several("--origin", "origins", tr("Spans of this origin: manual, import …")),
        several(
            "--review",
            "reviews",
            tr("Spans and links of which a reviewer decided so: accepted, rejected or open."),
        ),
    ]


def _writable() -> list[str]:
    from workbench.exchange.formats import writable

    return [item.name for item in writable()]
