"""What is painted and where: layout, lanes, marks, links, and places that stay."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QObject, QPointF, Qt
from PySide6.QtGui import QColor, QImage

from tests.gui.conftest import Desk
from workbench.domain.codebook import Codebook
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Span
from workbench.domain.text import Interval, normalise, sha256
from workbench.gui.article.decorations import LANES, decorate
from workbench.gui.article.links import hints
from workbench.gui.article.page import Page
from workbench.gui.parts.look import DARK, LIGHT, blend, contrast, readable, text_font, tint

Opened = Callable[..., Desk]

TEXT = "Правительство Лирии объявило, что порт Сарма останется открытым для всех судов."


def span(number: int, *places: tuple[int, int], label: str = "Claim") -> Span:
    fragments = tuple(Interval(*place) for place in places)
    return Span(f"{number}", "a", label, fragments, {}, None, "anna", "manual", None, "", "")


def lanes(*spans: Span) -> dict[str, int]:
    return {piece.span.id: piece.lane for piece in decorate(spans, 0, 1000, {"Region"})}


def test_short_inner_spans_lie_nearest_to_the_text() -> None:
    found = lanes(span(1, (0, 50)), span(2, (5, 20)), span(3, (6, 10)))
    assert found == {"3": 0, "2": 1, "1": 2}


def test_spans_that_do_not_touch_share_a_lane() -> None:
    assert lanes(span(1, (0, 5)), span(2, (5, 9)), span(3, (20, 25))) == {"1": 0, "2": 0, "3": 0}


def test_the_gap_between_fragments_stays_the_spans_own() -> None:
    assert lanes(span(1, (0, 5), (20, 25)), span(2, (8, 12))) == {"2": 0, "1": 1}


def test_a_region_takes_no_lane() -> None:
    assert lanes(span(1, (0, 50), label="Region"), span(2, (0, 10))) == {"1": -1, "2": 0}


def test_the_seventh_span_over_a_place_is_counted_and_not_drawn() -> None:
    found = lanes(*(span(number, (0, 10 + number)) for number in range(8)))
    assert sorted(found.values()) == [0, 1, 2, 3, 4, 5, LANES, LANES]


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), min_size=1, max_size=30))
def test_no_two_spans_of_a_lane_overlap(places: list[tuple[int, int]]) -> None:
    spans = [span(number, (a, a + size)) for number, (a, size) in enumerate(places)]
    found = decorate(spans, 0, 200, ())
    for one in found:
        for other in found:
            if one.span.id != other.span.id and one.lane == other.lane < LANES:
                assert one.end <= other.start or other.end <= one.start


@pytest.mark.parametrize("ink", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["#F2C14E", "#4E9AF2", "#7BC47F", "#C78BD8", "#B0B0B0", "#000080"])
def test_text_on_three_tints_keeps_its_contrast_and_lines_theirs(name: str, ink: object) -> None:
    theme = LIGHT if ink is LIGHT else DARK
    color = QColor(name)
    ground, part = theme.paper, tint(color, theme, 0.4).alphaF()
    for _ in range(3):
        ground = blend(color, ground, part)
    assert contrast(ground, theme.text) >= 4.45
    assert contrast(readable(color, theme.paper, 3.0), theme.paper) >= 3.0


def test_no_hint_begins_another() -> None:
    spans = [(span(number, (number, number + 1)), float(number)) for number in range(120)]
    found = list(hints(spans))
    assert len(found) == 120
    assert not [a for a in found for b in found if a != b and b.startswith(a)]
    assert all(len(name) == 1 for name in found[:18])


ADMITTED = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\u2028\u2029\ufeff\ufffe\u00a0\r\n👤й"),
    max_size=60,
)


@settings(max_examples=60)
@given(ADMITTED)
def test_qt_holds_the_length_and_the_places_of_any_text(
    qapp: QObject, codebook_of_tests: Codebook, raw: str
) -> None:
    text = normalise(raw)
    reading = Reading(Article("a", sha256(text), ""), text, codebook_of_tests)
    page = Page(reading, text_font("", 13), LIGHT)
    page.layout.set_width(600)
    for place in range(len(text) + 1):
        assert page.place(page.unit(place)) == place
    page.release()


def painted(desk: Desk) -> QImage:
    view = desk.view
    image = QImage(view.viewport().size(), QImage.Format.Format_RGB32)
    view.viewport().render(image)
    return image


def colors(image: QImage, around: QColor) -> int:
    """How many pixels have nearly this colour."""
    count = 0
    for y in range(0, image.height(), 1):
        for x in range(0, image.width(), 2):
            pixel = image.pixelColor(x, y)
            if (
                abs(pixel.red() - around.red())
                + abs(pixel.green() - around.green())
                + abs(pixel.blue() - around.blue())
                < 12
            ):
                count += 1
    return count


def test_overlapping_spans_are_all_painted_each_in_its_colour(opened: Opened) -> None:
    desk = opened(TEXT)
    for words, key in (("порт Сарма останется открытым", "C"), ("порт Сарма", "A"), ("Сарма", "S")):
        desk.select(words)
        desk.key(key)
    desk.session.focus_on(None)
    image = painted(desk)
    for label in ("Claim", "Actor", "Source"):
        assert colors(image, desk.view.page.styles.of(label).line) > 20, label


def test_lines_break_at_the_same_words_when_spans_come(opened: Opened) -> None:
    desk = opened(TEXT * 20)
    layout = desk.view.page.layout.lines(0)
    before = [layout.lineAt(i).textStart() for i in range(layout.lineCount())]
    for key in "CASQ":
        desk.select("порт Сарма")
        desk.key(key)
    layout = desk.view.page.layout.lines(0)
    assert [layout.lineAt(i).textStart() for i in range(layout.lineCount())] == before


def test_the_line_of_the_caret_stays_where_it_is_when_lanes_need_room(opened: Opened) -> None:
    desk = opened("\n".join([TEXT] * 60))
    place = len(TEXT) * 30
    desk.click(place)
    before = desk.view.page.line_top(desk.session.caret) - desk.view.offset
    above = desk.session.caret - 400
    for start in range(above, above + 60, 10):
        desk.session.run(_labels(start, "Claim"))
        desk.session.run(_labels(start + 1, "Actor"))
        desk.session.focus_on(None)
        desk.session.select(None, place)
    after = desk.view.page.line_top(desk.session.caret) - desk.view.offset
    assert abs(after - before) <= 1


def _labels(start: int, label: str):  # type: ignore[no-untyped-def]  # a lambda for Session.run
    from workbench.domain import commands

    return lambda reading: commands.label(
        reading, commands.Pen("anna"), (Interval(start, start + 7),), label
    )


def test_a_click_on_overlapping_spans_goes_through_them(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма останется открытым")
    desk.key("C")
    desk.select("порт Сарма")
    desk.key("A")
    place = TEXT.index("Сарма") + 1
    desk.session.focus_on(None)
    desk.click(place)
    first = desk.session.focused().label
    desk.click(place)
    assert (first, desk.session.focused().label) == ("Actor", "Claim")


def test_an_end_off_screen_is_a_card_that_jumps(opened: Opened) -> None:
    desk = opened("\n".join([TEXT] * 80) + "\nОб этом сообщил министр.")
    desk.select("порт Сарма останется открытым")
    desk.key("C")
    claim = desk.session.focus
    desk.select("министр")
    desk.key("S")
    source = desk.session.focus
    from workbench.domain import commands

    desk.session.run(
        lambda reading: commands.link(
            reading,
            commands.Pen("anna"),
            reading.span(claim),
            reading.span(source),
            "attributed_to",
        )
    )
    desk.session.focus_on(claim)
    (card,) = desk.view.links.cards
    assert "министр" in card.text
    from PySide6.QtTest import QTest

    QTest.mouseClick(
        desk.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        card.area.center().toPoint(),
    )
    assert desk.session.focus == source


def test_the_place_under_the_mouse_is_a_code_point_after_an_emoji(opened: Opened) -> None:
    desk = opened("👤🌐 Порт Сарма открыт.")
    page = desk.view.page
    at = desk.point(3)
    assert page.place_at(QPointF(at.x(), at.y() + desk.view.offset)) == 3


def test_a_paragraph_from_its_picture_looks_as_if_painted_anew(opened: Opened) -> None:
    desk = opened("\n".join([TEXT] * 6))
    for words, key in (("порт Сарма останется открытым", "C"), ("порт Сарма", "A"), ("Лирии", "S")):
        desk.select(words)
        desk.key(key)
    desk.session.focus_on(None)
    desk.view.clearFocus()
    painted(desk)
    from_pictures = painted(desk)
    desk.view.page.layout.is_lively = lambda number: True
    assert painted(desk) == from_pictures


def test_a_picture_goes_when_its_marks_change(opened: Opened) -> None:
    desk = opened("\n".join([TEXT] * 6))
    desk.session.focus_on(None)
    line = desk.view.page.styles.of("Actor").line
    before = colors(painted(desk), line)
    desk.select("порт Сарма")
    desk.key("A")
    desk.session.focus_on(None)
    marked = colors(painted(desk), line)
    desk.key("Z", Qt.KeyboardModifier.ControlModifier)
    assert marked > before + 20
    assert colors(painted(desk), line) == before


def test_places_are_right_while_the_lines_are_broken_anew(opened: Opened) -> None:
    desk = opened("Порт Сарма останется открытым для судов. " * 40)
    desk.session.select(Interval(300, 360))
    desk.key("A")
    page, span = desk.view.page, desk.session.focused()
    seen: list[float] = []
    page.layout.documentSizeChanged.connect(lambda _: seen.append(page.rect_of(span).right()))
    for width in (400, 900, 500, 1400):
        # Who follows the size asks for places before the width is told to be another.
        page.layout.set_width(width)
        assert seen[-1] <= page.layout.left + page.layout.column + 1
