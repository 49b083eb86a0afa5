"""What can be done with one link: by key, and in a menu."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from workbench.domain import commands
from workbench.domain.codebook import Attribute
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading, words_of
from workbench.domain.records import Relation, Verdict
from workbench.domain.words import shorten, tr
from workbench.gui.actions.action import Action
from workbench.gui.actions.table import FIXED
from workbench.gui.parts import keys
from workbench.gui.parts.attempt import attempt
from workbench.gui.session import Session
from workbench.gui.verbs import reviewing, tagging

DIGIT = "digit."
MOST = 30  # links that are offered
_VERDICTS: Mapping[str, Verdict | None] = {
    "review_accept": "accepted",
    "review_reject": "rejected",
    "review_open": None,
}


def fallen(reading: Reading, relation: Relation) -> bool:
    """Whether an end of a link was rejected while the link itself was not."""
    ends = (reading.span(relation.source), reading.span(relation.target))
    return relation.verdict != "rejected" and any(
        end is not None and end.verdict == "rejected" for end in ends
    )


def takes(action: Action) -> bool:
    """Whether an action of the table can be done with a link."""
    return (
        action.id in ("delete", "link_reverse", "link_retype")
        or action.id in _VERDICTS
        or action.id.startswith(DIGIT)
    )


def act(session: Session, relation: Relation, action: Action, widget: QWidget, at: QPoint) -> bool:
    """Do an action with a link; a menu that is needed opens at `at` of `widget`'s screen."""
    if action.id == "delete":
        tagging.unlink(session, relation)
    elif action.id in _VERDICTS:
        reviewing.set_link_verdict(session, relation, _VERDICTS[action.id])
    elif action.id == "link_reverse":
        tagging.reverse(session, relation)
    elif action.id == "link_retype":
        attempt(session, lambda: ask_type(session, relation, widget, at))
    elif action.id.startswith(DIGIT):
        attempt(session, lambda: _set_value(session, relation, int(action.id.removeprefix(DIGIT))))
    else:
        return False
    return True


def ask_type(session: Session, relation: Relation, widget: QWidget, at: QPoint) -> None:
    """Offer what else the link may be. Raises Refused where the codebook has nothing else."""
    found = commands.retypes(session.whole(), relation)
    if not found:
        raise Refused("The codebook allows no other link between these two.")
    menu = _menu(widget)
    _fill_types(menu, session, relation)
    menu.popup(at)


def ask(session: Session, relation: Relation, widget: QWidget, at: QPoint) -> None:
    """The menu of a link: its ends, what it may be, its attributes, the way to delete it."""
    reading = session.reading
    if reading is None:
        return
    menu = _menu(widget)
    for name, title, span in (
        ("first", tr("Go to the first end"), relation.source),
        ("second", tr("Go to the second end"), relation.target),
    ):
        _entry(menu, f"relation_{name}", title).triggered.connect(
            lambda _=False, span=span: session.focus_on(span)
        )
    menu.addSeparator()
    kind = reading.codebook.relation(relation.type)
    turn = _entry(menu, "relation_reverse", _shown(tr("Reverse the link"), "link_reverse"))
    turn.setEnabled(_can_turn(reading, relation))
    turn.triggered.connect(lambda: tagging.reverse(session, relation))
    if commands.retypes(reading, relation):
        below = menu.addMenu(tr("Change the link to"))
        below.setObjectName("relation_types")
        _fill_types(below, session, relation)
    for attribute in kind.attributes if kind else ():
        _fill_values(menu.addMenu(str(attribute.name)), session, relation, attribute)
    menu.addSeparator()
    for name, title in (
        ("review_accept", tr("Accept the link")),
        ("review_reject", tr("Reject the link")),
        ("review_open", tr("Take the decision back")),
    ):
        entry = _entry(menu, f"relation_{name}", _shown(title, name))
        entry.setEnabled(relation.verdict != _VERDICTS[name])
        entry.triggered.connect(
            lambda _=False, verdict=_VERDICTS[name]: reviewing.set_link_verdict(
                session, relation, verdict
            )
        )
    menu.addSeparator()
    _entry(menu, "relation_drop", _shown(tr("Delete this link"), "delete")).triggered.connect(
        lambda: tagging.unlink(session, relation)
    )
    menu.popup(at)


