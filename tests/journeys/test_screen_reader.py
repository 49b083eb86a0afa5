"""What a screen reader reads over AT-SPI: text, caret, spans, panels, and what was just made."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
TEXT = (
    "Порт Сарма 🌐 открыт, — заявил Марк Ренн.\n\n"
    "Лирия\u00a0«ждёт» \U0001f469\u200d\U0001f467 ответа от Корвании.\n"
)
TOOLS = ("xvfb-run", "xauth", "dbus-run-session")
SYSTEM_PYTHON = "/usr/bin/python3"  # `gi` is a package of the system
ASK = "import gi; gi.require_version('Atspi', '2.0'); from gi.repository import Atspi"
START = """
import sys
from pathlib import Path
from workbench.app import run_window
run_window(Path(sys.argv[1]))
"""


def missing() -> str:
    """What this machine lacks for a screen reader; "" where everything is there."""
    if sys.platform != "linux":
        return "AT-SPI is Linux's"
    lacking = [tool for tool in TOOLS if shutil.which(tool) is None]
    python = shutil.which(SYSTEM_PYTHON)
    asked = python and subprocess.run([python, "-c", ASK], capture_output=True, check=False)
    if not asked or asked.returncode:
        lacking.append("python3-gi and gir1.2-atspi-2.0")
    registries = [
        Path(folder, "at-spi2-registryd")
        for folder in ("/usr/libexec", "/usr/lib/at-spi2-core", "/usr/libexec/at-spi2-core")
    ]
    if not any(file.exists() for file in registries):
        lacking.append("at-spi2-core")
    return f"not here: {', '.join(lacking)} (python3 packaging/run.py test)" if lacking else ""


def plugin_loads() -> bool:
    """Whether Qt can draw on X11: its plug-in wants libraries of the system."""
    done = subprocess.run(
        [
            "xvfb-run",
            "-a",
            sys.executable,
            "-c",
            "from PySide6.QtGui import *; QGuiApplication([])",
        ],
        env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode == 0


@pytest.fixture(scope="module")
def screen() -> None:
    reason = missing()
    if not reason and not plugin_loads():
        reason = "Qt's X11 plug-in does not load: libxcb-cursor0 and others are not here"
    if reason:
        pytest.skip(reason)


@pytest.mark.usefixtures("screen")
def test_a_screen_reader_reads_the_text_its_spans_and_what_was_just_made(
    make_project: Callable[..., Path], home: Path
) -> None:
    project = make_project(TEXT)
    env = {
        **os.environ,
        "QT_QPA_PLATFORM": "xcb",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "LANGUAGE": "en",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(HERE.parents[1]),
        "XDG_RUNTIME_DIR": str(home),
    }
    for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "AT_SPI_BUS_ADDRESS"):
        env.pop(name, None)
    done = subprocess.run(
        [
            *("xvfb-run", "-a", "dbus-run-session", "--"),
            *(SYSTEM_PYTHON, str(HERE / "screen_reader.py"), "Марк Ренн"),
            *(sys.executable, "-c", START, str(project)),
        ],
        env=env,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])

    assert found["text"] == TEXT
    assert found["caret"] == [0, len("Порт Сарма 🌐 открыт, — заявил ") + 1]
    assert min(found["character"]) > 0
    assert {"Articles", "Codebook", "Inspector", "Entities"} <= set(found["panels"])
    (made,) = found["made"]
    assert made.startswith("Actor «Марк Ренн» · Ctrl+Z undoes · 1 of 1")
    assert found["place"].startswith("Actor «Марк Ренн», 1 of 1")
    assert found["status"] == "Actor «Марк Ренн» · Ctrl+Z undoes"
    (focused,) = found["focused"]
    assert focused == found["place"]
    (deleted,) = found["deleted"]
    assert "Марк Ренн" in deleted
    assert found["unnamed"] == []
