"""The commands and options, declared."""

import os
from pathlib import Path

import click

from workbench import __version__
from workbench.cli import commands
from workbench.cli.codebook import codebook
from workbench.cli.dataset_program import dataset_commands, format_option, unit_option
from workbench.cli.importing import import_
from workbench.domain.words import tr
from workbench.locale import LANGUAGES

_PATH = click.Path(path_type=Path)


def program() -> click.Group:
    """The commands, with their help in the reader's language."""
    group = _Program(
        "workbench",
        callback=_no_command,
        invoke_without_command=True,
        subcommand_metavar="[PROJECT] | COMMAND [ARGS]...",
        help=tr(
            "Tag claims, actors and sources in Russian articles. Without a command the window "
            "opens, on PROJECT where one is named."
        ),
        params=[
            click.Option(
                ["--language"],
                type=click.Choice(LANGUAGES),
                expose_value=False,
                help=tr("The language to speak; without it, that of the system."),
            )
        ],
        commands=_commands(),
    )
    return click.version_option(__version__, prog_name="workbench")(group)


def _commands() -> list[click.Command]:
    project = click.Argument(["project"], type=_PATH)
    as_json = click.Option(["--json", "as_json"], is_flag=True, help=tr("Write JSON."))
    return [
        click.Command(
            "demo",
            callback=commands.demo,
            help=tr("Make the sample project, export and verify it, and open the window."),
            params=[
                click.Option(
                    ["--project"], type=_PATH, help=tr("Where the sample project is to be.")
                ),
                click.Option(["--no-window"], is_flag=True, help=tr("Do not open the window.")),
            ],
        ),
        click.Command(
            "new",
            callback=commands.new,
            help=tr("Make an empty project."),
            params=[
                project,
                click.Option(
                    ["--codebook"],
                    type=_PATH,
                    help=tr("A codebook in JSON; without it, the one that comes with the program."),
                ),
            ],
        ),
        click.Command(
            "import",
            callback=import_,
            help=tr("Take articles from files and folders into a project."),
            params=[
                project,
                click.Argument(["paths"], metavar="PATH...", type=_PATH, nargs=-1, required=True),
                format_option(
                    tr("A name from «workbench formats»; detected where it is not given."),
                    _readable,
                ),
                click.Option(
                    ["--encoding"],
                    callback=_encoding,
                    metavar="NAME",
                    help=tr("The encoding of the files; detected where it is not given."),
                ),
                click.Option(
                    ["--text-field"],
                    default="text",
                    metavar="NAME",
                    help=tr("The field of JSONL that holds the text; without it, «text»."),
                ),
                click.Option(
                    ["--annotator"],
                    callback=_annotator,
                    metavar="NAME",
                    help=tr(
                        "Whose annotations they are where the files do not say it; without it, an "
                        "annotator with the name of the file."
                    ),
                ),
                unit_option(tr("What offsets in the files count; detected where it is not given.")),
                click.Option(
                    ["--newlines"],
                    type=click.Choice(("raw", "lf")),
                    help=tr(
                        "Whether offsets count the CR of CRLF; detected where it is not given."
                    ),
                ),
                click.Option(
                    ["--ends"],
                    type=click.Choice(("exclusive", "inclusive")),
                    help=tr(
                        "Whether an end is after the last character or that character; detected "
                        "where it is not given."
                    ),
                ),
                click.Option(
                    ["--map", "map_name"],
                    metavar="FILE",
                    help=tr(
                        "What becomes of labels that the codebook does not have: a JSON file, or "
                        "rusentrel, factrueval2016, ruopinionne2024."
                    ),
                ),
                click.Option(["--add-labels"], is_flag=True, help=tr("Add them to the codebook.")),
                click.Option(["--skip-unknown"], is_flag=True, help=tr("Leave them out.")),
                click.Option(
                    ["--forget-map"],
                    is_flag=True,
                    help=tr("Forget first what the project keeps for files of these formats."),
                ),
                click.Option(
                    ["--write-map"],
                    type=_PATH,
                    metavar="FILE",
                    help=tr("Import nothing; write a proposal for --map."),
                ),
                click.Option(
                    ["--match"],
                    type=click.Choice(("exact", "reanchor")),
                    default="exact",
                    help=tr(
                        "With «reanchor» another version of an article gives that article its "
                        "annotations; without it, it is a new article."
                    ),
                ),
            ],
        ),
        click.Command(
            "check",
            callback=commands.check_project,
            help=tr("Look for damage: SQLite, codebook, quotes, dangling links."),
            params=[project],
        ),
        click.Command(
            "info",
            callback=commands.info,
            help=tr("Say what a project holds."),
            params=[project, as_json],
        ),
        click.Command(
            "schema",
            callback=commands.write_schema,
            help=tr("Write the JSON Schema of the native record."),
            params=[
                click.Option(
                    ["--codebook"], is_flag=True, help=tr("Of a codebook, not of a record.")
                )
            ],
        ),
        click.Command(
            "codebook",
            callback=codebook,
            help=tr("Say what a project's codebook is; export it, or put another in its place."),
            params=[
                project,
                click.Option(
                    ["--export", "target"],
                    type=_PATH,
                    metavar="FILE",
                    help=tr("Write the codebook as JSON; «-» is standard output."),
                ),
                click.Option(
                    ["--import", "source"],
                    type=_PATH,
                    metavar="FILE",
                    help=tr("Put the codebook of this JSON file in the place of the one in use."),
                ),
                click.Option(
                    ["--check", "only_check"],
                    is_flag=True,
                    help=tr("Change nothing; say what of the project the codebook does not allow."),
                ),
                click.Option(
                    ["--delete-invalid", "delete"],
                    is_flag=True,
                    help=tr("Delete what the new codebook does not allow, as one undo step."),
                ),
            ],
        ),
        *dataset_commands(project, as_json),
    ]


class _Program(click.Group):
    """Commands; a first word that is no command but a path is a project for the window."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        word = args[0]
        if word in self.commands or not _is_path(word):
            return super().resolve_command(ctx, args)
        params: list[click.Parameter] = [click.Argument(["project"], type=_PATH)]
        return word, click.Command(word, callback=commands.open_window, params=params), args


def _is_path(word: str) -> bool:
    if not word or word.startswith("-"):
        return False
    return word.endswith(".workbench") or "/" in word or os.sep in word or Path(word).exists()


def _no_command() -> int:
    context = click.get_current_context()
    return commands.open_window(None) if context.invoked_subcommand is None else 0


def _readable() -> list[str]:
    from workbench.exchange.formats import readable

    return [item.name for item in readable()]


def _encoding(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    from workbench.exchange.parsing.decoding import known

    if value is not None and not known(value):
        raise click.BadParameter(
            tr("There is no encoding «{name}». Known are utf-8, cp1251, koi8-r …", name=value)
        )
    return value


def _annotator(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.strip():
        raise click.BadParameter(tr("A name has at least one letter."))
    return value
