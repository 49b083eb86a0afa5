import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from workbench.cli import run

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Result:
    """What a command did."""

    status: int
    out: str
    err: str


Cli = Callable[..., Result]
Process = Callable[..., "subprocess.CompletedProcess[bytes]"]


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, in English, without a screen."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("LC_ALL", "LC_MESSAGES", "DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("LANG", "C.UTF-8")
    return folder


class FakeWindow:
    """Remembers what it was asked to open."""

    def __init__(self) -> None:
        self.opened: list[tuple[Path | None, Path | None]] = []
        self.error: Exception | None = None

    def __call__(self, project: Path | None, screenshot: Path | None) -> int:
        if self.error is not None:
            raise self.error
        self.opened.append((project, screenshot))
        return 0


@pytest.fixture
def window() -> FakeWindow:
    return FakeWindow()


@pytest.fixture
def cli(
    tmp_path: Path,
    window: FakeWindow,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Cli:
    """Runs a command line in this process, in `tmp_path`."""
    monkeypatch.chdir(tmp_path)

    def call(*args: object) -> Result:
        capfd.readouterr()
        status = run([str(arg) for arg in args], window)
        found = capfd.readouterr()
        assert "Traceback" not in found.err
        return Result(status, found.out, found.err)

    return call


@pytest.fixture
def process(tmp_path: Path) -> Process:
    """Runs the command in a process of its own, in `tmp_path`."""

    def call(
        *args: object,
        code: str | None = None,
        env: Mapping[str, str] | None = None,
        stdout: int | None = subprocess.PIPE,
    ) -> "subprocess.CompletedProcess[bytes]":
        start = ["-m", "workbench"] if code is None else ["-c", code]
        return subprocess.run(
            [sys.executable, *start, *map(str, args)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )

    return call
