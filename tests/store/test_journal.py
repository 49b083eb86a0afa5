from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import pytest

from workbench.domain import commands
from workbench.domain.change import Change, Focus, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Conflict, ReadOnly, Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Note, Record, Rejection, Relation, Span
from workbench.domain.text import Fragments, Interval, sha256
from workbench.domain.words import Names, msg
from workbench.store.check import check
from workbench.store.project import Notice, Project
from workbench.store.reader import Step

if TYPE_CHECKING:
    from tests.store.conftest import Bench

WHO = Entity("e-who", "Антон Михайлов", "person", ("Михайлов",), {"wikidata": "Q1"})


class Scene:
    """A tagged article to try one command on."""

    def __init__(self, bench: Bench, project: Project) -> None:
        self.bench = bench
        self.project = project
        self.article = self.project.read.articles("new")[0].article.id
        for article in self.project.read.articles("new"):
            if "Министр" in self.project.read.text(article.article.id):
                self.article = article.article.id
        self.claim = self.mark("Claim", "перемирие\u00a0сорвано")
        self.second = self.mark("Claim", "подтвердили")
        self.actor = self.mark("Actor", "Антон Михайлов")
        self.do(commands.attach(self.reading, bench.pen, self.actor, WHO, new=True))
        self.do(commands.link(self.reading, bench.pen, self.claim, self.actor, "about"))
        self.do(commands.write_article_note(self.reading, bench.pen, None, "проверить"))
        self.actor, self.claim = self.now(self.actor), self.now(self.claim)

    @property
    def reading(self) -> Reading:
        """The article as the file has it."""
        return self.project.read.reading(self.article)

    def do(self, transaction: Transaction) -> None:
        """Commit."""
        self.project.commit(transaction)

    def places(self, words: str) -> Fragments:
        """Where the words stand."""
        start = self.reading.text.index(words)
        return (Interval(start, start + len(words)),)

    def mark(self, label: str, words: str) -> Span:
        """Mark words with a label; the span."""
        made = commands.label(self.reading, self.bench.pen, self.places(words), label)
        self.do(made)
        span = made.changes[0].after
        assert isinstance(span, Span)
        return span

    def now(self, span: Span) -> Span:
        """The span as the file has it."""
        found = self.reading.span(span.id)
        assert found is not None
        return found


Command = Callable[[Scene], Transaction]

