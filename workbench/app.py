"""The composition root: builds every part, hands each what it needs, owns nothing itself."""

import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import (
    QEvent,
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    QSettings,
    QTimer,
    QtMsgType,
    QTranslator,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from workbench.domain.words import speak, tr
from workbench.gui.garbage import GarbageCollector
from workbench.gui.parts.look import dress
from workbench.gui.session import Session
from workbench.gui.settings import Settings
from workbench.gui.tasks import Tasks
from workbench.gui.trouble import excepthook
from workbench.gui.window import Window
from workbench.jobs import Progress
from workbench.locale import catalogue, preferred


class Workbench:
    """One run of the window: the parts that outlive a change of language, and the window.

    `language` is spoken in this run until the user chooses another.
    """

    def __init__(
        self, app: QApplication, settings: Settings, *, language: str | None = None
    ) -> None:
        self.app = app
        self.settings = settings
        self._language = language
        self.garbage = GarbageCollector()
        self.tasks = Tasks()
        self.session = Session(self.tasks)
        self._translator = QTranslator()
        self.window = self._build()

    def _build(self) -> Window:
        code = self._language or self.settings.language or preferred(os.environ)
        speak(catalogue(code))
        QLocale.setDefault(QLocale(code))
        self.app.removeTranslator(self._translator)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if self._translator.load(f"qtbase_{code}", folder):
            self.app.installTranslator(self._translator)
        dress(self.app, self.settings.theme)
        window = Window(self.session, self.settings)
        window.desk.sample_wanted.connect(self._open_sample)
        window.desk.appearance.theme_wanted.connect(partial(dress, self.app))
        # After the slot of the menu that is going away has returned.
        window.desk.rebuild_wanted.connect(lambda: QTimer.singleShot(0, self._rebuild))
        return window

    def _rebuild(self) -> None:
        self._language = None  # the user has chosen
        old = self.window
        old.close()
        reading = self.session.reading
        self.window = self._build()
        self.window.show()
        old.deleteLater()
        if reading is not None:
            self.session.open_article(reading.article.id, span=self.session.focus)
        self.window.load_icons()

    def _open_sample(self) -> None:
        from workbench.demo import default_project, make_demo

        path, session = default_project(), self.session

        def job(progress: Progress) -> Path:
            # The worker speaks no language of its own: its sentences are for the command line.
            if not path.exists():
                make_demo(path, "sample", progress)
            return path

        def done(made: Path) -> None:
            self.window.files.open(made)

        self.tasks.run(tr("Making the sample project"), job, done, session.failed)

    def start(self, project: Path | None) -> None:
        """Show the window, on a project where one is given; load the rest after the first paint."""
        self.tasks.hold()
        self.window.installEventFilter(_FirstPaint(self._after_first_paint, self.window))
        if project is not None:
            self.window.files.open(project)
        self.window.show()

    def _after_first_paint(self) -> None:
        self.tasks.release()
        self.window.load_icons()
        self.session.project_opened.connect(self.session.load_language)
        self.session.load_language()

    def tell(self, sentence: str) -> None:
        """Say in the window that there is now what went wrong."""
        self.window.status.refuse(sentence)

    def stop(self) -> None:
        """End all work and leave one plain file."""
        self.tasks.cancel_all()
        self.tasks.drain()
        self.session.open_project(None)
        self.garbage.stop()


class _FirstPaint(QObject):
    """Calls once, when the window that it filters has been painted with all that is in it.

    A timer of no time would not do: where the screen is another program's, it comes first.
    """

    def __init__(self, then: Callable[[], None], window: QObject) -> None:
        super().__init__(window)
        self._then = then

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The window is painted before its parts, all in this turn of the event loop.
            QTimer.singleShot(0, self, self._then)
        return False


def run_window(
    project: Path | None, *, screenshot: Path | None = None, language: str | None = None
) -> int:
    """Open the window and stay until it is closed; the exit status.

    With `screenshot`, a picture of the window is written there instead, and the window closed.
    `language` is spoken in this run, whatever the settings say.
    """
    qInstallMessageHandler(_pass_on)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("annotation-workbench")
    app.setOrganizationName("annotation-workbench")
    app.setApplicationDisplayName("Workbench")
    app.setDesktopFileName("annotation-workbench")
    workbench = Workbench(app, Settings(QSettings()), language=language)
    sys.excepthook = excepthook(workbench.tell)
    # Ctrl+C in the terminal and the end of the user's session close the window as a click would.
    before = {
        number: signal.signal(number, lambda *_: app.quit())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        workbench.start(project)
        if screenshot is not None:
            QTimer.singleShot(1500, lambda: _picture(workbench, screenshot))
        status = app.exec()
    finally:
        workbench.stop()
        sys.excepthook = sys.__excepthook__
        for number, handler in before.items():
            signal.signal(number, handler)
        qInstallMessageHandler(None)
    return status


def _pass_on(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    """Qt's own messages go to standard error, but for what the offscreen platform cannot do."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def _picture(workbench: Workbench, path: Path) -> None:
    written = workbench.window.grab().save(str(path))
    workbench.app.exit(0 if written else 1)
