"""Set the workbench up in .venv, then run it.

    python3 packaging/run.py demo [arguments of `workbench demo`]
    python3 packaging/run.py test [arguments of pytest]
    python3 packaging/run.py lint
    python3 packaging/run.py lock [--upgrade]      renew requirements*.txt; needs uv

demo installs what the program needs, test and lint add the tools that check it.
On Windows: py packaging\\run.py demo. Python 3.11 or newer is all that must be there first.
Nothing outside the checkout is written, but by apt-get: as root on Debian and Ubuntu it fetches
the system libraries that are missing. Anyone else is told the line to run.
"""

import ctypes
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

# All of this file must parse on Python 3.6, or it could not say this sentence there.
if sys.version_info < (3, 11):  # noqa: UP036  # older Pythons are told, not served
    sys.exit(f"The workbench needs Python 3.11 or newer; this is {sys.version.split()[0]}.")

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "packaging" / "requirements.txt"  # the program, and what builds it
TEST_LOCK = ROOT / "packaging" / "requirements-test.txt"  # all of that, and what the tests need
SOURCE_LOCK = ROOT / "packaging" / "requirements-source.txt"  # of these, what has no wheels
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set-up-for"
LOG = VENV / "set-up.log"

# What the tests need and its authors give as source alone.
SOURCES = ("jsonpath-rw", "seqeval")

# What Qt loads from the system, by the Debian package that has it.
LIBRARIES = {
    "libglib2.0-0": "libglib-2.0.so.0",
    "libgl1": "libGL.so.1",
    "libegl1": "libEGL.so.1",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libfontconfig1": "libfontconfig.so.1",
    "libdbus-1-3": "libdbus-1.so.3",
}
SCREEN_LIBRARIES = {
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
}
# What the tests with a screen reader run on, by the Debian package that has it. Where it is not
# there and cannot be fetched, those tests alone are skipped.
SCREEN_READER = {
    "xvfb": "/usr/bin/xvfb-run",
    "xauth": "/usr/bin/xauth",
    "dbus-daemon": "/usr/bin/dbus-run-session",
    "at-spi2-core": "/usr/libexec/at-spi2-registryd",
    "gir1.2-atspi-2.0": "/usr/lib/*/girepository-1.0/Atspi-2.0.typelib",
    "python3-gi": "/usr/lib/python3/dist-packages/gi/__init__.py",
}
FONTS = Path("/usr/share/fonts")

# What pip and apt-get print where nothing answers.
NO_NETWORK = ("Retrying (Retry(", "Temporary failure resolving", "Unable to locate package")


