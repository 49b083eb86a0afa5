"""Which language the program speaks, and its catalogue. No Qt."""

import gettext
import locale
import sys
from collections.abc import Mapping
from gettext import NullTranslations
from typing import Final

from workbench.resources import resource

LANGUAGES: Final = ("en", "ru")


def preferred(environment: Mapping[str, str]) -> str:
    """The code in LANGUAGES that LC_ALL, LC_MESSAGES or LANG asks for, the first that is set."""
    asked = next(
        (found for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (found := environment.get(name))),
        "",
    )
    if not asked and sys.platform == "win32":
        asked = locale.getlocale()[0] or ""
    # Windows says Russian_Russia.
    return "ru" if asked.lower().startswith(("ru_", "ru.", "ru-", "russian")) else _plain(asked)


def _plain(asked: str) -> str:
    return asked if asked in LANGUAGES else "en"


def catalogue(language: str) -> NullTranslations | None:
    """The sentences in `language`; None, which is English, where there is no catalogue of it."""
    if language == "en":
        return None
    try:
        return gettext.translation("workbench", resource("locale"), [language])
    except (OSError, ValueError):
        return None
