"""Pictures of the real window, to look at and for the README.

python packaging/screenshots.py FOLDER [WORDS]  all shots of the table, or those with WORDS in them
python packaging/screenshots.py --readme        resources/screenshot.png alone
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import orjson
from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from workbench.app import Workbench
from workbench.demo import make_demo
from workbench.domain.codebook import Codebook
from workbench.domain.mapping_questions import OUT, Answer
from workbench.domain.records import Span
from workbench.exchange.formats import writable
from workbench.gui.datasets.sheet import ExportSheet
from workbench.gui.importing.sheet import ImportSheet
from workbench.gui.newest import Newest
from workbench.gui.settings import Settings
from workbench.jobs import Silent
from workbench.resources import resource
from workbench.store.project import Project

ROOT = Path(__file__).resolve().parent.parent
SMALL, USUAL, WIDE = (1000, 700), (1000, 800), (1920, 1080)
Pose = Callable[[Workbench], None]
Sheet = TypeVar("Sheet", bound=QWidget)


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: what the window does in it, and how it is set up."""

    name: str
    pose: Pose
    theme: str = "light"
    size: tuple[int, int] = USUAL
    scale: str = "1"  # QT_SCALE_FACTOR
    project: str = "sample"  # "sample", "empty", "" for none
    steps: bool = False  # the strip of the first minute
    points: float = 0.0  # of the system's font; 0 as it is
    text: tuple[float, int, float] = (13.0, 68, 1.45)  # points, characters in a line, leading


class Studio:
    """One window after another on the sample project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = QApplication.instance() or QApplication([])
        assert isinstance(found, QApplication)
        self.app = found
        self.font = found.font()
        self.projects = {
            "sample": folder / "Сальма.workbench",
            "empty": folder / "Пусто.workbench",
        }
        make_demo(self.projects["sample"], "anna", Silent())
        codebook = Codebook.of(orjson.loads(resource("codebook.json").read_bytes()))
        Project.create(self.projects["empty"], codebook, "anna").close()

    def wait(self, seconds: float = 0.4) -> None:
        """Let the window do what it has to do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def picture(self, target: Path, shot: Shot, language: str) -> None:
        """Open a window, put it into a pose, and write what it looks like."""
        store = QSettings(str(self.folder / "settings.ini"), QSettings.Format.IniFormat)
        store.clear()
        settings = Settings(store)
        settings.theme, settings.language, settings.annotator = shot.theme, language, "anna"
        settings.text_size, settings.column, settings.leading = shot.text
        settings.strip_seen = not shot.steps
        font = QFont(self.font)
        if shot.points:
            font.setPointSizeF(shot.points)
        self.app.setFont(font)
        bench = Workbench(self.app, settings)
        bench.window.resize(*shot.size)
        bench.start(self.projects.get(shot.project))
        self.wait(1.2)
        bench.session.said.emit("")  # not the folder that the pictures are made in
        shot.pose(bench)
        self.wait()
        top = self.app.activePopupWidget() or self.app.activeModalWidget() or sheet(bench)
        picture = bench.window.grab()
        if top is not None and top is not bench.window:
            with QPainter(picture) as painter:
                at = top.mapToGlobal(top.rect().topLeft())
                painter.drawPixmap(bench.window.mapFromGlobal(at), top.grab())
            top.close()
        picture.save(str(target))
        print(target.name, flush=True)
        bench.window.close()
        bench.stop()
        bench.window.deleteLater()
        self.wait(0.1)
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def sheet(bench: Workbench) -> QWidget | None:
    """What stands over the window and is not modal."""
    others = (top for top in QApplication.topLevelWidgets() if top is not bench.window)
    return next((top for top in others if top.isVisible()), None)


def reading(bench: Workbench) -> None:
    """A claim with its links in focus, in the fullest article."""
    session = bench.session
    assert session.project is not None
    row = max(session.project.read.articles("done"), key=lambda row: row.spans)
    session.open_article(row.article.id)
    found = session.whole()
    claims = [
        span
        for span in found.spans
        if span.label == "Claim" and len(found.relations_of(span.id)) >= 3
    ]

    def reach(span: Span) -> int:
        ends = (
            found.span(end)
            for relation in found.relations_of(span.id)
            for end in (relation.source, relation.target)
        )
        return max(abs(end.start - span.start) for end in ends if end is not None)

    session.focus_on(min(claims, key=reach).id)


def palette(bench: Workbench) -> None:
    """The command palette."""
    bench.window.run_id("commands")


def entities(bench: Workbench) -> None:
    """The register of entities."""
    reading(bench)
    bench.window.panels.show("entities")


def offer(bench: Workbench) -> None:
    """A new actor, and who it may be."""
    session = bench.session
    assert session.project is not None
    session.open_article(session.project.read.articles("new")[1].article.id)
    text = session.whole().text
    word = next(word for word in text.split() if word[:1].isupper() and len(word) > 6)
    session.select(None, text.index(word) + 1)
    QTest.keyClick(bench.window.view, Qt.Key.Key_A)


