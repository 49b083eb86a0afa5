"""Datasets out of a project: what is chosen, what is lost, what is in the files, what is kept."""

import errno
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings

from tests.exchange.strategies import BOOK, bundles
from tests.transfer.conftest import Make, run
from workbench.domain.change import Change, Transaction
from workbench.domain.commands import Pen, write_article_note
from workbench.domain.errors import ExportFailed, Refused, Unreadable
from workbench.domain.records import Article, Entity, Note, Rejection, Span
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, ReadOptions
from workbench.exchange.dialect import content
from workbench.exchange.formats import NATIVE, dialect, writable
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.jobs import Cancelled, Silent
from workbench.store.project import Project
from workbench.transfer import (
    Choice,
    Request,
    Shares,
    choices,
    drop_choice,
    export,
    export_dataset,
    import_paths,
    keep_choice,
    keep_split,
    preview,
    split,
    verify,
)
from workbench.transfer.digest import digest
from workbench.transfer.places import MANIFEST
from workbench.transfer.windows import WINDOWS, Window, cut, windows


@pytest.fixture
def project(project: Project) -> Project:
    """The sample with its tagged articles, a note on one of them."""
    article = project.read.articles("done")[0].article
    note = write_article_note(project.read.reading(article.id), Pen("вера"), None, "проверить")
    project.commit(note)
    return project


