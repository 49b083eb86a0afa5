"""Every mention of a name, and of a thousand names, in an article of ten thousand words.

Run: python -m tests.benchmarks mentions
"""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from tests.benchmarks.measure import Row, interleave
from workbench.language.mentions import WordIndex, mentions, stem_pattern
from workbench.language.morphology import Morphology

ROUNDS = 9
WORDS = 10_000
NAMES = 1_000
PLAIN = ("порт", "открыт", "для", "судов", "вчера", "объявил", "переговоры", "весной", "соседи,")
SYLLABLES = ("ба", "ве", "ги", "до", "ку", "ла", "ми", "но", "ра", "се", "ти", "ар", "ен", "ил")


def names(random: Random) -> list[str]:
    """Invented names of people, bodies and places, all different."""

    def word() -> str:
        return "".join(random.choices(SYLLABLES, k=random.randint(2, 4))).capitalize()

    found: dict[str, None] = {}
    while len(found) < NAMES:
        shapes = (f"{word()}слав {word()}ов", f"Министерство {word()}ы", f"{word()}ия")
        found[random.choice(shapes)] = None
    return list(found)


def article(random: Random, known: list[str], morphology: Morphology) -> str:
    """Ten thousand words, every tenth a name in some case."""
    parts: list[str] = []
    while len(parts) < WORDS:
        parts += random.choices(PLAIN, k=9)
        parts.append(random.choice(morphology.declension(random.choice(known)))[1] + ".")
    return " ".join(" ".join(parts).split(" ")[:WORDS])


def rows() -> Iterator[Row]:
    """The table's lines, in CPU time of this process."""
    random, morphology = Random(1), Morphology()
    known = names(random)
    text = article(random, known, morphology)
    index = WordIndex(text, morphology)
    index.finish()
    sides: dict[str, Callable[[], object]] = {
        "index of 10,000 words": lambda: WordIndex(text, morphology).finish(),
        "all mentions of 1 name": partial(mentions, index, known[:1]),
        "all mentions of 1,000 names": partial(mentions, index, known),
        "prefilter of 1 name, 10,000 words": partial(
            stem_pattern(["Никтослав Нигдеев"], morphology).search, text
        ),
    }
    goals = {"all mentions of 1 name": 5.0, "all mentions of 1,000 names": 50.0}
    for what, taken in interleave(sides, ROUNDS).items():
        goal = goals.get(what)
        yield Row(what, taken, 0.0, f"<= {goal:g} ms" if goal else "", not goal or taken <= goal)


def run(folder: Path) -> Iterator[Row]:
    """As the runner calls it; nothing is written to `folder`."""
    return rows()
