import re
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given

from tests.exchange.memory_folder import MemoryFolder
from tests.exchange.page_samples import TEXT, sample, span
from tests.exchange.strategies import BOOK, bundles
from workbench.domain.records import Article
from workbench.domain.text import Interval, sha256
from workbench.domain.words import speak
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import WriteOptions
from workbench.exchange.pages.colors import contrast, readable
from workbench.exchange.pages.html import HtmlPage
from workbench.exchange.pages.marked import LANES, Legend, Page
from workbench.exchange.xml_text import fit
from workbench.locale import catalogue

_VOID = {"meta", "link", "br", "img", "hr", "input"}


class Seen(HTMLParser):
    """What a reader finds: text of lines, tags in their order, attributes; all elements closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.lines: list[str] = []
        self.words: list[str] = []
        self._in_text = self._in_line = False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        said = dict(attrs)
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "section":
            self._in_text = said.get("class") == "text"
        if tag == "p" and self._in_text:
            self.lines.append("")
            self._in_line = True

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._in_line = self._in_line and tag != "p"

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self._in_line:
            self.lines[-1] += data


def page_of(*articles: Bundle) -> str:
    out = MemoryFolder()
    HtmlPage().write(articles, BOOK, out, WriteOptions())
    return out.files[""].decode()


def seen(*articles: Bundle) -> Seen:
    return Seen(page_of(*articles))


@given(bundles())
def test_the_lines_of_the_page_are_the_text(found: Bundle) -> None:
    assert "\n".join(seen(found).lines) == fit(found.text)


@given(bundles())
def test_a_parser_of_the_standard_finds_no_fault(found: Bundle) -> None:
    """But for U+007F and its like, which stand in the text and are shown as what they are."""
    import html5lib

    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(page_of(found))
    assert {error for _, error, _ in parser.errors} <= {"invalid-codepoint"}
    lines = tree.findall(".//section[@class='text']//p")
    assert "\n".join("".join(line.itertext()) for line in lines) == fit(found.text)


@given(bundles())
def test_every_span_has_its_tag_once(found: Bundle) -> None:
    marks = Page(found, Legend(BOOK)).marks
    said = [value for tag, name, value in seen(found).attributes if name == "data-tag"]
    assert sorted(said) == sorted(mark.tag for mark in marks)


@given(bundles())
def test_runs_cut_a_line_without_gaps_and_lanes_hold_one_mark(found: Bundle) -> None:
    for line in Page(found, Legend(BOOK)).lines():
        assert (
            "".join(found.text[run.start : run.end] for run in line.runs)
            == (found.text[line.start : line.end])
        )
        for run in line.runs:
            lanes = [piece.lane for piece in run.pieces]
            assert lanes == sorted(set(lanes), reverse=True)
            for piece in run.pieces:
                assert any(
                    place.start <= run.start and run.end <= place.end
                    for place in piece.mark.span.fragments
                )


def test_a_page_is_whole_in_itself_and_says_its_language_and_encoding() -> None:
    page = page_of(sample())
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">')
    speak(catalogue("ru"))
    try:
        assert '<html lang="ru">' in page_of(sample())
    finally:
        speak(None)
    found = Seen(page)
    assert not {"script", "link", "img", "iframe", "object", "base"} & set(found.tags)
    assert not re.search(r"url\(|@import|https?:|//", page)
    assert all(value.startswith("#") for _, name, value in found.attributes if name == "href")
    assert not [name for _, name, _ in found.attributes if name.startswith("on")]
    assert ("article", "lang", "ru") in found.attributes


def test_hostile_words_stay_words_everywhere() -> None:
    evil = "\"><script>alert('1')</script><img src=x onerror=y>&lt;"
    one = sample()
    hostile = replace(
        one,
        article=Article("a1", sha256(evil), evil),
        text=evil,
        spans=(
            span("s1", evil, Interval(0, 5), attributes={evil: evil}, note=evil, entity="e1"),
            span("s2", "Actor", Interval(3, 9), attributes={"actor_type": evil}),
        ),
        relations=(replace(one.relations[0], type=evil, attributes={evil: evil}),),
        entities=(replace(one.entities[0], name=evil, type=evil),),
        notes=(replace(one.notes[0], text=evil),),
    )
    found = seen(hostile)
    assert not {"script", "img"} & set(found.tags)
    assert found.lines == [evil]
    assert "".join(found.words).count("<script>") >= 7


def test_shape_tells_as_well_as_colour() -> None:
    page = page_of(sample())
    for shape in ("bracket", "solid", "dotted", "dashed"):
        assert re.search(rf'<span class="k\d {shape} o c l\d"', page)
    assert re.search(r'<div class="bar k\d" title="', page)


def test_crossing_marks_lie_in_lanes_one_under_the_other() -> None:
    outer, inner = r'<span class="k\d \w+[ oc]* l1"[^>]*>', r'<span class="k\d \w+[ oc]* l0"[^>]*>'
    assert re.search(outer + inner, page_of(sample()))
    one = sample()
    spans = (span("s1", "Actor", Interval(0, 10)), span("s2", "Cue", Interval(5, 16)))
    page = page_of(replace(one, spans=spans, relations=()))
    under = re.findall(rf"{outer}{inner}([^<]*)</span>", page)
    assert under == [TEXT[5:10]]


def test_links_entities_and_notes_are_listed() -> None:
    words = " ".join("".join(seen(sample()).words).split())
    assert "C1 «Это была <подготовленная> провокация»comes from →S1 министр обороны" in words
    assert "ЛирияstateA2" in words
    assert "Проверить <дату> & подпись" in words
    assert "note: =1+1 сверить" in words


def test_colours_are_readable_on_light_and_dark() -> None:
    for label in BOOK.labels:
        for paper in ("#FDFCF9", "#1C1D20"):
            assert contrast(readable(label.color, paper, 4.5), paper) >= 4.5
            assert contrast(readable(label.color, paper, 3.0), paper) >= 3.0


def test_many_articles_make_one_page_with_anchors_of_their_own() -> None:
    found = seen(sample(), replace(sample(), article=replace(sample().article, id="a2")))
    names = [value for _, name, value in found.attributes if name == "id"]
    assert len(names) == len(set(names))
    assert found.tags["article"] == 2
    assert "\n".join(found.lines) == f"{TEXT}\n{TEXT}"


def test_a_hundred_spans_over_one_place_do_not_nest_without_end() -> None:
    text = "слово " * 100
    spans = tuple(span(f"s{n}", "Actor", Interval(n, len(text) - n)) for n in range(100))
    page = page_of(Bundle(Article("a1", sha256(text), ""), text, spans))
    assert page.count("data-tag=") == 100
    assert not re.search(rf"(<span[^>]*>){{{{{LANES + 1}}}}}", page)
