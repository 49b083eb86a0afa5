"""Garbage is collected in the GUI thread alone.

Python collects wherever an allocation crosses a threshold, so also in a worker; Qt objects that
are freed there crash. Calibre and others do the same.
"""

import gc

from PySide6.QtCore import QObject, QTimer

PERIOD = 1000  # milliseconds


class GarbageCollector(QObject):
    """Switches Python's own collection off as long as it lives, and collects by timer."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        self._timer = QTimer(self)
        self._timer.setInterval(PERIOD)
        self._timer.timeout.connect(self.collect)
        gc.disable()
        self._timer.start()

    def collect(self) -> None:
        """Collect the generations that are over their thresholds, the youngest first."""
        for generation, (count, limit) in enumerate(
            zip(gc.get_count(), self._thresholds, strict=True)
        ):
            if count <= limit:
                return
            gc.collect(generation)

    def stop(self) -> None:
        """Give collection back to Python."""
        self._timer.stop()
        gc.enable()
