"""The language of the window: what the command line asks for, what the user chose."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import __main__, app
from workbench.app import Workbench
from workbench.domain.words import language, speak
from workbench.gui.settings import Settings


@pytest.mark.parametrize("args", [["--language", "ru"], ["--language=ru"]])
def test_the_window_is_asked_to_speak_what_the_command_line_says(
    args: list[str],
    make_project: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[tuple[Path | None, str | None]] = []

    def run_window(project: Path | None, *, screenshot: Path | None, language: str | None) -> int:
        opened.append((project, language))
        return 0

    path = make_project()
    monkeypatch.setattr(app, "run_window", run_window)
    monkeypatch.setattr(sys, "argv", ["workbench", *args, str(path)])
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert __main__.main() == 0
    assert opened == [(path, "ru")]
    speak(None)


def test_the_command_line_wins_until_the_user_chooses(qtbot: QtBot, tmp_path: Path) -> None:
    found = QApplication.instance()
    assert isinstance(found, QApplication)
    store = QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat)
    settings = Settings(store)
    settings.language = "en"
    bench = Workbench(found, settings, language="ru")
    try:
        bench.start(None)
        assert language() == "ru"
        assert bench.window.menuBar().accessibleName() == "Меню"
        assert settings.language == "en"  # what was chosen is there for the next run
        before = bench.window
        bench.window.desk.set_language("en")
        qtbot.waitUntil(lambda: bench.window is not before, timeout=10_000)
        assert language() == "en"
    finally:
        bench.window.close()
        bench.stop()
        bench.window.deleteLater()
        found.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        speak(None)