def names(folder: Path) -> list[str]:
    """The files in a folder and below, with their names in it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


def records(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().split(b"\n") if line]


def rejecting() -> Bundle:
    """An article with a span at its very end, and the rejections of two annotators."""
    text = "Мэр молчит.\nМост закрыл мэр"
    article = Article("a", sha256(text), "т")
    place = (Interval(24, 27),)
    span = Span("s", "a", "Actor", place, {}, "e", "анна", "manual", None, "", "")
    rejections = tuple(Rejection(who, "a", "e", place, who, "") for who in ("анна", "вера"))
    mayor = Entity("e", "мэр", "person")
    return Bundle(article, text, (span,), entities=(mayor,), rejections=rejections)


# -- what is chosen


def test_a_choice_of_everything_gives_the_bytes_of_the_whole_export(
    place: Path, project: Project
) -> None:
    export(project, NATIVE, place / "1.jsonl", Silent())
    run(project, Request("jsonl"), place / "2.jsonl")
    run(project, Request("jsonl", manifest=False), place / "3.jsonl")
    every = Choice(statuses=tuple(project.read.counts().statuses))
    run(project, Request("jsonl", every), place / "4.jsonl")
    for name in ("2.jsonl", "3.jsonl", "4.jsonl"):
        assert (place / "1.jsonl").read_bytes() == (place / name).read_bytes()
    told = [orjson.loads((place / f"{n}.jsonl.manifest.json").read_bytes()) for n in (1, 2, 4)]
    for part in ("chosen", "held", "lost", "codebook"):
        assert told[0][part] == told[1][part] == told[2][part]
    assert not (place / "3.jsonl.manifest.json").exists()
    assert verify(place / "1.jsonl", Silent()).problems == ()


def test_without_a_manifest_an_older_one_goes_with_the_file_of_which_it_told(
    place: Path, project: Project
) -> None:
    for name in ("jsonl", "prodigy"):
        run(project, Request(name), place / "o")
        assert names(place) == ["o", "o.manifest.json"]
        run(project, Request(name, manifest=False), place / "o")
        assert names(place) == ["o"]


def test_articles_are_chosen_by_status_title_date_and_whom_they_mention(
    place: Path, project: Project
) -> None:
    def chosen(**fields: Any) -> list[dict[str, Any]]:
        run(project, Request("jsonl", Choice(**fields)), place / "o.jsonl")
        return records(place / "o.jsonl")

    everything = [orjson.loads(orjson.dumps(record)) for record in project.read.records()]
    done = chosen(statuses=("done",))
    assert done == [record for record in everything if record["status"] == "done"]
    dates = sorted(record["meta"].get("date", "") for record in everything)
    since = dates[-3]
    assert {r["id"] for r in chosen(since=since)} == {
        r["id"] for r in everything if r["meta"].get("date", "") >= since
    }
    assert len(chosen(since=since, until=since)) == dates.count(since)
    assert all("мост" in record["title"].casefold() for record in chosen(words="МОСТ"))
    entity = done[0]["entities"][0]["id"]
    assert {r["id"] for r in chosen(entities=(entity,))} == {
        r["id"] for r in everything if any(span["entity"] == entity for span in r["spans"])
    }
    assert all(record["spans"] for record in chosen(only_marked=True))


def test_spans_are_chosen_by_label_and_annotator_and_links_go_with_both_their_spans(
    place: Path, project: Project
) -> None:
    run(project, Request("jsonl", Choice(labels=("Claim", "Source"))), place / "o.jsonl")
    found = records(place / "o.jsonl")
    assert {span["label"] for record in found for span in record["spans"]} == {"Claim", "Source"}
    types = {link["type"] for record in found for link in record["relations"]}
    assert "attributed_to" in types
    assert not types & {"about", "signalled_by"}
    for record in found:
        named = {span["entity"] for span in record["spans"]} - {None}
        assert {entity["id"] for entity in record["entities"]} == named
    run(project, Request("jsonl", Choice(annotators=("вера",))), place / "o.jsonl")
    found = records(place / "o.jsonl")
    assert [len(record["notes"]) for record in found].count(1) == 1
    assert not any(record["spans"] for record in found)


@pytest.mark.parametrize(
    ("choice", "reason"),
    [
        (Choice(labels=("Nothing",)), "no label «Nothing»"),
        (Choice(statuses=("ready",)), "no status «ready»"),
        (Choice(entities=("nobody",)), "no entity nobody"),
        (Choice(since="13.12.2025"), "YYYY-MM-DD"),
        (Choice(sides=("train",)), "keeps no split"),
        (Choice(annotators=("никто",)), "no annotator «никто»"),
        (Choice(origins=("typo",)), "came about by «typo»"),
    ],
)
def test_a_choice_that_cannot_be_meant_is_refused(
    place: Path, project: Project, choice: Choice, reason: str
) -> None:
    for ask in (
        lambda: preview(project, Request("jsonl", choice), Silent()),
        lambda: run(project, Request("jsonl", choice), place / "o.jsonl"),
    ):
        with pytest.raises(Refused, match=reason):
            ask()
    assert names(place) == []


def test_a_side_that_the_split_does_not_have_is_refused(place: Path, project: Project) -> None:
    with project.snapshot() as snapshot:
        keep_split(project, split(snapshot, Shares(), Silent(), None).split)
    with pytest.raises(Refused, match=r"no side «тест»\. Choose among: train, validation, test"):
        run(project, Request("jsonl", Choice(sides=("тест",))), place / "o.jsonl")


@pytest.mark.parametrize(
    ("date", "is_taken"),
    [
        ("2025-05-05", True),
        ("2025-05-05T10:00:00+03:00", True),
        ("2025-05-05 10:00", True),
        ("31.12.2025", False),
        ("05/03/2025", False),
        ("2025-05-055", False),
        ("2025-13-45", False),
        (1735689600, False),
        (None, False),
    ],
)
def test_only_a_date_that_says_its_day_is_in_a_range(date: object, is_taken: bool) -> None:
    article = Article("a", sha256("а"), "т", meta={"date": date})
    assert Choice(since="2025-01-01").takes(article) == is_taken
    assert Choice(until="2025-12-31").takes(article) == is_taken


def test_rejections_of_others_stay_at_home() -> None:
    made = rejecting()
    assert [one.annotator for one in made.rejections] == ["анна", "вера"]
    narrowed = Choice(annotators=("вера",)).narrowed(made)
    assert narrowed is not None
    assert [one.annotator for one in narrowed.rejections] == ["вера"]


def test_a_choice_that_takes_nothing_exports_nothing(place: Path, project: Project) -> None:
    with pytest.raises(ExportFailed, match="Nothing is chosen"):
        run(project, Request("jsonl", Choice(words="такого нет")), place / "o.jsonl")
    assert names(place) == []


def test_choices_are_kept_by_name_until_they_are_forgotten(project: Project, make: Make) -> None:
    mine = Choice(statuses=("done",), labels=("Claim",), since="2025-01-01", only_marked=True)
    keep_choice(project, " готовое  2025 ", mine)
    keep_choice(project, "всё", Choice())
    assert choices(project.read) == {"всё": Choice(), "готовое 2025": mine}
    with project.snapshot() as snapshot:
        assert choices(snapshot)["готовое 2025"] == mine
    drop_choice(project, "всё")
    assert list(choices(project.read)) == ["готовое 2025"]
    with pytest.raises(Refused, match="no choice «всё»"):
        drop_choice(project, "всё")
    with pytest.raises(Refused, match="needs a name"):
        keep_choice(project, "  ", mine)
    project.remember("choice:новее", '{"color": "red"}')
    assert list(choices(project.read)) == ["готовое 2025"]


# -- what it will hold and lose


def test_the_preview_says_what_the_export_then_holds_and_loses(
    place: Path, project: Project
) -> None:
    for made in writable():
        request = Request(made.name, manifest=True)
        foreseen = preview(project, request, Silent())
        done = run(project, request, place / made.name)
        assert replace(done.held, origins=foreseen.origins) == foreseen
        assert foreseen.articles == project.read.counts().articles
        assert foreseen.spans == project.read.counts().labels
        assert verify(done.path, Silent()).problems == ()
        told = orjson.loads((done.manifest or place).read_bytes())
        assert told["lost"]["format"] == dict(foreseen.losses)


def test_a_format_that_drops_notes_says_so(project: Project) -> None:
    said = [str(message) for message in preview(project, Request("prodigy"), Silent()).lost()]
    assert "1 note on an article is lost" in said
    assert any("attributes of spans are lost" in sentence for sentence in said)
    assert preview(project, Request("huggingface"), Silent()).lost() == []


def test_what_entities_lose_is_counted_once_for_each_and_not_for_each_article(
    project: Project,
) -> None:
    with project.snapshot() as snapshot:
        there = [Bundle(*snapshot.whole(one)).entities for one in snapshot.each_article()]
    named = {entity.id: entity for part in there for entity in part}
    aliased = sum(bool(entity.aliases) for entity in named.values())
    assert sum(bool(entity.aliases) for part in there for entity in part) > aliased > 0
    losses = preview(project, Request("prodigy"), Silent()).losses
    assert losses["entity_aliases"] == aliased
    assert preview(project, Request("jsonl", manifest=True), Silent()).losses == {}


def test_what_another_tool_does_with_overlaps_is_said_before(place: Path, project: Project) -> None:
    held = preview(project, Request("doccano"), Silent())
    untouched, overlaps, *_ = map(str, held.warned)
    assert untouched.startswith(f"{project.read.statuses()['new']} new articles without a span")
    assert "overlap" in overlaps
    assert set(map(str, held.warned)) <= set(map(str, held.lost()))
    assert run(project, Request("doccano"), place / "o.jsonl").held.warned == held.warned
    assert preview(project, Request("huggingface"), Silent()).warned == ()


def test_what_articles_lose_is_counted_by_article_and_not_by_window(project: Project) -> None:
    whole = preview(project, Request("brat"), Silent())
    parts = preview(project, Request("brat", window="sentence"), Silent())
    assert whole.losses["titles"] == project.read.counts().articles
    for name in ("titles", "statuses", "metas"):
        assert parts.losses[name] == whole.losses[name]
    assert parts.warned == whole.warned


@pytest.mark.parametrize("name", ["sentences", "sentences-csv", "gazetteer", "gazetteer-tsv"])
def test_rows_that_are_missing_are_noticed_though_the_format_is_not_imported(
    place: Path, project: Project, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    made = dialect(name)
    write = type(made).write

    def short(self: Any, articles: Any, *rest: Any) -> None:
        write(self, [one for number, one in enumerate(articles) if number], *rest)

    monkeypatch.setattr(type(made), "write", short)
    with pytest.raises(ExportFailed, match="cannot be read back"):
        run(project, Request(name), place / "rows")
    assert names(place) == []


def test_a_gazetteer_of_articles_that_mention_nobody_is_empty(
    place: Path, project: Project
) -> None:
    run(project, Request("gazetteer", Choice(labels=("Cue",))), place / "names.txt")
    assert (place / "names.txt").read_bytes() == b""


def test_a_unit_that_the_format_does_not_count_in_is_refused(place: Path, project: Project) -> None:
    with pytest.raises(Refused, match="cannot count in utf8"):
        run(project, Request("jsonl", unit="utf8", manifest=True), place / "o.jsonl")
    with pytest.raises(Unreadable, match="There is no format «spss»"):
        run(project, Request("spss"), place / "o.jsonl")


# -- windows


@settings(max_examples=150)
@given(bundles())
def test_windows_are_pieces_of_the_text_and_their_spans_stand_where_they_stood(
    bundle: Bundle,
) -> None:
    for by in WINDOWS:
        made = windows(bundle, by)
        whole = {span.id: span for span in bundle.spans}
        last = 0
        for window in made:
            told = window.article.meta["window"]
            assert last <= told["start"]
            last = told["end"]
            assert bundle.text[told["start"] : told["end"]] == window.text
            for span in window.spans:
                back = [
                    Interval(place.start + told["start"], place.end + told["start"])
                    for place in span.fragments
                ]
                assert tuple(back) == whole[span.id].fragments
            inside = {span.id for span in window.spans}
            assert all({link.source, link.target} <= inside for link in window.relations)
        kept = sum(len(window.spans) for window in made)
        assert kept + cut(bundle, made)["spans"] == len(bundle.spans)


@pytest.mark.parametrize("by", WINDOWS)
def test_what_stands_at_the_end_of_a_window_is_in_it_and_shifted(by: Window) -> None:
    _, last = windows(rejecting(), by)
    assert last.text == "Мост закрыл мэр"
    assert [span.fragments for span in last.spans] == [(Interval(12, 15),)]
    assert [one.fragments for one in last.rejections] == [(Interval(12, 15),)] * 2
    assert [one.id for one in last.entities] == ["e"]


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u200d", "\u2060", "\u00ad"])
@pytest.mark.parametrize("by", WINDOWS)
def test_a_paragraph_that_shows_nothing_is_no_window(
    tmp_path: Path, place: Path, make: Make, by: Window, unseen: str
) -> None:
    project = make("дело")
    (tmp_path / "a.txt").write_text(f"Мост закрыт.\n{unseen}\nМэр ушёл.", encoding="utf-8")
    import_paths(project, [tmp_path / "a.txt"], ReadOptions(), Silent())
    run(project, Request("jsonl", window=by), place / "o.jsonl")
    assert [one["text"] for one in records(place / "o.jsonl")] == ["Мост закрыт.", "Мэр ушёл."]


def test_an_export_by_sentences_is_counted_and_read_back(place: Path, project: Project) -> None:
    held = preview(project, Request("huggingface", window="sentence"), Silent())
    assert held.windows > 10 * held.articles
    assert any("across borders of windows" in str(message) for message in held.lost())
    done = run(project, Request("huggingface", window="sentence"), place / "set")
    rows = records(place / "set" / "data" / "train.jsonl")
    assert len(rows) == held.windows
    assert sum(len(row["spans"]) for row in rows) == held.span_count - held.cut["spans"]
    assert verify(done.path, Silent()).articles == held.windows


# -- comparing


@settings(max_examples=150)
@given(bundles(), bundles())
def test_digests_are_equal_where_contents_are(one: Bundle, other: Bundle) -> None:
    assert (digest(one) == digest(other)) == (content(one) == content(other))
    shuffled = replace(
        one,
        spans=one.spans[::-1],
        relations=one.relations[::-1],
        notes=one.notes[::-1],
        article=replace(one.article, id="x", title="y"),
    )
    assert digest(shuffled) == digest(one)


def test_different_contents_have_different_digests(project: Project) -> None:
    with project.snapshot() as snapshot:
        whole = [Bundle(*snapshot.whole(one)) for one in snapshot.each_article()]
    bundle = next(one for one in whole if one.spans and one.relations)
    span, link = bundle.spans[0], bundle.relations[0]
    others = [
        replace(bundle, text=bundle.text + "!"),
        replace(bundle, spans=bundle.spans[1:]),
        *(
            replace(bundle, spans=(changed, *bundle.spans[1:]))
            for changed in (
                replace(span, note="сомнение"),
                replace(span, label="Region" if span.label != "Region" else "Cue"),
                replace(span, attributes={**span.attributes, "k": "v"}),
                replace(span, fragments=(Interval(0, 1),)),
            )
        ),
        *(
            replace(bundle, relations=(changed, *bundle.relations[1:]))
            for changed in (
                replace(link, attributes={"k": "v"}),
                replace(link, type="other"),
                replace(link, source=link.target, target=link.source),
            )
        ),
        replace(bundle, notes=(*bundle.notes, Note("n", "a", "заметка", "анна", "", ""))),
    ]
    assert len({digest(one) for one in (bundle, *others)}) == len(others) + 1


# -- all of it or nothing


class Broken(HuggingFace):
    """The dataset folder with one thing that goes wrong."""

    error: BaseException | None = None
    spoil: tuple[bytes, bytes] | None = None

    def write(self, articles: Iterable[Bundle], codebook: Any, out: Any, options: Any) -> None:
        def some() -> Iterator[Bundle]:
            for number, bundle in enumerate(articles):
                if number == 2 and self.error is not None:
                    raise self.error
                yield bundle

        HuggingFace().write(some(), codebook, out, options)
        path = out.folder / "data" / "train.jsonl"
        if self.spoil is not None:
            path.write_bytes(path.read_bytes().replace(*self.spoil, 1))


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Puts a broken format in the place of the sound one."""

    def put(error: BaseException | None = None, spoil: tuple[bytes, bytes] | None = None) -> None:
        monkeypatch.setattr(Broken, "error", error)
        monkeypatch.setattr(Broken, "spoil", spoil)
        monkeypatch.setattr("workbench.transfer.asked.dialect", lambda name: Broken())
        monkeypatch.setattr("workbench.transfer.asked.HuggingFace", type("Other", (), {}))

    return put


