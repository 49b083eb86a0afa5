"""packaging/run.py: what it does again and what not, and what it says. No network, no pip."""

import ast
import importlib.util
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]
RUN = ROOT / "packaging" / "run.py"
VENV, LOCK, ITSELF = "a virtual environment", "the locked requirements", "the workbench itself"
SOURCES = "what has no wheels"
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone needs libraries")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """A fresh run.py that takes `tmp_path` for the checkout; os.environ is put back after."""
    spec = importlib.util.spec_from_file_location("run_under_test", RUN)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, path in list(vars(module).items()):
        if isinstance(path, Path) and path.is_relative_to(ROOT):
            monkeypatch.setattr(module, name, tmp_path / path.relative_to(ROOT))
    module.LOCK.parent.mkdir()
    for lock in (module.LOCK, module.TEST_LOCK, module.SOURCE_LOCK):
        lock.write_text("click==8.1.0")
    module.PROJECT.write_text("[project]")
    monkeypatch.setattr(os, "environ", dict(os.environ))
    return module


class Steps(list[str]):
    """Stands in for `step`: keeps the sentences and what pip was told to read, makes .venv,
    breaks off where it is told to."""

    def __init__(self, venv: Path) -> None:
        super().__init__()
        self.venv = venv
        self.break_at = ""
        self.locks: list[str] = []

    def __call__(self, sentence: str, *command: str) -> None:
        self.append(sentence)
        self.locks += [Path(after).name for word, after in pairwise(command) if word == "-r"]
        self.venv.mkdir(exist_ok=True)
        if sentence == self.break_at:
            raise KeyboardInterrupt


@pytest.fixture
def steps(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Steps:
    fake = Steps(run.VENV)
    monkeypatch.setattr(run, "step", fake)
    monkeypatch.setattr(run, "is_whole", lambda *, tests: True)
    monkeypatch.setattr(run, "missing_packages", list)
    monkeypatch.setattr(run, "find_spec", lambda _name: object())
    return fake


# The set-up: done once, repaired, and done again only where something changed


def test_the_first_time_everything_is_set_up(run: ModuleType, steps: Steps) -> None:
    run.set_up(tests=False, draws=True)
    assert steps == [VENV, LOCK, ITSELF]


def test_the_second_time_nothing_is_done_or_said(
    run: ModuleType, steps: Steps, capsys: pytest.CaptureFixture[str]
) -> None:
    run.set_up(tests=False, draws=True)
    steps.clear()
    capsys.readouterr()
    run.set_up(tests=False, draws=True)
    assert steps == []
    assert capsys.readouterr().out == ""


def test_a_change_of_the_project_installs_the_project_alone(run: ModuleType, steps: Steps) -> None:
    run.set_up(tests=False, draws=True)
    steps.clear()
    run.PROJECT.write_text("[project]\nname = 'other'")
    run.set_up(tests=False, draws=True)
    assert steps == [ITSELF]


def test_an_environment_that_is_made_anew_keeps_nothing(run: ModuleType, steps: Steps) -> None:
    run.set_up(tests=False, draws=True)
    (run.VENV / "left over").touch()
    steps.clear()
    run.LOCK.write_text("click==8.1.1")
    run.set_up(tests=False, draws=True)
    assert steps == [VENV, LOCK, ITSELF]
    assert not (run.VENV / "left over").exists()


def test_another_python_makes_the_environment_anew(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.set_up(tests=False, draws=True)
    steps.clear()
    monkeypatch.setattr(sys, "version", "3.99.0 (some build)")
    run.set_up(tests=False, draws=True)
    assert steps == [VENV, LOCK, ITSELF]


@pytest.mark.parametrize("point", [VENV, LOCK, ITSELF])
def test_an_interrupted_set_up_is_repaired_next_time(
    run: ModuleType, steps: Steps, point: str
) -> None:
    steps.break_at = point
    with pytest.raises(KeyboardInterrupt):
        run.set_up(tests=False, draws=True)
    steps.break_at = ""
    steps.clear()
    run.set_up(tests=False, draws=True)
    assert steps == [VENV, LOCK, ITSELF]


def test_an_environment_that_lost_something_is_made_anew(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.set_up(tests=False, draws=True)
    steps.clear()
    monkeypatch.setattr(run, "is_whole", lambda *, tests: False)
    run.set_up(tests=False, draws=True)
    assert steps == [VENV, LOCK, ITSELF]


def test_a_link_in_place_of_the_environment_goes_and_its_target_stays(
    run: ModuleType, steps: Steps, tmp_path: Path
) -> None:
    target = tmp_path / "someone's environment"
    target.mkdir()
    run.VENV.symlink_to(target, target_is_directory=True)
    run.set_up(tests=False, draws=True)
    assert steps == [VENV, LOCK, ITSELF]
    assert not run.VENV.is_symlink()
    assert target.is_dir()


def test_an_environment_without_python_is_not_whole(run: ModuleType) -> None:
    run.VENV.mkdir()
    assert not run.is_whole(tests=False)


# One environment for all commands: the tests' has what the program needs


def test_for_the_demo_nothing_of_the_tests_is_installed(run: ModuleType, steps: Steps) -> None:
    run.set_up(tests=False, draws=True)
    assert steps.locks == ["requirements.txt"]


def test_for_the_tests_what_has_no_wheels_comes_last(run: ModuleType, steps: Steps) -> None:
    run.set_up(tests=True, draws=True)
    assert steps == [VENV, LOCK, SOURCES, ITSELF]
    assert steps.locks == ["requirements-test.txt", "requirements-source.txt"]


def test_the_tests_add_to_what_the_demo_has_installed(run: ModuleType, steps: Steps) -> None:
    run.set_up(tests=False, draws=True)
    steps.clear()
    run.set_up(tests=True, draws=True)
    assert steps == [LOCK, SOURCES]


def test_after_the_tests_the_demo_does_nothing(run: ModuleType, steps: Steps) -> None:
    run.set_up(tests=True, draws=True)
    steps.clear()
    run.set_up(tests=False, draws=True)
    assert steps == []


def test_a_change_of_the_project_leaves_the_tests_their_environment(
    run: ModuleType, steps: Steps
) -> None:
    run.set_up(tests=True, draws=True)
    steps.clear()
    run.PROJECT.write_text("[project]\nname = 'other'")
    run.set_up(tests=False, draws=True)
    run.set_up(tests=True, draws=True)
    assert steps == [ITSELF]


@pytest.mark.parametrize("point", [LOCK, SOURCES])
def test_an_addition_that_was_interrupted_is_made_anew(
    run: ModuleType, steps: Steps, point: str
) -> None:
    run.set_up(tests=False, draws=True)
    steps.break_at = point
    with pytest.raises(KeyboardInterrupt):
        run.set_up(tests=True, draws=True)
    steps.break_at = ""
    steps.clear()
    run.set_up(tests=True, draws=True)
    assert steps == [VENV, LOCK, SOURCES, ITSELF]


@pytest.mark.parametrize("tests", [False, True])
def test_a_change_of_any_lock_makes_the_environment_anew(
    run: ModuleType, steps: Steps, tests: bool
) -> None:
    for lock in (run.LOCK, run.TEST_LOCK, run.SOURCE_LOCK):
        run.set_up(tests=tests, draws=True)
        steps.clear()
        lock.write_text("click==8.1.1")
        run.set_up(tests=tests, draws=True)
        assert steps[0] == VENV


# pip


def test_pip_leaves_the_settings_of_the_user_and_caches_nothing_at_home(
    run: ModuleType, steps: Steps
) -> None:
    os.environ.pop("PIP_CACHE_DIR", None)
    os.environ["PIP_INDEX_URL"] = "mirror"
    run.pip("something", "click")
    assert (os.environ["PIP_INDEX_URL"], os.environ["PIP_NO_CACHE_DIR"]) == ("mirror", "1")
    assert steps == ["something"]


def test_pip_uses_the_cache_that_the_user_names(run: ModuleType, steps: Steps) -> None:
    os.environ.pop("PIP_NO_CACHE_DIR", None)
    os.environ["PIP_CACHE_DIR"] = "somewhere"
    run.pip("something", "click")
    assert "PIP_NO_CACHE_DIR" not in os.environ
    assert steps == ["something"]


# System packages


def set_display(**given: str) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        os.environ.pop(name, None)
    os.environ.update(given)


@pytest.fixture
def fonts(run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    font = tmp_path / "fonts" / "truetype" / "one.ttf"
    font.parent.mkdir(parents=True)
    font.touch()
    monkeypatch.setattr(run, "FONTS", tmp_path / "fonts")
    monkeypatch.setattr(run, "loads", lambda library: "xcb" not in library)
    return font


@on_linux
@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize(
    "given", [{"QT_QPA_PLATFORM": "offscreen"}, {"WAYLAND_DISPLAY": "wayland-0"}]
)
def test_without_x11_its_libraries_are_not_wanted(run: ModuleType, given: dict[str, str]) -> None:
    set_display(DISPLAY=":0", **given)
    assert run.missing_packages() == []


@on_linux
@pytest.mark.usefixtures("fonts")
def test_on_x11_the_missing_libraries_are_named_by_package(run: ModuleType) -> None:
    set_display(DISPLAY=":0")
    assert run.missing_packages() == [
        "libxcb-cursor0",
        "libxcb-icccm4",
        "libxcb-keysyms1",
        "libxcb-shape0",
        "libxcb-xkb1",
    ]


@on_linux
def test_without_any_font_one_is_wanted(run: ModuleType, fonts: Path) -> None:
    set_display(QT_QPA_PLATFORM="offscreen")
    fonts.unlink()
    assert run.missing_packages() == ["fonts-dejavu-core"]


@on_linux
def test_the_loader_is_asked_for_libraries(run: ModuleType) -> None:
    assert run.loads("libc.so.6")
    assert not run.loads("libno-such-thing.so.1")


@on_linux
def test_a_user_is_told_one_line_and_nothing_is_run(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(run, "missing_packages", lambda: ["libegl1", "libgl1"])
    with pytest.raises(SystemExit, match=r"(?m)^  sudo apt-get install libegl1 libgl1$"):
        run.set_up(tests=False, draws=True)
    assert steps == []


@on_linux
def test_root_gets_the_packages_installed_first(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(run.shutil, "which", str)
    monkeypatch.setattr(run, "missing_packages", lambda: ["libegl1"])
    monkeypatch.setattr(run, "find_spec", lambda _name: None)
    run.set_up(tests=False, draws=True)
    update, install, *rest = steps
    assert update == "apt-get update"
    assert install.endswith(f" libegl1 python3.{sys.version_info.minor}-venv")
    assert rest == [VENV, LOCK, ITSELF]


def test_lint_wants_no_libraries_of_qt(
    run: ModuleType, steps: Steps, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "missing_packages", lambda: ["libegl1"])
    run.set_up(tests=False, draws=False)
    assert steps == [VENV, LOCK, ITSELF]


# What the tests with a screen reader run on: fetched where that may be, and never asked for


@pytest.fixture
def bare(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A Debian without a screen reader, whose root we are; the steps that were tried."""
    tried: list[str] = []
    monkeypatch.setattr(run, "attempt", lambda sentence, *_command: tried.append(sentence))
    monkeypatch.setattr(run, "SCREEN_READER", {"xvfb": "/no/such/file", "xauth": "/bin/sh"})
    monkeypatch.setattr(run, "loads", lambda _library: True)
    monkeypatch.setattr(run, "may_install", lambda: True)
    return tried


