"""What the window does in its pictures: one function a pose."""

from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import TypeVar

import orjson
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from workbench.app import Workbench
from workbench.domain.mapping_questions import OUT, Answer
from workbench.domain.records import Span, Verdict
from workbench.exchange.formats import writable
from workbench.gui.datasets.sheet import ExportSheet
from workbench.gui.importing.sheet import ImportSheet
from workbench.gui.newest import Newest
from workbench.gui.verbs import reviewing

Pose = Callable[[Workbench], None]
Sheet = TypeVar("Sheet", bound=QWidget)


def sheet(bench: Workbench) -> QWidget | None:
    """What stands over the window and is not modal."""
    others = (top for top in QApplication.topLevelWidgets() if top is not bench.window)
    return next((top for top in others if top.isVisible()), None)


def reading(bench: Workbench) -> None:
    """A claim with its links in focus, in the fullest article."""
    session = bench.session
    assert session.project is not None
    row = max(session.project.read.articles("done"), key=lambda row: row.spans)
    session.open_article(row.article.id)
    found = session.whole()
    claims = [
        span
        for span in found.spans
        if span.label == "Claim" and len(found.relations_of(span.id)) >= 3
    ]

    def reach(span: Span) -> int:
        ends = (
            found.span(end)
            for relation in found.relations_of(span.id)
            for end in (relation.source, relation.target)
        )
        return max(abs(end.start - span.start) for end in ends if end is not None)

    session.focus_on(min(claims, key=reach).id)


def palette(bench: Workbench) -> None:
    """The command palette."""
    bench.window.run_id("commands")


def entities(bench: Workbench) -> None:
    """The register of entities."""
    reading(bench)
    bench.window.panels.show("entities")


def offer(bench: Workbench) -> None:
    """A new actor, and who it may be."""
    session = bench.session
    assert session.project is not None
    session.open_article(session.project.read.articles("new")[1].article.id)
    text = session.whole().text
    word = next(word for word in text.split() if word[:1].isupper() and len(word) > 6)
    session.select(None, text.index(word) + 1)
    QTest.keyClick(bench.window.view, Qt.Key.Key_A)


def opened_by(action: str) -> Pose:
    """What an action opens, with a claim in focus."""

    def pose(bench: Workbench) -> None:
        reading(bench)
        bench.window.run_id(action)

    return pose


def everywhere(bench: Workbench) -> None:
    """An entity's names in the whole corpus."""
    reading(bench)
    found = bench.session.whole()
    bench.session.focus_on(next(span.id for span in found.spans if span.entity is not None))
    bench.window.run_id("everywhere")


def menu(bench: Workbench) -> None:
    """The View menu."""
    reading(bench)
    bar = bench.window.menuBar()
    found = next(item for item in bar.actions() if item.menu().objectName() == "menu.view")
    bar.setActiveAction(found)