def opened_by(action: str) -> Pose:
    """What an action opens, with a claim in focus."""

    def pose(bench: Workbench) -> None:
        reading(bench)
        bench.window.run_id(action)

    return pose


def everywhere(bench: Workbench) -> None:
    """An entity's names in the whole corpus."""
    reading(bench)
    found = bench.session.whole()
    bench.session.focus_on(next(span.id for span in found.spans if span.entity is not None))
    bench.window.run_id("everywhere")


def menu(bench: Workbench) -> None:
    """The View menu."""
    reading(bench)
    bar = bench.window.menuBar()
    found = next(item for item in bar.actions() if item.menu().objectName() == "menu.view")
    bar.setActiveAction(found)


def reviewed(bench: Workbench) -> None:
    """Claims and their actors, some accepted, some rejected, the next one in focus."""
    reading(bench)
    session = bench.session
    first = session.focused()
    assert first is not None
    near = [span for span in session.whole().spans if abs(span.start - first.start) < 900]
    for number, span in enumerate(near[: len(near) // 2 + 2]):
        session.focus_on(span.id)
        bench.window.run_id("review_reject" if number % 3 == 2 else "review_accept")


FOREIGN = (
    "Правительство Лирии требует закрыть порт Сарма, а Вестмар молчит.\n"
    "«Порт останется открытым», — сказал министр Марк Ренн в среду.\n"
)


def foreign(bench: Workbench, *spans: tuple[str, str, str]) -> Path:
    """A folder of brat with labels of its own: (label, words, an attribute and its value)."""
    assert bench.session.project is not None
    folder = bench.session.project.path.parent / "Архив Лирии"
    folder.mkdir(exist_ok=True)
    (folder / "01.txt").write_text(FOREIGN, "utf-8")
    lines = []
    for number, (label, words, said) in enumerate(spans, 1):
        start = FOREIGN.index(words)
        lines.append(f"T{number}\t{label} {start} {start + len(words)}\t{words}\n")
        lines += [f"A{number}\t{said.replace(' ', f' T{number} ')}\n"] if said else []
    links = "R1\tdemands Arg1:T1 Arg2:T2\nR2\tsays Arg1:T5 Arg2:T4\n" if len(spans) > 4 else ""
    (folder / "01.ann").write_text("".join([*lines, links]), "utf-8")
    return folder


def shown(bench: Workbench, kind: type[Sheet]) -> Sheet:
    """The sheet of this kind, as soon as it is there."""
    while (found := bench.window.findChild(kind)) is None:
        QTest.qWait(5)
    return found


def answered(asked: Newest) -> None:
    """Wait for what a sheet has asked a worker."""
    QTest.qWait(50)
    while asked.busy:
        QTest.qWait(5)


def importing(bench: Workbench) -> None:
    """The import sheet: names to be decided about, one of them decided."""
    folder = foreign(
        bench,
        ("STATE", "Правительство Лирии", "mood angry"),
        ("PLACE", "порт Сарма", ""),
        ("actor", "Вестмар", "mood silent"),
        ("Claim", "Порт останется открытым", ""),
        ("PERSON", "министр Марк Ренн", ""),
        ("DATE", "в среду", ""),
    )
    bench.window.files.take([folder])
    found = shown(bench, ImportSheet)
    answered(found.looking)
    actor = next(one for one in found.names.table.questions if one.owner == "actor")
    found.names.table.decided.emit(actor, Answer("Actor"))
    skipped = next(one for one in found.names.table.questions if one.owner == "DATE")
    found.names.table.decided.emit(skipped, OUT)


def import_ways(bench: Workbench) -> None:
    """The import sheet where offsets count in two ways that fit."""
    folder = foreign(bench, ("Actor", "Правительство Лирии", ""))
    text = "\r\nаааааааа молчит, ооооооо ждёт.\r\n"
    (folder / "01.txt").write_bytes(text.encode())
    spans = "T1\tActor 4 8\tаааа\nT2\tActor 20 23\tооо\n"
    (folder / "01.ann").write_text(spans, "utf-8")
    bench.window.files.take([folder])


def import_blind(bench: Workbench) -> None:
    """The import sheet where nothing tells how offsets count."""
    folder = foreign(bench).parent / "Без цитат"
    folder.mkdir(exist_ok=True)
    text = "Порт открыт 🌐. " + FOREIGN
    spans = [(text.index(words), words) for words in ("порт Сарма", "Вестмар", "Марк Ренн")]
    row = {
        "text": text,
        "entities": [
            {"id": at, "label": "Actor", "start_offset": at, "end_offset": at + len(words)}
            for at, words in spans
        ],
        "relations": [],
    }
    (folder / "a.jsonl").write_bytes(orjson.dumps(row))
    bench.window.files.take([folder / "a.jsonl"])


def import_report(bench: Workbench) -> None:
    """What an import did not take."""
    folder = foreign(bench, ("Actor", "Правительство Лирии", ""), ("Actor", "Вестмар", ""))
    spans = "T1\tActor 0 13\tПравительство\nT2\tActor 5 9\tЛирия\nT3\tActor 900 910\tне там\n"
    (folder / "01.ann").write_text(f"{spans}?\nR1\tabout Arg1:T1 Arg2:T9\n", "utf-8")
    bench.window.files.take([folder])


def exporting(name: str, window: str = "whole", *, divided: bool = False) -> Pose:
    """The export sheet with a format chosen, by name."""

    def pose(bench: Workbench) -> None:
        reading(bench)
        bench.window.run_id("export_dataset")
        found = shown(bench, ExportSheet)
        formats = found.formats
        row = [one.name for one in writable()].index(name)
        formats.setCurrentIndex(formats.model().index(row, 0))
        found.windows.choose(window)
        answered(found.counting)
        if divided:
            found.split.ways.choose("make")
            found.split.make.click()
            QTest.qWait(400)
            answered(found.counting)

    return pose


def nothing(bench: Workbench) -> None:
    """As it opens."""


SHEETS = (
    ("import", importing),
    ("export", exporting("jsonl")),
    ("export_lossy", exporting("brat", "sentence")),
    ("export_dataset", exporting("huggingface", divided=True)),
)

SHOTS = (
    *(
        Shot(f"{theme}-{size[0]}x{size[1]}", reading, theme, size)
        for theme in ("light", "dark", "black_on_white", "light_on_black")
        for size in ((SMALL, USUAL, WIDE) if theme == "light" else (USUAL,))
    ),
    *(
        Shot(f"scale-{scale}-{theme}", reading, theme, SMALL, scale)
        for scale in ("1.5", "2")
        for theme in ("light", "dark", "light_on_black")
    ),
    Shot("scale-2-palette", palette, size=SMALL, scale="2"),
    Shot("scale-2-linking", opened_by("link"), size=SMALL, scale="2"),
    Shot("system-16pt", reading, size=USUAL, points=16),
    Shot("system-16pt-palette", palette, size=USUAL, points=16),
    Shot("system-16pt-keys", opened_by("shortcuts"), size=USUAL, points=16),
    Shot("system-16pt-first", nothing, size=USUAL, points=16, project=""),
    Shot("text-large-loose", reading, text=(18.0, 45, 2.2)),
    Shot("text-small-tight", reading, text=(11.0, 100, 1.0), size=WIDE),
    *(
        Shot(f"{name}-{title}", pose, "light", size, scale, points=points)
        for name, size, scale, points in (
            ("wide", WIDE, "1", 0.0),
            ("scale-2", SMALL, "2", 0.0),
            ("system-16pt", USUAL, "1", 16.0),
        )
        for title, pose in SHEETS
    ),
    Shot("first", nothing, size=SMALL, project=""),
    Shot("first-dark", nothing, "dark", SMALL, project=""),
    Shot("first-light_on_black", nothing, "light_on_black", SMALL, project=""),
    Shot("empty", nothing, size=SMALL, project="empty"),
    Shot("steps", nothing, size=SMALL, steps=True),
    *(
        Shot(f"{name}-{theme}", pose, theme)
        for name, pose in (
            ("linking", opened_by("link")),
            ("palette", palette),
            ("keys", opened_by("shortcuts")),
            ("codebook", opened_by("codebook_edit")),
            ("everywhere", everywhere),
            ("show_hide", opened_by("show_hide")),
            ("menu", menu),
            ("entities", entities),
            ("offer", offer),
            ("note", opened_by("note")),
            ("review", reviewed),
            ("import_ways", import_ways),
            ("import_blind", import_blind),
            ("import_report", import_report),
            ("import_nothing", opened_by("import_options")),
            *SHEETS,
        )
        for theme in ("light", "dark", "light_on_black")
    ),
)


def main(arguments: list[str]) -> int:
    """Make the pictures that are asked for."""
    if not arguments or len(arguments) > 2:
        print(__doc__, file=sys.stderr)
        return 2
    if arguments == ["--readme"]:
        with tempfile.TemporaryDirectory() as scratch:
            readme = Shot("readme", reading, size=(1280, 800))
            Studio(Path(scratch)).picture(ROOT / "resources" / "screenshot.png", readme, "en")
        return 0
    folder, words = Path(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    folder.mkdir(parents=True, exist_ok=True)
    asked = [
        (shot, language, name)
        for language in ("en", "ru")
        for shot in SHOTS
        if words in (name := f"{language}-{shot.name}")
    ]
    scale = os.environ.get("QT_SCALE_FACTOR")
    if scale is None:  # Qt reads it once, at the start: each scale has a process of its own
        return max(
            subprocess.run(
                [sys.executable, __file__, *arguments],
                env={**os.environ, "QT_SCALE_FACTOR": scale},
                check=False,
            ).returncode
            for scale in sorted({shot.scale for shot, *_ in asked})
        )
    with tempfile.TemporaryDirectory() as scratch:
        studio = Studio(Path(scratch))
        for shot, language, name in asked:
            if shot.scale == scale:
                studio.picture(folder / f"{name}.png", shot, language)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
