"""A changed codebook on a real project: whatever is edited, the project stays sound."""

import copy
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain import codebook_attributes as attributes
from workbench.domain import codebook_edits as edits
from workbench.domain import commands
from workbench.domain.change import Change, Transaction
from workbench.domain.codebook import Codebook
from workbench.domain.codebook_draft import Draft, Owner, Part
from workbench.domain.codebook_plan import Plan
from workbench.domain.commands import Pen
from workbench.domain.errors import Refused, Unreadable
from workbench.domain.reading import Reading
from workbench.domain.records import Article, Entity, Verdict
from workbench.domain.text import Interval, sha256
from workbench.domain.words import msg
from workbench.jobs import Cancelled, Silent
from workbench.store.check import check
from workbench.store.project import Project
from workbench.transfer import weigh

BODY: dict[str, Any] = {
    "id": "small",
    "version": "1",
    "house": {"kept": True},
    "labels": [
        {
            "id": "Claim",
            "key": "C",
            "self_overlap": "nest",
            "attributes": {
                "kind": {"values": ["fact", "norm", "plan"], "required": True, "layer": 7},
                "sure": {"values": ["yes", "no"], "default": "yes"},
            },
            "weight": [1, 2],
        },
        {
            "id": "Actor",
            "key": "A",
            "link_to_registry": "entity",
            "entity_type": "who",
            "attributes": {"who": {"values": ["person", "state"]}, "sure": {"values": ["yes"]}},
        },
        {"id": "Source", "key": "S", "self_overlap": "forbid", "link_to_registry": "entity"},
        {"id": "Part", "fragments": False},
    ],
    "relations": [
        {"id": "by", "from": ["Claim", "Part"], "to": ["Source", "Actor"]},
        {"id": "backs", "from": ["Claim"], "to": ["Claim"]},
        {
            "id": "about",
            "from": ["Claim"],
            "to": ["Actor"],
            "attributes": {"role": {"values": ["does", "gains"]}},
        },
    ],
}
LABELS = ("Claim", "Actor", "Source", "Part")
TEXT = "раз два три четыре пять шесть семь восемь девять десять"
PEN = Pen("анна")


def fill(project: Project, seeds: list[tuple[int, int, int, int]]) -> None:
    """Articles with whatever of the wished spans and links the codebook allows."""
    who = Entity("e1", "Кто", "person")
    project.commit(Transaction(msg("who"), (Change(None, who),)))
    for number in range(2):
        text = f"{number} {TEXT}"
        article = Article(f"a{number}", sha256(text), "т")
        texts = {article.sha256: text}
        project.commit(Transaction(msg("in"), (Change(None, article),), texts=texts))
    for seed in seeds:
        reading = project.read.reading(f"a{seed[0] % 2}")
        try:
            project.commit(wish(reading, who, *seed))
        except Refused:
            continue


def wish(reading: Reading, who: Entity, a: int, b: int, c: int, d: int) -> Transaction:
    """A span, a value or a link that is chosen by numbers; Refused where it may not be."""
    spans = reading.spans
    if b % 3 < 2 or len(spans) < 2:
        start = c % 30
        places = [Interval(start, start + 1 + d % 7)]
        if b % 5 == 0:
            places.append(Interval(start + 12, start + 14))
        entity = who if c % 2 else None
        return commands.label(reading, PEN, places, LABELS[b % 4], entity=entity)
    one, other = spans[c % len(spans)], spans[d % len(spans)]
    label = reading.codebook.label(one.label)
    if b % 2 and label is not None and label.attributes:
        attribute = label.attributes[d % len(label.attributes)]
        value = attribute.values[c % len(attribute.values)]
        return commands.set_attribute(reading, PEN, one, attribute.id, value)
    for link in reading.relations:
        if a % 3 == 0 and link.type == "about" and not link.attributes:
            return commands.set_relation_attribute(reading, link, "role", "does")
    kinds = reading.codebook.joining(one.label, other.label)
    if not kinds:
        raise Refused("These two cannot be linked.")
    return commands.link(reading, PEN, one, other, kinds[a % len(kinds)].id)


