"""What holds of WebAnno TSV, UIMA CAS and CoNLL alike."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.exchange.flat_formats import back, read, written
from tests.exchange.strategies import BOOK, bundles, remarks
from workbench.domain.errors import Unreadable
from workbench.exchange.bundle import Bundle
from workbench.exchange.conll.dialect import ConllBio, ConllU
from workbench.exchange.dialect import Dialect, content
from workbench.exchange.uima.dialect import UimaJson, UimaXmi
from workbench.exchange.webanno.dialect import WebAnno
from workbench.exchange.xml_text import fit

DIALECTS: tuple[Dialect, ...] = (WebAnno(), UimaXmi(), UimaJson(), ConllBio(), ConllU())


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: str(one.name))
@given(one=bundles(), names=st.lists(remarks(), min_size=6, max_size=6))
@settings(max_examples=40)
def test_names_that_no_codebook_has_come_back(
    dialect: Dialect, one: Bundle, names: list[str]
) -> None:
    assume(dialect.name != "uima-xmi" or fit(one.text) == one.text)
    assume(names[5] not in names[:3])
    spans = tuple(
        replace(
            span,
            label=names[number % 3],
            attributes={**span.attributes, names[3]: names[0], names[4]: names[1]},
        )
        for number, span in enumerate(one.spans)
    )
    relations = tuple(
        replace(link, type=names[5], attributes={names[0]: names[1], "note": "?"})
        for link in one.relations
    )
    changed = replace(one, spans=spans, relations=relations)
    carried = dialect.carries(changed, BOOK)
    assert content(dialect.carries(carried, BOOK)) == content(carried)
    assert content(back(dialect, [changed])[0]) == content(carried)


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda one: str(one.name))
@given(one=bundles(), place=st.integers(0, 1 << 20), junk=st.binary(max_size=3))
@settings(max_examples=40)
def test_damaged_files_are_refused_in_words(
    dialect: Dialect, one: Bundle, place: int, junk: bytes
) -> None:
    assume(dialect.name != "uima-xmi" or fit(one.text) == one.text)
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(written(dialect, one).files.values()):
            cut = place % (len(data) + 1)
            path = Path(folder) / f"{number}{dialect.suffixes[0]}"
            path.write_bytes(data[:cut] + junk + data[cut + len(junk) :])
            with suppress(Unreadable):
                read(dialect, path)
            path.write_bytes(data[:cut])
            with suppress(Unreadable):
                read(dialect, path)
