import re
import time
import uuid

import pytest

from workbench.domain.change import Change, Transaction
from workbench.domain.records import Article, Entity, new_id, timestamp
from workbench.domain.words import msg

ONE = Entity("e", "Имя", "person")
OTHER = Entity("e", "Другое имя", "person")


def test_an_id_is_a_uuid_of_version_7_of_now() -> None:
    before = time.time_ns() // 1_000_000
    made = uuid.UUID(new_id())
    after = time.time_ns() // 1_000_000
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert before <= made.int >> 80 <= after


def test_ids_differ_and_later_ones_sort_later() -> None:
    assert len({new_id() for _ in range(5000)}) == 5000
    first = new_id()
    time.sleep(0.002)
    assert first < new_id()


def test_a_time_is_utc_to_the_millisecond() -> None:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", timestamp())
    assert timestamp()[:13] == time.strftime("%Y-%m-%dT%H", time.gmtime())


def test_a_change_has_something_before_or_after() -> None:
    with pytest.raises(ValueError, match="a change of nothing"):
        Change(None, None)


def test_a_change_keeps_the_kind_of_the_record() -> None:
    with pytest.raises(ValueError, match="keeps the kind"):
        Change(ONE, Article("e", "0", "Заголовок"))


def test_the_record_of_a_change_is_the_later_one() -> None:
    assert Change(ONE, OTHER).record is OTHER
    assert Change(ONE, None).record is ONE


def test_the_inverse_goes_back_from_the_last_change_to_the_first() -> None:
    made, changed = Change(None, ONE), Change(ONE, OTHER)
    back = Transaction(msg("Two"), (made, changed)).inverse()
    assert back.changes == (Change(OTHER, ONE), Change(ONE, None))
    assert back.inverse().changes == (made, changed)