@pytest.mark.parametrize("old", [True, False])
@pytest.mark.parametrize(
    ("error", "spoil", "raised", "reason"),
    [
        (OSError(errno.ENOSPC, "full"), None, ExportFailed, "no room on the disk"),
        (OSError(errno.EIO, "I/O error"), None, ExportFailed, "I/O error"),
        (Cancelled(), None, Cancelled, None),
        (KeyboardInterrupt(), None, KeyboardInterrupt, None),
        (None, (b'"quote":"', b'"quote":"x'), ExportFailed, "cannot be read back"),
        (None, (b'"label":"Claim"', b'"label":"Actor"'), ExportFailed, "is not the same"),
        (None, (b'"text":"', b'"text":"x'), ExportFailed, "cannot be read back"),
        (None, (b"\n", b"\n\n{broken\n"), ExportFailed, "cannot be read back"),
    ],
)
def test_a_failed_export_leaves_the_old_folder_and_nothing_else(
    place: Path,
    project: Project,
    breaks: Any,
    old: bool,
    error: BaseException | None,
    spoil: tuple[bytes, bytes] | None,
    raised: type[BaseException],
    reason: str | None,
) -> None:
    target = place / "set"
    if old:
        run(project, Request("huggingface"), target)
    before = {name: (place / name).stat().st_mtime_ns for name in names(place)}
    breaks(error, spoil)
    with pytest.raises(raised, match=reason):
        run(project, Request("huggingface"), target)
    assert {name: (place / name).stat().st_mtime_ns for name in names(place)} == before
    if old:
        assert verify(target, Silent()).problems == ()