@on_linux
def test_root_gets_what_is_missing_for_the_screen_reader(run: ModuleType, bare: list[str]) -> None:
    run.add_screen_reader()
    update, install = bare
    assert update == "apt-get update"
    assert install.endswith("--no-install-recommends xvfb")


@on_linux
def test_what_is_there_is_not_fetched_again(
    run: ModuleType, bare: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "SCREEN_READER", {"xauth": "/bin/sh"})
    run.add_screen_reader()
    assert bare == []


@on_linux
def test_a_user_is_not_asked_for_the_screen_reader(
    run: ModuleType,
    bare: list[str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run, "may_install", lambda: False)
    run.add_screen_reader()
    assert bare == []
    assert capsys.readouterr() == ("", "")


@on_linux
def test_where_the_screen_reader_cannot_be_fetched_the_tests_run_without_it(
    run: ModuleType, bare: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(sentence: str, *_command: str) -> str:
        bare.append(sentence)
        return "Temporary failure resolving"

    monkeypatch.setattr(run, "attempt", fails)
    run.add_screen_reader()
    assert bare == ["apt-get update"]


# One step: quiet when it goes well, clear when it does not


def program(*lines: str, status: int = 0) -> tuple[str, str, str]:
    return sys.executable, "-c", f"print({chr(10).join(lines)!r}); raise SystemExit({status})"


def test_a_step_says_its_sentence_and_logs_the_rest(
    run: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    run.step("first", *program("long talk"))
    run.step("second", *program("more talk"))
    assert capsys.readouterr() == ("  first\n  second\n", "")
    assert run.LOG.read_text().split("\n")[:2] == ["long talk", "more talk"]


def test_a_failed_step_shows_the_end_of_what_it_said(
    run: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    run.step("well", *program("not of interest"))
    with pytest.raises(SystemExit, match=r"stopped at: badly\. The lines above say why\."):
        run.step("badly", *program(*map(str, range(100)), status=3))
    assert capsys.readouterr().err.split() == [str(number) for number in range(80, 100)]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("WARNING: Retrying (Retry(total=4, connect=None)) after", "no network"),
        ("E: Unable to locate package libegl1", "no network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM", "not the one that was locked"),
        ("ERROR: No matching distribution found for dawg2==0.13.3", "no wheel for this Python"),
    ],
)
def test_a_failed_step_says_what_to_do(run: ModuleType, said: str, sentence: str) -> None:
    with pytest.raises(SystemExit, match=sentence):
        run.step("it", *program(said, status=1))


# The commands


def test_the_status_is_that_of_the_command(run: ModuleType) -> None:
    assert run.run(*program("", status=7)) == 7


@pytest.mark.skipif(os.name == "nt", reason="Windows has no signals")
def test_a_death_by_signal_counts_as_in_a_shell(run: ModuleType) -> None:
    assert run.run(sys.executable, "-c", "import os; os.kill(os.getpid(), 9)") == 128 + 9


@pytest.mark.parametrize(
    ("arguments", "needed", "ran"),
    [
        (["demo", "--folder", "x"], (False, True), [["-m", "workbench", "demo", "--folder", "x"]]),
        (["test", "-k", "x"], (True, True), [["-m", "pytest", "-n", "2", "-k", "x"]]),
        (["lint"], (True, False), [["-m", "ruff", "check"], ["-m", "mypy"], []]),
    ],
)
def test_each_command_runs_its_programs_and_the_worst_status_counts(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    needed: tuple[bool, bool],
    ran: list[list[str]],
) -> None:
    calls: list[list[str]] = []
    set_up: list[tuple[bool, bool]] = []

    def fake_run(_program: str, *rest: str, cwd: Path | None = None) -> int:
        assert cwd == (None if rest[-1:] == ("x",) and "demo" in rest else run.ROOT)
        calls.append(list(rest))
        return 3 if len(calls) == 1 else 0

    monkeypatch.setattr(run, "set_up", lambda *, tests, draws: set_up.append((tests, draws)))
    monkeypatch.setattr(run, "add_screen_reader", lambda: None)
    monkeypatch.setattr(run, "run", fake_run)
    assert run.main(arguments) == 3
    assert set_up == [needed]
    assert calls == ran


@pytest.mark.parametrize(("arguments", "status"), [([], 2), (["dmeo"], 2), (["--help"], 0)])
def test_without_a_known_command_the_usage_is_shown(
    run: ModuleType, capsys: pytest.CaptureFixture[str], arguments: list[str], status: int
) -> None:
    assert run.main(arguments) == status
    assert "packaging/run.py demo" in capsys.readouterr().out


@on_linux
@pytest.mark.parametrize(
    ("command", "given", "platform"),
    [
        ("demo", {}, "offscreen"),
        ("demo", {"QT_QPA_PLATFORM": "vnc"}, "vnc"),
        ("demo", {"DISPLAY": ":0"}, None),
        ("demo", {"WAYLAND_DISPLAY": "wayland-0"}, None),
        ("test", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}, "offscreen"),
    ],
)
def test_qt_draws_off_screen_in_tests_and_where_there_is_no_display(
    run: ModuleType, command: str, given: dict[str, str], platform: str | None
) -> None:
    set_display(**given)
    run.choose_platform(command)
    assert os.environ.get("QT_QPA_PLATFORM") == platform


# Old Pythons, and nothing to install first


def test_the_file_parses_on_python_3_6() -> None:
    ast.parse(RUN.read_text("utf-8"), feature_version=(3, 6))


def test_an_old_python_is_told_the_version_that_is_needed() -> None:
    pretend = "import runpy, sys; sys.version_info = (3, 10, 1); runpy.run_path(sys.argv[1])"
    ended = subprocess.run(
        [sys.executable, "-c", pretend, str(RUN)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("The workbench needs Python 3.11 or newer; this is ")


def test_the_standard_library_is_enough() -> None:
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name) or ""
        for node in ast.walk(ast.parse(RUN.read_text("utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names
