"""An article, or many, as a document of Word: marks, legend, links, entities and spans as tables.

Written by hand (zipfile and strings): python-docx would bring lxml, five megabytes, for a document
that is only written. Each line of the text is a paragraph of the style «Article text»; the tags of
spans are runs of the character style «Span tag», so they can be hidden all at once, and without
them the paragraphs are the text. A run has one underline in Word: of marks one over the other the
nearest to the words is drawn, and the tags tell the rest. A character that XML cannot hold becomes
U+FFFD.
"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from workbench.domain.codebook import Codebook
from workbench.domain.words import msg, tr
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Folder, WriteOptions
from workbench.exchange.pages.colors import blend, readable
from workbench.exchange.pages.marked import Kind, Legend, Mark, Page, Run
from workbench.exchange.pages.shown import PageOnly
from workbench.exchange.xml_text import escaped, fit, is_plain, quoted

_PAPER: Final = "#FFFFFF"
_DOCUMENT: Final = "word/document.xml"
_TITLE: Final = b'<w:pStyle w:val="Title"/>'
_UNDERLINES = {"solid": "single", "dotted": "dotted", "dashed": "dash"}
_THICK = {"solid": "thick", "dotted": "dottedHeavy", "dashed": "dashedHeavy"}


class DocxPage(PageOnly):
    """A document to read, print and comment on; it is not read back."""

    name: Final = "docx"
    title: Final = msg("Word document (DOCX) with the marks")
    suffixes: Final = (".docx",)

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the document, an article after the other."""
        legend = Legend(codebook)
        info = zipfile.ZipInfo(_DOCUMENT)
        info.compress_type = zipfile.ZIP_DEFLATED
        info._compresslevel = 3  # type: ignore[attr-defined]  # no argument for it in 3.11
        with out.file("") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as zipped:
            for name, part in _FRAME.items():
                zipped.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
            with zipped.open(info, "w", force_zip64=True) as document:
                document.write(f'{_XML}<w:document xmlns:w="{_W}"><w:body>'.encode())
                for number, bundle in enumerate(articles):
                    body = "".join(_article(Page(bundle, legend), first=number == 0))
                    document.write(body.encode())
                document.write(f"<w:p/>{_SECTION}</w:body></w:document>".encode())

    def checked(self, path: Path) -> Mapping[str, int]:
        """The articles, each of which has a title. Raises ValueError for a damaged document."""
        found, rest = 0, b""
        try:
            with zipfile.ZipFile(path) as zipped, zipped.open(_DOCUMENT) as document:
                while chunk := document.read(1 << 18):
                    found += (rest + chunk).count(_TITLE)
                    rest = chunk[1 - len(_TITLE) :]
        except (zipfile.BadZipFile, zlib.error) as error:
            raise ValueError(*error.args) from None
        return {"articles": found}


def _article(page: Page, *, first: bool) -> Iterator[str]:
    article = page.bundle.article
    before = "" if first else "<w:pageBreakBefore/>"
    yield _paragraph("Title", _words(article.title or article.id), before)
    if page.marks:
        yield _paragraph("Legend", _words("      ").join(map(_legend, page.kinds())))
    for line in page.lines():
        runs = "".join([_run(page, run) for run in line.runs])
        yield _paragraph("ArticleText", runs, _bars([mark.kind for mark in line.bars[:1]]))
    links = [
        (
            _spaced((_tag(a), _words(page.words(a)))),
            _words(said),
            _tag(b) + _words(f" {page.words(b)}"),
        )
        for a, said, b in page.links()
    ]
    yield from _table(tr("Links"), (4000, 1639, 4000), links)
    people = [
        (_words(who), _words(kind), _spaced(_tag(mark) for mark in mentions))
        for who, kind, mentions in page.people()
    ]
    yield from _table(tr("Who is mentioned"), (3639, 2000, 4000), people)
    spans = [
        (_tag(mark), _name(mark.kind.name), _words(words), _words(said) if said else _NOTHING)
        for mark, words, said in page.rows()
    ]
    yield from _table(tr("Spans"), (800, 1600, 4000, 3239), spans)
    if page.bundle.notes:
        yield _paragraph("Heading1", _words(tr("Notes")))
        for note in page.bundle.notes:
            for line_ in note.text.split("\n"):
                yield _paragraph("Cell", _words(line_))


def _run(page: Page, run: Run) -> str:
    made = ""
    if run.start < run.end:
        kinds = [piece.mark.kind for piece in run.pieces]
        look = _look(tuple([(kind.color, kind.shape) for kind in kinds])) if kinds else ""
        made = _words(page.bundle.text[run.start : run.end], look)
    for at, mark in enumerate(run.ended):
        made += _tag(mark, "\u2009" if at else "", raised=True)
    return made


@lru_cache(maxsize=256)
def _look(kinds: tuple[tuple[str, str], ...]) -> str:
    ground, line = _PAPER, ""
    for color, shape in kinds:  # from the outermost: the last underline is the innermost
        if shape == "bracket":
            ground = blend(color, ground, 0.3)
        else:
            line = _underline(color, shape)
    shade = (
        "" if ground == _PAPER else f'<w:shd w:val="clear" w:color="auto" w:fill="{ground[1:]}"/>'
    )
    return f"{line}{shade}"


