"""Articles as one page of HTML: marks as in the window, a legend, spans, links and entities.

The page is whole in itself: no script, no network, colours for light, dark and paper. The text of
each line is an element of its own, and tags are made by the style sheet, so what is selected and
copied from a line is the article's own text.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from workbench.domain.codebook import Codebook
from workbench.domain.words import language, msg, tr
from workbench.exchange.bundle import Bundle
from workbench.exchange.dialect import Folder, WriteOptions
from workbench.exchange.pages.colors import blend, readable
from workbench.exchange.pages.marked import Kind, Legend, Line, Mark, Page, Piece, Run
from workbench.exchange.pages.shown import PageOnly
from workbench.exchange.xml_text import fit, quoted

_LIGHT, _DARK = "#FDFCF9", "#1C1D20"


class HtmlPage(PageOnly):
    """A page to read, print and send; it is not read back."""

    name: Final = "html"
    title: Final = msg("HTML page with the marks, to read and print")
    suffixes: Final = (".html",)

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the page, an article after the other."""
        with out.file("") as file:
            for part in _parts(articles, Legend(codebook)):
                file.write(part.encode())


def _parts(articles: Iterable[Bundle], legend: Legend) -> Iterator[str]:
    kinds = legend.kinds()
    yield (
        f'<!DOCTYPE html>\n<html lang="{language()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(tr('Tagged articles'))}</title>\n"
        f"<style>\n{_STYLE}{_colors(kinds)}</style>\n</head>\n<body>\n<main>\n"
    )
    for number, bundle in enumerate(articles, 1):
        yield "".join(_article(Page(bundle, legend), f"a{number}"))
        if len(legend.kinds()) > len(kinds):
            yield f"<style>\n{_colors(legend.kinds()[len(kinds) :])}</style>\n"
            kinds = legend.kinds()
    yield "</main>\n</body>\n</html>\n"


def _article(page: Page, name: str) -> Iterator[str]:
    article = page.bundle.article
    title = _text(article.title) or _text(article.id)
    yield f'<article id="{name}" lang="ru">\n<h1>{title}</h1>\n'
    facts = [str(article.meta[key]) for key in ("date", "source") if key in article.meta]
    if facts:
        yield f'<p class="facts">{_text(" · ".join(facts))}</p>\n'
    if page.marks:
        yield f'<ul class="legend" aria-label="{_text(tr("Legend"))}">\n'
        for kind in page.kinds():
            sample = f'<span class="k{kind.number} {kind.shape} o c l0">{_name(kind.name)}</span>'
            yield f'<li title="{_name(kind.definition)}"><b>{_name(kind.key)}</b> {sample}</li>\n'
        yield "</ul>\n"
    yield '<section class="text">\n'
    for line in page.lines():
        yield _line(page, line, name)
    yield "</section>\n"
    yield from _tables(page, name)
    yield "</article>\n"


def _line(page: Page, line: Line, name: str) -> str:
    made = [_run(page, run, name) for run in line.runs]
    style = f" w{line.lanes}" if line.lanes else ""
    paragraph = f'<p class="line{style}">{"".join(made)}</p>\n'
    for mark in line.bars:
        kind = mark.kind
        paragraph = f'<div class="bar k{kind.number}" title="{_name(kind.name)}">{paragraph}</div>'
    return paragraph


def _run(page: Page, run: Run, name: str) -> str:
    made = _text(page.bundle.text[run.start : run.end])
    if not run.pieces and not run.ended:
        return made
    signs = "".join([_sign(mark, name) for mark in run.ended])
    # Tags stand inside the outer marks that go on, so that these are not torn.
    on = 0
    while on < len(run.pieces) and not run.pieces[on].closes:
        on += 1
    for piece in reversed(run.pieces[on:]):
        made = _wrapped(piece, made)
    made += signs
    for piece in reversed(run.pieces[:on]):
        made = _wrapped(piece, made)
    return made


def _wrapped(piece: Piece, made: str) -> str:
    mark, lane, opens, closes = piece
    kind = mark.kind
    shape = f"k{kind.number} {kind.shape}{' o' if opens else ''}{' c' if closes else ''} l{lane}"
    return f'<span class="{shape}" title="{_name(f"{mark.tag} · {kind.name}")}">{made}</span>'


def _sign(mark: Mark, name: str) -> str:
    tag = _name(mark.tag)
    return f'<sup class="k{mark.kind.number}" id="{name}-{tag}" data-tag="{tag}"></sup>'


def _call(mark: Mark, name: str) -> str:
    kind, tag = mark.kind, _name(mark.tag)
    return f'<a class="k{kind.number}" href="#{name}-{tag}">{tag}</a>'