def main(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "lock":
        return lock(rest)
    if command not in ("demo", "test", "lint"):
        print(__doc__)
        return 0 if command in ("-h", "--help") else 2
    choose_platform(command)
    set_up(tests=command != "demo", draws=command != "lint")
    if command == "test":
        add_screen_reader()
    python = str(PYTHON)
    if command == "demo":
        return run(python, "-m", "workbench", "demo", *rest)
    if command == "test":
        return run(python, "-m", "pytest", "-n", "2", *rest, cwd=ROOT)
    lint_imports = str(PYTHON.with_name("lint-imports" + PYTHON.suffix))
    checks = ([python, "-m", "ruff", "check"], [python, "-m", "mypy"], [lint_imports])
    return max([run(*check, cwd=ROOT) for check in checks])


def run(*command: str, cwd: Path | None = None) -> int:
    """Run `command` in the foreground; a death by signal counts as in a shell, 128 and more."""
    with subprocess.Popen(command, cwd=cwd) as child:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the child to answer
        status = child.wait()
    signal.signal(signal.SIGINT, before)
    return status if status >= 0 else 128 - status


def choose_platform(command: str) -> None:
    """Let Qt draw off screen in tests, and on Linux where there is no display."""
    if command == "test":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    elif sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def set_up(*, tests: bool, draws: bool) -> None:
    """Bring .venv to what the lock and the project say; only what changed is done again."""
    wanted = stamp(TEST_LOCK if tests else LOCK)
    before = STAMP.read_text("utf-8").split("\n") if STAMP.is_file() else []
    if before[:-2] != wanted[:-2] or not is_whole(tests=before[-2] == TEST_LOCK.name):
        before = []  # nothing of it can stay
    elif before[-2] == TEST_LOCK.name:
        wanted = stamp(TEST_LOCK)  # which has all that the program needs
    packages = missing_packages() if draws else []
    if not before and find_spec("ensurepip") is None:
        packages.append(f"python3.{sys.version_info.minor}-venv")
    if packages:
        install_packages(packages)
    if before == wanted:
        return
    start = time.monotonic()
    print("Setting the workbench up in .venv:", flush=True)
    if before:
        STAMP.unlink()
    else:
        make_environment()
    if before[:-1] != wanted[:-1]:
        install_locked(tests=tests)
    if before[-1:] != wanted[-1:]:
        itself = ("--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT))
        pip("the workbench itself", *itself)
    STAMP.write_text("\n".join(wanted), "utf-8")
    print(f"Ready after {time.monotonic() - start:.0f} s.", flush=True)


def stamp(lock: Path) -> list[str]:
    """What .venv is made for. Only the project itself depends on the last line; the line before
    says which lock was installed."""
    locks = b"".join(file.read_bytes() for file in (LOCK, TEST_LOCK, SOURCE_LOCK))
    python = [sys.version.split()[0], sys.base_prefix, str(ROOT)]
    hashes = [hashlib.sha256(data).hexdigest() for data in (locks, PROJECT.read_bytes())]
    return [*python, hashes[0], lock.name, hashes[1]]


def is_whole(*, tests: bool) -> bool:
    """Whether Python starts in .venv and finds what was installed there."""
    probe = "import sys, importlib.util as u; sys.exit(not all(map(u.find_spec, sys.argv[1:])))"
    names = ("PySide6", "workbench", *(("pytest", "mypy", "mlcroissant") if tests else ()))
    return PYTHON.exists() and run(str(PYTHON), "-I", "-c", probe, *names) == 0


def make_environment() -> None:
    """Make .venv anew, whatever stood there."""
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    # Not sys.executable: that may be the Python of the very .venv that has just gone.
    base = getattr(sys, "_base_executable", sys.executable)
    step("a virtual environment", base, "-I", "-m", "venv", str(VENV))


def install_locked(*, tests: bool) -> None:
    """Install what the lock has and .venv lacks. No build back end is fetched without a hash."""
    # Python compiles what it imports; all that is here would be 250 MB more.
    locked = ("--require-hashes", "--no-deps", "--no-compile")
    lock = str(TEST_LOCK if tests else LOCK)
    pip("the locked requirements", *locked, "--only-binary=:all:", "-r", lock)
    if tests:  # built by the setuptools that has just come
        pip("what has no wheels", *locked, "--no-build-isolation", "-r", str(SOURCE_LOCK))


def pip(sentence: str, *arguments: str) -> None:
    """Run `pip install` in .venv, with the user's own settings of index, proxy and certificates."""
    os.environ.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    if "PIP_CACHE_DIR" not in os.environ:  # pip's own choice is in the home directory
        os.environ["PIP_NO_CACHE_DIR"] = "1"
    os.environ["PIP_USER"] = "0"
    quiet = ("--no-input", "--progress-bar=off")
    step(sentence, str(PYTHON), "-I", "-m", "pip", "install", *quiet, *arguments)


def step(sentence: str, *command: str) -> None:
    """Run one step of the set-up into the log; where it fails, show the log's end and stop."""
    said = attempt(sentence, *command)
    if said is not None:
        print("\n".join(said.splitlines()[-20:]), file=sys.stderr)
        sys.exit(f"The set-up stopped at: {sentence}. {advice(said)} All that was said: {LOG}")


def attempt(sentence: str, *command: str) -> str | None:
    """Run one step into the log; what it said where it failed, else None."""
    print(f"  {sentence}", flush=True)
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("ab") as log:
        start = log.tell()
        status = subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=False
        ).returncode
    return LOG.read_bytes()[start:].decode("utf-8", "replace") if status else None


def advice(said: str) -> str:
    """What to do about a failed step that said this."""
    if "DO NOT MATCH THE HASHES" in said:
        return "A file that was fetched is not the one that was locked: try again, or report it."
    if any(sign in said for sign in NO_NETWORK):
        return "There seems to be no network, or the package index does not answer: try again."
    if "No matching distribution found" in said:
        return "It has no wheel for this Python and system; Linux needs glibc 2.34, macOS 13."
    return "The lines above say why."


def missing_packages() -> list[str]:
    """Debian's names of what Qt needs and this Linux lacks; elsewhere Qt brings everything."""
    if sys.platform != "linux":
        return []
    choice = "wayland" if os.environ.get("WAYLAND_DISPLAY") else "xcb"
    on_x11 = os.environ.get("QT_QPA_PLATFORM", choice) == "xcb"
    wanted = LIBRARIES | (SCREEN_LIBRARIES if on_x11 else {})
    missing = [package for package, library in wanted.items() if not loads(library)]
    fonts = (file for kind in ("*.ttf", "*.otf", "*.ttc") for file in FONTS.rglob(kind))
    return missing if any(fonts) else [*missing, "fonts-dejavu-core"]


def loads(library: str) -> bool:
    """Whether the system's loader finds `library`."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_packages(packages: list[str]) -> None:
    """Install Debian packages as root; say the line to anyone else, and stop."""
    if not may_install():
        sys.exit(
            "The workbench needs system packages that are not here. On Debian and Ubuntu:\n"
            f"  sudo apt-get install {' '.join(packages)}\n"
            "Other systems have the same under similar names. Then run this again."
        )
    print("Installing system packages:", flush=True)
    for command in apt(packages):
        step(" ".join(command), *command)


def may_install() -> bool:
    """Whether this is root on a system with apt-get."""
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt(packages: list[str]) -> list[list[str]]:
    """The commands that fetch and install Debian packages."""
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    return [["apt-get", "update"], install]


def add_screen_reader() -> None:
    """Fetch what the tests with a screen reader run on, where that may be; never stop for it."""
    root = Path("/")
    packages = [name for name, file in SCREEN_READER.items() if not any(root.glob(file[1:]))]
    packages += [name for name, library in SCREEN_LIBRARIES.items() if not loads(library)]
    if not packages or not may_install():
        return
    print("Installing what the tests with a screen reader run on:", flush=True)
    for command in apt(packages):
        if attempt(" ".join(command), *command) is not None:
            print("  That failed; those tests are skipped.", flush=True)
            return


def lock(arguments: list[str]) -> int:
    """Write the locks anew: all that is needed to run, build and test, with hashes."""
    import tomllib

    if shutil.which("uv") is None:
        sys.exit("The lock is made with uv, which is not here: python3 -m pip install uv")
    build = tomllib.loads(PROJECT.read_text("utf-8"))["build-system"]["requires"]
    build.append("editables")  # hatchling asks for it to install -e
    left_out = [f"--no-emit-package={name}" for name in SOURCES]
    return (
        write_lock(TEST_LOCK, build, "pyproject.toml", "--all-extras", *left_out, *arguments)
        or write_lock(LOCK, build, "pyproject.toml", f"--constraint={TEST_LOCK}", *arguments)
        or write_lock(SOURCE_LOCK, SOURCES, "--no-deps", *arguments)
    )


def write_lock(path: Path, needed: Sequence[str], *arguments: str) -> int:
    """Write one lock of what is needed, for all Pythons and systems; uv's exit status."""
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version=3.11"]
    command += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
    command += ["--no-annotate", *arguments, "--output-file", str(path), "-"]
    return subprocess.run(
        command, cwd=ROOT, input="\n".join(needed), text=True, check=False
    ).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except OSError as error:
        sys.exit(f"{error}\nIs the checkout writable, and no program of .venv running?")
    except KeyboardInterrupt:
        sys.exit(130)