def test_cancel_at_any_moment_leaves_nothing(place: Path, project: Project) -> None:
    class Stop:
        def __init__(self, after: int) -> None:
            self.left = after

        def step(self, done: int, total: int) -> None:
            self.left -= 1
            if not self.left:
                raise Cancelled

    for after in (1, 2):
        for name in ("huggingface", "prodigy", "brat"):
            with pytest.raises(Cancelled):
                export_dataset(project, Request(name), place / "o", Stop(after))
            assert names(place) == []
        with pytest.raises(Cancelled):
            preview(project, Request("prodigy"), Stop(after))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None,
    reason="needs the right to mount a small disk",
)
@pytest.mark.parametrize("name", ["huggingface", "prodigy", "csv", "triples-csv"])
def test_a_full_disk_leaves_the_old_export_as_it_was(
    tmp_path: Path, project: Project, name: str
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("a small disk cannot be mounted here")
    try:
        few = Request(name, Choice(labels=("Region",), words="мост"))
        run(project, few, disk / "o")
        before = {one: (disk / one).stat().st_size for one in names(disk)}
        with pytest.raises(ExportFailed, match="no room"):
            run(project, Request(name), disk / "o")
        assert {one: (disk / one).stat().st_size for one in names(disk)} == before
        assert verify(disk / "o", Silent()).problems == ()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_only_an_earlier_export_is_overwritten(place: Path, project: Project) -> None:
    target = place / "set"
    target.mkdir()
    run(project, Request("huggingface"), target)  # an empty folder is taken
    run(project, Request("csv"), target)  # an export gives way to another, whatever its format
    assert not (target / "data").exists()
    assert (target / "spans.csv").exists()
    (target / "мои заметки.txt").write_text("мои", encoding="utf-8")
    with pytest.raises(ExportFailed, match=r"holds мои заметки\.txt"):
        run(project, Request("csv"), target)
    (target / MANIFEST).unlink()
    with pytest.raises(ExportFailed, match="not empty and not an earlier export"):
        run(project, Request("csv"), target)
    assert (target / "мои заметки.txt").read_text(encoding="utf-8") == "мои"
    with pytest.raises(ExportFailed, match="is a file"):
        run(project, Request("csv"), target / "spans.csv")
    with pytest.raises(ExportFailed, match="not empty"):
        run(project, Request("csv"), project.path.parent)
    with pytest.raises(ExportFailed, match="the project itself"):
        run(project, Request("prodigy"), project.path)
    with pytest.raises(ExportFailed, match="is a folder"):
        run(project, Request("prodigy"), place)
    with pytest.raises(ExportFailed, match="cannot be written"):
        run(project, Request("prodigy"), place / "none" / "o.jsonl")


# -- verified, long after


def test_a_character_that_differs_is_found_and_named(place: Path, project: Project) -> None:
    run(project, Request("huggingface"), place / "set")
    path = place / "set" / "data" / "train.jsonl"
    sound = path.read_bytes()
    path.write_bytes(sound.replace("мост".encode(), "пост".encode(), 1))
    found = [str(problem) for problem in verify(place / "set", Silent()).problems]
    assert "data/train.jsonl is not what was exported: its bytes differ." in found
    assert any(said.startswith("data/train.jsonl:") for said in found)
    path.write_bytes(sound[:-100])
    assert any("bytes and had" in str(p) for p in verify(place / "set", Silent()).problems)
    path.write_bytes(sound)
    (place / "set" / "codebook.json").unlink()
    (place / "set" / "чужой.txt").touch()
    found = [str(problem) for problem in verify(place / "set", Silent()).problems]
    assert found == ["codebook.json is missing.", "чужой.txt is not of the export."]


def test_a_native_file_is_verified_by_itself(place: Path, project: Project) -> None:
    path = place / "o.jsonl"
    run(project, Request("jsonl", manifest=False), path)
    counts = project.read.counts()
    found = verify(path, Silent())
    assert (found.problems, found.articles, found.spans) == ((), counts.articles, counts.spans)
    path.write_bytes(path.read_bytes().replace(b'"quotes":["', b'"quotes":["x', 1))
    (problem,) = verify(path, Silent()).problems
    assert str(problem).startswith(f"{path}:")
    assert not found.manifested
    path.write_text("просто текст\n" * 40, encoding="utf-8")
    for strange in (path, project.path):
        with pytest.raises(Unreadable, match=r"not native JSONL|is a project, not an export"):
            verify(strange, Silent())
    run(project, Request("jsonl"), path)
    assert verify(path, Silent()).manifested
    with pytest.raises(Unreadable, match="nothing to hold it against"):
        verify(place, Silent())


def test_a_manifest_from_outside_leads_nowhere_else(place: Path, project: Project) -> None:
    run(project, Request("huggingface"), place / "set")
    path = place / "set" / MANIFEST
    told = orjson.loads(path.read_bytes())
    assert told["codebook"] == BOOK.body
    assert told["export"] == {
        "format": "huggingface",
        "unit": "code_point",
        "window": None,
        "split": True,
        "choice": {},
    }
    wrong: list[Any] = [
        {**told, "files": [{"name": "../../etc/passwd", "size": 1, "sha256": "0"}]},
        {**told, "version": 2},
        {**told, "files": 7},
        [],
    ]
    for spoilt in wrong:
        path.write_bytes(orjson.dumps(spoilt))
        with pytest.raises(Unreadable):
            verify(place / "set", Silent())


# -- and back in


@pytest.mark.parametrize("name", ["huggingface", "csv", "prodigy", "doccano"])
def test_an_export_comes_back_in_by_what_its_manifest_says(
    place: Path, project: Project, make: Make, name: str
) -> None:
    done = run(project, Request(name), place / "set.jsonl")
    other = make("копия")
    report = import_paths(other, [done.path], ReadOptions(annotator="анна"), Silent())
    assert report.articles == project.read.counts().articles
    assert report.spans > 0
    if name in ("huggingface", "csv"):
        assert report.problems == ()
        assert other.read.counts().labels == project.read.counts().labels
        assert other.read.counts().relations == project.read.counts().relations


def test_labels_that_the_codebook_does_not_have_are_told_once_a_label(
    place: Path, project: Project, make: Make
) -> None:
    run(project, Request("huggingface", manifest=False), place / "set")
    path = place / "set" / "data" / "train.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"label":"Cue"', b'"label":"Verb"'))
    other = make("копия")
    report = import_paths(other, [place / "set"], ReadOptions(), Silent())
    assert other.read.counts().labels.get("Cue", 0) == 0
    told = [str(problem) for problem in report.problems]
    assert any("have the label «Verb», which the codebook does not have" in one for one in told)
    assert len(told) < 4 * report.articles


def test_the_sides_of_the_split_become_files_and_choices(place: Path, project: Project) -> None:
    with project.snapshot() as snapshot:
        made = split(snapshot, Shares({"train": 0.6, "test": 0.4}), Silent(), None).split
    keep_split(project, made)
    run(project, Request("huggingface"), place / "set")
    assert [one for one in names(place / "set") if one.endswith(".jsonl")] == [
        "data/test.jsonl",
        "data/train.jsonl",
    ]
    for side, number in made.counts().items():
        rows = records(place / "set" / "data" / f"{side}.jsonl")
        assert len(rows) == number
        assert all(made.sides[row["sha256"]] == row["split"] == side for row in rows)
        run(project, Request("jsonl", Choice(sides=(side,))), place / "o.jsonl")
        assert {r["id"] for r in records(place / "o.jsonl")} == {row["id"] for row in rows}
    done = run(project, Request("huggingface", window="paragraph"), place / "parts")
    assert done.held.windows > 0
    told = orjson.loads((place / "parts" / MANIFEST).read_bytes())
    assert told["split"]["articles"] == made.counts()


def test_a_dataset_folder_may_leave_the_kept_split_alone(place: Path, project: Project) -> None:
    with project.snapshot() as snapshot:
        keep_split(project, split(snapshot, Shares(), Silent(), None).split)
    done = run(project, Request("huggingface", split=False), place / "set")
    assert [one for one in names(place / "set") if one.endswith(".jsonl")] == ["data/train.jsonl"]
    assert done.held.articles == project.read.counts().articles
    assert verify(place / "set", Silent()).problems == ()


def test_an_article_that_came_after_the_split_is_left_out_of_its_files_and_told(
    tmp_path: Path, place: Path, project: Project
) -> None:
    with project.snapshot() as snapshot:
        keep_split(project, split(snapshot, Shares(), Silent(), None).split)
    (tmp_path / "новая.txt").write_text("Совсем новая статья о мосте.", encoding="utf-8")
    import_paths(project, [tmp_path / "новая.txt"], ReadOptions(), Silent())
    done = run(project, Request("huggingface"), place / "set")
    assert done.held.articles == project.read.counts().articles - 1
    assert "on no side of the split" in str(done.held.lost()[0])


def test_nothing_of_the_project_changes(place: Path, project: Project) -> None:
    before = [orjson.dumps(record) for record in project.read.records()]
    project.commit(Transaction(msg("nothing"), tuple[Change, ...]()))
    for name in ("huggingface", "gazetteer"):
        run(project, Request(name), place / name)
    assert [orjson.dumps(record) for record in project.read.records()] == before