COMMANDS: dict[str, Command] = {
    "label": lambda s: commands.label(s.reading, s.bench.pen, s.places("заявил"), "Cue"),
    "label a mention": lambda s: commands.label(
        s.reading, s.bench.pen, s.places("Министр 😀"), "Actor", entity=WHO
    ),
    "resize": lambda s: commands.resize(s.reading, s.bench.pen, s.claim, s.places("сорвано")),
    "add_fragment": lambda s: commands.add_fragment(
        s.reading, s.bench.pen, s.claim, s.places("\0 и\u0306")[0]
    ),
    "relabel": lambda s: commands.relabel(s.reading, s.bench.pen, s.second, "Cue"),
    "delete": lambda s: commands.delete(s.reading, [s.claim, s.actor]),
    "set_attribute": lambda s: commands.set_attribute(
        s.reading, s.bench.pen, s.claim, "claim_type", "fact"
    ),
    "set_note": lambda s: commands.set_note(s.reading, s.bench.pen, s.claim, "спорно «{так}»"),
    "attach a new entity": lambda s: commands.attach(
        s.reading, s.bench.pen, s.actor, replace(WHO, id="e-new"), new=True
    ),
    "detach": lambda s: commands.attach(s.reading, s.bench.pen, s.actor, None),
    "change_entity": lambda s: commands.change_entity(
        WHO, replace(WHO, name="А. Михайлов", aliases=("он", "министр"), links={})
    ),
    "link": lambda s: commands.link(s.reading, s.bench.pen, s.claim, s.second, "supports"),
    "unlink": lambda s: commands.unlink(s.reading, s.reading.relations[0]),
    "set_relation_attribute": lambda s: commands.set_relation_attribute(
        s.reading, s.reading.relations[0], "role", "agent"
    ),
    "set_status": lambda s: commands.set_status(s.reading.article, "done"),
    "set_title": lambda s: commands.set_title(s.reading.article, "Новый Ёж"),
    "change the note on the article": lambda s: commands.write_article_note(
        s.reading, s.bench.pen, s.reading.notes[0], "проверено"
    ),
    "remove the note on the article": lambda s: commands.write_article_note(
        s.reading, s.bench.pen, s.reading.notes[0], ""
    ),
    "change_codebook": lambda s: commands.change_codebook(
        s.project.codebook, Codebook.of({**s.project.codebook.body, "version": "1.0.1"})
    ),
    "reject a suggestion": lambda s: Transaction(
        msg("Not him"),
        (
            Change(
                None,
                Rejection("j-1", s.article, WHO.id, s.places("Министр"), "анна", s.claim.created),
            ),
        ),
    ),
    "note on an entity": lambda s: commands.change_entity(WHO, replace(WHO, note="это кто?")),
    "import": lambda s: s.bench.imported(),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_undone_and_redone_to_the_byte_even_after_a_restart(
    name: str, bench: Bench
) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        before = bench.held()
        transaction = COMMANDS[name](scene)
        project.commit(transaction)
        after = bench.held()
        assert after != before
        assert project.undo() == transaction.inverse()
        assert bench.held() == before
        assert project.redo() == transaction
        assert bench.held() == after
    with bench.open() as project:
        project.undo()
        assert bench.held() == before
        assert check(bench.path) == []
    with bench.open() as project:
        project.redo()
        assert bench.held() == after
        assert check(bench.path) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_a_reading_that_was_followed_is_the_one_that_the_file_gives(
    name: str, bench: Bench
) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        reading = scene.reading
        transaction = COMMANDS[name](scene)
        project.commit(transaction)
        followed, read = reading.after(transaction.changes).knowing([WHO]), scene.reading
        assert (followed.article, followed.codebook) == (read.article, read.codebook)
        assert (followed.spans, followed.relations) == (read.spans, read.relations)
        assert (followed.notes, followed.rejections) == (read.notes, read.rejections)
        if name not in ("change_entity", "note on an entity"):
            assert [followed.entity_of(s) for s in read.spans] == [
                read.entity_of(s) for s in read.spans
            ]


def test_everything_is_undone_down_to_the_empty_project_and_done_again(bench: Bench) -> None:
    with bench.make() as project:
        Scene(bench, project)
        full = bench.held()
        steps = len(project.read.journal())
        for _ in range(steps):
            project.undo()
        assert all(not rows for table, rows in bench.held().items() if table != "codebook")
        with pytest.raises(Refused, match="There is nothing to undo"):
            project.undo()
    with bench.open() as project:
        for _ in range(steps):
            project.redo()
        assert bench.held() == full
        with pytest.raises(Refused, match="There is nothing to redo"):
            project.redo()


def test_a_new_commit_drops_what_could_be_redone(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        project.commit(COMMANDS["set_title"](scene))
        project.undo()
        project.commit(COMMANDS["set_status"](scene))
        with pytest.raises(Refused, match="There is nothing to redo"):
            project.redo()
        assert [step.state for step in project.read.journal(limit=3)] == ["done", "dropped", "done"]
        project.undo()
        assert project.read.reading(scene.article).article.status == "in_work"
        assert "done" in str(project.redo().title)


def test_a_jump_goes_to_any_state_of_the_project_and_back_to_the_byte(bench: Bench) -> None:
    with bench.make() as project:
        states = {step.seq: bench.held() for step in project.read.journal(limit=1)}
        seen = project.subscribe(lambda _: states.update({_newest(project): bench.held()}))
        scene = Scene(bench, project)
        for name in ("resize", "import", "change_codebook", "set_title", "delete"):
            project.commit(COMMANDS[name](refreshed(scene)))
        seen()
        order = list(states)
        for seq in (order[-1] // 2, order[0], 0, order[-1], order[1], order[-2], order[2]):
            project.jump(seq)
            if seq:
                assert bench.held() == states[seq]
            assert _newest(project) == seq
            known = {step.seq: step.state for step in project.read.journal(limit=100)}
            assert known == {n: "undone" if n > seq else "done" for n in known}
    assert check(bench.path) == []


def _newest(project: Project) -> int:
    step = project.read.next_undo()
    return step.seq if step else 0


def test_a_jump_is_told_once_with_what_its_steps_come_to(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        before, seq = scene.reading, _newest(project)
        for name in ("resize", "set_note", "label", "remove the note on the article"):
            project.commit(COMMANDS[name](refreshed(scene)))
        after = scene.reading
        heard: list[Notice] = []
        project.subscribe(heard.append)
        project.jump(seq)
        project.jump(seq + 4)
        assert [(one.way, one.steps) for one in heard] == [("undone", 4), ("redone", 4)]
        assert str(heard[0].transaction.title) == "4 steps"
        back, forth = (one.transaction.changes for one in heard)
        assert len({change.record.id for change in back}) == len(back) == 3
        for start, changes, end in ((after, back, before), (before, forth, after)):
            followed = start.after(changes)
            assert (followed.spans, followed.notes) == (end.spans, end.notes)


def refreshed(scene: Scene) -> Scene:
    """The scene with its claim as the file has it now."""
    scene.claim = scene.now(scene.claim)
    return scene


def test_what_was_done_and_taken_back_on_the_way_is_no_change(bench: Bench) -> None:
    with bench.make() as project:
        scene, seq = Scene(bench, project), 0
        seq = _newest(project)
        made = commands.label(scene.reading, bench.pen, scene.places("заявил"), "Cue")
        project.commit(made)
        project.commit(Transaction(msg("Away"), (made.changes[0].inverse(),)))
        assert project.jump(seq).changes == ()
        assert project.jump(seq + 2).changes == ()


def test_a_jump_that_fails_in_the_middle_leaves_the_file_as_it_was(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        project.commit(COMMANDS["set_title"](scene))
        project.commit(COMMANDS["resize"](scene))
        # Somebody else has written into the file.
        project._connection.execute("UPDATE entity SET name_key='никто'")
        before = bench.held(*ALL)
        heard: list[Notice] = []
        project.subscribe(heard.append)
        with pytest.raises(Conflict):
            project.jump(1)
        assert bench.held(*ALL) == before
        assert heard == []


def test_a_jump_to_a_step_that_was_dropped_or_is_not_there_is_refused(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        project.commit(COMMANDS["set_title"](scene))
        dropped = _newest(project)
        project.undo()
        project.commit(COMMANDS["set_status"](scene))
        for seq in (dropped, dropped + 100, -1):
            with pytest.raises(Refused, match="Something else was done after"):
                project.jump(seq)
        with pytest.raises(Refused, match="stands at this step already"):
            project.jump(_newest(project))
        project.jump(0)
        with pytest.raises(Refused, match="stands at this step already"):
            project.jump(0)


def test_a_thousand_steps_are_undone_and_redone_one_by_one_and_in_one_jump(bench: Bench) -> None:
    with bench.make() as project:
        (article,) = bench.bring(project, "слово " * 1000)
        start, seq = bench.held(), _newest(project)
        note: str | None = None
        for number in range(1000):
            span = bench.span(f"s{number}", article.id, "Cue", 6 * number, 6 * number + 5)
            changes = [Change(None, span)]
            if number:
                earlier = bench.span("s0", article.id, "Cue", 0, 5)
                changes.append(
                    Change(replace(earlier, note=note), replace(earlier, note=f"{number}"))
                )
                note = f"{number}"
            project.commit(Transaction(msg("Step"), tuple(changes)))
        end = bench.held()
        for _ in range(1000):
            project.undo()
        assert bench.held() == start
        for _ in range(1000):
            project.redo()
        assert bench.held() == end
        project.jump(seq)
        assert bench.held() == start
        project.jump(seq + 1000)
        assert bench.held() == end
    assert check(bench.path) == []


def test_the_journal_comes_in_pages_with_or_without_what_was_dropped(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        project.commit(COMMANDS["set_title"](scene))
        project.undo()
        project.commit(COMMANDS["set_status"](scene))
        project.undo()
        read = project.read
        whole = read.journal(limit=1000)
        for dropped in (True, False):
            found: list[Step] = []
            before = None
            while page := read.journal(before=before, limit=3, dropped=dropped):
                assert len(page) <= 3
                found += page
                before = page[-1].seq
            assert found == [step for step in whole if dropped or step.state != "dropped"]
        assert [step.state for step in whole[:3]] == ["undone", "dropped", "done"]


def test_versions_say_what_each_step_made_of_a_record(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        project.commit(COMMANDS["resize"](scene))
        project.commit(COMMANDS["set_note"](refreshed(scene)))
        span = scene.now(scene.claim)
        project.commit(commands.delete(scene.reading, [span, scene.second]))
        project.undo()
        found = project.read.versions(span.id)
        assert [version.step for version in found] == project.read.history(span.id)
        assert (found[0].before, found[0].after, found[0].step.state) == (span, None, "undone")
        assert found[1].after == span
        for newer, older in itertools.pairwise(found):
            assert newer.before == older.after
        assert found[-1].before is None
        assert project.read.versions(span.id, limit=2) == found[:2]
        assert project.read.versions("nobody") == []
        link = scene.reading.relations[0]
        assert [version.after for version in project.read.versions(link.id)] == [None, link]
        (made,) = project.read.versions(WHO.id)
        assert (made.before, made.after) == (None, WHO)


def test_a_version_is_found_in_an_import_of_many_with_names_that_look_like_a_change(
    bench: Bench,
) -> None:
    odd = '["span",{"id":"s500","x":'
    with bench.make() as project:
        (article,) = bench.bring(project, "слово " * 2000)
        spans = [
            replace(
                bench.span(f"s{number}", article.id, "Cue", 6 * number, 6 * number + 5),
                note=f'{odd} «"id":"s500"» ' + "ё" * (number % 3000),
            )
            for number in range(1500)
        ]
        who = Entity("s500b", odd, "x", (odd,), {"id": "s500"})
        records: list[Record] = [spans[0], who, *spans[1:]]
        project.commit(Transaction(msg("Bulk"), tuple(Change(None, one) for one in records)))
        project.commit(
            Transaction(msg("There and back"), (
                Change(spans[500], None),
                Change(None, replace(spans[500], note="раз")),
                Change(replace(spans[500], note="раз"), replace(spans[500], note="два")),
            ))
        )  # fmt: skip
        newer, made = project.read.versions("s500")
        assert (newer.before, newer.after) == (spans[500], replace(spans[500], note="два"))
        assert (made.before, made.after) == (None, spans[500])
        for name in ("s0", "s1499", "s7"):
            (version,) = project.read.versions(name)
            assert version.after == spans[int(name[1:])]


def test_a_version_is_found_beside_an_article_whose_facts_look_like_a_change(bench: Bench) -> None:
    with bench.make() as project:
        (article,) = bench.bring(project, "слово " * 20)
        facts = {"x": ["span", {"id": "s1"}], "y": [["colour", {"id": "s1"}, None]]}
        span = bench.span("s1", article.id, "Cue", 0, 5)
        known = replace(article, meta=facts)
        changes = (Change(article, known), Change(None, span))
        project.commit(Transaction(msg("Facts"), changes))
        (version,) = project.read.versions("s1")
        assert (version.before, version.after) == (None, span)
        assert project.read.versions(article.id)[0].after == known


def test_the_journal_says_what_was_done_by_whom_and_where(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        name = Names("Cue", "Маркер")
        focus = Focus(scene.article, scene.claim.id)
        change = Change(scene.claim, replace(scene.claim, note="x"))
        project.commit(Transaction(msg("{label} was noted", label=name), (change,), focus))
        step = project.read.journal()[0]
        assert (step.title.values["label"], step.annotator, step.state) == (name, "анна", "done")
        assert project.read.history(scene.claim.id)[0] == step
        assert step not in project.read.history(scene.second.id)
        assert project.undo().focus == focus


def test_no_article_text_gets_into_the_journal(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        project.commit(commands.delete(scene.reading, list(scene.reading.spans)))
    for _, _, _, _, title, body in bench.held("journal")["journal"]:
        assert "подтвердили в Лирии" not in title.decode() + body.decode()
        assert b'"quote"' not in body


def test_subscribers_hear_of_a_change_once_it_is_in_the_file(bench: Bench) -> None:
    heard: list[tuple[str, str, int]] = []
    with bench.make() as project:
        scene = Scene(bench, project)

        def hear(notice: Notice) -> None:
            titles = [row[2] for row in bench.held("article")["article"]]
            heard.append((notice.way, str(notice.transaction.title), titles.count("Новый Ёж")))

        stop = project.subscribe(hear)
        project.commit(COMMANDS["set_title"](scene))
        project.undo()
        project.redo()
        stop()
        project.undo()
    title = "Title: «Новый Ёж»"
    assert heard == [("done", title, 1), ("undone", title, 0), ("redone", title, 1)]


def test_no_step_is_made_before_all_have_heard_of_the_one_before(bench: Bench) -> None:
    heard: list[str] = []
    with bench.make() as project:
        scene = Scene(bench, project)
        first, second = COMMANDS["set_title"](scene), COMMANDS["resize"](scene)

        def hasty(notice: Notice) -> None:
            heard.append(f"one: {notice.transaction.title}")
            if notice.transaction is first:
                before = bench.held("journal")
                for step in (partial(project.commit, second), project.undo, project.redo):
                    with pytest.raises(RuntimeError, match="when_told"):
                        step()
                assert bench.held("journal") == before
                project.when_told(lambda: project.commit(second))

        project.subscribe(hasty)
        project.subscribe(lambda notice: heard.append(f"two: {notice.transaction.title}"))
        project.commit(first)
        titles = [str(step.title) for step in project.read.journal(limit=2)]
        done: list[int] = []
        project.when_told(lambda: done.append(1))
        assert done == [1]
    assert titles == [str(second.title), str(first.title)]
    assert heard == [f"{who}: {step.title}" for step in (first, second) for who in ("one", "two")]


def test_a_change_from_something_else_than_the_file_holds_is_a_conflict(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        other = replace(scene.claim, note="другое")
        before = bench.held(*ALL)
        for wrong in (
            Change(other, replace(other, label="Cue")),
            Change(other, None),
            Change(None, scene.claim),
            Change(replace(scene.claim, id="gone"), None),
            Change(replace(scene.claim, article="gone"), None),
            Change(None, replace(scene.claim, id="new", article="gone")),
        ):
            good = Change(scene.second, replace(scene.second, note="годится"))
            with pytest.raises(Conflict, match="Nothing was changed"):
                project.commit(Transaction(msg("Two"), (good, wrong)))
            assert bench.held(*ALL) == before
        project.commit(COMMANDS["resize"](scene))
    assert check(bench.path) == []


ALL = (
    "article", "span", "relation", "entity", "note", "rejection", "codebook", "journal", "touched",
    "text",
)  # fmt: skip


def test_a_change_that_would_leave_a_link_hanging_is_a_conflict(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        before = bench.held(*ALL)
        for records in ([scene.claim], [WHO], [scene.reading.article]):
            gone = tuple(Change(record, None) for record in records)
            with pytest.raises(Conflict, match="does not fit what the file holds"):
                project.commit(Transaction(msg("Gone"), gone))
            assert bench.held(*ALL) == before
        link = Relation("r", scene.article, "supports", scene.claim.id, "nobody", {}, "анна")
        with pytest.raises(Conflict, match="does not fit what the file holds"):
            project.commit(Transaction(msg("Link"), (Change(None, link),)))
        assert bench.held(*ALL) == before


def test_one_text_is_one_article(bench: Bench) -> None:
    with bench.make() as project:
        article = project.read.articles("new")[0].article
        with pytest.raises(Conflict, match="does not fit what the file holds"):
            project.commit(
                Transaction(msg("Again"), (Change(None, replace(article, id="another")),))
            )
        assert project.read.counts().articles == 2


def test_a_span_outside_its_text_does_not_get_into_the_file(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        before = bench.held(*ALL)
        beyond = (Interval(0, len(scene.reading.text) + 1),)
        with pytest.raises(ValueError, match="outside its text"):
            project.commit(
                Transaction(
                    msg("Beyond"), (Change(scene.claim, replace(scene.claim, fragments=beyond)),)
                )
            )
        assert bench.held(*ALL) == before


def test_a_record_may_go_and_come_back_in_one_transaction(bench: Bench) -> None:
    with bench.make() as project:
        scene = Scene(bench, project)
        before = bench.held()
        again = replace(scene.second, note="снова")
        project.commit(
            Transaction(
                msg("There and back"),
                (
                    Change(scene.second, None),
                    Change(None, again),
                    Change(again, replace(again, note="и ещё")),
                ),
            )
        )
        assert scene.now(scene.second).note == "и ещё"
        project.undo()
        assert bench.held() == before


def test_spans_of_several_new_articles_come_in_one_transaction(bench: Bench) -> None:
    texts = ["Раз 😀 два", "Три четыре"]
    with bench.make() as project:
        changes: list[Change] = []
        for number, text in enumerate(texts):
            changes.append(Change(None, Article(f"x{number}", sha256(text), "")))
            span = bench.span(f"s{number}", f"x{number}", "Cue", 4, len(text))
            changes.append(Change(None, span))
        bodies = {sha256(text): text for text in texts}
        project.commit(Transaction(msg("Import"), tuple(changes), texts=bodies))
        quotes = [form["quote"] for form in map(_spans, project.read.records()) if form]
        assert sorted(quotes) == ["четыре", "😀 два"]
        project.undo()
        project.redo()
    assert check(bench.path) == []


def _spans(record: dict[str, object]) -> dict[str, str]:
    import orjson

    found: list[dict[str, str]] = orjson.loads(orjson.dumps(record["spans"]))
    return found[0] if found else {}


def test_a_bulk_change_of_20_000_spans_is_one_step(bench: Bench) -> None:
    text = "слово " * 20_000
    with bench.make() as project:
        (article,) = bench.bring(project, text)
        spans = [bench.span(f"s{i:05}", article.id, "Cue", 6 * i, 6 * i + 5) for i in range(20_000)]
        project.commit(Transaction(msg("Bulk"), tuple(Change(None, span) for span in spans)))
        assert project.read.counts().labels == {"Cue": 20_000}
        project.commit(
            Transaction(
                msg("Relabel"), tuple(Change(span, replace(span, label="Actor")) for span in spans)
            )
        )
        assert project.read.counts().labels == {"Actor": 20_000}
        project.undo()
        assert project.read.counts().labels == {"Cue": 20_000}
        project.undo()
        assert project.read.counts().spans == 0
        project.redo()
        assert project.read.reading(article.id).spans == tuple(spans)


def test_the_text_of_an_undone_import_is_there_when_it_is_redone(bench: Bench) -> None:
    with bench.make() as project:
        project.commit(bench.imported())
        project.undo()
        project.redo()
        assert project.read.text("a3").startswith("Третий текст")
    assert check(bench.path) == []


def test_a_project_that_is_open_for_reading_refuses_every_change(bench: Bench) -> None:
    bench.make().close()
    before = bench.held(*ALL)
    with bench.open(write=False) as project:
        assert project.read_only
        article = project.read.articles("new")[0].article
        for change in (
            lambda: project.commit(commands.set_status(article, "done")),
            project.undo,
            project.redo,
            project.bulk,
        ):
            with pytest.raises(ReadOnly, match="The project is open for reading only"):
                change()
    assert bench.held(*ALL) == before


def test_the_codebook_follows_a_change_its_undo_and_a_failure(bench: Bench) -> None:
    with bench.make() as project:
        old = project.codebook
        new = Codebook.of({**old.body, "version": "2.0"})
        project.commit(commands.change_codebook(old, new))
        assert project.codebook.version == "2.0"
        project.undo()
        assert project.codebook == old
        failing = (Change(old, new), Change(WHO, None))
        with pytest.raises(Conflict):
            project.commit(Transaction(msg("Fails"), failing))
        assert project.codebook == old


def test_entities_notes_and_articles_are_found_as_they_were_written(bench: Bench) -> None:
    with bench.make() as project:
        transaction = bench.imported()
        project.commit(transaction)
        records = [change.after for change in transaction.changes]
        reading = project.read.reading("a3")
        found = [
            reading.article,
            *reading.entities.values(),
            *reading.spans,
            *reading.relations,
            *reading.notes,
            *reading.rejections,
        ]
        key: Callable[[object], str] = repr
        assert sorted(found, key=key) == sorted(records, key=key)
        assert isinstance(records[-2], Note)


def test_an_id_that_comes_back_with_another_text_gets_the_quotes_of_that_text(
    bench: Bench,
) -> None:
    texts = ("Министр заявил.", "Аналитик отрицал.")
    with bench.make() as project:
        for text in texts:
            article = Article("a9", sha256(text), "Тот же")
            span = bench.span("s9", "a9", "Source", 0, 8)
            changes, texts_of = (Change(None, article), Change(None, span)), {sha256(text): text}
            project.commit(Transaction(msg("Import"), changes, texts=texts_of))
            assert f'"quote":"{text[:8]}"' in str(bench.held("span")["span"][0][7], "utf-8")
            if text is texts[0]:
                project.undo()
    assert check(bench.path) == []
