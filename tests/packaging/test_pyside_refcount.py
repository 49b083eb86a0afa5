"""PySide6 6.12.0 drops a reference to None in every void call on Python 3.10 and 3.11."""

import sys

import pytest
from PySide6.QtCore import QObject, QTimer

CALLS = 1_000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_void_calls_keep_the_references_to_none() -> None:
    thing, timer = QObject(), QTimer()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        thing.setObjectName("name")
        timer.stop()
    assert abs(sys.getrefcount(None) - before) < CALLS // 10
