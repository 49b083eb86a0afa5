"""Splits: the shares that were asked for, copies together, and nothing moves that has a side."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transfer.conftest import Make
from workbench.domain.errors import Refused, Unreadable
from workbench.exchange.bundle import ReadOptions
from workbench.jobs import Cancelled, Silent
from workbench.resources import resource
from workbench.store.project import Project
from workbench.transfer import Shares, import_paths, keep_split, kept_split, split
from workbench.transfer.copies import Sketch, alike, groups
from workbench.transfer.splits import Split, divided

WORDS = [a + b + c for a in "бвгдж" for b in "аоеи" for c in ("рный", "лка", "нет", "сит")]


def text(seed: int, length: int = 300) -> str:
    chance = random.Random(seed)
    return " ".join(chance.choice(WORDS) for _ in range(length))


def edited(source: str, changes: int, seed: int = 0) -> str:
    """A revision: some words changed."""
    chance, words = random.Random(seed), source.split()
    for _ in range(changes):
        words[chance.randrange(len(words))] = "правка"
    return " ".join(words)


# -- near copies


@pytest.mark.parametrize(
    "copy",
    [
        edited(text(1), 10),
        text(1).upper().replace(" ", ",  "),
        "Анонс. " + text(1) + " Подпишитесь на нас.",
        " ".join(text(1).split()[:160]),
        text(1) + " " + text(2),
        " ".join(f"слово{number}" for number in range(1700)) + " " + text(1),
    ],
    ids=["revised", "spelt otherwise", "framed", "cut short", "with more", "at the end of a long"],
)
def test_copies_and_revisions_are_found(copy: str) -> None:
    others = [text(seed) for seed in range(10, 40)]
    found = groups([Sketch(one) for one in (*others, text(1), copy)])
    assert found[-1] == found[-2] == 30
    assert found[:30] == list(range(30))


@pytest.mark.parametrize(
    "other",
    [
        text(2),
        " ".join(text(1).split()[:60]) + " " + text(3),
        "мост закрыт",
        "",
    ],
    ids=["another", "a quotation in common", "short", "empty"],
)
def test_what_has_little_in_common_is_no_copy(other: str) -> None:
    assert groups([Sketch(text(1)), Sketch(other)]) == [0, 1]


def test_short_texts_are_copies_only_where_they_are_alike() -> None:
    short = ["Мост закрыли вчера вечером.", "Мост закрыли вчера вечером", "Мост открыли вчера."]
    assert groups([Sketch(one) for one in short]) == [0, 0, 2]
    assert alike(Sketch(short[0]), Sketch(short[1])) == 1


def test_a_masthead_that_all_share_does_not_make_them_copies() -> None:
    head = "Читайте нас в мессенджерах и подписывайтесь на рассылку новостей каждое утро в семь. "
    assert groups([Sketch(head + text(seed)) for seed in range(60)]) == list(range(60))


@pytest.mark.parametrize(("whole", "lead"), [(400, 100), (2000, 100), (4000, 200)])
def test_the_first_words_of_a_long_text_are_met_as_its_copy(whole: int, lead: int) -> None:
    for seed in range(20):
        words = [f"{word}{number}" for number, word in enumerate(text(seed, whole).split())]
        assert groups([Sketch(" ".join(words)), Sketch(" ".join(words[:lead]))]) == [0, 0]


def test_a_text_is_held_against_more_than_the_last_one_that_shares_its_words() -> None:
    short = text(1, 40)
    first, second = (
        short + " " + " ".join(f"{name}{number}" for number in range(400)) for name in "аб"
    )
    # Whatever the second has in common with the short one, the first has, too.
    assert groups([Sketch(one) for one in (first, second, short)]) == [0, 0, 0]


# -- shares


def alone(number: int) -> tuple[list[str], list[int], list[dict[str, int]]]:
    """Articles without copies; every tenth has a rare label."""
    texts = [f"t{index}" for index in range(number)]
    weights = [
        {"": 1, "Claim": 3 + index % 5, **({"Rare": 1} if index % 10 == 0 else {})}
        for index in range(number)
    ]
    return texts, list(range(number)), weights


def test_the_shares_hold_for_articles_and_for_every_label() -> None:
    texts, group_of, weights = alone(400)
    made = divided(texts, group_of, weights, Shares(), None).split
    assert made.counts() == {"train": 320, "validation": 40, "test": 40}
    for label, share in (("Claim", 0.02), ("Rare", 0.05)):
        whole = sum(weight.get(label, 0) for weight in weights)
        for side, wanted in made.shares.sides.items():
            pairs = zip(texts, weights, strict=True)
            held = sum(weight.get(label, 0) for name, weight in pairs if made.sides[name] == side)
            assert abs(held / whole - wanted) <= share


def test_the_seed_alone_decides_what_is_left_to_chance() -> None:
    texts, group_of, weights = alone(100)
    one, same, other = (
        divided(texts, group_of, weights, Shares(seed=seed), None).split for seed in (1, 1, 2)
    )
    assert one == same
    assert one.sides != other.sides


def test_the_order_of_the_articles_does_not_decide() -> None:
    texts, group_of, weights = alone(100)
    made = divided(texts, group_of, weights, Shares(), None).split
    turned = divided(texts[::-1], group_of, weights[::-1], Shares(), None).split
    assert turned == made


@given(
    st.lists(st.integers(0, 6), min_size=1, max_size=40),
    st.integers(0, 40),
    st.integers(0, 5),
)
def test_nothing_moves_and_copies_stay_together(kinds: list[int], first: int, seed: int) -> None:
    texts = [f"t{index}" for index in range(len(kinds))]
    group_of = [kinds.index(kind) for kind in kinds]
    weights = [{"": 1} for _ in kinds]
    shares = Shares({"train": 0.5, "validation": 0.3, "test": 0.2}, seed)
    early = divided(texts[:first], group_of[:first], weights[:first], shares, None).split
    late = divided(texts, group_of, weights, shares, early)
    assert {name: late.split.sides[name] for name in texts[:first]} == dict(early.sides)
    assert set(late.split.sides) == set(texts)
    side_of: dict[int, str] = {}
    for name, group in zip(texts, group_of, strict=True):
        assert side_of.setdefault(group, late.split.sides[name]) == late.split.sides[name]


def test_new_articles_bring_the_shares_back() -> None:
    texts, group_of, weights = alone(200)
    shares = Shares({"train": 0.5, "test": 0.5})
    skewed = Split(shares, dict.fromkeys(texts[:80], "train"))
    made = divided(texts, group_of, weights, shares, skewed)
    assert abs(made.split.counts()["train"] - 100) <= 2
    assert made.added == 120


def test_a_copy_of_articles_on_two_sides_is_on_none() -> None:
    shares = Shares({"train": 0.5, "test": 0.5})
    old = Split(shares, {"a": "train", "b": "test"})
    made = divided(["a", "b", "c"], [0, 0, 0], [{"": 1}] * 3, shares, old)
    assert dict(made.split.sides) == {"a": "train", "b": "test"}
    assert made.split.apart == {"c"}
    assert made.apart == 1


def test_articles_that_went_away_are_on_their_sides_when_they_come_back() -> None:
    texts, group_of, weights = alone(40)
    shares = Shares({"train": 0.5, "test": 0.5})
    made = divided(texts, group_of, weights, shares, None).split
    without = divided(texts[:20], group_of[:20], weights[:20], shares, made).split
    assert sum(without.counts().values()) == len(without.sides) == 20
    assert dict(without.absent) == {name: made.sides[name] for name in texts[20:]}
    back = divided(texts, group_of, weights, shares, without)
    assert (back.split, back.added) == (made, 0)


def test_a_side_for_which_new_shares_have_no_place_is_told() -> None:
    old = Split(Shares({"train": 0.5, "dev": 0.5}), {"a": "train", "b": "dev"})
    with pytest.raises(Refused, match="on the side «dev»"):
        divided(["a", "b"], [0, 1], [{"": 1}] * 2, Shares(), old)


@pytest.mark.parametrize("sides", [{"train": 0.8, "test": 0.1}, {"train": 1.0}, {"a": -1, "b": 2}])
def test_shares_that_are_no_division_are_refused(sides: dict[str, float]) -> None:
    with pytest.raises(Refused):
        Shares(sides)


# -- in a project


def test_a_split_is_kept_in_the_project_and_grows_with_it(tmp_path: Path, make: Make) -> None:
    project = make("дело")
    import_paths(project, [resource("sample")], ReadOptions(), Silent())
    assert kept_split(project.read) is None
    with project.snapshot() as snapshot:
        first = split(snapshot, Shares(seed=7), Silent(), None)
    keep_split(project, first.split)
    again = kept_split(project.read)
    assert again == first.split
    source = project.read.text(project.read.articles("done")[0].article.id)
    (tmp_path / "копия.txt").write_text(source + "\nДобавлено позже.", encoding="utf-8")
    (tmp_path / "новая.txt").write_text(text(5), encoding="utf-8")
    import_paths(project, [tmp_path / "копия.txt", tmp_path / "новая.txt"], ReadOptions(), Silent())
    with project.snapshot() as snapshot:
        second = split(snapshot, Shares(seed=7), Silent(), again)
    assert (second.added, second.copies) == (2, 2)
    assert {name: second.split.sides[name] for name in first.split.sides} == first.split.sides
    articles = [row.article for row in project.read.articles("new")]
    copy = next(one for one in articles if one.meta["file"] == "копия.txt")
    whole = project.read.articles("done")[0].article
    assert second.split.side(copy) == first.split.side(whole)
    keep_split(project, None)
    assert kept_split(project.read) is None


def test_spans_are_divided_by_label_unless_they_are_not_to_be(make: Make) -> None:
    project = make("дело")
    import_paths(project, [resource("sample")], ReadOptions(), Silent())
    labels = project.read.counts().labels

    def uneven(by_label: bool) -> float:
        """By how much the labels of the sides differ from their shares, over some seeds."""
        sides = {"train": 0.5, "test": 0.5}
        off = 0.0
        with project.snapshot() as snapshot:
            counted = snapshot.labels_by_article()
            for seed in range(8):
                made = split(snapshot, Shares(sides, seed, by_label), Silent(), None).split
                for label, whole in labels.items():
                    held = sum(
                        counted.get(article.id, {}).get(label, 0)
                        for article in snapshot.each_article()
                        if made.side(article) == "test"
                    )
                    off += abs(held / whole - 0.5)
        return off

    assert uneven(by_label=True) < uneven(by_label=False) * 0.7


def test_a_kept_split_comes_back_whole(make: Make) -> None:
    project = make("дело")
    shares = Shares({"train": 0.5, "test": 0.5}, seed=3, by_label=False)
    made = Split(shares, {"a": "train"}, frozenset("b"), {"c": "test"})
    keep_split(project, made)
    assert kept_split(project.read) == made


def test_a_split_of_an_undone_import_holds_when_it_is_redone(tmp_path: Path, make: Make) -> None:
    project = make("дело")
    import_paths(project, [resource("sample")], ReadOptions(), Silent())
    paths = [tmp_path / f"{number}.txt" for number in range(6)]
    for number, path in enumerate(paths):
        path.write_text(text(number + 50), encoding="utf-8")
    import_paths(project, paths, ReadOptions(), Silent())

    def again() -> Split:
        with project.snapshot() as snapshot:
            made = split(snapshot, Shares(), Silent(), kept_split(snapshot)).split
        keep_split(project, made)
        return made

    first = again()
    project.undo()
    assert len(again().sides) == len(first.sides) - len(paths)
    project.redo()
    assert again().sides == first.sides


def test_a_split_can_be_cancelled_and_a_damaged_one_is_told(make: Make) -> None:
    project: Project = make("дело")
    import_paths(project, [resource("sample")], ReadOptions(), Silent())

    class Stop:
        def step(self, done: int, total: int) -> None:
            raise Cancelled

    with project.snapshot() as snapshot, pytest.raises(Cancelled):
        split(snapshot, Shares(), Stop(), None)
    for spoilt in ("{", "[]", '{"shares": {"train": 1}}'):
        project.remember("split", spoilt)
        with pytest.raises(Unreadable, match="--anew"):
            kept_split(project.read)
