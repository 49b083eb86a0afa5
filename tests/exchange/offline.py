"""Python in a process of its own that ends at once where something reaches for the network."""

import os
import subprocess
import sys
from pathlib import Path

_GUARD = """
import os, sys

def refuse(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        sys.stderr.write(f"the network was asked for: {event} {arguments}")
        sys.stderr.flush()
        os._exit(1)

sys.addaudithook(refuse)
"""


def said_by(code: str, *arguments: Path | str, home: Path) -> str:
    """What `code` prints; its status must be 0, and what it caches goes to `home`."""
    done = subprocess.run(
        [sys.executable, "-c", _GUARD + code, *map(str, arguments)],
        env={
            **os.environ,
            "HOME": str(home),
            "HF_HOME": str(home),
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_OFFLINE": "1",
            "PYTHONUTF8": "1",
        },
        capture_output=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode().strip()
