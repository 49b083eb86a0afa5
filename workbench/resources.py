"""Where the files that come with the program are."""

import sys
from pathlib import Path


def resource(name: str) -> Path:
    """The path of a file of `resources/`: in a frozen bundle, an installed wheel or a checkout."""
    package = Path(__file__).resolve().parent
    bundle = Path(getattr(sys, "_MEIPASS", package))
    for root in (bundle / "resources", package / "_resources", package.parent / "resources"):
        if (root / name).exists():
            return root / name
    raise FileNotFoundError(f"resource {name} is not installed")