def _tables(page: Page, name: str) -> Iterator[str]:
    links = list(page.links())
    if links:
        yield f'<section class="more">\n<h2>{_text(tr("Links"))}</h2>\n<table>\n'
        for source, said, target in links:
            yield (
                f"<tr><td>{_call(source, name)} {_text(page.words(source))}</td>"
                f'<td class="how">{_text(said)} →</td>'
                f"<td>{_call(target, name)} {_text(page.words(target))}</td></tr>\n"
            )
        yield "</table>\n</section>\n"
    people = list(page.people())
    if people:
        yield f'<section class="more">\n<h2>{_text(tr("Who is mentioned"))}</h2>\n<table>\n'
        for who, kind, mentions in people:
            calls = " ".join(_call(mark, name) for mark in mentions)
            yield f'<tr><td>{_text(who)}</td><td class="how">{_text(kind)}</td>'
            yield f"<td>{calls}</td></tr>\n"
        yield "</table>\n</section>\n"
    if page.marks:
        yield f'<section class="more">\n<h2>{_text(tr("Spans"))}</h2>\n<table>\n'
        for mark, words, said in page.rows():
            yield (
                f'<tr><td>{_call(mark, name)}</td><td class="how">{_name(mark.kind.name)}</td>'
                f"<td>{_text(words)}</td><td>{said and _text(said)}</td></tr>\n"
            )
        yield "</table>\n</section>\n"
    if page.bundle.notes:
        yield f'<section class="more">\n<h2>{_text(tr("Notes"))}</h2>\n'
        for note in page.bundle.notes:
            yield f'<p class="line">{_text(note.text)}</p>\n'
        yield "</section>\n"


_PLAIN = re.compile("[^\x00-\x08\x0b-\x1f&<>\"'\ufffe\uffff]*+")


def _text(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return quoted(fit(text)).replace("&#10;", "\n").replace("&#9;", "\t").replace("'", "&#39;")


# Tags and names of labels come again and again.
_name = lru_cache(maxsize=4096)(_text)


def _colors(kinds: Iterable[Kind]) -> str:
    def of(paper: str, part: float) -> str:
        return "".join(
            f".k{kind.number}{{--ink:{readable(kind.color, paper, 3.0)};"
            f"--word:{readable(kind.color, paper, 4.5)};"
            f"--wash:{blend(kind.color, paper, part)}}}\n"
            for kind in kinds
        )

    kinds = tuple(kinds)
    return (
        f"{of(_LIGHT, 0.24)}@media screen and (prefers-color-scheme:dark){{\n{of(_DARK, 0.2)}}}\n"
    )


_STYLE: Final = (
    """:root{--paper:#FDFCF9;--text:#1D1C1A;--quiet:#6A6763;--rule:#DEDAD2}
@media screen and (prefers-color-scheme:dark){
:root{--paper:#1C1D20;--text:#E3E1DC;--quiet:#A09D97;--rule:#3A3C41}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--text);
font:1.125rem/1.5 "PT Serif",Literata,"Noto Serif",Charter,Georgia,"DejaVu Serif",serif}
main{max-width:44rem;margin:0 auto;padding:2rem 1.5rem 4rem}
article+article{border-top:1px solid var(--rule);margin-top:4rem;padding-top:2rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .5rem;overflow-wrap:anywhere}
h2{font-size:1rem;margin:2.5rem 0 .5rem;break-after:avoid}
.facts,.how,.legend{color:var(--quiet)}
.facts{margin:0 0 1rem;font-size:.85rem}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;margin:0 0 2rem;
padding:0 0 1rem;border-bottom:1px solid var(--rule);font-size:.85rem}
.legend span{color:var(--text)}
.line{margin:0;min-height:1.5em;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:plaintext}
.line span,.legend span{border:0 solid var(--ink);-webkit-box-decoration-break:slice;
box-decoration-break:slice;print-color-adjust:exact;-webkit-print-color-adjust:exact}
.line .bracket,.legend .bracket{background:var(--wash);border-bottom-width:1px}
.line .bracket.o,.legend .bracket.o{border-left-width:2px;padding-left:1px}
.line .bracket.c,.legend .bracket.c{border-right-width:2px;padding-right:1px}
.line .solid,.legend .solid{border-bottom:2px solid var(--ink)}
.line .dotted,.legend .dotted{border-bottom:2px dotted var(--ink)}
.line .dashed,.legend .dashed{border-bottom:2px dashed var(--ink)}
.legend .bar{border-left:4px solid var(--ink);padding-left:.4em}
.bar{border-left:4px solid var(--ink);padding-left:.6rem}
div.bar{margin-left:-.9rem;print-color-adjust:exact;-webkit-print-color-adjust:exact}
div.bar div.bar{margin-left:0}
sup{font:600 .62em/0 system-ui,"PT Sans","Noto Sans","DejaVu Sans",sans-serif;
color:var(--word);padding:0 .1em;user-select:none}
sup::after{content:attr(data-tag)}
sup:target{outline:2px solid var(--ink)}
a{color:var(--word);font:600 .85em system-ui,"PT Sans","Noto Sans","DejaVu Sans",sans-serif;
text-decoration:none}
a:hover,a:focus{text-decoration:underline}
table{border-collapse:collapse;width:100%;font-size:.85rem}
td{border-top:1px solid var(--rule);padding:.3rem .75rem .3rem 0;vertical-align:top;
overflow-wrap:anywhere}
td a{white-space:nowrap}
tr{break-inside:avoid}
@media print{body{background:none;font-size:11pt}main{max-width:none;padding:0}
article+article{break-before:page;border:0;margin:0;padding:0}}
"""
    + "".join(f".line .l{lane}{{padding-bottom:{1 + 4 * lane}px}}\n" for lane in range(1, 6))
    + "".join(f".w{count}{{line-height:calc(1.5em + {4 * count}px)}}\n" for count in range(1, 7))
)
