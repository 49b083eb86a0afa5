"""For everyone: names for screen readers, keys alone, contrast, sizes in points, scaling."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QGuiApplication, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.conftest import Desk
from workbench.demo import make_demo
from workbench.domain import words
from workbench.gui import accessible
from workbench.gui.article.marks import Styles
from workbench.gui.article.page import Page
from workbench.gui.article.text_layout import Measure
from workbench.gui.parts import keys, look
from workbench.jobs import Silent
from workbench.locale import catalogue

PROGRAM = Path(accessible.__file__).parents[1]
TEXT = "Порт Сарма останется открытым 🌐 для всех, — заявил министр порта Марк Ренн."

SHEETS = (
    "commands",
    "shortcuts",
    "codebook_edit",
    "everywhere",
    "show_hide",
    "export_dataset",
    "import_options",
)

Opened = Callable[..., Desk]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.workbench"
    make_demo(path, "anna", Silent())
    return path


def settled(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.workbench.tasks.busy, timeout=20_000)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


# -- names


def parts(root: QWidget) -> Iterator[QWidget]:
    yield root
    yield from root.findChildren(QWidget)


def path_of(widget: QWidget) -> str:
    names: list[str] = []
    at: QWidget | None = widget
    while at is not None:
        names.append(f"{type(at).__name__}#{at.objectName()}")
        at = at.parentWidget()
    return " < ".join(names[:4])


def spoken(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)


def hides_words(widget: QWidget) -> bool:
    """Whether a name is read instead of the words of a label; one cut with «…» is read whole."""
    return (
        isinstance(widget, QLabel)
        and widget.textFormat() == Qt.TextFormat.PlainText
        and widget.text().rstrip("…") not in spoken(widget)
    )


def unnamed(root: QWidget) -> list[str]:
    """The widgets that a screen reader or a script of the user cannot name."""
    found = []
    for widget in parts(root):
        parent = widget.parentWidget()
        siblings = (
            parent.findChildren(
                QWidget, widget.objectName(), Qt.FindChildOption.FindDirectChildrenOnly
            )
            if parent
            else [widget]
        )
        # Where there is nothing to read yet, there is no name.
        silent = isinstance(widget, QLabel) and not widget.text()
        silent |= isinstance(widget, QTabBar) and not widget.count()
        if not (spoken(widget) or silent):
            found.append(f"no accessible name: {path_of(widget)}")
        elif hides_words(widget):
            found.append(f"its words are not read: {path_of(widget)}")
        if not widget.objectName():
            found.append(f"no object name: {path_of(widget)}")
        elif len(siblings) > 1:
            found.append(f"{len(siblings)} of one name: {path_of(widget)}")
    return found


def object_names(root: QWidget) -> set[str]:
    # Whether the values of an attribute stand side by side or in a list follows from their width.
    return {
        widget.objectName()
        for widget in parts(root)
        if not widget.objectName().startswith("attribute.")
    }


def in_each_pose(desk: Desk, sample: Path, qtbot: QtBot) -> Iterator[tuple[str, QWidget]]:
    """The window as it stands at first, on the sample, at work, and what opens over it."""
    settled(desk, qtbot)
    yield "start", desk.window
    desk.window.files.open(sample)
    settled(desk, qtbot)
    desk.window.steps.show()
    yield "sample", desk.window
    session = desk.session
    claim = max(
        (span for span in session.whole().spans if span.label == "Claim"),
        key=lambda span: len(session.reading.relations_of(span.id)),
    )
    session.focus_on(claim.id)
    settled(desk, qtbot)
    yield "claim", desk.window
    for name in desk.window.panels:
        desk.window.panels.widget(name)
    yield "all panels", desk.window
    actor = next(span for span in session.whole().spans if span.label == "Actor")
    session.focus_on(actor.id)
    desk.window.run_id("entity")
    settled(desk, qtbot)
    yield "entity field", desk.window
    for action in SHEETS:
        before = set(QApplication.topLevelWidgets())
        desk.window.run_id(action)
        settled(desk, qtbot)
        opened = [
            widget
            for widget in QApplication.topLevelWidgets()
            if widget not in before and widget.isVisible()
        ]
        assert opened, f"{action} opens nothing"
        for sheet in opened:
            yield action, sheet
            sheet.close()


@pytest.mark.parametrize("code", ["en", "ru"])
def test_every_widget_has_a_name_for_readers_and_one_for_scripts(
    desk: Desk, sample: Path, qtbot: QtBot, code: str
) -> None:
    desk.window.desk.set_language(code)
    qtbot.wait(50)
    found = {name: unnamed(root) for name, root in in_each_pose(desk, sample, qtbot)}
    assert not any(found.values()), "\n".join(
        f"{pose}: {line}" for pose, lines in found.items() for line in lines
    )


def test_object_names_do_not_depend_on_the_language(desk: Desk, sample: Path, qtbot: QtBot) -> None:
    desk.window.files.open(sample)  # so that both begin with it among the recent ones
    found = []
    for code in ("en", "ru"):
        desk.window.desk.set_language(code)
        qtbot.wait(50)
        desk.session.open_project(None)
        settled(desk, qtbot)
        names = [object_names(root) for _, root in in_each_pose(desk, sample, qtbot)]
        found.append(set().union(*names))
    assert found[0] ^ found[1] == set()
    assert all(name.isascii() for name in found[0])


# -- what a screen reader says


def test_a_span_is_said_with_its_place_entity_values_links_and_note(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Порт Сарма останется открытым")
    desk.key("C")
    desk.select("Марк Ренн")
    desk.key("A")
    desk.key("Enter")
    reading, actor = desk.session.whole(), desk.session.focused()
    said = accessible.place_said(reading, desk.session.caret, actor.id)
    assert said.startswith("Actor «Марк Ренн», 2 of 2; Марк Ренн")
    assert "not set yet" in said


def test_the_caret_says_all_spans_that_it_stands_in_and_nothing_in_bare_text(
    opened: Opened,
) -> None:
    desk = opened(TEXT)
    desk.select("Порт Сарма останется открытым")
    desk.key("C")
    desk.select("Порт Сарма")
    desk.key("R")
    reading = desk.session.whole()
    assert accessible.place_said(reading, 2, None) == (
        "Region «Порт Сарма»\nClaim «Порт Сарма останется открытым»"
    )
    assert accessible.place_said(reading, TEXT.index("заявил"), None) == ""


# -- panels by keyboard


def strike(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClick(target, key, modifiers)


def dock_of(widget: QWidget | None) -> str:
    while widget is not None:
        if widget.objectName().startswith("dock."):
            return widget.objectName()
        if widget.objectName() == "article":
            return "article"
        widget = widget.parentWidget()
    return ""


@pytest.mark.parametrize("back", [False, True])
def test_f6_goes_round_all_panels_and_esc_comes_back_to_the_text(
    opened: Opened, back: bool
) -> None:
    desk = opened(TEXT)
    shift = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    panels = [f"dock.{name}" for name in desk.window.panels]
    desk.view.setFocus()
    visited = []
    for _ in range(len(panels) + 1):
        strike(Qt.Key.Key_F6, shift)
        visited.append(dock_of(QApplication.focusWidget()))
    assert visited == ([*panels[::-1], "article"] if back else [*panels, "article"])
    for number in range(1, len(panels) + 1):
        for _ in range(number):
            strike(Qt.Key.Key_F6)
        assert dock_of(QApplication.focusWidget()) == panels[number - 1]
        strike(Qt.Key.Key_Escape)
        assert dock_of(QApplication.focusWidget()) == "article", panels[number - 1]


# -- colours


@pytest.mark.parametrize("theme", look.THEMES)
def test_marks_keep_their_contrast_in_every_theme(opened: Opened, theme: str) -> None:
    dark, strong = look.THEMES[theme]
    ink = look.ink_of(look.palette(dark, strong=strong))
    assert (ink.dark, ink.strong) == (dark, strong)
    styles = Styles(opened(TEXT).session.reading.codebook, ink, look.text_font("", 13))
    for style in styles.by_label.values():
        assert look.contrast(style.line, ink.paper) >= (4.5 if strong else 3.0)
        assert look.contrast(styles.tag_color[style.label.id], ink.paper) >= (7 if strong else 4.5)
        if strong:
            assert style.ground.alpha() == style.strong.alpha() == 0
    for color in (ink.text, ink.quiet, ink.accent, ink.good, ink.bad):
        assert look.contrast(color, ink.paper) >= (7 if strong else 4.5)


@pytest.mark.parametrize("theme", ["black_on_white", "light_on_black"])
def test_in_high_contrast_the_focus_is_a_frame_and_not_a_tint(opened: Opened, theme: str) -> None:
    desk = opened(TEXT)
    desk.select("Порт Сарма останется открытым")
    desk.key("C")
    desk.session.select(None, len(TEXT))
    desk.window.desk.appearance.set_theme(theme)
    QApplication.processEvents()
    ink = desk.view.ink
    words = desk.view.rect_of(desk.session.focused()).toRect()
    picture = desk.view.viewport().grab(words.adjusted(-2, -2, 2, 2)).toImage()
    inside = {picture.pixelColor(x, 5).name() for x in range(6, picture.width() - 6)}
    assert ink.paper.name() in inside
    edge = {picture.pixelColor(x, y).name() for x in range(4) for y in range(picture.height())}
    line = desk.view.page.styles.of("Claim").line
    assert line.name() in edge


def test_the_window_follows_the_system_while_it_is_open(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened(TEXT)
    hints = QGuiApplication.styleHints()

    def the_system_turns(dark: bool, strong: bool) -> look.Ink:
        monkeypatch.setattr(look, "system", lambda: (dark, strong))
        hints.colorSchemeChanged.emit(hints.colorScheme())
        QApplication.processEvents()
        ink: look.Ink = desk.view.ink
        return ink

    desk.window.desk.appearance.set_theme("system")
    assert the_system_turns(True, False) == look.DARK
    assert the_system_turns(False, True) == look.BLACK_ON_WHITE
    assert desk.view.page.styles.ink == look.BLACK_ON_WHITE
    desk.window.desk.appearance.set_theme("light")
    assert the_system_turns(True, True) == look.LIGHT


@given(st.builds(QColor, *[st.integers(0, 255)] * 3), st.sampled_from(sorted(look.THEMES)))
def test_a_colour_of_any_codebook_becomes_one_that_can_be_read(color: QColor, theme: str) -> None:
    dark, strong = look.THEMES[theme]
    ink = look.ink_of(look.palette(dark, strong=strong))
    # The names of labels on the paper, and the other way round the letters of the link hints.
    found = look.readable(color, ink.paper, ink.text_contrast)
    assert look.contrast(found, ink.paper) >= ink.text_contrast


def test_each_hint_has_the_colour_of_its_label(opened: Opened) -> None:
    desk = opened(TEXT)
    for place, key in (("Порт Сарма", "C"), ("министр порта", "S"), ("заявил", "Q")):
        desk.select(place)
        desk.key(key)
    claim = next(span for span in desk.spans() if span.label == "Claim")
    desk.session.focus_on(claim.id)
    desk.key("L")
    picture = desk.view.viewport().grab().toImage()
    for span in desk.spans():
        if span.id != claim.id:
            at = desk.view.rect_of(span).topLeft().toPoint()
            ground = desk.view.page.styles.tag_color[span.label].name()
            assert ground in {
                picture.pixelColor(at.x() + dx, at.y() + dy).name()
                for dx in range(-3, 8)
                for dy in range(-4, 5)
            }


# -- text as the reader likes it


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.window.run_id("narrower"),
        lambda desk: desk.window.run_id("looser"),
        lambda desk: desk.window.run_id("larger"),
    ],
)
def test_column_lines_and_size_change_and_the_line_on_top_stays(
    opened: Opened, change: Callable[[Desk], None]
) -> None:
    desk = opened("\n".join(f"{number}. {TEXT} {TEXT}" for number in range(80)))
    view = desk.view
    view.verticalScrollBar().setValue(1200)

    def top_paragraph() -> int:
        page: Page = view.page
        return page.number_of(page.place_at(QPointF(page.layout.left, view.offset + 1)))

    before, column, height = top_paragraph(), view.page.layout.column, view.page.layout.height
    change(desk)
    assert (view.page.layout.column, view.page.layout.height) != (column, height)
    assert top_paragraph() == before


def test_column_and_lines_are_kept_and_have_ends(opened: Opened) -> None:
    desk = opened(TEXT)
    settings = desk.workbench.settings
    for action in ("wider", "looser"):
        for _ in range(20):
            desk.window.run_id(action)
    assert (settings.column, settings.leading) == (100, 2.2)
    for action in ("narrower", "tighter"):
        for _ in range(20):
            desk.window.run_id(action)
    assert (settings.column, settings.leading) == (45, 1.0)
    assert desk.said == "Lines: 1.00 apart"
    desk.window.desk.set_language("ru")
    desk.qtbot.wait(50)
    assert desk.view._measure == Measure(45, 1.0)
    desk.window.run_id("looser")
    assert "1,15" in desk.said


def test_no_font_of_the_program_has_a_size_in_pixels(
    desk: Desk, sample: Path, qtbot: QtBot
) -> None:
    for pose, root in in_each_pose(desk, sample, qtbot):
        for widget in parts(root):
            assert widget.font().pixelSize() == -1, (pose, path_of(widget))
            assert "px" not in widget.styleSheet(), (pose, path_of(widget))
    for file in (PROGRAM / "gui").rglob("*.py"):
        if file.name == "pdf_report.py":
            continue  # paper, not a screen: 72 pixels to the inch are points
        found = re.search(r"setPixelSize|font(-size)?\s*:[^;'\"]*\dpx", file.read_text("utf-8"))
        assert found is None, (file, found)


# -- other scales


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_marks_are_as_sharp_from_a_picture_as_painted(opened: Opened, scale: float) -> None:
    desk = opened(TEXT)
    desk.select("Марк Ренн")
    desk.key("S")
    desk.select("заявил")
    desk.key("Q")
    desk.session.focus_on(None)
    desk.session.select(None, 0)
    view = desk.view

    def painted() -> QPixmap:
        picture = QPixmap(view.viewport().size() * scale)
        picture.setDevicePixelRatio(scale)
        picture.fill(view.ink.paper)
        with QPainter(picture) as painter:
            view.page.layout._pictures.clear()
            context = view.page.layout.PaintContext()
            context.palette, context.cursorPosition = view.palette(), -1
            context.clip = QRectF(view.viewport().rect())
            view.page.layout.draw(painter, context)
        return picture

    from_pictures = painted().toImage()
    view.page.layout.is_lively = lambda _number: True
    assert painted().toImage() == from_pictures


# -- keys


def test_a_key_is_shown_with_both_its_letters_where_the_interface_is_russian() -> None:
    assert keys.printed("A") == "A"
    words.speak(catalogue("ru"))
    try:
        assert [keys.printed(key) for key in ("A", "[", "Enter", "1")] == [
            "A Ф",
            "[ Х",
            "Enter",
            "1",
        ]
    finally:
        words.speak(None)
