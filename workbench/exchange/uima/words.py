"""Sentences and tokens, nearly all of a file, which are taken out before it is parsed.

Only rows of the plain form that this program writes go, all at once: without digits they are
alike. Nothing is read of them, so that what their numbers are is not looked at. Each is a whole
structure with what parts it from the next one, and the last row stays: what stands around them is
as sound, or as broken, as it was.
"""

import re
from typing import Final

from workbench.exchange.uima.types import SENTENCE, TOKEN

_ROOT = re.compile(rb'(?:<\?xml version="1\.0" encoding="UTF-8"\?>)?\s*<xmi:XMI( [^<>&]*)>')
_XMI: Final = b' xmlns:xmi="http://www.omg.org/XMI"'
_WORDS = re.compile(
    rb' xmlns:(\w+)="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type\.ecore"'
)
_DIGITS: Final = b"0123456789"
_KINDS: Final = (SENTENCE.encode(), TOKEN.encode())


def without_words_xmi(data: bytes) -> bytes:
    """XMI without rows of sentences and tokens; lines keep their numbers."""
    root = _ROOT.match(data)
    prefix = _WORDS.search(root[1]) if root is not None else None
    if root is None or prefix is None or _XMI not in root[1]:
        return data
    left = data
    for kind in _KINDS:
        sign = b"<%b:%b " % (prefix[1], kind.rpartition(b".")[2])
        row = sign + b'xmi:id="" sofa="" begin="" end=""/>\n'
        start, end = left.find(sign), left.rfind(sign)
        if count := _alike(left[start:end], sign, row):
            left = left[:start] + b"\n" * count + left[end:]
    return data if left.find(b"xmlns", root.end()) > 0 else left  # what a prefix means may change


def without_words_json(data: bytes) -> bytes:
    """CAS JSON without rows of sentences and tokens."""
    for kind in _KINDS:
        sign = b'"%%TYPE":"%b"' % kind
        row = b'{"%%ID":,%b,"@sofa":,"begin":,"end":},' % sign
        start = data.rfind(b"{", 0, max(data.find(sign), 0))
        end = data.rfind(b"{", 0, max(data.rfind(sign), 0))
        if _alike(data[start:end], sign, row):
            data = data[:start] + data[end:]
    return data


def _alike(rows: bytes, sign: bytes, row: bytes) -> int:
    """How many rows there are with a sign in each; 0 unless, numbers aside, all are like `row`."""
    count = rows.count(sign)
    same = rows.translate(None, _DIGITS) == row.translate(None, _DIGITS) * count
    return count if same else 0
