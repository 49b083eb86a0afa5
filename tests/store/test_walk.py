"""Commands, undo, redo and restarts in any order, against a model of dicts."""

import json
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Note, Record, Rejection, Relation, Span
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.resources import resource
from workbench.store.check import check
from workbench.store.project import Project

TEXTS = ("Министр 😀 заявил, что перемирие сорвано.", "Второй\u00a0текст: огонь вели трижды.")
BODY = json.loads(resource("codebook.json").read_text(encoding="utf-8"))
PEN = Pen("анна")


class Walk(RuleBasedStateMachine):
    """A project, and beside it what it ought to hold."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = Path(self.folder.name, "шаг.workbench")
        self.project = Project.create(self.path, Codebook.of(BODY), "анна")
        self.held: dict[str, Record] = {"codebook": self.project.codebook}
        self.done: list[Transaction] = []
        self.undone: list[Transaction] = []
        self.readings: dict[str, Reading] = {}

    def teardown(self) -> None:
        self.project.close()
        assert check(self.path) == []
        assert list(Path(self.folder.name).iterdir()) == [self.path]
        self.folder.cleanup()

    def follow(self, transaction: Transaction) -> None:
        """Make the changes in the model, and in the readings that a window would have open."""
        for change in transaction.changes:
            name = "codebook" if isinstance(change.record, Codebook) else change.record.id
            self.held.pop(name, None)
            if change.after is not None:
                self.held[name] = change.after
        self.readings = {
            name: reading.after(transaction.changes)
            for name, reading in self.readings.items()
            if name in self.held
        }

    def do(self, make: Callable[[], Transaction]) -> None:
        """Commit what a command makes; a refusal changes nothing."""
        try:
            transaction = make()
        except Refused:
            return
        self.project.commit(transaction)
        self.follow(transaction)
        self.done.append(transaction)
        self.undone.clear()

    def built(self, article: Article) -> Reading:
        """The reading of an article, from the model."""
        found = list(self.held.values())
        codebook = self.held["codebook"]
        assert isinstance(codebook, Codebook)
        (text,) = (text for text in TEXTS if sha256(text) == article.sha256)
        return Reading(
            article,
            text,
            codebook,
            [one for one in found if isinstance(one, Span) and one.article == article.id],
            [one for one in found if isinstance(one, Relation) and one.article == article.id],
            [one for one in found if isinstance(one, Entity)],
            [one for one in found if isinstance(one, Note) and one.article == article.id],
            [one for one in found if isinstance(one, Rejection) and one.article == article.id],
        )

    @initialize()
    def bring(self) -> None:
        """Import the articles, one with a span."""
        articles = [Article(f"a{i}", sha256(text), text) for i, text in enumerate(TEXTS)]
        place = (Interval(0, 9),)
        span = Span("s", "a0", "Actor", place, {}, None, "борис", "import", None, "", "")
        records: list[Record] = [*articles, span]
        changes = tuple(Change(None, record) for record in records)
        texts = {sha256(text): text for text in TEXTS}
        self.do(lambda: Transaction(msg("Import"), changes, texts=texts))

    def articles(self) -> list[Article]:
        """The articles of the model."""
        return [one for one in self.held.values() if isinstance(one, Article)]

    @precondition(lambda self: self.articles())
    @rule(data=st.data())
    def command(self, data: st.DataObject) -> None:
        """Any command, at any place."""
        article = data.draw(st.sampled_from(self.articles()))
        reading = self.project.read.reading(article.id)
        entities = [one for one in self.held.values() if isinstance(one, Entity)]
        start = data.draw(st.integers(0, len(reading.text) - 1))
        place = Interval(start, data.draw(st.integers(start + 1, len(reading.text))))
        label = data.draw(st.sampled_from(["Claim", "Actor", "Source", "Cue", "Region"]))
        word = data.draw(st.sampled_from(["", "раз", "два «{x}»"]))
        makers: list[Callable[[], Transaction]] = [
            lambda: commands.label(reading, PEN, [place], label),
            lambda: commands.set_title(article, word),
            lambda: commands.set_status(article, "done" if word else "new"),
            lambda: commands.change_codebook(
                reading.codebook, Codebook.of({**BODY, "version": word or "1"})
            ),
            lambda: commands.write_article_note(
                reading, PEN, reading.notes[0] if reading.notes else None, word
            ),
        ]
        if entities:
            entity = data.draw(st.sampled_from(entities))
            makers.append(lambda: commands.change_entity(entity, replace(entity, name=word)))
            makers.append(
                lambda: commands.change_entity(entity, replace(entity, note=word or None))
            )
            never = Rejection(PEN.new_id(), article.id, entity.id, (place,), "анна", word)
            makers.append(lambda: Transaction(msg("Not meant"), (Change(None, never),)))
            makers.append(lambda: commands.label(reading, PEN, [place], label, entity=entity))
        if reading.spans:
            span = data.draw(st.sampled_from(reading.spans))
            other = data.draw(st.sampled_from(reading.spans))
            kind = data.draw(st.sampled_from(["supports", "about", "attributed_to"]))
            fresh = Entity(PEN.new_id(), word, "person")
            makers += [
                lambda: commands.resize(reading, PEN, span, [place]),
                lambda: commands.add_fragment(reading, PEN, span, place),
                lambda: commands.relabel(reading, PEN, span, label),
                lambda: commands.delete(reading, list({span.id: span, other.id: other}.values())),
                lambda: commands.set_attribute(reading, PEN, span, "claim_type", "fact"),
                lambda: commands.set_note(reading, PEN, span, word),
                lambda: commands.attach(reading, PEN, span, fresh, new=True),
                lambda: commands.attach(reading, PEN, span, None),
                lambda: commands.link(reading, PEN, span, other, kind),
            ]
        if reading.relations:
            relation = data.draw(st.sampled_from(reading.relations))
            makers += [
                lambda: commands.unlink(reading, relation),
                lambda: commands.set_relation_attribute(reading, relation, "role", "agent"),
            ]
        self.do(data.draw(st.sampled_from(makers)))

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        """Take the newest step back."""
        transaction = self.done.pop()
        assert self.project.undo() == transaction.inverse()
        self.follow(transaction.inverse())
        self.undone.append(transaction)

    @precondition(lambda self: self.undone)
    @rule()
    def redo(self) -> None:
        """Do again what was undone last."""
        transaction = self.undone.pop()
        assert self.project.redo() == transaction
        self.follow(transaction)
        self.done.append(transaction)

    @precondition(lambda self: self.done or self.undone)
    @rule(data=st.data())
    def jump(self, data: st.DataObject) -> None:
        """Go to any state before or after this one, in one step."""
        here = len(self.done)
        there = data.draw(st.integers(0, here + len(self.undone)))
        if there == here:
            return
        steps = self.project.read.journal(limit=1000, dropped=False)[::-1]
        net = self.project.jump(steps[there - 1].seq if there else 0)
        for _ in range(here - there):
            self.undone.append(self.done.pop())
        for _ in range(there - here):
            self.done.append(self.undone.pop())
        self.follow(net)

    @rule()
    def restart(self) -> None:
        """Close the window and open it again."""
        self.project.close()
        self.project = Project.open(self.path, "анна")

    @invariant()
    def the_file_holds_what_the_model_holds(self) -> None:
        """Every article read from the file, followed by a window and built from the model."""
        with self.project.snapshot() as file:
            counts = file.counts()
            kinds = [type(one) for one in self.held.values()]
            assert (counts.articles, counts.spans) == (kinds.count(Article), kinds.count(Span))
            assert (counts.relations, counts.entities) == (
                kinds.count(Relation),
                kinds.count(Entity),
            )
            for article in self.articles():
                read, built = file.reading(article.id), self.built(article)
                followed = self.readings.setdefault(article.id, built)
                for other in (built, followed):
                    assert read.article == other.article
                    assert read.codebook == other.codebook
                    assert read.spans == other.spans
                    assert read.relations == other.relations
                    assert read.notes == other.notes
                    assert read.rejections == other.rejections
                    assert [read.entity_of(span) for span in read.spans] == [
                        other.entity_of(span) for span in read.spans
                    ]


TestWalk = Walk.TestCase
TestWalk.settings = settings(
    max_examples=20,
    stateful_step_count=40,
    deadline=None,
    # A walk through a file is shrunk for minutes; add Phase.shrink to look for a short one.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
