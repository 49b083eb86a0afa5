"""The program never reaches for the network: sample and window are watched by an audit hook."""

import json
import os
import subprocess
import sys
from pathlib import Path

WATCHED = """
import json, sys
seen = []
names = ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo",
         "socket.gethostbyname", "urllib.Request")
sys.addaudithook(lambda event, args: seen.append(event) if event in names else None)
from pathlib import Path
from workbench.app import run_window
from workbench.demo import make_demo
folder = Path(sys.argv[1])
make_demo(folder / "demo.workbench", "anna")
status = run_window(folder / "demo.workbench", screenshot=folder / "demo.png")
network = [name for name in sys.modules if "QtNetwork" in name or name == "http.client"]
print(json.dumps([status, seen, network]))
"""


def test_the_sample_and_the_window_need_no_network(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(root)},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [0, [], []]
    assert (tmp_path / "demo.png").stat().st_size > 10_000