def _underline(color: str, shape: str) -> str:
    shown = readable(color, _PAPER, 3.0)[1:]
    return f'<w:u w:val="{_THICK.get(shape, "single")}" w:color="{shown}"/>'


def _legend(kind: Kind) -> str:
    look = bar = ""
    if kind.shape == "bar":
        color = readable(kind.color, _PAPER, 3.0)[1:]
        bar = _words("▎", f'<w:color w:val="{color}"/>')
    elif kind.shape == "bracket":
        fill = blend(kind.color, _PAPER, 0.3)[1:]
        look = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
    elif kind.shape in _UNDERLINES:
        look = _underline(kind.color, kind.shape)
    return f"{_words(kind.key, '<w:b/>')}{_words(' ')}{bar}{_words(kind.name, look)}"


def _bars(kinds: Iterable[Kind]) -> str:
    made = "".join(
        f'<w:left w:val="single" w:sz="24" w:space="6" '
        f'w:color="{readable(kind.color, _PAPER, 3.0)[1:]}"/>'
        for kind in kinds
    )
    return f"<w:pBdr>{made}</w:pBdr>" if made else ""


def _tag(mark: Mark, before: str = "", *, raised: bool = False) -> str:
    return _name(f"{before}{mark.tag}", _tag_look(mark.kind.color, raised))


@lru_cache(maxsize=256)
def _tag_look(color: str, raised: bool) -> str:
    look = f'<w:rStyle w:val="SpanTag"/><w:color w:val="{readable(color, _PAPER, 4.5)[1:]}"/>'
    return look if raised else f'{look}<w:sz w:val="18"/><w:vertAlign w:val="baseline"/>'


def _words(text: str, look: str = "") -> str:
    """A run; tabs and line ends are elements, as Word has them."""
    if not is_plain(text):
        text = (
            escaped(fit(text))
            .replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
            .replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
        )
    style = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{style}<w:t xml:space="preserve">{text}</w:t></w:r>'


# Tags and names of labels come again and again.
_name = lru_cache(maxsize=4096)(_words)
_NOTHING: Final = _words("")


def _spaced(runs: Iterable[str]) -> str:
    return _words(" ").join(runs)


def _paragraph(style: str, runs: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>\n'


def _table(title: str, widths: tuple[int, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if not rows:
        return
    yield _paragraph("Heading1", _words(title))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        '<w:tbl><w:tblPr><w:tblStyle w:val="Rows"/><w:tblW w:w="5000" w:type="pct"/>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>\n'
    )
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{_paragraph("Cell", "%s")}'
        "</w:tc>"
        for width in widths
    )
    line = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>\n"
    yield from [line % row for row in rows]
    yield "</w:tbl>\n"


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" '
    'w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
)


def _style(name: str, title: str, look: str, paragraph: str = "") -> str:
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{quoted(title)}"/>'
        f'<w:basedOn w:val="Normal"/><w:qFormat/><w:pPr>{paragraph}</w:pPr>'
        f"<w:rPr>{look}</w:rPr></w:style>"
    )


_STYLES = (
    f'{_XML}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
    '<w:rFonts w:ascii="PT Serif" w:hAnsi="PT Serif" w:cs="PT Serif" w:eastAsia="PT Serif"/>'
    '<w:sz w:val="24"/><w:lang w:val="ru-RU"/></w:rPr></w:rPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
    '<w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:style>'
    '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
    '<w:name w:val="Default Paragraph Font"/></w:style>'
    '<w:style w:type="character" w:styleId="SpanTag"><w:name w:val="Span tag"/><w:qFormat/><w:rPr>'
    '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:b/><w:noProof/><w:sz w:val="24"/>'
    '<w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
    "</w:style>"
    '<w:style w:type="table" w:styleId="Rows"><w:name w:val="Rows"/><w:tblPr><w:tblBorders>'
    '<w:top w:val="single" w:sz="4" w:color="DEDAD2"/>'
    '<w:bottom w:val="single" w:sz="4" w:color="DEDAD2"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="DEDAD2"/></w:tblBorders>'
    '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="160" w:type="dxa"/></w:tblCellMar>'
    "</w:tblPr></w:style>"
    + _style("Title", "Title", '<w:b/><w:sz w:val="34"/>', '<w:spacing w:after="120"/>')
    + _style(
        "Heading1",
        "heading 1",
        '<w:b/><w:sz w:val="26"/>',
        '<w:keepNext/><w:spacing w:before="360" w:after="80"/><w:outlineLvl w:val="0"/>',
    )
    + _style("Legend", "Legend", '<w:sz w:val="20"/>', '<w:spacing w:after="280" w:line="300"/>')
    + _style("ArticleText", "Article text", "", '<w:spacing w:after="0"/>')
    + _style("Cell", "Cell", '<w:sz w:val="20"/>', '<w:spacing w:after="0" w:line="264"/>')
    + "</w:styles>"
)
_FRAME: Final = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_LINKS}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_LINKS}/styles" Target="styles.xml"/></Relationships>'
    ),
    "word/styles.xml": _STYLES,
}
