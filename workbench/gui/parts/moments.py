"""Moments of the journal as the reader writes them, in local time."""

from PySide6.QtCore import QDate, QDateTime, QLocale, Qt

from workbench.domain.words import language


def when(stamp: str) -> str:
    """A moment of the journal in local time, as short as it can be: today, the time alone."""
    local = _local(stamp)
    locale, short = QLocale(language()), QLocale.FormatType.ShortFormat
    if local.date() == QDate.currentDate():
        return locale.toString(local.time(), short)
    return locale.toString(local.date(), short)


def moment(stamp: str) -> str:
    """A moment of the journal in local time, with its date."""
    return QLocale(language()).toString(_local(stamp), QLocale.FormatType.ShortFormat)


def _local(stamp: str) -> QDateTime:
    return QDateTime.fromString(stamp, Qt.DateFormat.ISODateWithMs).toLocalTime()
