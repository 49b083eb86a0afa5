"""Reviewing in the inspector, in the menu of a link, in the lists."""

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from tests.gui.panels.conftest import Bench, click, settle
from tests.gui.panels.hands import Hands
from workbench.domain.records import Relation, Span, Verdict
from workbench.gui import link_menu
from workbench.gui.inspector.differences import differences
from workbench.gui.inspector.inspector import Inspector
from workbench.gui.lists.show_popup import ShowPopup
from workbench.gui.parts.fields import plain
from workbench.gui.verbs import reviewing

Show = Callable[[QWidget], None]


def test_the_inspector_decides_and_a_click_on_what_is_set_takes_it_back(
    bench: Bench, show: Show
) -> None:
    bench.open()
    span = bench.mark("Правительство Лирии", "Actor")
    inspector = Inspector(bench.session)
    show(inspector)
    row = inspector.span_page.review
    assert row.who.isHidden()
    assert row.buttons["rejected"].toolTip() == plain("reject (-)")
    assert row.buttons["accepted"].toolTip() == plain("accept (+)")
    click(row.buttons["rejected"])
    assert bench.stored(span).verdict == "rejected"
    assert row.buttons["rejected"].isChecked()
    assert row.buttons["rejected"].toolTip() == plain("take the decision back (0)")
    assert row.who.text().startswith("rejected by anna, ")
    assert bench.session.focus == span.id
    click(row.buttons["rejected"])
    assert bench.stored(span).review is None
    assert row.who.isHidden()


def test_the_way_to_decide_is_right_below_the_words(bench: Bench, show: Show) -> None:
    bench.open()
    span = bench.mark("порт Сарма останется открытым", "Claim")
    inspector = Inspector(bench.session)
    show(inspector)
    page = inspector.span_page
    assert 0 < page.review.geometry().top() - page.quote.geometry().bottom() <= 16
    before = page.review.buttons["accepted"].geometry()
    reviewing.set_verdict(bench.session, [span], "accepted")
    settle()
    assert page.review.buttons["accepted"].geometry() == before


def test_a_link_to_a_rejected_span_says_so_in_the_inspector(bench: Bench, show: Show) -> None:
    made = link(bench)
    inspector = Inspector(bench.session)
    show(inspector)
    reading = bench.session.whole()
    claim, source = reading.span(made.source), reading.span(made.target)
    assert claim is not None
    assert source is not None
    bench.session.focus_on(claim.id)
    row = inspector.span_page.relations.rows[0]
    assert row.fallen.isHidden()
    reviewing.set_verdict(bench.session, [source], "rejected")
    assert row.fallen.isVisible()
    assert row.accessibleName().endswith(", its end is rejected")


def link(bench: Bench) -> Relation:
    bench.open()
    claim = bench.mark("порт Сарма останется открытым", "Claim")
    source = bench.mark("министр порта Марк Ренн", "Source")
    return bench.link(claim, source, "attributed_to")


def test_the_menu_of_a_link_decides_of_it(bench: Bench, show: Show) -> None:
    made = link(bench)
    inspector = Inspector(bench.session)
    show(inspector)
    link_menu.ask(bench.session, made, inspector, inspector.rect().topLeft())
    settle()
    (menu,) = [menu for menu in inspector.findChildren(QMenu) if menu.isVisible()]
    entries = {entry.objectName(): entry for entry in menu.actions()}
    assert not entries["relation_review_open"].isEnabled()
    entries["relation_review_accept"].trigger()
    menu.close()
    settle()
    (stored,) = bench.session.whole().relations
    assert stored.verdict == "accepted"
    assert "accepted" in inspector.span_page.relations.rows[0].name.text()


def test_decisions_are_shown_and_hidden_where_there_are_some(bench: Bench, show: Show) -> None:
    bench.open()
    span = bench.mark("Правительство Лирии", "Actor")
    bench.mark("объявило", "Cue")
    parent = QWidget()
    show(parent)
    assert "show_decision.open" not in ShowPopup(bench.session, parent).rows
    reviewing.set_verdict(bench.session, [span], "accepted")
    popup = ShowPopup(bench.session, parent)
    assert popup.rows["show_decision.accepted"].accessibleName() == "accepted, 1"
    assert popup.rows["show_decision.open"].accessibleName() == "not reviewed, 1"
    said: list[str] = []
    bench.session.said.connect(said.append)
    popup.rows["show_decision.open"].click()
    assert bench.session.shown.hidden_decisions == {"open"}
    assert said[-1] == "Hidden, not deleted: not reviewed."


def test_chosen_spans_show_what_they_share_and_are_decided_in_one_step(
    bench: Bench, show: Show
) -> None:
    bench.open()
    spans = [bench.mark("Правительство Лирии", "Actor"), bench.mark("объявило", "Cue")]
    inspector = Inspector(bench.session)
    show(inspector)
    bench.session.choose([span.id for span in spans])
    row = inspector.chosen_page.review
    click(row.buttons["accepted"])
    assert [bench.stored(span).verdict for span in spans] == ["accepted", "accepted"]
    assert row.buttons["accepted"].isChecked()
    assert row.who.text().startswith("accepted by anna")
    bench.session.choose(())
    bench.session.focus_on(spans[0].id)
    click(inspector.span_page.review.buttons["rejected"])
    bench.session.choose([span.id for span in spans])
    assert row.who.text() == "accepted 1 · rejected 1"
    assert not any(button.isChecked() for button in row.buttons.values())


def test_the_keys_of_the_list_of_links_decide_of_a_link(
    bench: Bench, hands: Hands, linked: tuple[Span, Span, Span]
) -> None:
    hands.click_row(0)
    hands.strike("Minus")
    assert sorted(map(str, verdicts(bench))) == ["None", "rejected"]
    assert [span.verdict for span in bench.session.whole().spans] == [None, None, None]
    hands.strike("0")
    assert verdicts(bench) == [None, None]


def verdicts(bench: Bench) -> list[Verdict | None]:
    return [link.verdict for link in bench.session.whole().relations]


def test_rejected_spans_come_first_where_the_list_is_asked_to(bench: Bench, hands: Hands) -> None:
    made = [bench.mark(words, "Actor") for words in ("Правительство Лирии", "Сарма", "Марк Ренн")]
    reviewing.set_verdict(bench.session, [made[0]], "accepted")
    reviewing.set_verdict(bench.session, [made[2]], "rejected")
    hands.panel.spans.set_order("review")
    settle()
    assert hands.listed() == ["Марк Ренн", "Сарма", "Правительство Лирии"]
    bench.session.focus_on(None)
    inspector = Inspector(bench.session)
    assert "2 reviewed" in inspector.article_page.facts.text()
    inspector.deleteLater()


def test_the_history_of_a_span_says_what_was_decided(bench: Bench) -> None:
    bench.open()
    before = bench.mark("Правительство Лирии", "Actor")
    reviewing.set_verdict(bench.session, [before], "rejected")
    after, reading = bench.stored(before), bench.session.whole()
    assert differences(before, after, reading, bench.project.read.entity) == ["rejected"]
    back = differences(after, before, reading, bench.project.read.entity)
    assert back == ["not reviewed any more"]