def edit(draft: Draft, op: int, a: int, b: int) -> Draft:
    """One edit of those that there are, chosen by numbers."""
    part: Part = "relations" if op % 5 == 0 else "labels"
    ids = draft.ids(part)
    if not ids:
        return draft
    owner = Owner(part, ids[a % len(ids)])
    listed = list(draft.item(owner).get("attributes", {}))
    name = listed[b % len(listed)] if listed else ""
    values = list(draft.attribute(owner, name)["values"]) if name else []
    one, two = (values[a % len(values)], values[b % len(values)]) if values else ("", "")
    label = Owner("labels", draft.ids("labels")[a % len(draft.ids("labels"))])
    choices: list[Callable[[], Draft]] = [
        lambda: edits.rename(draft, owner, f"N{a}"),
        lambda: edits.merge(draft, label.id, draft.ids("labels")[b % len(draft.ids("labels"))]),
        lambda: edits.delete(draft, owner),
        lambda: edits.put(draft, label, self_overlap=("allow", "nest", "forbid")[b % 3]),
        lambda: edits.put(draft, label, fragments=bool(b % 2)),
        lambda: edits.put(draft, label, link_to_registry="entity" if b % 2 else None),
        lambda: edits.add(draft, part, f"New{a}"),
        lambda: edits.move(draft, owner, b % len(ids)),
        lambda: edits.put(draft, Owner("relations", draft.ids("relations")[0]), max_per_from=1),
        lambda: edits.put(draft, Owner("relations", draft.ids("relations")[-1]), acyclic=True),
        lambda: edits.put(draft, Owner("relations", draft.ids("relations")[-1]), symmetric=True),
        lambda: edits.put(draft, Owner("relations", draft.ids("relations")[b % 2]), to=[label.id]),
        lambda: edits.split(draft, owner.id, name) if part == "labels" and name else draft,
        lambda: edits.send(draft, "labels", LABELS[a % 4], draft.ids("labels")[0]),
        lambda: attributes.delete_attribute(draft, owner, name) if name else draft,
        lambda: attributes.rename_attribute(draft, owner, name, f"n{a}") if name else draft,
        lambda: attributes.rename_value(draft, owner, name, one, f"v{b}") if name else draft,
        lambda: attributes.merge_values(draft, owner, name, one, two) if name else draft,
        lambda: attributes.delete_value(draft, owner, name, one) if name else draft,
        lambda: attributes.add_value(draft, owner, name, f"w{a}") if name else draft,
        lambda: attributes.add_attribute(draft, owner, f"x{b}"),
        lambda: attributes.send_value(draft, Owner("labels", "Claim"), "kind", "fact", "norm"),
    ]
    try:
        return choices[op % len(choices)]()
    except (Refused, IndexError):
        return draft


def held_by(project: Project) -> list[bytes]:
    """All records of a project as they are exported."""
    return [orjson.dumps(record) for record in project.read.records()]


