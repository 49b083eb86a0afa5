"""When the meaning of a label was changed, and which spans were made before that."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime

from workbench.domain.codebook import Label
from workbench.domain.codebook_draft import Body, Draft
from workbench.domain.records import Span


def needs_look(label: Label | None, span: Span) -> bool:
    """Whether the meaning of the span's label was changed since somebody saw to the span."""
    if label is None or label.revised is None:
        return False
    revised, updated = _moment(label.revised), _moment(span.updated)
    if span.review is not None and span.review.verdict == "accepted":
        # Who accepted the span saw to it, too.
        updated = max(filter(None, (updated, _moment(span.review.at))), default=None)
    # Where it is not known when somebody saw to the span, that may have been before.
    return revised is not None and (updated is None or updated < revised)


def changed_meanings(draft: Draft) -> tuple[str, ...]:
    """Ids of the draft's labels whose definition, values or bounds are not those of before.

    A value or an attribute that was renamed only is the same. Raises Unreadable.
    """
    found = []
    for label in draft.codebook().labels:
        was = draft.before.label(draft.heirs.get(label.id, ""))
        if was is None:
            continue
        route = next((r for r in draft.labels if r.source == was.id and r.target == label.id), None)
        if route is None:
            continue
        before = {
            (route.attributes.get(item.id), route.values.get((item.id, value)))
            for item in was.attributes
            for value in item.values
        }
        now = {(item.id, value) for item in label.attributes for value in item.values}
        if before != now or _meaning(label) != _meaning(was):
            found.append(label.id)
    return tuple(found)


def marked(draft: Draft, labels: Iterable[str], now: str) -> Draft:
    """The draft in which these labels were revised `now`: older spans need another look."""
    wanted = set(labels)

    def edit(body: Body) -> None:
        for item in body["labels"]:
            if item["id"] in wanted:
                item["revised"] = now

    return replace(draft.edited(edit), done=draft.done) if wanted else draft


def _moment(stamp: str) -> datetime | None:
    """A moment in UTC, where no offset is said; None where the stamp is none."""
    try:
        found = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _meaning(label: Label) -> tuple[object, ...]:
    return label.definition, label.fragments, label.self_overlap
