"""Annotations of articles that are there already, and of other versions of them."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from tests.exchange.records import record_of, rejection_of, relation_of, span_of
from tests.transfer.conftest import Make
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook_draft import Draft
from workbench.domain.codebook_edits import merge
from workbench.domain.commands import Pen, change_codebook, label
from workbench.domain.text import Interval
from workbench.domain.words import Message, msg
from workbench.exchange.bundle import ReadOptions
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.store.project import Project
from workbench.transfer import Match, Report, import_paths
from workbench.transfer.anchoring import Anchors

TEXT = "Министр сказал, что договор подписан."


def record(path: Path, text: str, *spans: dict[str, Any], **fields: Any) -> Path:
    path.write_bytes(orjson.dumps(record_of(text, spans=list(spans), **fields)))
    return path


def bring(project: Project, path: Path, who: str = "import", match: Match = "exact") -> Report:
    return import_paths(project, [path], ReadOptions(annotator=who), Silent(), match=match)


def spans_of(project: Project) -> list[tuple[str, str, int, int]]:
    return sorted(
        (span.annotator, span.label, span.start, span.end)
        for status in ("new", "in_work")
        for row in project.read.articles(status)
        for span in project.read.whole(row.article).spans
    )


def test_two_annotators_mark_the_same_words_and_each_is_a_layer_and_a_step(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    one = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    other = span_of(TEXT, "s2", "Source", (0, 14), annotator="борис")
    same = span_of(TEXT, "s3", "Source", (0, 7), annotator="вера")
    bring(project, record(tmp_path / "1.jsonl", TEXT, one))
    report = bring(project, record(tmp_path / "2.jsonl", TEXT, other, same))
    assert (report.articles, report.spans, report.layered) == (0, 2, 1)
    assert (report.problems, report.duplicates) == ((), ())
    assert spans_of(project) == [
        ("анна", "Source", 0, 7),
        ("борис", "Source", 0, 14),
        ("вера", "Source", 0, 7),
    ]
    assert check(project.path) == []
    assert str(project.read.journal()[0].title) == "Annotations of 1 article imported"
    project.undo()
    assert spans_of(project) == [("анна", "Source", 0, 7)]


def test_one_annotator_keeps_to_the_codebook_and_is_told(tmp_path: Path, make: Make) -> None:
    project = make("a")
    bring(
        project,
        record(tmp_path / "1.jsonl", TEXT, span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")),
    )
    report = bring(
        project,
        record(
            tmp_path / "2.jsonl",
            TEXT,
            span_of(TEXT, "s2", "Source", (0, 14), annotator="анна"),
            span_of(TEXT, "s3", "Claim", (20, 27), annotator="анна"),
        ),
    )
    assert spans_of(project) == [("анна", "Claim", 20, 27), ("анна", "Source", 0, 7)]
    assert "Source «Министр сказал» was left out" in str(report.problems[0])
    assert check(project.path) == []


def test_the_same_span_is_not_doubled_and_links_lead_to_the_one_that_is_there(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    source = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    bring(project, record(tmp_path / "1.jsonl", TEXT, source))
    report = bring(
        project,
        record(
            tmp_path / "2.jsonl",
            TEXT,
            {**source, "id": "x1"},
            span_of(TEXT, "x2", "Claim", (20, 36), annotator="анна"),
            relations=[relation_of("r1", "attributed_to", "x2", "x1")],
        ),
    )
    assert (report.spans, report.relations, report.problems) == (1, 1, ())
    (row,) = project.read.articles("new")
    (link,) = project.read.whole(row.article).relations
    assert (link.source, link.target) == ("x2", "s1")
    assert check(project.path) == []


def test_what_is_there_with_other_values_is_kept_and_said(tmp_path: Path, make: Make) -> None:
    project = make("a")
    span = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    bring(project, record(tmp_path / "1.jsonl", TEXT, span))
    changed = {**span, "id": "x1", "attributes": {"source_type": "person"}}
    report = bring(project, record(tmp_path / "2.jsonl", TEXT, changed))
    assert report.spans == 0
    assert "is another in the project, which was kept" in str(report.kept[0])
    (row,) = project.read.articles("new")
    assert project.read.whole(row.article).spans[0].attributes == {}


OLD = """Министр прибыл утром.
Договор подписан, сказал министр.
Рыбаки ждут ответа из столицы уже вторую неделю подряд.
Новые переговоры пройдут в четверг в порту города.
"""


def at(text: str, words: str, number: int = 0) -> tuple[int, int]:
    start = -1
    for _ in range(number + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def versions(tmp_path: Path, project: Project, new: str, *spans: Any, match: Match) -> Report:
    (tmp_path / "new.txt").write_text(new, encoding="utf-8")
    import_paths(project, [tmp_path / "new.txt"], ReadOptions(), Silent())
    return bring(project, record(tmp_path / "old.jsonl", OLD, *spans), match=match)


def test_another_version_is_a_new_article_unless_it_is_wanted_otherwise(
    tmp_path: Path, make: Make
) -> None:
    spans = [span_of(OLD, "s1", "Source", at(OLD, "министр"))]
    project = make("a")
    report = versions(tmp_path, project, "Срочно.\n" + OLD, *spans, match="exact")
    assert (report.articles, project.read.counts().articles) == (1, 2)
    project = make("b")
    report = versions(tmp_path, project, "Срочно.\n" + OLD, *spans, match="reanchor")
    assert (report.articles, report.spans, report.layered) == (0, 1, 1)
    start, end = at("Срочно.\n" + OLD, "министр")
    assert spans_of(project) == [("анна", "Source", start, end)]
    assert check(project.path) == []


def test_what_cannot_be_carried_is_listed_with_its_words(tmp_path: Path, make: Make) -> None:
    project = make("a")
    new = OLD.replace("Договор подписан, сказал", "Бумага готова, сообщил")
    report = versions(
        tmp_path,
        project,
        new,
        span_of(OLD, "s1", "Cue", at(OLD, "сказал")),
        span_of(OLD, "s2", "Actor", at(OLD, "Рыбаки")),
        match="reanchor",
    )
    assert [label for _, label, *_ in spans_of(project)] == ["Actor"]
    assert "Cue «сказал» was not carried over. Its words do not stand" in str(report.problems[0])
    assert check(project.path) == []


def test_a_text_that_has_nothing_to_do_with_the_others_is_a_new_article(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    new = "Совсем другой текст о погоде на завтра и о ветре с моря, который усилится к вечеру."
    report = versions(
        tmp_path, project, new, span_of(OLD, "s1", "Actor", at(OLD, "Рыбаки")), match="reanchor"
    )
    assert (report.articles, report.spans, report.problems) == (1, 1, ())


def places(old: str, new: str, *spans: tuple[int, int]) -> Any:
    found = Anchors(old, new).fragments(tuple(Interval(*one) for one in spans))
    return str(found) if isinstance(found, Message) else [(one.start, one.end) for one in found]


def test_of_several_places_the_surroundings_decide() -> None:
    old = "он пришёл. Потом он ушёл."
    assert places(old, "Вчера он пришёл. А потом он ушёл.", at(old, "он")) == [(6, 8)]
    assert places(old, "Потом он ушёл. Раньше он пришёл.", at(old, "он", 1)) == [(6, 8)]


def test_places_that_are_as_good_are_told_and_not_guessed() -> None:
    assert "stand there 2 times" in places("да", "нет да нет; нет да нет", (0, 2))
    assert "stand there 2 times" in places("Z да Z", "да. Он. да", (2, 4))


def test_pieces_in_another_order_are_told() -> None:
    assert "another order" in places("раз два", "два раз", (0, 3), (4, 7))


@given(
    st.lists(st.text(alphabet="абвгде 😀\n", min_size=1, max_size=40), min_size=1, max_size=6),
    st.data(),
)
def test_what_is_carried_has_the_same_words(lines: Sequence[str], data: st.DataObject) -> None:
    old = "\n".join(lines)
    new = "\n".join(data.draw(st.permutations(lines)))
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = Anchors(old, new).fragments((Interval(start, end),))
    if not isinstance(found, Message):
        assert [new[one.start : one.end] for one in found] == [old[start:end]]


@given(st.text(alphabet="абв ", min_size=1, max_size=60), st.text(max_size=20), st.data())
def test_with_something_put_before_it_every_place_is_found(
    text: str, head: str, data: st.DataObject
) -> None:
    old, shift = f"начало «{text}» конец", len(head) + 1
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = Anchors(old, f"{head}\n{old}").fragments((Interval(start, end),))
    if old not in head:
        assert found == (Interval(start + shift, end + shift),)


def test_a_relabelled_copy_of_a_bundle_is_another_span(tmp_path: Path, make: Make) -> None:
    project = make("a")
    span = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    bring(project, record(tmp_path / "1.jsonl", TEXT, span))
    # The user has made an Actor of it since; an old export does not bring the Source back.
    (row,) = project.read.articles("new")
    (stored,) = project.read.whole(row.article).spans
    project.commit(Transaction(msg("x"), (Change(stored, replace(stored, label="Actor")),)))
    report = bring(project, tmp_path / "1.jsonl")
    assert (report.spans, len(report.kept)) == (0, 1)
    assert [label for _, label, *_ in spans_of(project)] == ["Actor"]


def test_an_annotator_may_mark_what_another_has_marked(tmp_path: Path, make: Make) -> None:
    project = make("a")
    bring(project, record(tmp_path / "1.jsonl", TEXT, span_of(TEXT, "s1", "Source", (0, 7))))
    (row,) = project.read.articles("new")
    reading = project.read.reading(row.article.id)
    project.commit(label(reading, Pen("борис"), [Interval(0, 14)], "Source"))
    assert spans_of(project) == [("анна", "Source", 0, 7), ("борис", "Source", 0, 14)]
    assert check(project.path) == []


def test_labels_that_are_merged_keep_the_layers_apart(tmp_path: Path, make: Make) -> None:
    project = make("a")
    spans = [
        span_of(TEXT, "s1", "Source", (0, 7), annotator="анна"),
        span_of(TEXT, "s2", "Actor", (0, 7), annotator="борис"),
    ]
    bring(project, record(tmp_path / "1.jsonl", TEXT, *spans))
    (row,) = project.read.articles("new")
    stored = project.read.whole(row.article).spans
    draft = merge(Draft.of(project.codebook), "Actor", "Source")
    project.commit(change_codebook(project.codebook, draft, stored, ()))
    assert spans_of(project) == [("анна", "Source", 0, 7), ("борис", "Source", 0, 7)]
    assert check(project.path) == []


def test_rejections_and_mentions_of_two_layers_do_not_contradict(
    tmp_path: Path, make: Make
) -> None:
    entity = {"id": "e1", "name": "Лирия", "type": "state", "aliases": [], "links": {}}
    mention = span_of(TEXT, "s1", "Actor", (0, 7), annotator="борис", entity="e1")
    said_no = record(
        tmp_path / "1.jsonl",
        TEXT,
        entities=[entity],
        rejections=[rejection_of("j1", "e1", (0, 7))],
    )
    said_yes = record(tmp_path / "2.jsonl", TEXT, mention, entities=[entity])
    project = make("a")
    bring(project, said_no)
    report = bring(project, said_yes)
    assert "is taken without its entity" in str(report.kept[0])
    assert spans_of(project) == [("борис", "Actor", 0, 7)]
    assert check(project.path) == []
    project = make("b")
    bring(project, said_yes)
    report = bring(project, said_no)
    assert "A rejection of «Министр» was left out" in str(report.problems[0])
    assert check(project.path) == []
