"""The collections of ../shared/data go in whole, by the mappings that come with the program."""

from collections import Counter
from pathlib import Path

import pytest

from tests.transfer.conftest import Make
from workbench.exchange.bundle import Bundle, ReadOptions
from workbench.exchange.formats import named
from workbench.jobs import Silent
from workbench.store.check import check
from workbench.store.project import Project
from workbench.transfer import Report, import_paths, planned, read_mapping

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason="the collections are not beside this checkout"
)


def _bring(project: Project, paths: list[Path], name: str, **options: str) -> Report:
    said = ReadOptions(annotator=name, **options)  # type: ignore[arg-type]  # names of fields
    plan = planned(paths, project.codebook, said, Silent(), read_mapping(name))
    assert plan.unknown == ()
    assert plan.evidence.ties == {}
    return import_paths(project, paths, said, Silent(), plan)


def _in_files(paths: list[Path], name: str, project: Project) -> list[Bundle]:
    return [
        item
        for path in paths
        for item in named(name).read(path, project.codebook, ReadOptions(), Silent())
        if isinstance(item, Bundle)
    ]


def _spans(bundles: list[Bundle]) -> Counter[str]:
    """How many spans of each label there are, the same words of one text once."""
    return Counter(
        label
        for label, _, _ in {
            (span.label, one.article.sha256, span.fragments)
            for one in bundles
            for span in one.spans
        }
    )


def _undone(project: Project) -> None:
    """One undo takes all back, the codebook included; one redo brings it back."""
    before = project.codebook
    counts = project.read.counts()
    project.undo()
    gone = project.read.counts()
    assert (gone.articles, gone.spans, gone.relations, gone.entities) == (0, 0, 0, 0)
    assert project.read.next_undo() is None
    assert project.codebook.label("Claim") is not None
    assert project.codebook.version == "1.0.0"
    project.redo()
    assert project.read.counts() == counts
    assert project.codebook == before


def test_rusentrel_goes_in_whole(make: Make) -> None:
    project, paths = make("a"), [DATA / "rusentrel"]
    report = _bring(project, paths, "rusentrel", format="brat")
    found = _in_files(paths, "brat", project)
    texts = {one.article.sha256 for one in found}
    assert (len(found), report.articles) == (71, len(texts))
    assert project.read.counts().labels == dict(_spans(found))
    # What is left are texts without a file of annotations.
    assert [problem.line for problem in report.problems] == [None]
    assert "have no annotations" in str(report.problems[0])
    assert any("19509 of 19509 quotes" in said for said in report.sentences())
    for one in found[:5]:
        article = project.read.article_of_text(one.article.sha256)
        assert article is not None
        there = {(s.label, s.fragments) for s in project.read.whole(article).spans}
        assert there >= {(s.label, s.fragments) for s in one.spans}
    assert check(project.path) == []
    _undone(project)


def test_factrueval_goes_in_whole_with_both_its_sets(make: Make) -> None:
    project, paths = make("a"), [DATA / "factrueval2016"]
    report = _bring(project, paths, "factrueval2016")
    found = _in_files(
        [DATA / "factrueval2016" / one for one in ("devset", "testset")], "factrueval", project
    )
    assert (len(found), report.articles) == (254, 254)
    counts = project.read.counts()
    assert counts.labels == dict(_spans(found))
    links = {
        (
            one.article.sha256,
            link.type,
            *(
                (span.label, span.fragments)
                for end in (link.source, link.target)
                for span in one.spans
                if span.id == end
            ),
            *sorted(link.attributes.items()),
        )
        for one in found
        for link in one.relations
    }
    assert (counts.relations, counts.relations) == (report.relations, len(links))
    kinds = project.read.relation_types()
    assert kinds == dict(sorted(Counter(link[1] for link in links).items()))
    # The two places where the files say different things of the same words are told.
    twice = [one for one in map(str, report.problems) if "stands twice" in one]
    assert (len(twice), len(report.problems)) == (2, 5)
    where = project.codebook.relation("Occupation.Where")
    assert where is not None
    assert where.parallel
    assert {item.id for item in where.attributes} == {"fact", "Модальность", "Сложность", "Фаза"}
    assert max(len(item.values) for item in where.attributes) < 30
    assert check(project.path) == []
    _undone(project)


def test_ruopinion_goes_in_whole(make: Make) -> None:
    project = make("a")
    paths = [
        DATA / "ruopinionne2024" / f"{one}.jsonl"
        for one in ("train", "validation", "validation_labeled", "test")
    ]
    report = _bring(project, paths, "ruopinionne2024")
    found = _in_files(paths, "ruopinion", project)
    texts = {one.article.sha256 for one in found}
    counts = project.read.counts()
    assert (len(found), counts.articles) == (5991, len(texts))
    said = _spans(found)
    assert counts.labels == {f"Opinion{label}": count for label, count in sorted(said.items())}
    assert counts.relations == sum(len(one.relations) for one in found)
    assert report.problems == ()
    assert check(project.path) == []
    _undone(project)


def test_a_set_of_factrueval_after_the_other_widens_what_it_added(make: Make) -> None:
    project = make("a")
    for one in ("devset", "testset"):
        report = _bring(project, [DATA / "factrueval2016" / one], "factrueval2016")
        assert not [text for text in map(str, report.problems) if "goes from" in text]
    assert project.read.counts().articles == 254
    assert check(project.path) == []
    project.undo()
    assert project.read.counts().articles == 122
    assert check(project.path) == []


def test_a_collection_that_is_imported_again_adds_nothing(make: Make) -> None:
    project, paths = make("a"), [DATA / "factrueval2016" / "devset"]
    _bring(project, paths, "factrueval2016")
    counts, steps = project.read.counts(), len(project.read.journal())
    again = _bring(project, paths, "factrueval2016")
    assert (again.articles, again.spans, again.relations, again.entities) == (0, 0, 0, 0)
    assert project.read.counts() == counts
    assert len(project.read.journal()) == steps
