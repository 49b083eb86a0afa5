import time
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pytest

from workbench.language.morphology import Morphology
from workbench.language.register import Register


@dataclass(frozen=True)
class Someone:
    id: str
    name: str
    aliases: tuple[str, ...] = ()


PEOPLE = (
    Someone("ilham", "Ильхам Алиев", ("президент Азербайджана",)),
    Someone("heydar", "Гейдар Алиев"),
    Someone("mod", "Министерство обороны Турции", ("Минобороны Турции",)),
    Someone("turkey", "Турция"),
    Someone("renn", "М. Ренн"),
    Someone("korolev", "Королёв"),
)


@pytest.fixture(scope="module")
def morphology() -> Morphology:
    return Morphology()


@pytest.fixture
def register(morphology: Morphology) -> Register:
    return Register(morphology, PEOPLE)


def test_an_exact_match_is_a_name_or_alias_in_any_case(register: Register) -> None:
    assert register.exact("Ильхамом Алиевым") == ("ilham",)
    assert register.exact("президенту азербайджана") == ("ilham",)
    assert register.exact("Алиев") == ()


def test_namesakes_are_all_found_oldest_first(register: Register) -> None:
    register.put(Someone("other", "Турцией"))
    assert register.exact("Турции") == ("turkey", "other")


def test_a_surname_finds_all_who_bear_it(register: Register) -> None:
    assert set(register.matching("Алиевым")) == {"ilham", "heydar"}


def test_an_initial_tells_namesakes_apart(register: Register) -> None:
    assert register.matching("И. Алиев") == ("ilham",)


def test_the_very_name_comes_before_longer_ones(register: Register) -> None:
    assert register.matching("Турции")[:2] == ("turkey", "mod")


def test_a_longer_mention_finds_the_name_in_it(register: Register) -> None:
    assert register.matching("лидера страны Ильхама Алиева")[0] == "ilham"


def test_typed_letters_are_completed_at_any_word(register: Register) -> None:
    assert register.matching("иль") == ("ilham",)
    assert register.matching("обор") == ("mod",)
    assert register.matching("ильхам ал") == ("ilham",)


def test_ё_and_capitals_make_no_difference_to_typing(register: Register) -> None:
    assert register.matching("КОРОЛЕ") == register.matching("королё") == ("korolev",)


def test_no_more_than_the_limit(register: Register) -> None:
    assert len(register.matching("Алиев", 1)) == 1
    assert register.matching("Алиев", 0) == ()


@pytest.mark.parametrize("text", ["", " ", "«»", "нет такого имени"])
def test_nothing_is_found_for_nothing(register: Register, text: str) -> None:
    assert register.matching(text) == ()


def test_a_dropped_entity_is_not_found(register: Register) -> None:
    register.matching("иль")
    register.drop("ilham")
    register.drop("nobody")
    assert register.exact("Ильхам Алиев") == ()
    assert register.matching("иль") == ()
    assert register.matching("Алиев") == ("heydar",)


def test_a_renamed_entity_is_found_by_its_new_name_only(register: Register) -> None:
    register.matching("иль")
    register.put(Someone("ilham", "Велислав Кронский"))
    assert register.matching("велис") == ("ilham",)
    assert register.exact("Велиславу Кронскому") == ("ilham",)
    assert register.matching("иль") == ()
    assert len(register) == len(PEOPLE)


def invented(count: int) -> Iterator[Someone]:
    random = Random(1)
    syllables = ("ба", "ве", "ги", "до", "ку", "ла", "ми", "но", "ра", "се", "ти", "ар", "ен", "ил")

    def word() -> str:
        return "".join(random.choices(syllables, k=random.randint(2, 4))).capitalize()

    for number in range(count):
        name = random.choice(
            [f"Министерство {word()} {word()}", f"{word()}слав {word()}ов", word()]
        )
        yield Someone(str(number), name, (word(),))


def test_a_query_among_twenty_thousand_takes_milliseconds(morphology: Morphology) -> None:
    register = Register(morphology, invented(20_000))
    register.matching("ба")
    queries = ["министерство", "м", "ба", "бал", "Министерством Балаве", "И. Веслав", "Ардосславом"]
    slowest = 0.0
    for query in queries:
        best = 1.0
        for _ in range(3):
            started = time.perf_counter()
            register.matching(query)
            best = min(best, time.perf_counter() - started)
        slowest = max(slowest, best)
    assert slowest < 0.005