def choose(session: Session, widget: QWidget, at: QPoint, then: Callable[[Relation], None]) -> None:
    """Find the link of the focused span that is meant, and ask where it has several.

    Raises Refused where it has none.
    """
    reading, focused = session.whole(), session.focused()
    found = reading.relations_of(focused.id) if focused is not None else ()
    if focused is None or not found:
        raise Refused("Focus a span that has a link first.")
    if len(found) == 1:
        then(found[0])
        return
    menu = _menu(widget)
    for number, relation in enumerate(found[:MOST], start=1):
        kind = reading.codebook.relation(relation.type)
        out = relation.source == focused.id
        far = reading.span(relation.target if out else relation.source)
        words = shorten(words_of(reading, far), 32) if far is not None else ""
        name = f"{kind.name if kind else relation.type} {'→' if out else '←'} {words}"
        entry = _entry(menu, "relation_choice", f"&{number} {name}" if number < 10 else name)
        entry.triggered.connect(lambda _=False, relation=relation: then(relation))
    menu.popup(at)


def digit_attribute(session: Session, relation: Relation) -> Attribute | None:
    """The attribute of a link that the digits set: the first that is required and not set."""
    reading = session.reading
    kind = reading.codebook.relation(relation.type) if reading else None
    listed = kind.attributes if kind else ()
    lacking = (item for item in listed if item.required and item.id not in relation.attributes)
    return next(lacking, listed[0] if listed else None)


def _can_turn(reading: Reading, relation: Relation) -> bool:
    try:
        commands.reverse(reading, relation)
    except Refused:
        return False
    return True


def _set_value(session: Session, relation: Relation, number: int) -> None:
    chosen = digit_attribute(session, relation)
    if chosen is None:
        raise Refused("This link has no attributes.")
    if number > len(chosen.values):
        raise Refused("«{name}» has {count} values.", name=chosen.name, count=len(chosen.values))
    tagging.set_relation_attribute(session, relation, chosen.id, chosen.values[number - 1])


def _fill_types(menu: QMenu, session: Session, relation: Relation) -> None:
    for number, kind in enumerate(commands.retypes(session.whole(), relation), start=1):
        entry = _entry(menu, f"relation_type.{kind.id}", f"&{number} {kind.name}")
        entry.setToolTip(str(kind.definition))
        entry.triggered.connect(
            lambda _=False, name=kind.id: tagging.retype(session, relation, name)
        )


def _fill_values(menu: QMenu, session: Session, relation: Relation, attribute: Attribute) -> None:
    menu.setObjectName(f"relation_values.{attribute.id}")
    group = QActionGroup(menu)
    values: list[str | None] = [*attribute.values, None]
    for number, value in enumerate(values, start=1):
        name = tr("No value") if value is None else f"&{number} {attribute.value_name(value)}"
        entry = _entry(menu, f"relation_value.{value or ''}", name)
        entry.setCheckable(True)
        entry.setChecked(relation.attributes.get(attribute.id) == value)
        group.addAction(entry)
        entry.triggered.connect(
            lambda _=False, value=value: attempt(
                session,
                lambda: tagging.set_relation_attribute(session, relation, attribute.id, value),
            )
        )


def _menu(widget: QWidget) -> QMenu:
    menu = QMenu(widget)
    menu.setObjectName("relation_menu")
    menu.setAccessibleName(tr("This link"))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setToolTipsVisible(True)
    return menu


def _entry(menu: QMenu, name: str, title: str) -> QAction:
    entry = menu.addAction(title)
    entry.setObjectName(name)
    return entry


def _shown(title: str, action_id: str) -> str:
    chords = next((row.keys for row in FIXED if row.id == action_id), ())
    return f"{title}\t{keys.shown(chords[0])}" if chords else title
