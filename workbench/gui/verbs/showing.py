"""Hiding some of the annotations, and showing them again."""

from dataclasses import replace

from workbench.domain.records import DECISIONS
from workbench.domain.words import tr, trn
from workbench.gui.session import Session
from workbench.gui.shown import Shown


def show(session: Session, shown: Shown) -> None:
    """Hide or show, and say what is hidden then."""
    session.show(shown)
    said = hidden(shown)
    session.said.emit(
        tr("Hidden, not deleted: {what}.", what=said) if said else tr("Everything is shown.")
    )


def show_all(session: Session) -> None:
    """Show all labels, annotators and kinds again."""
    none = frozenset[str]()
    show(
        session,
        replace(
            session.shown,
            hidden_labels=none,
            hidden_annotators=none,
            hidden_decisions=none,
            links=True,
            suggestions=True,
            marks=True,
        ),
    )


def hidden(shown: Shown) -> str:
    """What is hidden, in words; empty where nothing is."""
    labels, people = len(shown.hidden_labels), len(shown.hidden_annotators)
    parts = [
        "" if shown.marks else tr("all marks"),
        trn("{count} label", "{count} labels", labels) if labels else "",
        trn("{count} annotator", "{count} annotators", people) if people else "",
        ", ".join(str(name) for key, name in DECISIONS.items() if key in shown.hidden_decisions),
        "" if shown.links else tr("links"),
        "" if shown.suggestions else tr("suggestions"),
    ]
    return ", ".join(part for part in parts if part)
