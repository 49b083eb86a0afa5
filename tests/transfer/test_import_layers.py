"""Annotations of articles that are there already, and of other versions of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from tests.exchange.records import record_of, rejection_of, relation_of, span_of
from tests.exchange.strategies import BOOK
from tests.exchange.trips import article_of, span_at
from tests.transfer.conftest import Make
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook_draft import Draft
from workbench.domain.codebook_edits import merge
from workbench.domain.commands import Pen, change_codebook, label
from workbench.domain.records import Review
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, ReadOptions
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.store.project import Project
from workbench.transfer import Match, Report, import_paths
from workbench.transfer.layers import Layer

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


def test_another_entity_of_the_same_words_is_told_and_the_one_there_is_kept(
    tmp_path: Path, make: Make
) -> None:
    def entity(name: str, said: str) -> dict[str, Any]:
        return {"id": name, "name": said, "type": "person", "aliases": [], "links": {}}

    def mention(name: str, who: str) -> Any:
        return span_of(TEXT, name, "Actor", (0, 7), entity=who)

    project = make("a")
    bring(
        project,
        record(tmp_path / "1.jsonl", TEXT, mention("s1", "e1"), entities=[entity("e1", "Иван")]),
    )
    report = bring(
        project,
        record(tmp_path / "2.jsonl", TEXT, mention("s2", "e2"), entities=[entity("e2", "Пётр")]),
    )
    assert "Actor «Министр» is another in the project, which was kept" in str(report.kept[0])
    assert report.duplicates == ()
    (row,) = project.read.articles("new")
    assert [span.entity for span in project.read.whole(row.article).spans] == ["e1"]
    same = bring(
        project,
        record(tmp_path / "3.jsonl", TEXT, mention("s3", "e3"), entities=[entity("e3", "Иван")]),
    )
    assert (same.kept, len(same.duplicates)) == ((), 1)


def test_another_title_status_or_metadata_is_told_and_what_is_there_is_kept(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    bring(project, record(tmp_path / "1.jsonl", TEXT, meta={"date": "2024-01-01"}))
    (row,) = project.read.articles("new")
    changed = record(
        tmp_path / "2.jsonl", TEXT, title="Другой", status="done", meta={"date": "2030-01-01"}
    )
    told = [str(one) for one in bring(project, changed).kept]
    assert [one.split(": ", 1)[1].split(" ", 1)[0] for one in told] == ["The", "The", "Metadata"]
    assert project.read.article(row.article.id) == row.article


def test_a_plain_text_is_always_an_article_of_its_own(tmp_path: Path, make: Make) -> None:
    project = make("a")
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.txt").write_text(OLD + "Поправка: всё было не так.\n", encoding="utf-8")
    bring(project, tmp_path / "old.txt")
    report = bring(project, tmp_path / "new.txt", match="reanchor")
    assert (report.articles, report.duplicates, report.versions) == (1, (), ())
    assert project.read.counts().articles == 2


BULLETIN = """Центральный банк установил официальные курсы валют на завтра.
Курс доллара составил {0} рубля, курс евро составил {1} рубля, курс юаня составил {2} рубля.
Следующее решение по ключевой ставке регулятор примет в пятницу.
{3}
"""


def test_texts_of_one_template_are_no_versions_of_one_another(tmp_path: Path, make: Make) -> None:
    project = make("a")
    monday = BULLETIN.format("80,1", "93,2", "11,1", "В понедельник министр Иванов ушёл.")
    tuesday = BULLETIN.format("95,7", "110,4", "13,9", "Во вторник министр Петров отказался.")
    (tmp_path / "monday.txt").write_text(monday, encoding="utf-8")
    bring(project, tmp_path / "monday.txt")
    marks = record(
        tmp_path / "t.jsonl", tuesday, span_of(tuesday, "s1", "Actor", at(tuesday, "регулятор"))
    )
    report = bring(project, marks, match="reanchor")
    assert (report.articles, report.layered, report.versions) == (1, 0, ())


def test_the_report_says_which_text_was_a_version_of_which(tmp_path: Path, make: Make) -> None:
    project = make("a")
    spans = [
        span_of(OLD, "s1", "Cue", at(OLD, "сказал")),
        span_of(OLD, "s2", "Actor", at(OLD, "Рыбаки")),
    ]
    new = OLD.replace("подписан, сказал", "подписан, сообщил")
    report = versions(tmp_path, project, new, *spans, match="reanchor")
    laid = "«Заголовок»: annotations laid on «Министр прибыл утром.», 1 of 2 carried."
    assert [str(one).split(": ", 1)[1] for one in report.versions] == [laid]
    assert any(laid in line for line in report.sentences())
    again = bring(project, tmp_path / "old.jsonl", match="reanchor")
    assert (again.articles, again.spans, again.duplicates) == (0, 0, ())
    assert "Its annotations are there already" in str(again.versions[1])
    assert not any("The text is there already" in line for line in again.sentences())


def test_a_version_of_which_nothing_can_be_carried_is_an_article(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    new = OLD.replace("подписан, сказал", "подписан, сообщил")
    span = span_of(OLD, "s1", "Cue", at(OLD, "сказал"))
    report = versions(tmp_path, project, new, span, match="reanchor")
    assert (report.articles, report.spans, report.problems) == (1, 1, ())


def test_twenty_thousand_spans_inside_each_other_are_laid_over_as_many() -> None:
    count = 20_000
    text = "я" * 2 * count
    article, every = article_of(text).article, range(1, count)
    spans = [span_at(f"s{i}", "Actor", (i, 2 * count - i)) for i in every]
    there = [replace(span, id=f"t{span.id}") for span in spans[::2]]
    across = span_at("x", "Actor", (count // 2, 2 * count - 1))
    layer = Layer(BOOK, article, there, lambda name: None)
    new = layer.new(Bundle(article, text, (*spans, across)))
    assert {span.id for span in new.spans} == {span.id for span in spans[1::2]}
    assert layer.different == []
    (reason,) = map(str, layer.refused)
    assert "may not cross its border" in reason


def test_the_annotations_of_label_studios_short_form_are_a_layer_each(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    said = {"annotation_id": 1, "lead_time": 2.5, "text": TEXT}
    region = {"start": 0, "end": 7, "text": TEXT[:7], "labels": ["Source"]}
    claim = {"start": 20, "end": 27, "text": TEXT[20:27], "labels": ["Claim"]}
    path = tmp_path / "min.json"
    path.write_bytes(
        orjson.dumps(
            [
                {**said, "annotator": "анна", "label": [region, claim]},
                {**said, "annotator": "борис", "label": [region]},
            ]
        )
    )
    report = bring(project, path)
    assert (report.articles, report.spans, report.layered) == (1, 3, 0)
    assert spans_of(project) == [
        ("анна", "Claim", 20, 27),
        ("анна", "Source", 0, 7),
        ("борис", "Source", 0, 7),
    ]
    (problem,) = report.problems
    assert "which has no links" in str(problem)


def reviewed(
    span: dict[str, Any], verdict: str, who: str = "вера", at: str = "2025-02-01"
) -> dict[str, Any]:
    return {**span, "review": {"verdict": verdict, "annotator": who, "at": at}}


def verdicts(project: Project) -> dict[str, str | None]:
    row = project.read.articles("new")[0]
    whole = project.read.whole(row.article)
    spans = {span.id: span.verdict for span in whole.spans}
    return {**spans, **{link.id: link.verdict for link in whole.relations}}


def test_decisions_made_on_a_copy_come_home_and_overwrite_none(tmp_path: Path, make: Make) -> None:
    project = make("a")
    one, two = (
        span_of(TEXT, name, "Source", place, annotator="анна")
        for name, place in (("s1", (0, 7)), ("s2", (20, 27)))
    )
    claim = span_of(TEXT, "c1", "Claim", (20, 36), annotator="анна")
    link = relation_of("r1", "attributed_to", "c1", "s1", annotator="анна")
    bring(project, record(tmp_path / "1.jsonl", TEXT, one, two, claim, relations=[link]))
    back = record(
        tmp_path / "2.jsonl",
        TEXT,
        reviewed(one, "rejected"),
        two,
        reviewed(claim, "accepted"),
        relations=[reviewed(link, "accepted")],
    )
    report = bring(project, back)
    assert (report.reviews, report.spans, report.layered) == (3, 0, 0)
    assert str(project.read.journal(limit=1)[0].title) == "3 review decisions imported"
    assert "3 review decisions" in report.summary()[0]
    assert (report.duplicates, report.kept) == ((), ())
    assert verdicts(project) == {"s1": "rejected", "s2": None, "c1": "accepted", "r1": "accepted"}
    other = record(tmp_path / "3.jsonl", TEXT, reviewed(one, "accepted"), reviewed(two, "rejected"))
    report = bring(project, other)
    assert report.reviews == 1
    assert [str(problem) for problem in report.kept] == [
        f"{other}:1: Source «Министр»: the project says «rejected» (вера), which was kept; the "
        "file says «accepted» (вера)."
    ]
    assert verdicts(project)["s1"] == "rejected"
    project.undo()
    project.undo()
    assert set(verdicts(project).values()) == {None}
    assert check(project.path) == []


def test_a_decision_on_another_version_of_a_span_is_not_taken(tmp_path: Path, make: Make) -> None:
    project = make("a")
    one = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    bring(project, record(tmp_path / "1.jsonl", TEXT, one))
    moved = span_of(TEXT, "s1", "Source", (0, 14), annotator="анна")
    report = bring(project, record(tmp_path / "2.jsonl", TEXT, reviewed(moved, "accepted")))
    assert (report.reviews, len(report.kept)) == (0, 1)
    assert verdicts(project) == {"s1": None}


def test_a_decision_in_a_second_file_of_one_import_is_told(tmp_path: Path, make: Make) -> None:
    project = make("a")
    one = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    first = record(tmp_path / "1.jsonl", TEXT, one)
    second = record(tmp_path / "2.jsonl", TEXT, reviewed(one, "accepted"))
    options = ReadOptions(annotator="x")
    report = import_paths(project, [first, second], options, Silent())
    assert verdicts(project) == {"s1": None}
    assert "import the file once more" in str(report.problems[0])
    assert report.kept == ()
    assert import_paths(project, [second], options, Silent()).reviews == 1
    assert verdicts(project) == {"s1": "accepted"}


def test_a_later_decision_of_the_same_reviewer_takes_the_place_of_the_earlier_one(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    one = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    claim = span_of(TEXT, "c1", "Claim", (20, 36), annotator="анна")
    link = relation_of("r1", "attributed_to", "c1", "s1", annotator="анна")

    def brought(name: str, verdict: str, who: str, at: str) -> Report:
        path = tmp_path / f"{name}.jsonl"
        marked = reviewed(one, verdict, who, at)
        linked = reviewed(link, verdict, who, at)
        return bring(project, record(path, TEXT, marked, claim, relations=[linked]))

    brought("1", "rejected", "вера", "2025-02-01T10:00:00.000Z")
    report = brought("2", "accepted", "вера", "2025-02-01T12:00:00+01:00")
    assert (report.reviews, report.kept) == (2, ())
    assert str(project.read.journal(limit=1)[0].title) == "2 review decisions imported"
    assert verdicts(project) == {"s1": "accepted", "c1": None, "r1": "accepted"}
    for number, (who, at) in enumerate(
        [
            ("вера", "2025-02-01T10:30:00.000Z"),  # earlier
            ("олег", "2025-02-02T10:00:00.000Z"),  # somebody else
            ("вера", "вчера"),  # nobody knows when
        ]
    ):
        report = brought(f"3{number}", "rejected", who, at)
        assert report.reviews == 0
        assert [str(problem).split(": ", 1)[1] for problem in report.kept] == [
            "Source «Министр»: the project says «accepted» (вера), which was kept; the file says "
            f"«rejected» ({who}).",
            "comes from «договор подписан → Министр»: the project says «accepted» (вера), which "
            f"was kept; the file says «rejected» ({who}).",
        ]
    assert verdicts(project)["s1"] == "accepted"
    project.undo()
    assert verdicts(project) == {"s1": "rejected", "c1": None, "r1": "rejected"}
    assert check(project.path) == []


def test_of_several_decisions_on_a_span_the_last_is_one_change(tmp_path: Path, make: Make) -> None:
    project = make("a")
    one = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    bring(project, record(tmp_path / "1.jsonl", TEXT, one))
    whole = Bundle(*project.read.whole(project.read.articles("new")[0].article))
    (there,) = whole.spans
    said = [
        Review("rejected", "вера", "2025-02-01T10:00:00Z"),
        Review("accepted", "вера", "2025-02-01T12:00:00Z"),
        Review("rejected", "вера", "2025-02-01T11:00:00Z"),
    ]
    given = [replace(there, id=f"x{n}", review=review) for n, review in enumerate(said)]
    layer = Layer(BOOK, whole.article, [there], lambda name: None)
    layer.new(replace(whole, spans=tuple(given)))
    assert layer.decided == [Change(there, replace(there, review=said[1]))]
    assert len(layer.different) == 1


def test_of_decisions_in_two_files_of_one_import_the_second_is_told_and_taken_when_it_comes_again(
    tmp_path: Path, make: Make
) -> None:
    project = make("a")
    one = span_of(TEXT, "s1", "Source", (0, 7), annotator="анна")
    bring(project, record(tmp_path / "1.jsonl", TEXT, one))
    files = [
        record(tmp_path / f"{day}.jsonl", TEXT, reviewed(one, verdict, at=f"2025-02-0{day}"))
        for day, verdict in ((2, "rejected"), (3, "accepted"))
    ]
    report = import_paths(project, files, ReadOptions(annotator="x"), Silent())
    assert (report.reviews, len(report.problems)) == (1, 1)
    assert "has brought or decided; import the file once more" in str(report.problems[0])
    assert verdicts(project) == {"s1": "rejected"}
    assert (bring(project, files[1]).reviews, verdicts(project)) == (1, {"s1": "accepted"})
    assert check(project.path) == []