def reviewed(bench: Workbench) -> None:
    """Claims and their actors, some accepted, some rejected, the next one in focus."""
    reading(bench)
    session = bench.session
    first = session.focused()
    assert first is not None
    near = [span for span in session.whole().spans if abs(span.start - first.start) < 900]
    for number, span in enumerate(near[: len(near) // 2 + 2]):
        session.focus_on(span.id)
        bench.window.run_id("review_reject" if number % 3 == 2 else "review_accept")


def reviewed_links(bench: Workbench) -> None:
    """A claim with its links, some of them decided, one to a rejected actor; all in the list."""
    reading(bench)
    session = bench.session
    claim = session.focused()
    assert claim is not None
    *first, last = session.whole().relations_of(claim.id)
    verdicts: tuple[Verdict, ...] = ("rejected", "accepted")
    for link, verdict in zip(first, verdicts, strict=False):
        if link.verdict != verdict:  # by an earlier picture
            reviewing.set_link_verdict(session, link, verdict)
    far = session.whole().span(last.target if last.source == claim.id else last.source)
    assert far is not None
    if far.verdict != "rejected":
        reviewing.set_verdict(session, [far], "rejected")
    marks = bench.window.side.marks
    marks.tabs.choose("links")
    bench.window.panels.show("marks")
    row = marks.links.model.find(first[0].id)
    marks.rows.setCurrentIndex(marks.rows.model().index(row, 0))
    marks.enter()


def reviewed_regions(bench: Workbench) -> None:
    """Regions beside the text, accepted and rejected; several spans are chosen."""
    reading(bench)
    session = bench.session
    regions = [span for span in session.whole().spans if span.label == "Region"]
    verdicts: tuple[Verdict, ...] = ("accepted", "rejected")
    for span, verdict in zip(regions, cycle(verdicts), strict=False):
        if span.verdict != verdict:
            reviewing.set_verdict(session, [span], verdict)
    session.focus_on(regions[0].id)
    session.choose(span.id for span in regions[:2])


FOREIGN = (
    "Правительство Лирии требует закрыть порт Сарма, а Вестмар молчит.\n"
    "«Порт останется открытым», — сказал министр Марк Ренн в среду.\n"
)


def foreign(bench: Workbench, *spans: tuple[str, str, str]) -> Path:
    """A folder of brat with labels of its own: (label, words, an attribute and its value)."""
    assert bench.session.project is not None
    folder = bench.session.project.path.parent / "Архив Лирии"
    folder.mkdir(exist_ok=True)
    (folder / "01.txt").write_text(FOREIGN, "utf-8")
    lines = []
    for number, (label, words, said) in enumerate(spans, 1):
        start = FOREIGN.index(words)
        lines.append(f"T{number}\t{label} {start} {start + len(words)}\t{words}\n")
        lines += [f"A{number}\t{said.replace(' ', f' T{number} ')}\n"] if said else []
    links = "R1\tdemands Arg1:T1 Arg2:T2\nR2\tsays Arg1:T5 Arg2:T4\n" if len(spans) > 4 else ""
    (folder / "01.ann").write_text("".join([*lines, links]), "utf-8")
    return folder


def shown(bench: Workbench, kind: type[Sheet]) -> Sheet:
    """The sheet of this kind, as soon as it is there."""
    while (found := bench.window.findChild(kind)) is None:
        QTest.qWait(5)
    return found


def answered(asked: Newest) -> None:
    """Wait for what a sheet has asked a worker."""
    QTest.qWait(50)
    while asked.busy:
        QTest.qWait(5)


def importing(bench: Workbench) -> None:
    """The import sheet: names to be decided about, one of them decided."""
    folder = foreign(
        bench,
        ("STATE", "Правительство Лирии", "mood angry"),
        ("PLACE", "порт Сарма", ""),
        ("actor", "Вестмар", "mood silent"),
        ("Claim", "Порт останется открытым", ""),
        ("PERSON", "министр Марк Ренн", ""),
        ("DATE", "в среду", ""),
    )
    bench.window.files.take([folder])
    found = shown(bench, ImportSheet)
    answered(found.looking)
    actor = next(one for one in found.names.table.questions if one.owner == "actor")
    found.names.table.decided.emit(actor, Answer("Actor"))
    skipped = next(one for one in found.names.table.questions if one.owner == "DATE")
    found.names.table.decided.emit(skipped, OUT)


def import_ways(bench: Workbench) -> None:
    """The import sheet where offsets count in two ways that fit."""
    folder = foreign(bench, ("Actor", "Правительство Лирии", ""))
    text = "\r\nаааааааа молчит, ооооооо ждёт.\r\n"
    (folder / "01.txt").write_bytes(text.encode())
    spans = "T1\tActor 4 8\tаааа\nT2\tActor 20 23\tооо\n"
    (folder / "01.ann").write_text(spans, "utf-8")
    bench.window.files.take([folder])


def import_blind(bench: Workbench) -> None:
    """The import sheet where nothing tells how offsets count."""
    folder = foreign(bench).parent / "Без цитат"
    folder.mkdir(exist_ok=True)
    text = "Порт открыт 🌐. " + FOREIGN
    spans = [(text.index(words), words) for words in ("порт Сарма", "Вестмар", "Марк Ренн")]
    row = {
        "text": text,
        "entities": [
            {"id": at, "label": "Actor", "start_offset": at, "end_offset": at + len(words)}
            for at, words in spans
        ],
        "relations": [],
    }
    (folder / "a.jsonl").write_bytes(orjson.dumps(row))
    bench.window.files.take([folder / "a.jsonl"])


def import_report(bench: Workbench) -> None:
    """What an import did not take."""
    folder = foreign(bench, ("Actor", "Правительство Лирии", ""), ("Actor", "Вестмар", ""))
    spans = "T1\tActor 0 13\tПравительство\nT2\tActor 5 9\tЛирия\nT3\tActor 900 910\tне там\n"
    (folder / "01.ann").write_text(f"{spans}?\nR1\tabout Arg1:T1 Arg2:T9\n", "utf-8")
    bench.window.files.take([folder])


def exporting(name: str, window: str = "whole", *, divided: bool = False) -> Pose:
    """The export sheet with a format chosen, by name."""

    def pose(bench: Workbench) -> None:
        reading(bench)
        bench.window.run_id("export_dataset")
        found = shown(bench, ExportSheet)
        formats = found.formats
        row = [one.name for one in writable()].index(name)
        formats.setCurrentIndex(formats.model().index(row, 0))
        found.windows.choose(window)
        answered(found.counting)
        if divided:
            found.split.ways.choose("make")
            found.split.make.click()
            QTest.qWait(400)
            answered(found.counting)

    return pose


def nothing(bench: Workbench) -> None:
    """As it opens."""