NUMBERS = st.integers(0, 60)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS), max_size=60),
    st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=5),
)
def test_after_any_edits_the_project_is_sound_and_so_it_is_undone_and_redone(
    seeds: list[tuple[int, int, int, int]], ops: list[tuple[int, int, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "p.workbench"
        with Project.create(path, Codebook.of(BODY), "анна") as project:
            fill(project, seeds)
            before = held_by(project)
            draft = Draft.of(project.codebook)
            for op in ops:
                draft = edit(draft, *op)
            try:
                made = weigh(project.read, draft, Silent())
            except Unreadable:
                return
            held = project.read.counts()
            project.commit(made.transaction())
            assert check(path) == []
            assert project.codebook == made.after
            gone = sum(loss.count for loss in made.losses) + made.doubles
            now = project.read.counts()
            assert held.spans + held.relations - now.spans - now.relations <= gone
            after = held_by(project)
            project.undo()
            assert check(path) == []
            assert held_by(project) == before
            project.redo()
            assert check(path) == []
            assert held_by(project) == after


class Bench:
    """A project with the small codebook, and plans for it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.project = Project.create(path, Codebook.of(copy.deepcopy(BODY)), "анна")
        fill(self.project, [])

    def span(self, label: str, start: int, end: int, *more: int, entity: bool = False) -> str:
        """Mark code points of the first article; the span's id."""
        places = [Interval(start, end)]
        places += [Interval(a, b) for a, b in zip(more[::2], more[1::2], strict=True)]
        who = self.project.read.entity("e1") if entity else None
        made = commands.label(self.reading, PEN, places, label, entity=who)
        self.project.commit(made)
        assert made.focus is not None
        assert made.focus.span is not None
        return made.focus.span

    def say(self, span: str, name: str, value: str) -> None:
        """Set an attribute."""
        found = self.reading.span(span)
        assert found is not None
        self.project.commit(commands.set_attribute(self.reading, PEN, found, name, value))

    def link(self, source: str, target: str, kind: str) -> None:
        """Link two spans."""
        one, other = self.reading.span(source), self.reading.span(target)
        assert one is not None
        assert other is not None
        self.project.commit(commands.link(self.reading, PEN, one, other, kind))

    @property
    def reading(self) -> Reading:
        """The first article, read anew."""
        return self.project.read.reading("a0")

    def plan(self, *steps: Callable[[Draft], Draft]) -> Plan:
        """What these edits would do."""
        draft = Draft.of(self.project.codebook)
        for step in steps:
            draft = step(draft)
        return weigh(self.project.read, draft, Silent())

    def do(self, *steps: Callable[[Draft], Draft]) -> Plan:
        """Make these edits; the project is sound before and after."""
        made = self.plan(*steps)
        self.project.commit(made.transaction())
        assert check(self.path) == []
        return made

    def label(self, span: str) -> str:
        """The label of a span in the file."""
        found = self.reading.span(span)
        assert found is not None
        return found.label


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "p.workbench")
    yield made
    made.project.close()


def losses(plan: Plan) -> list[tuple[str, str, int]]:
    return [(loss.kind, loss.owner, loss.count) for loss in plan.losses]


CLAIM = Owner("labels", "Claim")


def test_a_renamed_label_takes_its_spans_and_relations_along(bench: Bench) -> None:
    claim, actor = bench.span("Claim", 0, 5), bench.span("Actor", 2, 4)
    bench.say(claim, "kind", "fact")
    bench.link(claim, actor, "about")
    stamped = bench.reading.span(claim)
    made = bench.do(lambda d: edits.rename(d, CLAIM, "Thesis"))
    after = bench.reading.span(claim)
    assert made.losses == ()
    assert after is not None
    assert stamped is not None
    assert (after.label, dict(after.attributes)) == ("Thesis", {"kind": "fact"})
    assert after.updated == stamped.updated
    assert [link.type for link in bench.reading.relations] == ["about"]
    kind = bench.project.codebook.relation("about")
    assert kind is not None
    assert kind.source == ("Thesis",)
    bench.project.undo()
    assert bench.label(claim) == "Claim"
    assert bench.project.codebook.body == BODY


def test_merged_labels_unite_their_attributes_and_doubles_become_one(bench: Bench) -> None:
    actor, source = bench.span("Actor", 0, 3, entity=True), bench.span("Source", 0, 3)
    claim, other = bench.span("Claim", 5, 9), bench.span("Actor", 10, 12)
    bench.link(claim, source, "by")
    bench.say(other, "who", "state")
    made = bench.do(lambda d: edits.merge(d, "Actor", "Source"))
    spans = {span.id: span for span in bench.reading.spans}
    assert made.doubles == 1
    assert made.losses == ()
    assert set(spans) == {source, claim, other}
    assert actor not in spans
    assert spans[source].entity == "e1"
    assert dict(spans[other].attributes) == {"who": "state"}
    assert [(link.source, link.target) for link in bench.reading.relations] == [(claim, source)]


def test_what_a_merge_would_lose_is_counted_before(bench: Bench) -> None:
    bench.span("Source", 0, 5)
    bench.span("Actor", 3, 8, entity=True)
    bench.span("Actor", 20, 22, entity=True)
    made = bench.plan(
        lambda d: edits.put(d, Owner("labels", "Source"), link_to_registry=None),
        lambda d: edits.merge(d, "Actor", "Source"),
    )
    assert losses(made) == [("overlap", "Actor", 1), ("entity", "Actor", 2)]
    assert str(made.losses[0].sentence()).startswith("1 span «Actor» overlaps another one")


def test_doubles_that_say_other_things_are_counted_before_they_become_one(bench: Bench) -> None:
    claim, twin = bench.span("Claim", 0, 5), bench.span("Part", 0, 5)
    bench.say(claim, "kind", "fact")
    made = bench.plan(lambda d: edits.merge(d, "Part", "Claim"))
    assert (made.doubles, made.losses) == (1, ())
    bench.do(lambda d: attributes.add_attribute(d, Owner("labels", "Part"), "kind"))
    bench.say(twin, "kind", "yes")
    made = bench.do(lambda d: edits.merge(d, "Part", "Claim"))
    assert losses(made) == [("double", "Part", 1)]
    (span,) = bench.reading.spans
    assert dict(span.attributes) == {"kind": "fact"}


def test_a_label_split_by_an_attribute_becomes_a_label_a_value(bench: Bench) -> None:
    fact, norm, bare = (bench.span("Claim", n, n + 3) for n in (0, 5, 10))
    bench.say(fact, "kind", "fact")
    bench.say(fact, "sure", "no")
    bench.say(norm, "kind", "norm")
    source = bench.span("Source", 20, 22)
    bench.link(fact, source, "by")
    made = bench.do(
        lambda d: edits.split(d, "Claim", "kind"),
        lambda d: edits.rename(d, Owner("labels", "Claim_norm"), "Norm"),
    )
    assert made.losses == ()
    assert [bench.label(span) for span in (fact, norm, bare)] == ["Claim_fact", "Norm", "Claim"]
    found = bench.reading.span(fact)
    assert found is not None
    assert dict(found.attributes) == {"sure": "no"}
    assert len(bench.reading.relations) == 1
    label = bench.project.codebook.label("Claim_fact")
    assert label is not None
    assert label.key == ""


def test_chosen_spans_go_to_the_label_that_is_split_off(bench: Bench) -> None:
    one, other = bench.span("Claim", 0, 3), bench.span("Claim", 5, 8)
    bench.do(lambda d: edits.split_off(d, "Claim", "Rumour", [one]))
    assert (bench.label(one), bench.label(other)) == ("Rumour", "Claim")


def test_a_dropped_label_is_counted_with_its_links_and_can_be_carried_over(bench: Bench) -> None:
    claim, part = bench.span("Claim", 0, 9), bench.span("Part", 3, 6)
    source = bench.span("Source", 20, 22)
    bench.link(part, source, "by")
    bench.link(claim, source, "by")

    def drop(draft: Draft) -> Draft:
        return edits.delete(draft, Owner("labels", "Part"))

    made = bench.plan(drop)
    assert losses(made) == [("label", "Part", 1), ("gone", "by", 1)]
    made = bench.do(drop, lambda d: edits.send(d, "labels", "Part", "Claim"))
    assert made.losses == ()
    assert (bench.label(part), len(bench.reading.relations)) == ("Claim", 2)


def test_a_dropped_value_is_counted_and_can_become_another(bench: Bench) -> None:
    claim = bench.span("Claim", 0, 9)
    bench.say(claim, "kind", "plan")

    def drop(draft: Draft) -> Draft:
        return attributes.delete_value(draft, CLAIM, "kind", "plan")

    made = bench.plan(drop)
    assert losses(made) == [("value", "Claim", 1)]
    assert "is «plan», which is dropped" in str(made.losses[0].sentence())
    made = bench.do(drop, lambda d: attributes.send_value(d, CLAIM, "kind", "plan", "norm"))
    found = bench.reading.span(claim)
    assert made.losses == ()
    assert found is not None
    assert dict(found.attributes) == {"kind": "norm"}


def test_narrower_bounds_are_counted_by_their_kind(bench: Bench) -> None:
    outer, inner = bench.span("Claim", 0, 9), bench.span("Claim", 2, 4)
    bench.span("Claim", 12, 14, 16, 18)
    source, actor = bench.span("Source", 20, 22), bench.span("Actor", 24, 26)
    bench.link(outer, source, "by")
    bench.link(outer, actor, "by")
    bench.link(outer, inner, "backs")
    bench.link(inner, outer, "backs")
    by, backs = Owner("relations", "by"), Owner("relations", "backs")
    steps: list[tuple[Callable[[Draft], Draft], list[tuple[str, str, int]]]] = [
        (lambda d: edits.put(d, CLAIM, self_overlap="forbid"), [("overlap", "Claim", 1)]),
        (lambda d: edits.put(d, CLAIM, fragments=False), [("fragments", "Claim", 1)]),
        (lambda d: edits.put(d, by, to=["Source"]), [("ends", "by", 1)]),
        (lambda d: edits.put(d, by, max_per_from=1), [("most", "by", 1)]),
        (lambda d: edits.put(d, backs, acyclic=True), [("circle", "backs", 1)]),
        (lambda d: edits.delete(d, backs), [("relation", "backs", 2)]),
    ]
    for step, expected in steps:
        assert losses(bench.plan(step))[0] == expected[0]


def test_what_is_only_required_from_now_on_loses_nothing(bench: Bench) -> None:
    bench.span("Claim", 0, 9)
    made = bench.plan(lambda d: attributes.put_attribute(d, CLAIM, "sure", required=True))
    assert made.losses == ()
    assert made.changes == ()


def test_names_colours_and_definitions_read_no_spans(bench: Bench) -> None:
    bench.span("Claim", 0, 9)

    class Watched(Silent):
        def step(self, done: int, total: int) -> None:
            raise Cancelled

    draft = edits.put(Draft.of(bench.project.codebook), CLAIM, ru="Тезис", color="#112233")
    assert weigh(bench.project.read, draft, Watched()).changes == ()
    with pytest.raises(Cancelled):
        weigh(bench.project.read, edits.rename(draft, CLAIM, "T"), Watched())


def test_unknown_keys_of_the_codebook_survive_every_edit(bench: Bench) -> None:
    bench.do(
        lambda d: edits.rename(d, CLAIM, "Thesis"),
        lambda d: attributes.rename_value(d, Owner("labels", "Thesis"), "kind", "fact", "f"),
    )
    body = bench.project.codebook.body
    assert body["house"] == {"kept": True}
    assert body["labels"][0]["weight"] == [1, 2]
    assert body["labels"][0]["attributes"]["kind"]["layer"] == 7


def test_a_codebook_that_reaches_stored_spans_is_not_changed_without_them(bench: Bench) -> None:
    bench.span("Part", 0, 2)
    after = Codebook.of({**BODY, "labels": BODY["labels"][:3], "relations": []})
    with pytest.raises(Refused, match="carried over"):
        commands.change_codebook(bench.project.codebook, after)


def decide(bench: Bench, span: str, verdict: Verdict) -> None:
    found = bench.reading.span(span)
    assert found is not None
    bench.project.commit(commands.decide(bench.reading, PEN, [found], verdict))


def verdicts(bench: Bench) -> dict[str, Verdict | None]:
    return {span.id: span.verdict for span in bench.reading.spans}


def test_a_new_name_leaves_decisions_and_a_lost_value_takes_them_back(bench: Bench) -> None:
    claim, part = bench.span("Claim", 0, 5), bench.span("Part", 7, 9)
    bench.say(claim, "kind", "fact")
    decide(bench, claim, "accepted")
    decide(bench, part, "rejected")
    assert bench.do(lambda d: edits.rename(d, CLAIM, "Thesis")).losses == ()
    assert verdicts(bench) == {claim: "accepted", part: "rejected"}
    thesis = Owner("labels", "Thesis")
    made = bench.do(lambda d: attributes.delete_attribute(d, thesis, "kind"))
    assert losses(made) == [("value", "Thesis", 1), ("review", "Thesis", 1)]
    assert "taken back" in str(made.losses[-1].sentence())
    assert verdicts(bench) == {claim: None, part: "rejected"}


@pytest.mark.parametrize(
    ("one", "other", "left", "lost"),
    [
        ("accepted", "accepted", "accepted", 0),
        ("accepted", None, "accepted", 0),
        (None, "rejected", "rejected", 0),
        ("accepted", "rejected", None, 2),
    ],
)
def test_doubles_keep_the_decision_that_both_had_or_none(
    bench: Bench, one: Verdict | None, other: Verdict | None, left: Verdict | None, lost: int
) -> None:
    first, second = bench.span("Claim", 0, 5), bench.span("Part", 0, 5)
    for span, verdict in ((first, one), (second, other)):
        if verdict is not None:
            decide(bench, span, verdict)
    made = bench.do(lambda d: edits.merge(d, "Part", "Claim"))
    assert sum(loss.count for loss in made.losses) == lost
    assert list(verdicts(bench).values()) == [left]


def test_doubles_of_which_one_says_more_wait_for_a_reviewer_again(bench: Bench) -> None:
    claim, part = bench.span("Claim", 0, 5), bench.span("Part", 0, 5)
    bench.say(claim, "kind", "fact")
    decide(bench, claim, "accepted")
    decide(bench, part, "accepted")
    made = bench.do(lambda d: edits.merge(d, "Part", "Claim"))
    assert losses(made) == [("review", "Part", 2)]
    assert list(verdicts(bench).values()) == [None]
