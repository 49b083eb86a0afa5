"""Reviewing in the text, with the keyboard; how what was decided is painted."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.gui.conftest import Desk
from workbench.domain import commands
from workbench.domain.records import Span
from workbench.gui.shown import Shown
from workbench.gui.verbs import reviewing

Opened = Callable[..., Desk]
TEXT = (
    "Правительство Лирии объявило, что порт Сарма останется открытым. "
    "По словам Марка Ренна, переговоры с Корванией начнутся весной."
)


def mark(desk: Desk, words: str, key: str) -> str:
    desk.select(words)
    desk.key(key)
    focused = desk.session.focused()
    assert isinstance(focused, Span)
    return focused.id


def three(desk: Desk) -> list[str]:
    """A source, the claim that it is linked with, and another claim; nothing is in focus."""
    made = [
        mark(desk, "Правительство Лирии", "S"),
        mark(desk, "порт Сарма останется открытым", "C"),
        mark(desk, "переговоры с Корванией начнутся весной", "C"),
    ]
    source, claim = (desk.session.whole().span(name) for name in made[:2])
    session = desk.session
    assert session.run(lambda r: commands.link(r, session.pen(), claim, source, "attributed_to"))
    session.focus_on(None)
    session.select(None, 0)
    desk.view.setFocus()
    return made


def verdicts(desk: Desk) -> list[str | None]:
    return [span.verdict for span in desk.spans()]


def strike(desk: Desk, key: str) -> None:
    desk.key({"+": "=", "-": "-", "0": "0"}[key])


def test_plus_and_minus_decide_and_go_on_to_the_next(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    strike(desk, "+")  # nothing is in focus: to the first that waits
    assert desk.session.focus == names[0]
    assert verdicts(desk) == [None, None, None]
    strike(desk, "+")
    assert desk.said == "Accepted: Source «Правительство Лирии» · 2 spans are still to be reviewed"
    assert desk.session.focus == names[1]
    strike(desk, "-")
    assert desk.session.focus == names[2]
    strike(desk, "+")
    assert desk.said.endswith("· All here was reviewed; Alt+N goes to the next article")
    assert verdicts(desk) == ["accepted", "rejected", "accepted"]
    assert {span.review.annotator for span in desk.spans() if span.review} == {"anna"}
    desk.session.focus_on(names[1])
    strike(desk, "0")
    assert verdicts(desk) == ["accepted", None, "accepted"]
    desk.session.walk(back=True)
    desk.session.walk(back=True)
    assert verdicts(desk) == ["accepted", "rejected", None]
    assert desk.session.focus == names[2]


def test_a_decision_that_stands_is_passed_by_and_goes_on(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.focus_on(names[2])
    strike(desk, "-")
    steps = desk.project.read.way_back().size
    desk.session.focus_on(names[2])
    strike(desk, "-")
    assert desk.session.focus == names[0]
    assert desk.project.read.way_back().size == steps


def test_accepting_a_claim_accepts_its_links_that_wait(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.focus_on(names[1])
    strike(desk, "+")
    (link,) = desk.session.whole().relations
    assert link.verdict == "accepted"


def test_chosen_spans_are_decided_together_and_the_eye_stays(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.choose(names[:2])
    strike(desk, "-")
    assert verdicts(desk) == ["rejected", "rejected", None]
    assert sorted(desk.session.chosen) == sorted(names[:2])


def test_what_is_hidden_is_not_gone_to(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.show(Shown(hidden_labels=frozenset({"Source"})))
    strike(desk, "+")
    assert desk.session.focus == names[1]
    strike(desk, "+")
    strike(desk, "+")
    assert desk.said.endswith("· All here was reviewed; Alt+N goes to the next article")
    desk.session.show(Shown(hidden_decisions=frozenset({"accepted"})))
    assert desk.session.shown.shows(desk.spans()[0])
    assert not desk.session.shown.shows(desk.spans()[1])


def test_the_keys_work_under_the_russian_layout_and_with_shift(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.focus_on(names[0])
    desk.key("+", Qt.KeyboardModifier.ShiftModifier)
    assert verdicts(desk) == ["accepted", None, None]
    desk.session.focus_on(names[0])
    desk.key("т", Qt.KeyboardModifier.AltModifier)  # Alt+N
    assert desk.session.focus == names[1]
    desk.key("з", Qt.KeyboardModifier.AltModifier)  # Alt+P, round the beginning
    assert desk.session.focus == names[2]


def test_a_rejected_span_is_a_hairline_without_a_ground(opened: Opened) -> None:
    desk = opened(TEXT)
    three(desk)
    page = desk.view.page
    before = page.sheet(0)
    assert not before.signs
    for _ in range(4):
        strike(desk, "-")
    after = page.sheet(0)
    assert len(before.grounds[0][1]) > 0
    assert after.grounds == []
    assert set(after.signs) == {"rejected"}
    assert len(after.signs["rejected"]) == 3 * 2  # two strokes of a cross each
    lines = [line for _, drawn in after.strokes for line in drawn if line.width() > 4]
    assert {line.height() for line in lines} == {1.0}


def test_a_line_is_broken_where_its_sign_stands(opened: Opened) -> None:
    desk = opened(TEXT)
    three(desk)
    for _ in range(4):
        strike(desk, "+")
    metrics = desk.view.page.styles.metrics
    for strip in desk.view.page.sheet(0).strips:
        sign = strip.sign(metrics)
        if sign is not None:
            assert strip.words.left() <= sign.left() < sign.right() <= strip.words.right() + 1
            assert not any(sign.intersects(line) for line in strip.line(metrics, metrics.stroke))


def test_one_that_was_chosen_alone_does_not_stay_the_one_that_keys_mean(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.focus_on(names[0])
    desk.session.choose(names[:1])
    strike(desk, "+")
    strike(desk, "-")
    assert verdicts(desk) == ["accepted", "rejected", None]


def test_an_edit_says_that_it_takes_the_decision_back(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.focus_on(names[1])
    strike(desk, "-")
    desk.session.focus_on(names[1])
    desk.key("1")
    assert "review decision is taken back" in desk.said
    assert verdicts(desk) == [None, None, None]
    desk.session.walk(back=True)
    assert verdicts(desk) == [None, "rejected", None]


def test_where_all_is_decided_the_key_goes_on_in_the_next_article(opened: Opened) -> None:
    desk = opened(TEXT, "Порт Сарма закрыт.", "Министр молчит.")
    articles = [row.article.id for row in desk.project.read.articles("new")]
    desk.session.open_article(articles[2])
    other = mark(desk, "Министр", "A")
    desk.session.open_article(articles[0])
    first = mark(desk, "Правительство Лирии", "S")
    strike(desk, "+")
    assert desk.session.focus == first
    desk.key("N", Qt.KeyboardModifier.AltModifier)
    assert desk.session.reading.article.id == articles[2]
    assert desk.session.focus == other
    strike(desk, "+")
    desk.key("N", Qt.KeyboardModifier.AltModifier)
    assert desk.said == "Every span that is shown was reviewed."


def test_an_article_without_spans_has_nothing_to_review(opened: Opened) -> None:
    desk = opened(TEXT)
    strike(desk, "+")
    assert desk.said.startswith("Nothing here waits for a review.")


def test_the_list_of_articles_shows_how_far_the_review_is(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    model = desk.window.side.articles.model

    def said() -> str:
        index = model.find(desk.session.reading.article.id)
        return str(index.data(Qt.ItemDataRole.AccessibleTextRole))

    assert said().endswith("3 spans")
    desk.session.focus_on(names[0])
    strike(desk, "+")
    assert said().endswith("3 spans, 1 reviewed")
    assert desk.project.read.spans_by_verdict() == {"accepted": 1}


def test_what_is_hidden_by_its_decision_is_not_painted(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.focus_on(names[0])
    strike(desk, "+")
    desk.session.show(Shown(hidden_decisions=frozenset({"accepted"})))
    assert {strip.span.id for strip in desk.view.page.sheet(0).strips} == set(names[1:])
    desk.session.show(Shown())
    assert {strip.span.id for strip in desk.view.page.sheet(0).strips} == set(names)


def test_an_accepted_claim_whose_link_waits_is_accepted_once_more(opened: Opened) -> None:
    desk = opened(TEXT)
    names = three(desk)
    desk.session.focus_on(names[1])
    strike(desk, "+")
    (link,) = desk.session.whole().relations
    reviewing.set_link_verdict(desk.session, link, None)
    desk.session.focus_on(names[1])
    strike(desk, "+")
    assert desk.session.whole().relations[0].verdict == "accepted"
