"""Articles divided into train, validation and test: kept in the project, stable as it grows."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

import orjson

from workbench.domain.errors import Refused, Unreadable
from workbench.domain.records import Article
from workbench.jobs import Progress
from workbench.store.project import Project
from workbench.store.reader import Reader, Snapshot
from workbench.transfer.copies import Sketch, groups

_KEY = "split"
# What every article counts as beside its labels, so that the sides have the sizes asked for.
_ARTICLE = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """How much goes to each side, and the seed of what is left to chance; they add up to 1.

    `by_label`: the spans of each label are divided like the articles.
    """

    sides: Mapping[str, float] = field(
        default_factory=lambda: {"train": 0.8, "validation": 0.1, "test": 0.1}
    )
    seed: int = 1
    by_label: bool = True

    def __post_init__(self) -> None:
        good = all(share >= 0 for share in self.sides.values())
        if not good or abs(sum(self.sides.values()) - 1) > 1e-6:
            raise Refused(
                "The shares do not add up to 1 ({shares}). Correct them, as 0.8, 0.1 and 0.1.",
                shares=" + ".join(f"{share:g}" for share in self.sides.values()),
            )
        if sum(share > 0 for share in self.sides.values()) < 2:
            raise Refused("A split has two sides or more.")


@dataclass(frozen=True, slots=True)
class Split:
    """Which side each article is on, by the sha256 of its text.

    `apart` are on no side: they are near copies of articles on two sides. `absent` are texts that
    the project does not hold now, as when an import is undone; redone, they are on their sides.
    """

    shares: Shares
    sides: Mapping[str, str] = field(repr=False)
    apart: frozenset[str] = field(default=frozenset(), repr=False)
    absent: Mapping[str, str] = field(default_factory=dict, repr=False)

    def side(self, article: Article) -> str | None:
        """The side of an article, or of the one that it is a window of; None where it has none."""
        cut = article.meta.get("window")
        of = cut.get("sha256") if isinstance(cut, dict) else None
        text = of if isinstance(of, str) else article.sha256
        return self.sides.get(text) or self.absent.get(text)

    def counts(self) -> dict[str, int]:
        """How many articles are on each side, in the order of the shares."""
        found = Counter(self.sides.values())
        return {side: found[side] for side in self.shares.sides}

    def described(self) -> dict[str, Any]:
        """How it was split, as plain JSON values."""
        return {
            "shares": dict(self.shares.sides),
            "seed": self.shares.seed,
            "by_label": self.shares.by_label,
            "near_copies": "kept together",
            "articles": self.counts(),
        }


@dataclass(frozen=True, slots=True)
class Parted:
    """A split just made: how many articles it gained, and how many have a near copy."""

    split: Split
    added: int
    copies: int
    apart: int


def split(snapshot: Snapshot, shares: Shares, progress: Progress, old: Split | None) -> Parted:
    """Put every article on a side. Those that `old` has stay there; the others fill up the sides.

    Near copies and revisions of one article go to one side. `progress` counts articles. Raises
    Refused where `old` has articles on a side that is not among the shares.
    """
    total, counted = snapshot.counts().articles, snapshot.labels_by_article()
    found: list[tuple[str, Sketch, dict[str, int]]] = []
    with closing(snapshot.each_article()) as stream:
        for number, article in enumerate(stream):
            if number % 16 == 0:
                progress.step(number, total)
            labels = counted.get(article.id, {}) if shares.by_label else {}
            sketch = Sketch(snapshot.body(article.sha256))
            found.append((article.sha256, sketch, {_ARTICLE: 1, **labels}))
    progress.step(total, total)
    # By their texts: ids, and so the order of the project, are made by chance.
    found.sort(key=itemgetter(0))
    group_of = groups([sketch for _, sketch, _ in found])
    weights = [weight for _, _, weight in found]
    return divided([text for text, _, _ in found], group_of, weights, shares, old)


def divided(
    texts: Sequence[str],
    group_of: Sequence[int],
    weights: Sequence[Mapping[str, int]],
    shares: Shares,
    old: Split | None,
) -> Parted:
    """The sides of `texts` (sha256), of which those of one group are near copies of each other."""
    here = set(texts)
    known = {**old.absent, **old.sides} if old else {}
    _refuse_lost_side(known, shares)
    sides = {text: side for text, side in known.items() if text in here}
    absent = {text: side for text, side in known.items() if text not in here}
    members: dict[int, list[int]] = {}
    for number, group in enumerate(group_of):
        members.setdefault(group, []).append(number)
    whole: Counter[str] = Counter()
    for weight in weights:
        whole.update(weight)
    hold: dict[str, Counter[str]] = {side: Counter() for side in shares.sides}
    apart: set[str] = set()
    free: list[tuple[list[int], Counter[str]]] = []
    before = len(sides)
    for inside in members.values():
        there = {sides[texts[number]] for number in inside if texts[number] in sides}
        new = sorted(
            (number for number in inside if texts[number] not in sides),
            key=lambda number: texts[number],
        )
        if len(there) > 1:
            apart.update(texts[number] for number in new)
        elif there and new:
            sides.update((texts[number], next(iter(there))) for number in new)
        elif new:
            brought: Counter[str] = Counter()
            for number in new:
                brought.update(weights[number])
            free.append((new, Counter(dict(sorted(brought.items())))))
        for number in inside:
            side = sides.get(texts[number])
            if side in hold:
                hold[side].update(weights[number])
    free.sort(key=lambda item: texts[item[0][0]])  # the seed alone is to decide
    random.Random(shares.seed).shuffle(free)
    # The largest first, and of rare labels those that have most: what is small fills the gaps.
    free.sort(key=lambda item: -max(count / whole[name] for name, count in item[1].items()))
    for new, brought in free:
        side = _neediest(hold, brought, whole, shares)
        hold[side].update(brought)
        sides.update((texts[number], side) for number in new)
    copies = sum(len(inside) for inside in members.values() if len(inside) > 1)
    made = Split(shares, sides, frozenset(apart), absent)
    return Parted(made, len(sides) - before, copies, len(apart))


def _refuse_lost_side(known: Mapping[str, str], shares: Shares) -> None:
    lost = sorted(set(known.values()) - set(shares.sides))
    if lost:
        raise Refused(
            "There are articles on the side «{side}», for which the new shares have no place. Name "
            "it among the shares, or make the split anew.",
            side=lost[0],
        )


def _neediest(
    hold: Mapping[str, Counter[str]],
    weight: Mapping[str, int],
    whole: Mapping[str, int],
    shares: Shares,
) -> str:
    """The side that lacks most of what an article brings, by its share."""

    def lacks(side: str) -> float:
        share, held = shares.sides[side], hold[side]
        return sum(
            count / whole[name] * (share - held[name] / whole[name]) / share
            for name, count in weight.items()
        )

    return max((side for side, share in shares.sides.items() if share > 0), key=lacks)


def kept_split(reader: Reader) -> Split | None:
    """The split that a project keeps. Raises Unreadable where it is damaged."""
    stored = reader.remembered(_KEY)
    if stored is None:
        return None
    try:
        form = orjson.loads(stored)
        shares = Shares(form["shares"], form["seed"], form["by_label"])
        sides = {text: side for side, texts in form["sides"].items() for text in texts}
        # Files of earlier versions keep none.
        absent = {text: side for side, texts in form.get("absent", {}).items() for text in texts}
        return Split(shares, sides, frozenset(form["apart"]), absent)
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError, Refused):
        raise Unreadable(
            "The split that the project keeps is damaged. Make it anew: workbench split --anew"
        ) from None


def keep_split(project: Project, made: Split | None) -> None:
    """Keep a split in the project; None forgets it. Raises ReadOnly, DiskFull."""
    if made is None:
        project.remember(_KEY, None)
        return
    form = {
        "shares": dict(made.shares.sides),
        "seed": made.shares.seed,
        "by_label": made.shares.by_label,
        "sides": _by_side(made.sides, made.shares),
        "apart": sorted(made.apart),
        "absent": _by_side(made.absent, made.shares),
    }
    project.remember(_KEY, orjson.dumps(form).decode())


def _by_side(sides: Mapping[str, str], shares: Shares) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {side: [] for side in shares.sides}
    for text, side in sorted(sides.items()):
        found.setdefault(side, []).append(text)
    return found
