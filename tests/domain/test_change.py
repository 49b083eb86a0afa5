from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.change import Change, Net, join
from workbench.domain.records import Entity, Note, Record, Rejection
from workbench.domain.text import Interval


@st.composite
def _walks(draw: st.DrawFn) -> tuple[dict[str, Record], list[Change]]:
    """Records that there are, and changes that fit them one after the other."""
    held: dict[str, Record] = {}
    for name in draw(st.sets(st.sampled_from(["e0", "e1", "n0"]))):
        held[name] = _record(name, "before")
    start, changes = dict(held), []
    for number in range(draw(st.integers(0, 12))):
        name = draw(st.sampled_from(["e0", "e1", "n0", "n1"]))
        old, new = held.get(name), _record(name, draw(st.sampled_from(["before", f"{number}"])))
        if old is not None and draw(st.booleans()):
            changes.append(Change(old, None))
            del held[name]
        else:
            changes.append(Change(old, new))
            held[name] = new
    return start, changes


def _record(name: str, word: str) -> Record:
    if name[0] == "e":
        return Entity(name, word, "person")
    return Note(name, "article", word, "me", "", "")


def _made(held: dict[str, Record], changes: list[Change]) -> dict[str, Record]:
    found = dict(held)
    for change in changes:
        assert found.get(change.record.id) == change.before
        found.pop(change.record.id, None)
        if change.after is not None:
            found[change.after.id] = change.after
    return found


@given(_walks())
def test_what_changes_come_to_does_the_same_with_one_change_a_record(
    walk: tuple[dict[str, Record], list[Change]],
) -> None:
    start, changes = walk
    net: Net = {}
    for change in changes:
        join(net, [change])
    found = list(net.values())
    assert _made(start, found) == _made(start, changes)
    assert len({change.record.id for change in found}) == len(found)
    assert all(change.before != change.after for change in found)


def test_an_id_that_comes_back_in_another_article_is_two_changes() -> None:
    first, second = (
        Rejection("j", article, "e", (Interval(0, 1),), "me", "") for article in ("a", "b")
    )
    net: Net = {}
    join(net, [Change(first, None), Change(None, second)])
    assert list(net.values()) == [Change(first, None), Change(None, second)]
