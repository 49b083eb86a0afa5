"""Pictures of the real window, to look at and for the README.

python packaging/screenshots.py FOLDER [WORDS]  all shots of the table, or those with WORDS in them
python packaging/screenshots.py --readme        resources/screenshot.png alone
"""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import orjson
from poses import (  # beside this script, from where Python finds it
    Pose,
    entities,
    everywhere,
    exporting,
    import_blind,
    import_report,
    import_ways,
    importing,
    menu,
    nothing,
    offer,
    opened_by,
    palette,
    reading,
    reviewed,
    reviewed_links,
    reviewed_regions,
    sheet,
)
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QApplication

from workbench.app import Workbench
from workbench.demo import make_demo
from workbench.domain.codebook import Codebook
from workbench.gui.settings import Settings
from workbench.jobs import Silent
from workbench.resources import resource
from workbench.store.project import Project

ROOT = Path(__file__).resolve().parent.parent
SMALL, USUAL, WIDE = (1000, 700), (1000, 800), (1920, 1080)


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


SHEETS = (
    ("import", importing),
    ("export", exporting("jsonl")),
    ("export_lossy", exporting("brat", "sentence")),
    ("export_dataset", exporting("huggingface", divided=True)),
)

REVIEWS = (
    ("review", reviewed),
    ("review_links", reviewed_links),
    ("review_regions", reviewed_regions),
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
    *(Shot(f"wide-{name}", pose, size=WIDE) for name, pose in REVIEWS),
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
            *REVIEWS,
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
