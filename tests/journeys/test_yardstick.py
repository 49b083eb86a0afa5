"""One paragraph, by keys alone: how many actions it takes, and that the result is right."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from tests.gui.conftest import Desk

Opened = Callable[..., Desk]
SHIFT = Qt.KeyboardModifier.ShiftModifier
TEXT = (
    "Марк Ренн заявил, что Корвания нарушила договор, а Лирия закроет порт. "
    "Позднее Ренна поддержали депутаты, но ни Корванию, ни Лирию это не убедило."
)
FIRST_CLAIM, SECOND_CLAIM = "Корвания нарушила договор", "Лирия закроет порт"
CYRILLIC = dict(zip("QWERTYUIOPASDFGHJKLZXCVBNM", "ЙЦУКЕНГШЩЗФЫВАПРОЛДЯЧСМИТЬ", strict=True))


class Hands:
    """Strikes keys and counts them; a hint is read from the screen as a user would."""

    def __init__(self, desk: Desk, layout: str) -> None:
        self.desk, self.layout, self.count = desk, layout, 0

    def strike(self, keys: str) -> None:
        """Strike the keys of a line such as "Shift+E A Enter"."""
        for chord in keys.split():
            *modifiers, letter = chord.split("+")
            struck = CYRILLIC.get(letter, letter) if self.layout == "ЙЦУКЕН" else letter
            self.desk.key(struck, SHIFT if modifiers else Qt.KeyboardModifier.NoModifier)
            self.count += 1

    def link_with(self, words: str, label: str) -> None:
        """L, and the letter that stands at the span with these words."""
        self.strike("L")
        reading = self.desk.session.whole()
        (hint,) = (
            hint
            for hint, span_id in self.desk.view.overlay.hints.items()
            if (span := reading.span(span_id)) and span.label == label
            if reading.text[span.start : span.end] == words
        )
        self.strike(hint)


def gold() -> tuple[set[tuple[str, str, str | None]], set[tuple[str, str, str]]]:
    spans: set[tuple[str, str, str | None]] = {
        ("Actor", "Марк Ренн", "Марк Ренн"),
        ("Source", "Марк Ренн", "Марк Ренн"),
        ("Actor", "Корвания", "Корвания"),
        ("Actor", "Лирия", "Лирия"),
        ("Claim", FIRST_CLAIM, None),
        ("Claim", SECOND_CLAIM, None),
        ("Actor", "Ренна", "Марк Ренн"),
        ("Actor", "Корванию", "Корвания"),
        ("Actor", "Лирию", "Лирия"),
    }
    relations = {
        (FIRST_CLAIM, "attributed_to", "Марк Ренн"),
        (FIRST_CLAIM, "about", "Корвания"),
        (SECOND_CLAIM, "attributed_to", "Марк Ренн"),
        (SECOND_CLAIM, "about", "Лирия"),
    }
    return spans, relations


def found(desk: Desk) -> tuple[set[tuple[str, str, str | None]], set[tuple[str, str, str]]]:
    reading = desk.project.read.reading(desk.session.whole().article.id)
    text = reading.text
    spans = set()
    for span in reading.spans:
        entity = reading.entity_of(span)
        spans.add((span.label, text[span.start : span.end], entity.name if entity else None))
    assert len(spans) == len(reading.spans)
    relations = set()
    for relation in reading.relations:
        source, target = reading.span(relation.source), reading.span(relation.target)
        assert source is not None
        assert target is not None
        relations.add(
            (
                text[source.start : source.end],
                relation.type,
                text[target.start : target.end],
            )
        )
    return spans, relations


def claim_type(desk: Desk) -> list[str | None]:
    return [span.attributes.get("claim_type") for span in desk.spans() if span.label == "Claim"]


@pytest.mark.parametrize("layout", ["QWERTY", "ЙЦУКЕН"])
def test_with_nothing_suggested_the_paragraph_takes_30_actions_or_fewer(
    opened: Opened, layout: str, record_property: Callable[[str, object], None]
) -> None:
    desk = opened(TEXT)
    desk.session.show(replace(desk.session.shown, suggestions=False))
    hands = Hands(desk, layout)
    hands.strike("Shift+E A Enter S Shift+E A Enter Shift+J C")
    hands.link_with("Марк Ренн", "Source")
    hands.link_with("Корвания", "Actor")
    hands.strike("Shift+E A Enter Shift+J C")
    hands.link_with("Марк Ренн", "Source")
    hands.link_with("Лирия", "Actor")
    hands.strike("1")
    hands.strike("Shift+E A Enter Shift+E A Shift+E A")
    assert found(desk) == gold()
    assert claim_type(desk) == [None, "fact"]
    record_property("actions", hands.count)
    assert hands.count <= 30


@pytest.mark.parametrize("layout", ["QWERTY", "ЙЦУКЕН"])
def test_with_suggestions_the_paragraph_takes_21_actions_or_fewer(
    opened: Opened, layout: str, record_property: Callable[[str, object], None]
) -> None:
    desk = opened(TEXT)
    hands = Hands(desk, layout)
    hands.strike("Shift+E A Enter Shift+A S")
    hands.strike("Shift+E A Enter Shift+A Shift+J C Enter")
    hands.strike("Shift+E A Enter Shift+A Shift+J C Enter 1")
    assert found(desk) == gold()
    assert claim_type(desk) == [None, "fact"]
    record_property("actions", hands.count)
    assert hands.count <= 21


@pytest.mark.parametrize("layout", ["QWERTY", "ЙЦУКЕН"])
def test_with_known_actors_the_paragraph_takes_10_actions_or_fewer(
    opened: Opened, layout: str, record_property: Callable[[str, object], None]
) -> None:
    desk = opened(TEXT, "Марк Ренн встретился с послами. Корвания и Лирия ждут.")
    article = desk.session.whole().article.id
    (other,) = (
        row.article.id for row in desk.project.read.articles("new") if row.article.id != article
    )
    desk.session.open_article(other)
    for _ in range(3):
        for key in "EA":
            desk.key(key, SHIFT if key == "E" else Qt.KeyboardModifier.NoModifier)
        desk.key("Enter")
    desk.session.open_article(article)
    hands = Hands(desk, layout)
    hands.strike("Shift+A S Shift+J C Enter Shift+J C Enter 1")
    assert found(desk) == gold()
    assert claim_type(desk) == [None, "fact"]
    record_property("actions", hands.count)
    assert hands.count <= 10
