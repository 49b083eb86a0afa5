"""Pictures of the real window, to look at and for the README.

python packaging/screenshots.py FOLDER    every theme, language and size, and the states around
python packaging/screenshots.py --readme  resources/screenshot.png alone
"""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from workbench.app import Workbench
from workbench.demo import make_demo
from workbench.domain.records import Span
from workbench.gui.settings import Settings
from workbench.jobs import Silent

ROOT = Path(__file__).resolve().parent.parent
SIZES = ((1000, 800), (1920, 1080))


class Studio:
    """One window after another on the sample project."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.app = QApplication.instance() or QApplication([])
        self.project = folder / "Сальма.workbench"
        make_demo(self.project, "anna", Silent())

    def wait(self, seconds: float = 0.4) -> None:
        """Let the window do what it has to do."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.app.processEvents()
            time.sleep(0.005)

    def picture(
        self,
        target: Path,
        theme: str,
        language: str,
        size: tuple[int, int],
        pose: Callable[[Workbench], None],
        *,
        project: bool = True,
        steps: bool = False,
    ) -> None:
        """Open a window, put it into a pose, and write what it looks like."""
        store = QSettings(str(self.folder / "settings.ini"), QSettings.Format.IniFormat)
        store.clear()
        settings = Settings(store)
        settings.theme, settings.language, settings.annotator = theme, language, "anna"
        settings.strip_seen = not steps
        assert isinstance(self.app, QApplication)
        bench = Workbench(self.app, settings)
        bench.window.resize(*size)
        bench.start(self.project if project else None)
        self.wait(1.2)
        bench.session.said.emit("")  # not the folder that the pictures are made in
        pose(bench)
        self.wait()
        top = self.app.activePopupWidget() or self.app.activeModalWidget()
        picture = bench.window.grab()
        if top is not None and top is not bench.window:
            from PySide6.QtGui import QPainter

            with QPainter(picture) as painter:
                at = top.mapToGlobal(top.rect().topLeft())
                painter.drawPixmap(bench.window.mapFromGlobal(at), top.grab())
            top.close()
        picture.save(str(target))
        print(target.name)
        bench.window.close()
        bench.stop()
        bench.window.deleteLater()
        self.wait(0.1)


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


def linking(bench: Workbench) -> None:
    """The hints of L."""
    reading(bench)
    bench.window.run_id("link")


def palette(bench: Workbench) -> None:
    """The command palette."""
    bench.window.run_id("commands")


def entities(bench: Workbench) -> None:
    """The register of entities."""
    reading(bench)
    bench.window.docks[3].raise_()


def offer(bench: Workbench) -> None:
    """A new actor, and who it may be."""
    session = bench.session
    assert session.project is not None
    session.open_article(session.project.read.articles("new")[1].article.id)
    text = session.whole().text
    word = next(word for word in text.split() if word[:1].isupper() and len(word) > 6)
    session.select(None, text.index(word) + 1)
    QTest.keyClick(bench.window.view, Qt.Key.Key_A)


def nothing(bench: Workbench) -> None:
    """As it opens."""


def main(arguments: list[str]) -> int:
    """Make the pictures that are asked for."""
    with tempfile.TemporaryDirectory() as scratch:
        studio = Studio(Path(scratch))
        if arguments == ["--readme"]:
            studio.picture(
                ROOT / "resources" / "screenshot.png", "light", "en", (1280, 800), reading
            )
            return 0
        if len(arguments) != 1:
            print(__doc__, file=sys.stderr)
            return 2
        folder = Path(arguments[0])
        folder.mkdir(parents=True, exist_ok=True)
        for language in ("en", "ru"):
            for theme in ("light", "dark"):
                for size in SIZES:
                    name = f"{language}-{theme}-{size[0]}"
                    studio.picture(folder / f"{name}.png", theme, language, size, reading)
            for name, pose in (
                ("linking", linking),
                ("palette", palette),
                ("entities", entities),
                ("offer", offer),
            ):
                studio.picture(folder / f"{language}-{name}.png", "light", language, SIZES[0], pose)
            studio.picture(
                folder / f"{language}-first.png",
                "light",
                language,
                (1000, 700),
                nothing,
                project=False,
            )
            studio.picture(
                folder / f"{language}-steps.png",
                "light",
                language,
                (1000, 700),
                nothing,
                steps=True,
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
