"""Imports by keys and mouse: what goes in at once, what is asked about, what is said of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRectF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QWidget

from tests.gui.conftest import Desk
from tests.gui.test_everyone import unnamed
from workbench.domain.mapping import EMPTY
from workbench.domain.words import speak
from workbench.exchange.formats import dialect, readable, writable
from workbench.gui.importing.report import ReportSheet
from workbench.gui.importing.sheet import ImportSheet
from workbench.gui.importing.words import filters
from workbench.jobs import Silent
from workbench.locale import catalogue
from workbench.store.check import check
from workbench.transfer import Request, export_dataset, kept_mapping

TEXT = "Лирия требует, а Вестмар молчит."
ANN = """\
T1\tSTATE 0 5\tЛирия
A1\tmood T1 angry
T2\tactor 17 24\tВестмар
A2\tWho_it_is T2 state
T3\tverb 6 13\tтребует
R1\tdoes Arg1:T1 Arg2:T3
"""
KNOWN = "T1\tActor 0 5\tЛирия\nT2\tActor 17 24\tВестмар\n"
Opened = Callable[..., Desk]
Keys = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def brat(tmp_path: Path, annotations: str = ANN, text: str = TEXT, name: str = "brat") -> Path:
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_bytes(text.encode())
    (folder / "a.ann").write_text(annotations, encoding="utf-8")
    return folder


class Importing:
    """The window, the sheet over it, and the hands of the user."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.window.activateWindow()

    def take(self, *paths: Path) -> None:
        """Drop files on the window."""
        drop(self.desk.window, *paths)
        self.wait()

    def wait(self) -> None:
        """Let jobs end."""
        tasks, imports = self.desk.workbench.tasks, self.desk.window.files.imports

        def rests() -> bool:
            sheet = self.sheet
            looking = sheet.looking.busy if sheet is not None else imports.looking.busy
            return not (tasks.busy or looking)

        self.desk.qtbot.waitUntil(rests, timeout=20_000)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()

    @property
    def sheet(self) -> Any:
        found = self.desk.window.findChild(ImportSheet)
        return found if found is not None and found.isVisible() else None

    @property
    def report(self) -> Any:
        return self.desk.window.findChild(ReportSheet)

    def widget(self, name: str) -> Any:
        found = self.sheet.findChild(QWidget, name)
        assert found is not None, name
        return found

    def text(self, name: str) -> str:
        return str(self.widget(name).text())

    @property
    def target(self) -> QWidget:
        """Where the keyboard is; without a window manager nobody activates what a menu covered."""
        if QApplication.focusWidget() is None:
            self.sheet.activateWindow()
            QApplication.processEvents()
        return QApplication.focusWidget() or self.sheet.focusWidget() or self.sheet

    def key(self, key: Keys, modifiers: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Strike a key where the keyboard is."""
        QTest.keyClick(self.target, key, modifiers)
        self.wait()

    def letter(self, letter: str) -> None:
        target = self.target
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, ord(letter.upper()), Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(target, event)
        self.wait()

    def rows(self) -> list[str]:
        """What the table says."""
        table = self.sheet.names.table
        model = table.model()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    def on(self, name: str) -> None:
        """Go to a row by keys."""
        table = self.sheet.names.table
        table.setFocus()
        QTest.keyClick(table, Keys.Key_Home)
        names = [one.name for one in table.questions]
        for _ in range(names.index(name)):
            QTest.keyClick(table, Keys.Key_Down)
        assert table.question.name == name

    def leave_out(self, *names: str) -> None:
        """Leave these out one by one, by keys."""
        for name in names:
            self.on(name)
            self.key(Keys.Key_Delete)

    def choose(self, name: str, entry: str) -> None:
        """Open the menu of a row by Enter, and go to an entry by arrows."""
        self.on(name)
        QTest.keyClick(self.sheet.names.table, Keys.Key_Return)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for _ in range(40):
            if menu.activeAction().text() == entry:
                break
            QTest.keyClick(menu, Keys.Key_Down)
        assert menu.activeAction().text() == entry
        QTest.keyClick(menu, Keys.Key_Return)
        self.wait()

    def click(self, name: str) -> None:
        QTest.mouseClick(self.widget(name), Qt.MouseButton.LeftButton)
        self.wait()

    def run(self) -> None:
        """Ctrl+Enter."""
        self.key(Keys.Key_Return, CONTROL)

    def labels(self) -> dict[str, int]:
        return dict(self.desk.project.read.counts().labels)

    def articles(self) -> int:
        return self.desk.project.read.counts().articles

    def annotators(self) -> set[str]:
        rows = self.desk.project.read.articles("new")
        return {
            span.annotator
            for row in rows
            for span in self.desk.project.read.whole(row.article).spans
        }


def drop(widget: QWidget, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


@pytest.fixture
def importing(opened: Opened) -> Importing:
    return Importing(opened())


# -- at once


def test_text_and_files_whose_labels_are_known_go_in_without_a_question(
    importing: Importing, tmp_path: Path
) -> None:
    (tmp_path / "b.txt").write_text("Порт Сарма открыт.", encoding="utf-8")
    importing.take(tmp_path / "b.txt")
    assert importing.sheet is None
    importing.take(brat(tmp_path, KNOWN))
    assert importing.sheet is None
    assert importing.labels() == {"Actor": 2}
    assert importing.report is None
    assert importing.desk.said == "Imported: 1 article, 2 spans."
    assert importing.annotators() == {"brat"}
    assert check(importing.desk.project.path) == []


def test_a_native_file_goes_in_at_once_and_one_with_labels_of_its_own_is_asked_about(
    importing: Importing, tmp_path: Path, opened: Opened
) -> None:
    importing.take(brat(tmp_path))
    importing.click("import_add_rest")
    importing.run()
    wanted = importing.labels()
    target = tmp_path / "out.jsonl"
    importing.desk.window.files.export(target)
    importing.wait()
    importing.desk.project.undo()
    assert importing.articles() == 0
    importing.take(target)
    assert "STATE" in importing.rows()[0] or "STATE" in importing.rows()[1]
    importing.click("import_add_rest")
    importing.run()
    assert importing.labels() == wanted
    assert importing.report is None
    assert check(importing.desk.project.path) == []
    importing.take(target)  # all of it is known by now, and there
    assert importing.sheet is None


def test_broken_records_of_a_native_file_do_not_spoil_the_others_under_a_mapping(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    importing.click("import_add_rest")
    importing.run()
    target = tmp_path / "out.jsonl"
    importing.desk.window.files.export(target)
    importing.wait()
    importing.desk.project.undo()
    record = orjson.loads(target.read_bytes())
    state = next(span for span in record["spans"] if span["label"] == "STATE")
    state["quote"] = "Другое"
    target.write_bytes(orjson.dumps(record) + b"\nnot json\n")
    importing.take(target)
    importing.click("import_skip_rest")
    importing.run()
    assert importing.labels() == {"Actor": 1}
    assert "not its quote" in importing.report.text
    assert "line 2" in importing.report.text
    importing.report.close()


# -- names


def test_the_sheet_says_what_was_found_with_numbers_and_words(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    assert importing.text("import_found") == "brat standoff · 1 article · 3 spans · 1 link"
    assert importing.rows() == [
        "label STATE, 1 time: undecided. «Лирия»",
        "label actor, 1 time: undecided. «Вестмар»",
        "label verb, 1 time: undecided. «требует»",
        "relation does, 1 time: undecided. «Лирия» → «требует»",
    ]
    assert importing.articles() == 0


def test_a_name_is_decided_by_menu_by_letter_and_by_del_and_its_attributes_follow(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    importing.choose("actor", "Actor")
    assert "attribute of actor Who_it_is, 1 time: undecided. «Вестмар»" in importing.rows()[2]
    importing.choose("Who_it_is", str(_attribute(importing, "actor_type")))
    importing.on("STATE")
    importing.letter("ф")  # A of the Latin layout
    importing.on("verb")
    importing.key(Keys.Key_Delete)
    assert "− 1 span «verb» will be left out." in importing.text("import_lost")
    importing.on("does")
    importing.key(Keys.Key_Delete)
    assert importing.text("import_told").startswith("The codebook gets 1 label.")
    importing.run()
    assert importing.sheet is None
    assert importing.labels() == {"STATE": 1, "Actor": 1}
    (row,) = importing.desk.project.read.articles("new")
    said = {
        span.label: dict(span.attributes)
        for span in importing.desk.project.read.whole(row.article).spans
    }
    assert said == {"STATE": {"mood": "angry"}, "Actor": {"actor_type": "state"}}
    assert check(importing.desk.project.path) == []
    importing.desk.project.undo()
    assert importing.desk.project.codebook.label("STATE") is None


def _attribute(importing: Importing, name: str) -> Any:
    label = importing.desk.project.codebook.label("Actor")
    assert label is not None
    return next(item.name for item in label.attributes if item.id == name)


def test_a_value_that_the_codebook_lacks_is_asked_about_alone(
    importing: Importing, tmp_path: Path
) -> None:
    lines = (
        "T1\tActor 0 5\tЛирия\nA1\tactor_type T1 empire\n"
        "T2\tActor 17 24\tВестмар\nA2\tactor_type T2 city\n"
    )
    importing.take(brat(tmp_path, lines))
    names = [one.name for one in importing.sheet.names.table.questions]
    assert names == ["Actor", "actor_type", "empire", "city"]
    importing.on("empire")
    importing.letter("a")
    importing.on("city")
    importing.key(Keys.Key_Delete)
    importing.run()
    label = importing.desk.project.codebook.label("Actor")
    assert label is not None
    (kinds,) = (item.values for item in label.attributes if item.id == "actor_type")
    assert (kinds[-1], "city" in kinds) == ("empire", False)
    (row,) = importing.desk.project.read.articles("new")
    spans = importing.desk.project.read.whole(row.article).spans
    assert [dict(span.attributes) for span in spans] == [{"actor_type": "empire"}, {}]


def test_the_rest_is_decided_alike(importing: Importing, tmp_path: Path) -> None:
    importing.take(brat(tmp_path))
    importing.on("verb")
    importing.key(Keys.Key_Delete)
    importing.click("import_same_rest")
    assert importing.sheet.names.undecided() == []
    importing.run()
    assert importing.labels() == {}
    assert importing.articles() == 1


def test_ctrl_enter_goes_to_what_is_undecided(importing: Importing, tmp_path: Path) -> None:
    importing.take(brat(tmp_path))
    importing.on("verb")
    importing.run()
    assert importing.sheet.names.table.question.name == "STATE"
    assert importing.text("import_told").startswith("4 names are undecided")
    assert importing.articles() == 0


def test_decisions_are_kept_by_the_project_said_and_forgotten(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    importing.leave_out("STATE", "actor", "verb", "does")
    importing.run()
    again = brat(tmp_path, ANN, TEXT, "again")
    (again / "b.txt").write_text(TEXT + " Вчера.", encoding="utf-8")
    (again / "b.ann").write_text("T1\tverb 6 13\tтребует\nT2\tnew 0 5\tЛирия\n", encoding="utf-8")
    importing.take(again)
    assert "The project keeps what was decided for brat standoff" in importing.text("import_used")
    assert [one.name for one in importing.sheet.names.undecided()] == ["new"]
    importing.click("import_forget")
    assert len(importing.sheet.names.undecided()) == 5
    assert kept_mapping(importing.desk.project.read, "brat") == EMPTY
    importing.key(Keys.Key_Escape)
    assert importing.sheet is None


def test_a_known_name_can_become_something_else(importing: Importing, tmp_path: Path) -> None:
    importing.take(brat(tmp_path, KNOWN.replace("T2\tActor", "T2\tother")))
    importing.choose("Actor", "Source")
    importing.on("other")
    importing.key(Keys.Key_Delete)
    importing.run()
    assert importing.labels() == {"Source": 1}


def test_a_mapping_is_written_to_a_file_and_taken_from_it(
    importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "m.json"
    for name in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *rest: (str(target), ""))
    importing.take(brat(tmp_path))
    for entry in ("Write the decisions to a file…", "Take decisions from a file…"):
        importing.click("import_more")
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action = next(one for one in menu.actions() if one.text() == entry)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
        importing.wait()
        assert target.exists()
    assert importing.sheet.names.undecided() == []
    importing.run()
    assert importing.labels() == {"Actor": 1, "STATE": 1, "verb": 1}


def test_a_click_on_a_decision_opens_what_it_can_be(importing: Importing, tmp_path: Path) -> None:
    importing.take(brat(tmp_path))
    table = importing.sheet.names.table
    area = QRectF(table.visualRect(table.model().index(2, 0)))
    place: QPoint = table.chip_of(area).center().toPoint()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    action = next(one for one in menu.actions() if one.text().startswith("Add «verb»"))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    importing.wait()
    assert "label verb, 1 time: Add «verb»" in importing.rows()[2]


# -- offsets


TIED = "\r\nтттттттт ждёт.\r\n"


def test_offsets_that_fit_in_two_ways_are_asked_about_with_what_each_would_mark(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path, "T1\tActor 4 6\tтт\n", TIED))
    cards = list(importing.sheet.question.cards.values())
    assert [card.accessibleName() for card in cards] == [
        "CR is counted: тт[тт]тттт ждёт.",
        "CR is not counted: ттт[тт]ттт ждёт.",
    ]
    importing.run()
    assert importing.articles() == 0
    assert "Say first how the offsets count" in importing.text("import_told")
    assert QApplication.focusWidget() is cards[0]
    importing.key(Keys.Key_Right)
    importing.key(Keys.Key_Space)
    assert importing.sheet.options.offsets.value() == (None, "lf", None)
    importing.run()
    (row,) = importing.desk.project.read.articles("new")
    (span,) = importing.desk.project.read.whole(row.article).spans
    assert span.start == 4


def doccano(tmp_path: Path) -> Path:
    row = {
        "text": "😀 Лирия ждёт",
        "entities": [{"id": 1, "label": "Actor", "start_offset": 3, "end_offset": 8}],
        "relations": [],
    }
    path = tmp_path / "d.jsonl"
    path.write_bytes(orjson.dumps(row))
    return path


def test_without_quotes_and_with_emoji_the_first_spans_are_shown_and_the_unit_is_chosen(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(doccano(tmp_path))
    assert "has no quotes to check the offsets by" in importing.text("import_offsets_doubt")
    cards = importing.sheet.question.cards.values()
    assert [(card.isChecked(), card.accessibleName()) for card in cards] == [
        (False, "Code points: 😀 Л[ирия ]ждёт"),
        (True, "UTF-16 units: 😀 [Лирия] ждёт"),
    ]
    unit = importing.widget("import_unit")
    unit.setFocus()
    for _ in range(unit.findData("code_point")):
        importing.key(Keys.Key_Down)
    importing.wait()
    assert importing.sheet.options.offsets.value()[0] == "code_point"
    importing.run()
    (row,) = importing.desk.project.read.articles("new")
    whole = importing.desk.project.read.whole(row.article)
    assert [whole.text[span.start : span.end] for span in whole.spans] == ["ирия "]


def test_the_evidence_is_said_of_each_way(importing: Importing, tmp_path: Path) -> None:
    text = "😀 Лирия.\r\nВестмар молчит, а Лирия ждёт."
    lines = [
        f"T{number}\tBeing {text.index(words)} {text.index(words) + len(words)}\t{words}\n"
        for number, words in enumerate(("Лирия", "Вестмар", "ждёт"), 1)
    ]
    importing.take(brat(tmp_path, "".join(lines), text))
    said = importing.text("import_evidence")
    assert "code points on the text with CR, ends exclusive: 3 of 3 quotes stand there" in said
    assert "By UTF-16 units on the text with CR, ends exclusive, 0 of 3 quotes would" in said
    assert "ends exclusive, 1 of 3 quotes would stand there." in said


# -- options


def test_the_sheet_of_all_options_opens_empty_and_takes_what_is_dropped_on_it(
    importing: Importing, tmp_path: Path
) -> None:
    importing.desk.window.run_id("import_options")
    assert importing.sheet is not None
    assert not importing.widget("import_run").isEnabled()
    drop(importing.sheet, brat(tmp_path, KNOWN))
    importing.wait()
    assert importing.text("import_files") == "brat"
    field = importing.widget("import_annotator")
    assert field.text() == "brat"
    field.setFocus()
    QTest.keyClick(field, Keys.Key_A, CONTROL)
    for letter in "Вера":
        importing.letter(letter)
    importing.run()
    assert importing.annotators() == {"Вера"}


def test_encoding_and_format_are_chosen_where_the_guess_is_wrong(
    importing: Importing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.dat"
    path.write_bytes("Лирия ждёт, а порт закрыт.".encode("koi8-r"))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *rest: ([str(path)], ""))
    importing.desk.window.run_id("import_options")
    importing.click("import_choose_files")
    assert importing.text("import_found").endswith("«Лирия ждёт, а порт закрыт.»")
    for name, value in (("import_format", "text"), ("import_encoding", "cp1251")):
        choice = importing.widget(name)
        choice.setFocus()
        for _ in range(choice.findData(value)):
            importing.key(Keys.Key_Down)
    assert "Лирия" not in importing.text("import_found")
    importing.run()
    (row,) = importing.desk.project.read.articles("new")
    text = importing.desk.project.read.text(row.article.id)
    assert text == "Лирия ждёт, а порт закрыт.".encode("koi8-r").decode("cp1251")


def test_another_version_of_an_article_gets_its_annotations_where_that_is_chosen(
    opened: Opened, tmp_path: Path
) -> None:
    body = " ".join(f"Лирия строит порт номер {number}." for number in range(60))
    importing = Importing(opened(f"{body}\n{TEXT}"))
    start = len(body) + len("\nЗаметка.\n")
    lines = f"T1\tActor {start} {start + 5}\tЛирия\nT2\tother {start + 17} {start + 24}\tВестмар\n"
    importing.take(brat(tmp_path, lines, f"{body}\nЗаметка.\n{TEXT}"))
    importing.on("other")
    importing.key(Keys.Key_Delete)
    importing.widget("import_match.exact").setFocus()
    importing.key(Keys.Key_Right)
    importing.run()
    assert importing.articles() == 1
    assert importing.labels() == {"Actor": 1}


def test_the_dialog_lists_every_format_that_can_be_read() -> None:
    said = filters()
    for item in readable():
        for end in item.suffixes:
            assert f"*{end}" in said.split(";;")[0]


def test_folders_of_other_formats_are_searched_through(
    importing: Importing, tmp_path: Path
) -> None:
    folder = tmp_path / "conll"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a.conll").write_text("Лирия B-Actor\nждёт O\n. O\n", encoding="utf-8")
    importing.take(folder)
    assert importing.labels() == {"Actor": 1}


# -- the end


def test_what_was_not_taken_is_listed_with_file_and_line_and_can_be_copied(
    importing: Importing, tmp_path: Path
) -> None:
    folder = brat(tmp_path, KNOWN + "T3\tActor 900 910\tне там\n?\n")
    importing.take(folder)
    report = importing.report
    assert report is not None
    shown = report.list.document().toRawText().replace("\u2029", "\n")
    assert str(folder / "a.ann") in shown
    assert "line 3: T3 is left out" in shown
    assert "line 4: The line is not brat standoff" in shown
    assert unnamed(report) == []
    QTest.mouseClick(report.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == report.text
    QTest.keyClick(report, Keys.Key_Escape)
    assert not report.isVisible()
    importing.wait()


@pytest.mark.parametrize("code", ["en", "ru"])
def test_escape_asks_nothing_and_imports_nothing_and_every_widget_has_a_name(
    importing: Importing, tmp_path: Path, code: str
) -> None:
    speak(catalogue(code))
    importing.take(brat(tmp_path, "T1\tActor 4 6\tтт\nT2\tother 4 6\tтт\n", TIED))
    assert unnamed(importing.sheet) == []
    importing.key(Keys.Key_Escape)
    assert importing.sheet is None
    assert importing.articles() == 0
    assert importing.desk.project.read.journal() == []
    assert not importing.desk.window.files.imports.busy


def test_looking_can_be_cancelled_and_nothing_is_left(importing: Importing, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"{number}. {TEXT}", encoding="utf-8")
        (folder / f"{number}.ann").write_text("", encoding="utf-8")
    drop(importing.desk.window, folder)
    QTest.mouseClick(
        importing.desk.window.findChild(QWidget, "task.cancel"), Qt.MouseButton.LeftButton
    )
    importing.wait()
    assert importing.sheet is None
    assert importing.articles() == 0
    assert "cancelled" in importing.desk.said


def test_a_codebook_edited_while_files_are_looked_at_is_not_put_back(
    importing: Importing, tmp_path: Path
) -> None:
    from workbench.domain.change import Change, Transaction
    from workbench.domain.codebook import Codebook
    from workbench.domain.words import msg

    project = importing.desk.project
    drop(importing.desk.window, brat(tmp_path, KNOWN))
    body = orjson.loads(orjson.dumps(dict(project.codebook.body)))
    body["labels"][0]["en"] = "Assertion"
    project.commit(Transaction(msg("edit"), (Change(project.codebook, Codebook.of(body)),)))
    importing.wait()
    assert importing.labels() == {"Actor": 2}
    assert project.codebook.labels[0].name.en == "Assertion"


def test_tab_goes_through_the_sheet_in_the_order_of_reading(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    sheet = importing.sheet
    importing.widget("import_choose_files").setFocus()
    seen = []
    for _ in range(20):
        widget = QApplication.focusWidget()
        assert widget is not None
        seen.append(widget.objectName())
        QTest.keyClick(widget, Keys.Key_Tab)
        if widget is sheet.run:
            break
    assert seen == [
        "import_choose_files",
        "import_choose_folder",
        "import_more",
        "import_names",
        "import_add_rest",
        "import_skip_rest",
        "import_same_rest",
        "import_annotator",
        "import_match.exact",
        "import_unit",
        "import_newlines",
        "import_ends",
        "import_format",
        "import_encoding",
        "import_text_field",
        "import_lost_scroll",
        "import_close",
        "import_run",
    ]


WRITTEN = [
    item.name
    for item in writable()
    if item.name in {one.name for one in readable()} and item.reads and item.name != "jsonl"
]


@pytest.mark.parametrize("name", WRITTEN)
def test_every_format_that_can_be_read_goes_through_the_window(
    importing: Importing, tmp_path: Path, name: str
) -> None:
    importing.take(brat(tmp_path))
    importing.click("import_add_rest")
    importing.run()
    made = dialect(name)
    out = tmp_path / "out"
    out.mkdir()
    target = out / f"x{'' if made.makes == 'folder' else made.suffixes[0]}"
    export_dataset(importing.desk.project, Request(name), target, Silent())
    for manifest in (*out.rglob("manifest.json"), *out.rglob("*.manifest.json")):
        manifest.unlink()
    importing.desk.project.undo()
    importing.take(target)
    sheet = importing.sheet
    assert sheet is not None, importing.desk.said
    new = {one.owner for one in sheet.names.table.questions if not one.known}
    assert new >= {"STATE", "verb"}
    importing.click("import_add_rest")  # but for brat, which the project has decisions for
    importing.run()
    assert importing.labels() == {"STATE": 1, "Actor": 1, "verb": 1}
    assert check(importing.desk.project.path) == []
    if importing.report is not None:
        importing.report.close()


def test_what_is_left_out_wholesale_is_asked_about_again(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    importing.click("import_skip_rest")
    importing.run()
    importing.take(brat(tmp_path, "T1\tverb 6 13\tтребует\n", TEXT + " Вчера.", "more"))
    assert [one.name for one in importing.sheet.names.undecided()] == ["verb"]


def test_what_was_decided_before_is_done_without_a_question_and_said(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    importing.leave_out("STATE", "actor", "verb", "does")
    importing.run()
    importing.take(brat(tmp_path, "T1\tverb 6 13\tтребует\n", TEXT + " Вчера.", "more"))
    assert importing.sheet is None
    assert importing.desk.said == "Imported: 1 article. 1 span «verb» was left out."


def test_an_answer_about_offsets_leaves_files_alone_that_count_in_another_unit(
    importing: Importing, tmp_path: Path
) -> None:
    folder = brat(tmp_path, "T1\tActor 4 6\tтт\n", TIED)
    text = "😀😀😀 Вестмар ждёт, Лирия молчит."
    start = len(text[: text.index("Лирия")].encode("utf-16-le")) // 2
    (folder / "b.txt").write_text(text, encoding="utf-8")
    (folder / "b.ann").write_text(f"T1\tActor {start} {start + 5}\tЛирия\n", encoding="utf-8")
    importing.take(folder)
    importing.key(Keys.Key_Space)
    importing.run()
    assert importing.labels() == {"Actor": 2}
    assert importing.report is None


def test_a_project_closed_under_the_sheet_takes_it_away(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    assert importing.sheet is not None
    importing.desk.session.open_project(None)
    QApplication.processEvents()
    assert importing.sheet is None


def test_a_second_import_waits_while_the_first_is_asked_about(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    importing.desk.window.files.take([tmp_path / "brat"])
    importing.wait()
    assert "One import is under way" in importing.text("import_told")
    assert importing.articles() == 0


def test_escape_while_files_are_looked_at_ends_that(importing: Importing, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.txt").write_text(f"{number}. {TEXT}", encoding="utf-8")
        (folder / f"{number}.ann").write_text("", encoding="utf-8")
    importing.desk.window.run_id("import_options")
    sheet = importing.sheet
    drop(sheet, folder)
    assert sheet.looking.busy
    QTest.keyClick(sheet, Keys.Key_Escape)
    assert not sheet.looking.busy
    importing.wait()
    assert importing.sheet is None
    assert importing.articles() == 0


def test_labels_added_by_one_import_are_known_to_the_next(
    importing: Importing, tmp_path: Path
) -> None:
    importing.take(brat(tmp_path))
    importing.click("import_add_rest")
    importing.run()
    importing.take(brat(tmp_path, ANN, f"{TEXT} Вчера.", "next"))
    assert importing.sheet is None
    assert importing.labels() == {"STATE": 2, "Actor": 2, "verb": 2}
    assert importing.annotators() == {"brat", "next"}
