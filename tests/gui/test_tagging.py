"""Reading and marking by keyboard and mouse: what the file then holds."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.gui.conftest import Desk
from workbench.domain.text import Interval

Opened = Callable[..., Desk]
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

TEXT = (
    "👤 Порт и договор\n\n"
    "Правительство Лирии объявило, что порт Сарма останется открытым. "
    "«Мы не отдадим порт, — заявил министр порта Марк Ренн, — и продолжим работу».\n\n"
    "По словам Марка Ренна, переговоры с Корванией начнутся весной."
)


def place(words: str) -> Interval:
    start = TEXT.index(words)
    return Interval(start, start + len(words))


@pytest.mark.parametrize(
    ("latin", "russian", "label"),
    [
        ("C", "С", "Claim"),
        ("A", "Ф", "Actor"),
        ("S", "Ы", "Source"),
        ("Q", "Й", "Cue"),
        ("R", "К", "Region"),
    ],
)
def test_a_label_key_marks_the_selection_under_both_layouts(
    opened: Opened, latin: str, russian: str, label: str
) -> None:
    desk = opened(TEXT)
    desk.select("Правительство Лирии")
    desk.key(latin)
    desk.select("Марк Ренн")
    desk.key(russian)
    assert [(s.label, s.fragments) for s in desk.spans()] == [
        (label, (place("Правительство Лирии"),)),
        (label, (place("Марк Ренн"),)),
    ]


def test_offsets_after_an_emoji_are_code_points(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма останется открытым")
    desk.key("C")
    (span,) = desk.spans()
    assert TEXT[span.start : span.end] == "порт Сарма останется открытым"


def test_a_drag_snaps_to_words_and_with_alt_it_does_not(opened: Opened) -> None:
    desk = opened(TEXT)
    words = place("порт Сарма")
    desk.drag(words.start + 1, words.end - 2)
    assert desk.session.selection == words
    desk.drag(words.start + 1, words.end - 2, ALT)
    assert desk.session.selection == Interval(words.start + 1, words.end - 2)


def test_a_double_click_selects_a_word_and_a_third_click_the_sentence(opened: Opened) -> None:
    desk = opened(TEXT)
    at = desk.point(place("порт Сарма").start) + QPoint(3, 0)
    viewport = desk.view.viewport()
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    assert desk.session.selection == place("порт")
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    sentence = place("Правительство Лирии объявило, что порт Сарма останется открытым")
    assert desk.session.selection == sentence


def test_a_label_without_a_selection_marks_the_word_at_the_caret(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.click(place("заявил").start + 2)
    desk.key("Q")
    (span,) = desk.spans()
    assert span.fragments == (place("заявил"),)


def test_w_grows_and_shift_w_shrinks_the_selection(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.click(place("Сарма").start + 1)
    desk.key("W")
    seen = [desk.session.selection]
    for _ in range(3):
        desk.key("Ц")
        seen.append(desk.session.selection)
    assert seen[0] == place("Сарма")
    assert all(a is not None and b is not None and b.contains(a) for a, b in pairwise(seen))
    desk.key("W", SHIFT)
    assert desk.session.selection == seen[2]


def test_j_and_k_go_from_sentence_to_sentence(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.key("J")
    first = desk.session.selection
    desk.key("J")
    second = desk.session.selection
    desk.key("K")
    assert first is not None
    assert second is not None
    assert first.end <= second.start
    assert desk.session.selection == first


def test_f_adds_the_second_half_of_a_broken_quotation(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("«Мы не отдадим порт")
    desk.key("C")
    desk.select("и продолжим работу»")
    desk.key("F")
    (span,) = desk.spans()
    assert [TEXT[f.start : f.end] for f in span.fragments] == [
        "«Мы не отдадим порт",
        "и продолжим работу»",
    ]


def test_alt_arrows_move_the_ends_of_the_focused_span(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Сарма останется")
    desk.key("C")
    desk.key("Right", ALT)
    desk.key("Left", ALT | SHIFT)
    (span,) = desk.spans()
    assert span.fragments == (place("порт Сарма останется открытым"),)
    desk.key("Left", ALT | CTRL)
    (span,) = desk.spans()
    assert TEXT[span.start : span.end] == "порт Сарма останется открыты"


def test_dragging_the_grip_moves_the_end(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма")
    desk.key("C")
    (span,) = desk.spans()
    area = desk.view.rect_of(span)
    viewport, button = desk.view.viewport(), Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    target = desk.point(place("останется открытым").end) - QPoint(2, 0)
    QTest.mousePress(viewport, button, none, area.bottomRight().toPoint())
    QTest.mouseMove(viewport, target)
    QTest.mouseRelease(viewport, button, none, target)
    (span,) = desk.spans()
    assert TEXT[span.start : span.end] == "порт Сарма останется открытым"


def test_digits_and_tab_set_attributes_of_the_focused_span(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма останется открытым")
    desk.key("C")
    desk.key("4")
    desk.key("Tab")
    desk.key("2")
    (span,) = desk.spans()
    assert span.attributes == {"claim_type": "prediction", "check": "checkable"}


def test_l_and_a_letter_link_two_spans_and_the_type_follows_from_the_labels(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Правительство Лирии")
    desk.key("S")
    desk.select("порт Сарма останется открытым")
    desk.key("C")
    desk.key("Д")
    (letter,) = desk.view.overlay.hints
    desk.key(letter)
    reading = desk.project.read.reading(desk.session.reading.article.id)
    (relation,) = reading.relations
    source, target = reading.span(relation.source), reading.span(relation.target)
    assert relation.type == "attributed_to"
    assert source is not None
    assert target is not None
    assert (source.label, target.label) == ("Claim", "Source")


def test_the_offered_name_is_in_the_nominative_and_enter_takes_it(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Марка Ренна")
    desk.key("A")
    assert desk.session.offer is not None
    assert desk.session.offer.name == "Марк Ренн"
    desk.key("Enter")
    (row,) = desk.project.read.entities()
    assert (row.entity.name, row.mentions) == ("Марк Ренн", 1)


def test_a_mention_of_a_known_entity_needs_nothing_more(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Марка Ренна")
    desk.key("A")
    desk.key("Enter")
    desk.select("Марк Ренн")
    desk.key("A")
    assert len({span.entity for span in desk.spans()}) == 1
    assert desk.session.offer is None


def test_s_on_a_focused_actor_makes_a_source_with_the_same_entity(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Марка Ренна")
    desk.key("A")
    desk.key("Enter")
    desk.key("S")
    actor, source = sorted(desk.spans(), key=lambda span: span.label)
    assert (actor.label, source.label) == ("Actor", "Source")
    assert actor.fragments == source.fragments
    assert actor.entity == source.entity


def test_o_steps_through_the_spans_under_the_caret(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма останется открытым")
    desk.key("C")
    desk.select("порт Сарма")
    desk.key("A")
    desk.click(place("Сарма").start + 1)
    seen = set()
    for _ in range(2):
        desk.key("O")
        seen.add(desk.session.focused().label)
    assert seen == {"Claim", "Actor"}


def test_n_and_p_walk_through_the_spans(opened: Opened) -> None:
    desk = opened(TEXT)
    for words in ("Правительство Лирии", "порт Сарма"):
        desk.select(words)
        desk.key("A")
    desk.key("P")
    first = desk.session.focused()
    desk.key("N")
    second = desk.session.focused()
    assert (first.start, second.start) == (
        place("Правительство Лирии").start,
        place("порт Сарма").start,
    )


def test_an_armed_label_marks_every_selection_until_esc(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.key("A", SHIFT)
    desk.select("Правительство Лирии")
    desk.select("порт Сарма")
    desk.key("Esc")
    desk.select("переговоры")
    assert [span.label for span in desk.spans()] == ["Actor", "Actor"]


def test_alt_and_a_label_key_relabels_the_span(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма")
    desk.key("A")
    desk.key("C", ALT)
    assert [span.label for span in desk.spans()] == ["Claim"]


def test_del_deletes_and_ctrl_z_brings_back_under_both_layouts(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма")
    desk.key("A")
    before = desk.spans()
    desk.key("Del")
    assert desk.spans() == ()
    desk.key("Я", CTRL)
    assert desk.spans() == before
    assert desk.session.focused() == before[0]


def test_what_the_codebook_forbids_is_refused_with_a_sentence(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма")
    desk.key("S")
    desk.select("Сарма останется")
    desk.key("S")
    assert len(desk.spans()) == 1
    assert desk.said.startswith("One Source may not overlap another.")


def test_ctrl_enter_marks_the_article_done_and_opens_the_next(opened: Opened) -> None:
    desk = opened(TEXT, "Вторая статья о порте.")
    first = desk.session.reading.article.id
    desk.key("Enter", CTRL)
    assert desk.project.read.article(first).status == "done"  # type: ignore[union-attr]  # the article is there
    assert desk.session.reading.text == "Вторая статья о порте."


def test_undo_follows_to_the_article_of_the_step(opened: Opened) -> None:
    desk = opened(TEXT, "Вторая статья о порте.")
    first = desk.session.reading.article.id
    desk.select("порт Сарма")
    desk.key("A")
    desk.key("Enter", CTRL)
    desk.key("Z", CTRL)
    desk.key("Z", CTRL)
    assert desk.session.reading.article.id == first
    assert desk.spans() == ()


def test_copying_gives_the_stored_characters(opened: Opened) -> None:
    text = "Порт\u00a0Сарма \ufeffоткрыт\u2028и ждёт судов"
    desk = opened(text)
    desk.session.select(Interval(0, len(text)))
    desk.key("C", CTRL)
    assert desk.view.createMimeDataFromSelection().text() == text
    assert desk.spans() == ()


def test_a_link_is_dragged_from_the_handle_of_the_focused_span(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Правительство Лирии")
    desk.key("S")
    desk.select("порт Сарма останется открытым")
    desk.key("C")
    viewport, button, none = (
        desk.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    target = desk.point(place("Лирии").start)
    QTest.mousePress(viewport, button, none, desk.view._pointer._handle().toPoint())
    QTest.mouseMove(viewport, target)
    QTest.mouseRelease(viewport, button, none, target)
    (relation,) = desk.project.read.reading(desk.session.reading.article.id).relations
    assert relation.type == "attributed_to"


def test_dragging_an_end_of_one_fragment_leaves_the_others(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Мы не отдадим")
    desk.key("C")
    desk.select("продолжим работу")
    desk.key("F")
    (span,) = desk.spans()
    y = desk.view.page.rect_of(span).center().y()
    strips = [strip for _, strip in desk.view.page.strips_near(span, y) if strip.fragment == 0]
    top = desk.view.page.layout.top(desk.view.page.number_of(span.start)) - desk.view.offset
    area = strips[-1].words.translated(desk.view.page.layout.left, top)
    viewport, button, none = (
        desk.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    target = desk.point(place("отдадим порт").end) - QPoint(2, 0)
    QTest.mousePress(viewport, button, none, area.bottomRight().toPoint())
    QTest.mouseMove(viewport, target)
    QTest.mouseRelease(viewport, button, none, target)
    (span,) = desk.spans()
    assert [TEXT[f.start : f.end] for f in span.fragments] == [
        "Мы не отдадим порт",
        "продолжим работу",
    ]


def test_a_new_entity_answers_no_question_and_learns_from_its_first_mention(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Марка Ренна")
    desk.key("A")
    desk.key("Enter")
    (span,) = desk.spans()
    assert "actor_type" not in span.attributes
    desk.key("1")
    desk.select("Марк Ренн")
    desk.key("A")
    assert [span.attributes["actor_type"] for span in desk.spans()] == ["person", "person"]
    (row,) = desk.project.read.entities()
    assert row.entity.type == "person"


def test_the_next_article_is_found_over_the_borders_of_the_states(opened: Opened) -> None:
    desk = opened(TEXT, "Вторая статья о порте.")
    desk.select("порт Сарма")
    desk.key("A")
    desk.window.run_id("article_next")
    assert desk.session.reading.text == "Вторая статья о порте."
    desk.window.run_id("article_previous")
    assert desk.session.reading.text == TEXT


def test_brackets_move_the_ends_too_under_both_layouts(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("Сарма останется")
    desk.key("C")
    desk.key("]")
    desk.key("Х", SHIFT)
    (span,) = desk.spans()
    assert span.fragments == (place("порт Сарма останется открытым"),)


def test_a_dragged_end_never_keeps_the_space_beside_a_word(opened: Opened) -> None:
    desk = opened(TEXT)
    desk.select("порт Сарма останется")
    desk.key("C")
    (span,) = desk.spans()
    area = desk.view.rect_of(span)
    viewport, button, none = (
        desk.view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    target = desk.point(place("порт Сарма ").end) - QPoint(1, 0)
    QTest.mousePress(viewport, button, none, area.bottomRight().toPoint())
    QTest.mouseMove(viewport, target)
    QTest.mouseRelease(viewport, button, none, target)
    (span,) = desk.spans()
    assert TEXT[span.start : span.end] == "порт Сарма"
