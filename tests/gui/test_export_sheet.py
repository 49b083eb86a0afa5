"""The export sheet by keys and mouse: what it counts, what it writes, what it says is lost."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from tests.gui.conftest import Desk
from tests.gui.test_everyone import unnamed
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.records import Entity, Note, new_id
from workbench.domain.text import Interval
from workbench.domain.words import msg, speak
from workbench.exchange.formats import dialect, writable
from workbench.gui.datasets.sheet import ExportSheet
from workbench.gui.datasets.words import lacking
from workbench.gui.datasets.writing import folder_in
from workbench.gui.parts.buttons import TextButton, Tick
from workbench.gui.parts.tabs import Tab
from workbench.jobs import Silent
from workbench.locale import catalogue
from workbench.transfer import choices, kept_split, verify
from workbench.transfer.places import MANIFEST

TEXT = "🌐 Порт Сарма открыт. Так сказал Марк Ренн. Вечером порт закрыли."
OTHER = "Правительство Лирии молчит. Ответа нет."
Opened = Callable[..., Desk]
Keys = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


class Exporting:
    """The sheet under test, and the hands of its user."""

    def __init__(self, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.desk = desk
        self.folder = tmp_path / "out"
        self.folder.mkdir()
        self.asked: list[str] = []
        self.answer: Path | None = None
        for name in ("getSaveFileName", "getExistingDirectory", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, name, self._answer(name))
        self.open()

    def _answer(self, name: str) -> Callable[..., Any]:
        def answer(parent: QWidget, title: str, start: str, *rest: str) -> Any:
            self.asked.append(start)
            said = str(self.answer or "")
            return said if name == "getExistingDirectory" else (said, "")

        return answer

    def open(self) -> None:
        QTest.keyClick(self.desk.view, Keys.Key_D, CONTROL)
        found = self.desk.window.findChild(ExportSheet)
        assert found is not None
        self.sheet: ExportSheet = found
        self.wait()

    def wait(self) -> None:
        """Let jobs end and numbers come."""
        tasks, counting = self.desk.workbench.tasks, self.sheet.counting
        self.desk.qtbot.waitUntil(lambda: not counting.busy and not tasks.busy, timeout=20_000)
        QApplication.processEvents()

    def widget(self, name: str) -> Any:
        found = self.sheet.findChild(QWidget, name)
        assert found is not None, name
        return found

    def choose(self, name: str) -> None:
        """Go down or up the list of formats by keys to this one."""
        view = self.sheet.formats
        names = [one.name for one in writable()]
        QTest.keyClick(view, Keys.Key_Home)
        for _ in range(names.index(name)):
            QTest.keyClick(view, Keys.Key_Down)
        assert view.format.name == name
        self.wait()

    def click(self, name: str) -> None:
        widget = self.widget(name)
        self.sheet._area.ensureWidgetVisible(widget)
        QApplication.processEvents()
        middle = widget.rect().center()
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=middle)
        self.wait()

    def write(self, name: str, text: str) -> None:
        """Type into a field; QTest.keyClicks knows no Cyrillic."""
        field = self.widget(name)
        field.setFocus()
        QTest.keyClick(field, Keys.Key_A, CONTROL)
        QTest.keyClick(field, Keys.Key_Delete)
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                code = ord(letter.upper())
                event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(field, event)
        self.wait()

    def export(self, target: Path) -> None:
        """Ctrl+Enter, and this answer to where."""
        self.answer = target
        QTest.keyClick(self.sheet, Keys.Key_Return, CONTROL)
        self.wait()

    @property
    def held(self) -> str:
        return str(self.widget("export_held").text())

    @property
    def lost(self) -> str:
        return str(self.widget("export_lost").text())

    @property
    def told(self) -> str:
        return str(self.widget("export_told").text())

    @property
    def told_lost(self) -> str:
        """What came of it, in the colour of a warning."""
        line = self.widget("export_told_lost")
        assert line.alarming
        return str(line.text())


@pytest.fixture
def exporting(
    opened: Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Exporting]:
    def start(*texts: str) -> Exporting:
        desk = opened(*(texts or (TEXT, OTHER)))
        project, session = desk.project, desk.session
        article = next(
            row.article
            for row in project.read.articles("new", limit=9)
            if project.read.text(row.article.id).startswith((texts or (TEXT,))[0])
        )
        session.open_article(article.id)

        def mark(label: str, *words: str) -> None:
            text = session.whole().text
            places = tuple(Interval(text.index(one), text.index(one) + len(one)) for one in words)
            project.commit(commands.label(session.whole(), Pen("anna"), places, label))

        if not texts:
            mark("Actor", "Марк Ренн")
            mark("Claim", "Порт Сарма", "открыт")
            mark("Source", "порт")
            entity = Entity(new_id(), "Марк Ренн", "person")
            project.commit(Transaction(msg("entity"), (Change(None, entity),)))
            note = Note(new_id(), article.id, "проверить", "anna", "", "")
            project.commit(Transaction(msg("note"), (Change(None, note),)))
        return Exporting(desk, tmp_path, monkeypatch)

    return start


def rows(path: Path) -> list[Any]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_what_goes_out_and_what_will_be_lost_is_said_before(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    assert hands.held.startswith("2 articles of 2 with 3 spans and 0 links")
    assert hands.lost == "Nothing: all of it is held."
    assert not hands.widget("export_lost").alarming
    hands.choose("prodigy")
    assert "1 span in several pieces becomes one piece" in hands.lost
    assert "1 note on an article is lost" in hands.lost
    assert hands.widget("export_lost").alarming


def test_what_is_exported_is_verified_and_said_with_its_losses_and_manifest(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.choose("doccano")
    path = hands.folder / "out.jsonl"
    hands.export(path)
    assert hands.asked[-1].endswith("test-doccano.jsonl")
    spans = {
        row["text"][0]: [(one["start_offset"], one["end_offset"]) for one in row["entities"]]
        for row in rows(path)
    }
    start = TEXT.index("Марк Ренн") + 1  # 🌐 is two UTF-16 units
    assert (start, start + 9) in spans["🌐"]
    assert "every offset was read back and is right" in hands.told
    assert "1 span in several pieces" in hands.told_lost
    assert "1 span in several pieces" in hands.desk.said
    assert "out.jsonl.manifest.json" in hands.told
    assert "every offset was read back" in hands.desk.said
    assert not verify(path, Silent()).problems


def test_the_unit_of_offsets_is_a_choice_where_the_format_has_one(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.choose("prodigy")
    assert not hands.widget("export_unit_title").isVisible()
    hands.choose("doccano")
    assert hands.widget("export_unit_title").isVisible()
    hands.click("export_unit.doccano.code_point")
    path = hands.folder / "out.jsonl"
    hands.export(path)
    start = TEXT.index("Марк Ренн")
    found = [one for row in rows(path) for one in row["entities"]]
    assert start in [one["start_offset"] for one in found]


def test_unticked_labels_stay_and_words_in_titles_choose_articles(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.click("export_labels.Claim")
    assert "2 articles of 2 with 2 spans" in hands.held
    hands.write("export_words", "лирии")
    assert "1 article of 2 with 0 spans" in hands.held
    hands.write("export_words", "порт")
    path = hands.folder / "one.jsonl"
    hands.export(path)
    (row,) = rows(path)
    assert sorted(span["label"] for span in row["spans"]) == ["Actor", "Source"]
    manifest = orjson.loads((hands.folder / "one.jsonl.manifest.json").read_bytes())
    assert manifest["export"]["choice"]["words"] == "порт"


def test_where_nothing_is_ticked_nothing_can_be_exported(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    for status in ("new", "in_work", "done"):
        hands.click(f"export_status.{status}")
    assert "Nothing goes out" in hands.lost
    assert not hands.sheet.run.isEnabled()
    hands.export(hands.folder / "none.jsonl")
    assert not hands.asked
    hands.click("export_status.done")
    assert "no article of the project is like that" in hands.lost


def test_a_day_that_is_none_is_refused_in_words(exporting: Callable[..., Exporting]) -> None:
    hands = exporting()
    hands.write("export_since", "2024-13-01")
    assert "«2024-13-01» is not a day" in hands.lost


def test_a_choice_is_kept_loaded_and_deleted(exporting: Callable[..., Exporting]) -> None:
    hands = exporting()
    hands.click("export_labels.Claim")
    hands.write("export_saved_name", "без утверждений")
    QTest.keyClick(hands.widget("export_saved_name"), Keys.Key_Return)
    kept = choices(hands.desk.project.read)["без утверждений"]
    assert kept.labels == ("Actor", "Source", "Cue", "Region")
    QTest.keyClick(hands.sheet, Keys.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    hands.open()
    assert "3 spans" in hands.held
    saved = hands.widget("export_saved")
    saved.setFocus()
    QTest.keyClick(saved, Keys.Key_Down)
    hands.wait()
    assert "2 spans" in hands.held
    assert not hands.widget("export_labels.Claim").isChecked()
    hands.click("export_saved_drop")
    assert not choices(hands.desk.project.read)


def test_articles_that_are_not_reviewed_to_the_end_are_told_and_may_stay_out(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    project = hands.desk.project
    reading = next(
        found
        for article in project.read.each_article()
        if (found := project.read.reading(article.id)).spans
    )
    project.commit(commands.decide(reading, Pen("вера"), reading.spans[:1], "accepted"))
    hands.wait()
    for other in ("rejected", "open"):
        hands.click(f"export_reviews.{other}")
    waiting = f"{len(reading.spans) - 1} spans that wait for a decision stay out"
    assert f"1 article is not reviewed to the end: {waiting}" in hands.lost
    hands.click("export_only_reviewed")
    assert "0 articles of 2" in hands.held or "no article of the project is like that" in hands.lost
    hands.write("export_saved_name", "проверенное")
    QTest.keyClick(hands.widget("export_saved_name"), Keys.Key_Return)
    assert choices(project.read)["проверенное"].only_reviewed
    reading = project.read.reading(reading.article.id)
    project.commit(commands.decide(reading, Pen("вера"), reading.spans[1:], "rejected"))
    hands.wait()
    assert "1 article of 2 with 1 span " in hands.held
    assert "not reviewed to the end" not in hands.lost
    hands.click("export_only_reviewed")
    assert not hands.sheet.choice.value().only_reviewed
    saved = hands.widget("export_saved")
    saved.setFocus()
    for _ in ("Everything", "проверенное"):
        QTest.keyClick(saved, Keys.Key_Down)
    hands.wait()
    assert hands.widget("export_only_reviewed").isChecked()


def test_windows_are_sentences_with_shifted_offsets(exporting: Callable[..., Exporting]) -> None:
    hands = exporting()
    hands.click("export_windows.sentence")
    assert "cut into 5 sentences" in hands.held
    assert "1 note on a whole article is left out" in hands.lost
    path = hands.folder / "sentences.jsonl"
    hands.export(path)
    found = {row["text"]: row["spans"] for row in rows(path)}
    (span,) = found["Так сказал Марк Ренн."]
    assert span["fragments"] == [[11, 20]]


def test_a_split_is_made_kept_and_followed_by_the_dataset_folder(
    exporting: Callable[..., Exporting],
) -> None:
    texts = [f"Статья номер {number}. {'Слово ' * number}и всё." for number in range(10)]
    hands = exporting(*texts)
    hands.choose("huggingface")
    hands.click("export_split.make")
    assert hands.lost == "Make the split first, or choose another."
    hands.write("export_share.train", "60")
    hands.write("export_share.validation", "20")
    hands.write("export_share.test", "20")
    hands.click("export_split_make")
    made = kept_split(hands.desk.project.read)
    assert made is not None
    assert sum(made.counts().values()) + len(made.apart) == 10
    assert hands.sheet.split.way == "kept"
    assert "train" in hands.held
    hands.write("export_licence", "cc-by-4.0")
    hands.export(hands.folder)
    target = hands.folder
    assert (target / MANIFEST).is_file()
    sides = {path.stem: len(rows(path)) for path in (target / "data").glob("*.jsonl")}
    assert sides == {side: count for side, count in made.counts().items() if count}
    assert "cc-by-4.0" in (target / "README.md").read_text()
    assert not verify(target, Silent()).problems
    hands.click("export_split.none")
    hands.export(hands.folder)
    assert [path.stem for path in (target / "data").glob("*.jsonl")] == ["train"]


def test_arrows_pass_over_the_split_that_is_not_there(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.widget("export_split.none").setFocus()
    for key, way in ((Keys.Key_Right, "make"), (Keys.Key_Left, "none"), (Keys.Key_Left, "make")):
        widget = QApplication.focusWidget()
        assert widget is not None
        QTest.keyClick(widget, key)
        assert hands.sheet.split.way == way
        assert hands.widget(f"export_split.{way}").hasFocus()


def test_a_name_without_a_suffix_gets_it_and_overwrites_nothing(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.export(hands.folder / "out")
    (hands.folder / "page.pdf").write_text("older")
    assert len(rows(hands.folder / "out.jsonl")) == 2
    before = (hands.folder / "out.jsonl").stat().st_mtime_ns
    hands.export(hands.folder / "out")
    assert "out.jsonl is there already" in hands.desk.said
    assert (hands.folder / "out.jsonl").stat().st_mtime_ns == before
    hands.answer = hands.folder / "page"
    hands.desk.window.run_id("export_page")
    assert "page.pdf is there already" in hands.desk.said
    hands.answer = hands.folder / "page.odt"
    hands.desk.window.run_id("export_page")
    assert "name it so" in hands.desk.said


def test_shares_that_are_not_whole_are_refused_and_nothing_is_kept(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.click("export_split.make")
    hands.write("export_share.train", "90")
    hands.click("export_split_make")
    assert "add up to 110 %" in hands.desk.said
    hands.write("export_share.train", "viel")
    hands.click("export_split_make")
    assert "Shares are percents" in hands.desk.said
    assert kept_split(hands.desk.project.read) is None


def test_a_folder_with_other_things_gets_the_export_inside_it(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    (hands.folder / "мой файл.txt").write_text("не трогать")
    hands.choose("brat")
    hands.export(hands.folder)
    target = hands.folder / "test-brat"
    assert list(target.glob("**/*.ann"))
    assert (hands.folder / "мой файл.txt").read_text() == "не трогать"
    assert folder_in(target, "x") == target
    hands.export(target)  # the older export is replaced
    assert "exported to test-brat" in hands.told
    assert sorted(path.name for path in hands.folder.iterdir()) == ["test-brat", "мой файл.txt"]


def test_an_export_that_cannot_be_leaves_what_was_there_and_says_why(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    before = hands.desk.project.path.read_bytes()
    hands.export(hands.desk.project.path)
    assert "is the project itself" in hands.told_lost
    assert hands.desk.project.path.read_bytes()[:100] == before[:100]
    assert hands.sheet.run.isEnabled()


def test_an_export_is_cancelled_by_the_button_that_began_it(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    path = hands.folder / "out.jsonl"
    path.write_text("the older one")
    hands.answer = path
    tasks = hands.desk.workbench.tasks
    tasks.hold()
    for words in ("Export…", "Cancel the export"):
        assert hands.sheet.run.text() == words
        QTest.mouseClick(hands.sheet.run, Qt.MouseButton.LeftButton)
    tasks.release()
    hands.wait()
    assert "was cancelled" in hands.told_lost
    assert hands.sheet.run.text() == "Export…"
    assert path.read_text() == "the older one"
    assert list(hands.folder.iterdir()) == [path]


def test_ctrl_enter_exports_wherever_the_keyboard_is(exporting: Callable[..., Exporting]) -> None:
    hands = exporting(TEXT)
    parts = (hands.sheet.formats, hands.sheet.shut, hands.widget("export_saved_name"))
    for number, part in enumerate(parts):
        part.setFocus()
        QTest.keyClick(part, Keys.Key_Return, CONTROL)
        hands.wait()
        assert len(hands.asked) == number + 1


def test_an_export_goes_on_when_the_sheet_is_closed(exporting: Callable[..., Exporting]) -> None:
    hands = exporting()
    hands.answer = hands.folder / "out.jsonl"
    tasks = hands.desk.workbench.tasks
    tasks.hold()
    QTest.keyClick(hands.sheet, Keys.Key_Return, CONTROL)
    QTest.keyClick(hands.sheet.formats, Keys.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert hands.desk.window.findChild(ExportSheet) is None
    tasks.release()
    hands.desk.qtbot.waitUntil(lambda: not tasks.busy, timeout=20_000)
    assert len(rows(hands.answer)) == 2
    assert "every offset was read back" in hands.desk.said


def test_numbers_follow_what_is_marked_meanwhile(exporting: Callable[..., Exporting]) -> None:
    hands = exporting()
    session = hands.desk.session
    place = Interval(TEXT.index("Вечером"), TEXT.index("Вечером") + 7)
    session.run(lambda reading: commands.label(reading, session.pen(), (place,), "Cue"))
    hands.wait()
    assert "with 4 spans" in hands.held


def test_the_sheet_goes_with_its_project(exporting: Callable[..., Exporting]) -> None:
    hands = exporting()
    hands.desk.window.run_id("close")
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert hands.desk.window.findChild(ExportSheet) is None


def test_tab_reaches_every_part_in_the_order_of_the_eye(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.sheet.formats.setFocus()
    seen = []
    for _ in range(60):
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget.objectName() in seen:
            break
        seen.append(widget.objectName())
        QTest.keyClick(widget, Keys.Key_Tab)
    expected = [
        "export_formats",
        "export_saved",
        "export_saved_name",
        "export_status.new",
        "export_labels.Claim",
        "export_annotators.anna",
        "export_words",
        "export_since",
        "export_windows.whole",
        "export_split.none",
        "export_preview",
        "export_close",
        "export_run",
    ]
    assert [name for name in seen if name in expected] == expected


@pytest.mark.parametrize("code", ["en", "ru"])
def test_every_part_has_a_name_for_readers_and_one_for_scripts(
    exporting: Callable[..., Exporting], code: str
) -> None:
    hands = exporting()
    QTest.keyClick(hands.sheet, Keys.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    speak(catalogue(code))
    hands.open()
    for name in ("doccano", "huggingface"):
        hands.choose(name)
        assert not unnamed(hands.sheet)
    hands.click("export_split.make")
    assert not unnamed(hands.sheet)


def test_a_changed_export_is_told_and_a_sound_one_too(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.choose("brat")
    hands.export(hands.folder)
    window = hands.desk.window
    (ann, *_) = sorted(hands.folder.glob("**/*.ann"), key=lambda path: -path.stat().st_size)
    hands.answer = ann  # any file of the folder will do
    for change, said in (("", "is as it was exported"), ("T9\tActor 0 1\t.\n", "not as it was")):
        ann.write_text(ann.read_text() + change)
        window.run_id("verify_export")
        hands.wait()
        box = window.findChild(QMessageBox, "verified")
        assert said in box.text()
        assert said in hands.desk.said
        assert bool(change) == ("bytes and had" in box.informativeText())
        box.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_of_a_file_without_a_manifest_no_more_is_said_than_can_be_known(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    path = hands.folder / "o.jsonl"
    hands.export(path)
    (hands.folder / "o.jsonl.manifest.json").unlink()
    window, hands.answer = hands.desk.window, path
    for old, said in (
        (b"", "all quotes stand at their offsets"),
        (b'"quotes":["', "does not hold together: 1 thing is wrong"),
    ):
        path.write_bytes(
            path.read_bytes().replace(old, old + b"x", 1) if old else path.read_bytes()
        )
        window.run_id("verify_export")
        hands.wait()
        box = window.findChild(QMessageBox, "verified")
        assert said in box.text()
        assert "as it was exported" not in box.text()
        assert ("There is no manifest to hold it against." in box.text()) == (not old)
        box.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("suffix", [".pdf", ".html", ".docx"])
def test_an_article_becomes_a_page_by_the_suffix(
    exporting: Callable[..., Exporting], suffix: str
) -> None:
    hands = exporting()
    hands.answer = hands.folder / f"статья{suffix}"
    hands.desk.window.run_id("export_page")
    hands.wait()
    data = hands.answer.read_bytes()
    if suffix == ".pdf":
        assert data.startswith(b"%PDF")
    elif suffix == ".html":
        assert "Марк Ренн" in data.decode()
    else:
        with zipfile.ZipFile(hands.answer) as made:
            assert "Марк Ренн" in made.read("word/document.xml").decode()
    assert f"статья{suffix}" in hands.desk.said
    assert list(hands.folder.iterdir()) == [hands.answer]


def test_a_page_speaks_the_language_of_the_window(exporting: Callable[..., Exporting]) -> None:
    hands = exporting()
    speak(catalogue("ru"))
    hands.answer = hands.folder / "page.html"
    hands.desk.window.run_id("export_page")
    hands.wait()
    assert '<html lang="ru">' in hands.answer.read_text()


def test_what_a_format_cannot_carry_is_tried_not_told(codebook: Codebook) -> None:
    said = {one.name: lacking(one, codebook) for one in writable()}
    assert said["jsonl"] == "Carries everything"
    assert "who is mentioned" in said["prodigy"]
    assert "links" not in said["prodigy"].replace("attributes of links", "")
    assert "is not imported" in said["gazetteer"]
    assert "some spans" in said["triples"]
    brat = lacking(dialect("brat"), codebook)
    for thing in ("notes on articles", "who made the spans", "review decisions", "metadata"):
        assert thing in brat


def test_a_window_built_anew_leaves_no_sheet_and_no_trouble(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    hands.click("export_labels.Claim")
    hands.widget("export_labels.Cue").click()  # counting begins
    hands.answer = hands.folder / "out.jsonl"
    QTest.keyClick(hands.sheet, Keys.Key_Return, CONTROL)
    hands.desk.window.run_id("language_ru")
    tasks = hands.desk.workbench.tasks
    hands.desk.qtbot.waitUntil(lambda: not tasks.busy, timeout=20_000)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert hands.desk.window.findChild(ExportSheet) is None
    assert len(rows(hands.answer)) == 2
    assert "out.jsonl" in hands.desk.said


# -- with another font


@pytest.fixture
def large_font(qapp: QApplication) -> Iterator[None]:
    """Sixteen points in the whole window."""
    before = qapp.font()
    font = QFont(before)
    font.setPointSizeF(16)
    qapp.setFont(font)
    yield
    qapp.setFont(before)


def cut(sheet: QWidget) -> list[str]:
    """Ticks, tabs and buttons that are narrower than their words."""
    return [
        part.text()
        for kind in (Tick, Tab, TextButton)
        for part in sheet.findChildren(kind)
        if part.isVisible() and part.width() < part.sizeHint().width()
    ]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_with_a_large_font_no_words_are_cut(
    exporting: Callable[..., Exporting], large_font: None, language: str
) -> None:
    speak(catalogue(language))
    try:
        hands = exporting()
        assert hands.sheet.width() == 1000
        for name in ("doccano", "huggingface"):
            hands.choose(name)
            assert not cut(hands.sheet)
        hands.click("export_split.make")
        assert not cut(hands.sheet)
        for side in ("train", "validation", "test"):
            title = hands.widget(f"export_share_title.{side}")
            assert title.width() >= title.sizeHint().width()
    finally:
        speak(None)


def test_formats_of_one_name_are_told_apart_by_their_kind_of_file(
    exporting: Callable[..., Exporting],
) -> None:
    hands = exporting()
    model = hands.sheet.formats.model()
    said = list(zip(model.short, model.kinds, strict=True))  # type: ignore[attr-defined]  # it is a FormatModel
    assert len(set(said)) == len(said)
    assert ("Tables (CSV)", "") in said
    assert ("Entities as a gazetteer", "TSV") in said
    assert ("REFI-QDA project (ATLAS.ti, MAXQDA, NVivo)", "") in said
