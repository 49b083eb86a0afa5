"""The command as a process: what it imports, how it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT, Process
from workbench.resources import resource

# Runs the command line and then says which of these modules it has loaded.
LOADED = """
import sys
sys.argv[0] = "workbench"
from workbench.__main__ import main
status = main()
found = {name.partition(".")[0] for name in sys.modules}
print("LOADED", *sorted(found & {"PySide6", "shiboken6", "sqlite_utils", "pymorphy3", "qtawesome",
      "charset_normalizer"}), file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture
def project(process: Process, tmp_path: Path) -> Path:
    assert process("new", "p.workbench").returncode == 0
    assert process("import", "p.workbench", resource("sample")).returncode == 0
    return tmp_path / "p.workbench"


def test_no_command_but_the_window_needs_qt(process: Process, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Текст статьи".encode("cp1251"))
    for args in (
        ["--help"],
        ["new", "p.workbench"],
        ["import", "p.workbench", "a.txt"],
        ["export", "p.workbench"],
        ["check", "p.workbench"],
        ["info", "p.workbench"],
        ["formats"],
        ["schema"],
        ["demo", "--project", "d.workbench", "--no-window"],
    ):
        done = process(*args, code=LOADED)
        assert done.returncode == 0, done.stderr
        loaded = done.stderr.decode().split("LOADED", 1)[1].split()
        assert not {"PySide6", "shiboken6", "qtawesome"} & set(loaded), args


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["formats"], ["schema"]])
def test_help_loads_neither_the_store_nor_the_language(process: Process, args: list[str]) -> None:
    done = process(*args, code=LOADED)
    assert done.stderr.decode().split("LOADED", 1)[1].split() == []


def test_without_qt_the_window_is_refused_with_a_sentence(process: Process, project: Path) -> None:
    code = "import sys; sys.modules['PySide6'] = None\n" + LOADED
    done = process(project, code=code, env={"QT_QPA_PLATFORM": "offscreen"})
    assert done.returncode == 1
    assert b"The window needs Qt" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs a shell with pipes")
def test_a_reader_that_stops_early_is_a_sentence_and_no_traceback(project: Path) -> None:
    command = f"{sys.executable} -m workbench export {project} | head -c 10"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout == b'{"format":'
    assert done.stderr == b"The program that was reading the output stopped before its end.\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("command", ["export", "info", "check"])
def test_a_full_disk_behind_standard_output_is_a_sentence(
    process: Process, project: Path, command: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = process(command, project, stdout=full.fileno())
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"room" in done.stderr or b"No space left" in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="needs signals")
def test_the_keyboard_ends_an_import_with_a_sentence(tmp_path: Path, project: Path) -> None:
    before = project.read_bytes()
    big = tmp_path / "big.jsonl"
    with big.open("wb") as file:
        for number in range(200_000):
            file.write(f'{{"text":"Статья номер {number}"}}\n'.encode())
    running = subprocess.Popen(
        [sys.executable, "-m", "workbench", "import", str(project), str(big)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 30
    while not project.with_name(f".{project.name}.lock").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    time.sleep(0.3)
    running.send_signal(signal.SIGINT)
    out, error = running.communicate(timeout=60)
    assert running.returncode == 1
    assert (out, error) == (b"", b"Stopped. What was not finished was taken back.\n")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big.jsonl", "p.workbench"]
    assert len(project.read_bytes()) <= 2 * len(before)


@pytest.mark.parametrize("encoding", ["ascii", "cp866"])
def test_a_terminal_without_cyrillic_gets_escapes_and_no_traceback(
    process: Process, tmp_path: Path, encoding: str
) -> None:
    (tmp_path / "статья 😀.txt").write_bytes(b"\0")
    process("new", "p.workbench")
    done = process("import", "p.workbench", "статья 😀.txt", env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    done = process("schema", env={"PYTHONIOENCODING": encoding})
    assert done.returncode == 0
    done.stdout.decode()


@pytest.mark.skipif(os.name == "nt", reason="needs closed descriptors")
def test_closed_streams_do_not_matter_to_what_is_done(project: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m workbench info {project} >&- 2>&-"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=False,
    )
    assert done.returncode in (0, 1)


def test_the_whole_main_job_works_with_nothing_in_the_environment(
    process: Process, tmp_path: Path
) -> None:
    code = "import os; os.environ.pop('HOME', None); os.environ.pop('USER', None)\n" + LOADED
    done = process("demo", "--project", "d.workbench", "--no-window", code=code)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "d.jsonl").exists()


@pytest.mark.skipif(os.name == "nt", reason="needs a shell with pipes")
def test_a_list_of_which_only_the_top_is_read_ends_with_that_sentence(project: Path) -> None:
    command = f"{sys.executable} -c 'from workbench.cli.main import run; import sys; " + (
        'sys.exit(max(run(["formats"], print) for _ in range(200)))\' | head -c 10'
    )
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert b"stopped before its end.\n" in done.stderr
    assert b"Traceback" not in done.stderr
