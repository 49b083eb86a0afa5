"""Rows of the table: reviewing what is marked."""

from workbench.domain.words import msg
from workbench.gui.actions.action import Action
from workbench.gui.verbs import reviewing

REVIEW = msg("Review")

REVIEWING: tuple[Action, ...] = (
    Action(
        "review_accept",
        "mark",
        msg("Accept, and go on to the next"),
        lambda d: reviewing.decide(d.session, "accepted"),
        ("Plus", "Shift+Plus"),
        True,
        "article",
        submenu=REVIEW,
    ),
    Action(
        "review_reject",
        "mark",
        msg("Reject, and go on to the next"),
        lambda d: reviewing.decide(d.session, "rejected"),
        ("Minus",),
        True,
        "article",
        submenu=REVIEW,
    ),
    Action(
        "review_open",
        "mark",
        msg("Take the decision back"),
        lambda d: reviewing.take_back(d.session),
        ("0",),
        True,
        "span",
        submenu=REVIEW,
    ),
    Action(
        "review_next",
        "mark",
        msg("Next span that is not reviewed"),
        lambda d: reviewing.go_on(d.session, 1),
        ("Alt+N",),
        True,
        "article",
        submenu=REVIEW,
    ),
    Action(
        "review_previous",
        "mark",
        msg("Previous span that is not reviewed"),
        lambda d: reviewing.go_on(d.session, -1),
        ("Alt+P",),
        True,
        "article",
        submenu=REVIEW,
    ),
)
