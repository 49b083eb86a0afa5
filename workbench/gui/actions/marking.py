"""Rows of the table: marking, and saying more about what is marked."""

from workbench.domain.words import Message, msg
from workbench.gui.actions.action import ENDS, TAKE_ALL, Action
from workbench.gui.verbs import tagging, todo

SUGGESTED = msg("Suggestions")


def _end(name: str, title: Message, *keys: str, last: bool = False) -> Action:
    """Moves an end of the span: the words of `name` say which one, which way and how far."""
    which, way, *exact = name.split("_")
    start, step = which == "start", 1 if way == "right" else -1
    return Action(
        name,
        "mark",
        title,
        lambda d: tagging.move_end(d.session, start=start, step=step, exact=bool(exact)),
        keys,
        True,
        "span",
        ends_group=last,
        submenu=ENDS,
    )


_ENDS = (
    _end("end_right", msg("End of the span: a word on"), "Alt+Right", "]"),
    _end("end_left", msg("End of the span: a word back"), "Alt+Left", "["),
    _end("start_right", msg("Start of the span: a word on"), "Alt+Shift+Right", "Shift+]"),
    _end("start_left", msg("Start of the span: a word back"), "Alt+Shift+Left", "Shift+["),
    _end("end_right_exact", msg("End of the span: a character on"), "Ctrl+Alt+Right"),
    _end("end_left_exact", msg("End of the span: a character back"), "Ctrl+Alt+Left"),
    _end("start_right_exact", msg("Start of the span: a character on"), "Ctrl+Alt+Shift+Right"),
    _end(
        "start_left_exact",
        msg("Start of the span: a character back"),
        "Ctrl+Alt+Shift+Left",
        last=True,
    ),
)

MARKING: tuple[Action, ...] = (
    Action(
        "fragment",
        "mark",
        msg("Add the selection to the span"),
        lambda d: tagging.add_fragment(d.session),
        ("F",),
        True,
        "span",
    ),
    *_ENDS,
    Action(
        "attribute_next",
        "mark",
        msg("Next attribute"),
        lambda d: tagging.next_attribute(d.session, 1),
        ("Tab",),
        True,
        "span",
    ),
    Action(
        "attribute_previous",
        "mark",
        msg("Previous attribute"),
        lambda d: tagging.next_attribute(d.session, -1),
        ("Shift+Tab",),
        True,
        "span",
    ),
    Action(
        "confirm",
        "mark",
        msg("Take what is offered"),
        lambda d: d.confirm(),
        ("Enter",),
        True,
        "article",
    ),
    Action(
        "take_all",
        "mark",
        msg("Take all suggestions"),
        lambda d: d.take_all(),
        (TAKE_ALL,),
        True,
        "article",
        submenu=SUGGESTED,
    ),
    Action(
        "suggestion_next",
        "mark",
        msg("Next suggestion"),
        lambda d: d.suggesting.step(1),
        ("Shift+N",),
        True,
        "article",
        submenu=SUGGESTED,
    ),
    Action(
        "suggestion_previous",
        "mark",
        msg("Previous suggestion"),
        lambda d: d.suggesting.step(-1),
        ("Shift+P",),
        True,
        "article",
        submenu=SUGGESTED,
    ),
    Action(
        "suggestion_reject",
        "mark",
        msg("Reject the suggestion"),
        lambda d: d.suggesting.reject(),
        (),
        True,
        "article",
        submenu=SUGGESTED,
    ),
    Action("entity", "mark", msg("Who is it…"), lambda d: d.edit_entity(), ("E",), True, "span"),
    Action(
        "same_as",
        "mark",
        msg("This is the same as…"),
        lambda d: d.same_as(),
        ("Ctrl+Shift+E",),
        True,
        "span",
    ),
    Action(
        "everywhere",
        "mark",
        msg("Find in all articles…"),
        lambda d: d.find_everywhere(),
        ("Ctrl+Shift+F",),
        needs="project",
    ),
    Action(
        "detach",
        "mark",
        msg("Detach the entity"),
        lambda d: tagging.attach(d.session, None),
        (),
        True,
        "span",
    ),
    Action(
        "looked_at",
        "mark",
        msg("The span still fits the changed definition"),
        lambda d: todo.looked_at(d.session),
        needs="span",
    ),
    Action("note", "mark", msg("Note…"), lambda d: d.edit_note(), ("M",), True, "article"),
    Action(
        "delete",
        "mark",
        msg("Delete the span"),
        lambda d: d.delete(),
        ("Del", "Backspace"),
        True,
        "article",
    ),
)
