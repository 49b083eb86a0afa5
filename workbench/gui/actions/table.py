"""The table: the fixed rows, and those that the codebook's labels bring."""

from collections.abc import Callable, Iterator

from workbench.domain.codebook import Codebook, Label
from workbench.domain.words import Message, msg
from workbench.gui.actions.action import TAKE_ALL, Action, Desk
from workbench.gui.actions.marking import MARKING
from workbench.gui.actions.project import PROJECT
from workbench.gui.actions.reviewing import REVIEWING
from workbench.gui.actions.selecting import SELECTING
from workbench.gui.actions.view import VIEW
from workbench.gui.session import Session
from workbench.gui.verbs import tagging

Run = Callable[[Session, str], object]

ARM = msg("Arm a label")
ADD = msg("Add to the last")
RELABEL = msg("Change the span to")

FIXED: tuple[Action, ...] = (*PROJECT, *SELECTING, *MARKING, *REVIEWING, *VIEW)


def table(codebook: Codebook | None) -> tuple[Action, ...]:
    """All rows: the fixed ones, and those that the codebook's labels bring."""
    return (*FIXED, *(_labels(codebook) if codebook else ()))


def _labels(codebook: Codebook) -> Iterator[Action]:
    verbs: tuple[tuple[str, str, Run, Callable[[Label], Message], str, Message | None], ...] = (
        ("label", "", tagging.label, _mark_as, "article", None),
        ("arm", "Shift+", tagging.arm, _arm, "article", ARM),
        ("fragment", "Ctrl+Shift+", tagging.add_fragment, _add_to, "article", ADD),
        ("relabel", "Alt+", tagging.relabel, _make, "span", RELABEL),
    )
    taken = {chord for row in FIXED for chord in row.keys} - {TAKE_ALL}
    for verb, modifiers, run, title, needs, submenu in verbs:
        for label in codebook.labels:
            yield Action(
                f"{verb}.{label.id}",
                "mark",
                title(label),
                _bound(run, label.id),
                (modifiers + label.key,)
                if label.key and modifiers + label.key not in taken
                else (),
                True,
                needs,
                submenu=submenu,
            )
    for number in range(1, 10):
        yield Action(
            f"digit.{number}",
            "",
            msg("Value {number} of the attribute", number=number),
            _digit(number),
            (str(number),),
            True,
            "span",
        )


def _mark_as(label: Label) -> Message:
    return msg("Mark as {label}", label=label.name)


def _arm(label: Label) -> Message:
    return msg("Arm {label}", label=label.name)


def _add_to(label: Label) -> Message:
    return msg("Add the selection to the last {label}", label=label.name)


def _make(label: Label) -> Message:
    return msg("Change the span to {label}", label=label.name)


def _bound(run: Callable[[Session, str], object], label: str) -> Callable[[Desk], object]:
    return lambda desk: run(desk.session, label)


def _digit(number: int) -> Callable[[Desk], object]:
    return lambda desk: tagging.digit(desk.session, number)
