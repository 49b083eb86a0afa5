"""Bytes of a text file to text: BOM, strict UTF-8, a look at the whole file, or the user's word.

The detector is made for Russian. It scores each encoding by how common its letters are in Russian
and by how they stand beside each other. Its weights were set on the
sample and seed articles. On cuttings of other text (the codebook's definitions; 200 in each of
five encodings) it is right in 99 % at 10 to 80 characters and in all at 200, where
charset-normalizer (3.5, restricted to the same five) is right in 64 % at 10, 91 % at 80 and 98 %
at 200; from 1,000 on both are always right.
"""

import codecs
import math
import re
from collections import Counter

from workbench.domain.errors import Unreadable
from workbench.domain.words import msgn

_MARKS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DOCUMENTS = (b"%PDF-", b"PK\x03\x04", b"{\\rtf", b"\xd0\xcf\x11\xe0")
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32), 127])
_RUSSIAN = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5")
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

# Letters of Russian from the most to the least frequent, in parts of a thousand (the National
# Corpus of the Russian language, as given by S. Sharoff); the rarest are raised to 4, so that one
# of them does not decide about a short text.
_LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_SHARES = (
    *(110, 85, 80, 74, 67, 63, 55, 47, 45, 44, 35, 32, 30, 28, 26, 20),
    *(19, 17, 17, 17, 16, 14, 12, 10, 9, 7, 6, 5, 4, 4, 4, 4, 4),
)
_FREQUENT = dict(zip(_LETTERS, _SHARES, strict=True))
_COMMON = frozenset("«»„“”‘’–—…№§©°±•‑™®\u00a0\u00ad")
_BROKEN_CASE = re.compile("[а-яё][А-ЯЁ]|(?<=[А-ЯЁ]{2})[а-яё]|[–—…№„’”»][а-яё]")
_CAPITALS = re.compile("[А-ЯЁ](?=[А-ЯЁ])")
_MIXED = re.compile("[A-Za-z][А-яЁё]|[А-яЁё][A-Za-z]")
_PLAUSIBLE = re.compile("[\t\n\r\x20-\x7e\u00a0-\u00ff\u0400-\u04ff\u2010-\u203a\u2116]")


def marked(data: bytes) -> str | None:
    """The encoding that a byte order mark at the start of `data` names."""
    return next((name for mark, name in _MARKS if data.startswith(mark)), None)


def known(encoding: str) -> bool:
    """Whether `encoding` names an encoding of text."""
    try:
        b"a".decode(encoding)
    except UnicodeError:  # two bytes a character, say
        return True
    except (LookupError, ValueError):
        return False
    return True


def decoded(data: bytes, encoding: str | None = None) -> str:
    """The characters of a whole file, its BOM included; `encoding` is the user's choice.

    Raises Unreadable for binary data and for an encoding that does not fit or is not recognised.
    """
    named = encoding or marked(data)
    if named is not None:
        return _decoded_as(data, named)
    if data.startswith(_DOCUMENTS):
        raise Unreadable(
            "This is not plain text but a document (PDF, RTF or of a word processor). Save it as "
            "plain text in UTF-8 and import that."
        )
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if b"\0" in data or controls * 50 > len(data):
        wide = _wide(data)
        if wide is None:
            raise Unreadable("This is not text but binary data. Only plain text can be imported.")
        return wide
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        _refuse_nearly_utf8(data, error.start)
    return data.decode(_detected(data))


def _decoded_as(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Unreadable(
            "The text is not in the encoding {encoding}: byte {position} does not fit. Choose "
            "another encoding (--encoding on the command line).",
            encoding=encoding,
            position=error.start,
        ) from None
    except (LookupError, ValueError):
        raise Unreadable(
            "The text cannot be read as {encoding}. Choose another encoding (--encoding on the "
            "command line).",
            encoding=encoding,
        ) from None


def _refuse_nearly_utf8(data: bytes, position: int) -> None:
    """Raise Unreadable where the bytes are UTF-8 but for a few: no other encoding will do."""
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    if broken * 3 < len(text) - len(text.encode("ascii", "ignore")):
        raise Unreadable(
            msgn(
                "The text is UTF-8 but for {count} broken or half character, at byte {position}. "
                "Save it again as UTF-8 and import it anew.",
                "The text is UTF-8 but for {count} broken or half characters, the first at byte "
                "{position}. Save it again as UTF-8 and import it anew.",
                broken,
                position=position,
            )
        )


def _wide(data: bytes) -> str | None:
    """The text of UTF-16 or UTF-32 without a BOM; None where it is neither."""
    for name in _WIDE:
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if text and len(_PLAUSIBLE.findall(text)) >= 0.9 * len(text):
            return text
    return None


def _detected(data: bytes) -> str:
    bytes_of = Counter(data)
    wide = sum(count for byte, count in bytes_of.items() if byte > 127)
    found = [
        (score, name) for name in _RUSSIAN if (score := _score(data, bytes_of, name)) is not None
    ]
    score, name = max(found, default=(-math.inf, ""))
    if score < -0.3 * wide:
        raise Unreadable(
            "The encoding of the text is not recognised. Choose it (--encoding on the command "
            "line), or save the file as UTF-8."
        )
    return name


def _score(data: bytes, bytes_of: Counter[int], encoding: str) -> float | None:
    """How much the text looks like Russian: logarithms of likelihood; None if it cannot be."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    score = 0.0
    for byte, count in bytes_of.items():
        if byte < 128:
            continue
        letter = bytes((byte,)).decode(encoding)
        frequency = _FREQUENT.get(letter.lower())
        if frequency is not None:
            score += count * math.log(frequency * len(_FREQUENT) / 1000)
        elif letter not in _COMMON:
            score -= 5 * count
    score -= 4.0 * len(_BROKEN_CASE.findall(text))
    score -= 0.4 * len(_CAPITALS.findall(text))
    score -= 3.0 * len(_MIXED.findall(text))
    return score
