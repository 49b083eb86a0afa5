"""Direct speech that the author's words break: «Порт, — заявил министр, — мы не отдадим».

Only words of speech or opinion between two dashes break a quotation; other dashes belong to it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from workbench.domain.text import Fragments, Interval
from workbench.language.tokens import DASHES, trim, vocabulary

_LONGEST: Final = 300  # code points that the author's words may take
_QUOTES: Final = frozenset('«„“"')
_DASH: Final = re.compile(r"(?<=[\s»”“\"])[—–―−-](?=[\s«„“\"])")
_OPENING_DASH: Final = re.compile(r"[,.!?…]*\s*[—–―−-]\s")
_LEADING_DASH: Final = re.compile(r"\s*[—–―−-]\s+")
_BEFORE: Final = re.compile(r"[,.!?…][»”“\"]?\s*\Z")
_AFTER: Final = re.compile(r"[,.:;!?…»”)\"]\s*\Z")
# The beginnings of verbs of speech and opinion in the forms that author's words have.
_STEMS: Final = vocabulary(
    "заявл заяви объявл объяви сказал скажет расскаж рассказ высказыва высказал подсказ предсказ "
    "указыва указал говор подчерк подчёрк отмеча отмети добавл добави поясн объясн разъясн уточн "
    "сообща сообщи сообщал уведом счита посчита полага думае думаю думал подума уверен увере "
    "убежд убежден убеждён утвержд писал написа пишет пишут подпис признал признае признава "
    "ответи отвеча возраз возраж спроси спраш переспрос интересу интересова поинтерес проси "
    "попрос потреб требу призва призыва предупре предостер обеща пообеща пригроз грози констатир "
    "резюмир комментир прокомментир цитир процитир приводит приводят напомин напомн подтверд "
    "подтвержд опроверг отрица настаив настоял продолж заключи заключа подытож воскли вскри крикн "
    "крича прошепт шепч пробормот буркн проворч вздохн усмехн усмеха улыбн улыба рассмея пошути "
    "шути возмут возмущ сету посетова жалу жалова пожалов похвал поблагодар поздрав упрекн намекн "
    "вспомн вспомин рассужд делит делил подели выступ информир проинформир доклады долож замети "
    "замеча предполож предполаг предлож предлаг прогноз спрогноз критик раскритик осуди осужда "
    "обвини обвиня оцени согласи согласен согласн рекоменд советова посоветова повтор парир отрез "
    "гласи прозвуч звуч сформулир"
)
_SPEECH: Final = re.compile(
    rf"(?<!\w)(?:(?:{'|'.join(sorted(_STEMS))})\w*"
    r"|по\s(?:\w+\s)?(?:словам|мнению|данным|оценк\w+|информации)(?!\w)"
    r"|(?:со\s)?ссыл\w+|слова(?!\w))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Speech:
    """What one speaker says, two or more `parts`, and the `inserts` between by the author.

    The outer quotation marks belong to the parts, punctuation before a dash to neither.
    """

    parts: Fragments
    inserts: Fragments


def speeches(text: str, start: int, end: int, paired: Mapping[int, int]) -> Iterator[Speech]:
    """Yield the broken quotations of a paragraph `[start, end)`, `paired` being its marks.

    The quotation marks may stand around the whole («A, — сказал X, — B») or around each part
    («A», — сказал X, — «B»), or a dash may lead the paragraph.
    """
    quoted = [opening for opening in sorted(paired) if text[opening] in _QUOTES]
    done: set[int] = set()
    for at, opening in enumerate(quoted):
        if opening in done:
            continue
        parts, inserts = _split(text, opening, paired[opening] + 1, 1, paired)
        for following in quoted[at + 1 :]:
            gap = Interval(parts[-1].end, following) if following > parts[-1].end else None
            if gap is None:
                continue
            if len(gap) > _LONGEST:
                break
            said = _insert_in_gap(text, gap)
            if said is not None:
                done.add(following)
                more, within = _split(text, following, paired[following] + 1, 1, paired)
                parts, inserts = [*parts, *more], [*inserts, said, *within]
        if len(parts) > 1:
            yield Speech(tuple(parts), tuple(inserts))
    dialogue = _LEADING_DASH.match(text, start, end)
    if dialogue and dialogue.end() < end:
        parts, inserts = _split(text, dialogue.end(), end, 0, paired)
        last = _trailing_insert(text, parts[-1], paired) if parts else None
        if last is not None:
            parts[-1], said = last
            inserts.append(said)
        if len(parts) > 1:
            yield Speech(tuple(parts), tuple(inserts))


def _split(
    text: str, start: int, end: int, mark: int, paired: Mapping[int, int]
) -> tuple[list[Interval], list[Interval]]:
    """The parts of `[start, end)`, which has a quotation mark `mark` long at both ends."""
    dashes = list(_dashes(text, start + mark, end - mark, paired))
    if len(dashes) < 2:
        return [Interval(start, end)], []
    parts: list[Interval] = []
    inserts: list[Interval] = []
    low, at = start + mark, 0
    while at + 1 < len(dashes):
        opening, closing = dashes[at], dashes[at + 1]
        part, said = trim(text, low, opening), _author(text, opening, closing)
        if part and said and _AFTER.search(text, opening + 1, closing):
            parts.append(part)
            inserts.append(said)
            low, at = closing + 1, at + 2
        else:
            at += 1
    last = trim(text, low, end - mark)
    if last is None:
        return [Interval(start, end)], []
    parts.append(last)
    if mark:
        parts[0] = Interval(start, parts[0].end)
        parts[-1] = Interval(parts[-1].start, end)
    return parts, inserts


def _dashes(text: str, start: int, end: int, paired: Mapping[int, int]) -> Iterator[int]:
    """Where dashes stand between spaces, outside of the groups in `[start, end)`."""
    groups: Sequence[Interval] = ()
    for match in _DASH.finditer(text, start, end):
        groups = groups or _outermost(paired, start, end)
        if not any(group.start < match.start() < group.end for group in groups):
            yield match.start()


def _outermost(paired: Mapping[int, int], start: int, end: int) -> Sequence[Interval]:
    groups: list[Interval] = []
    for opening in sorted(paired):
        inside = start <= opening and paired[opening] < end
        if inside and (not groups or opening >= groups[-1].end):
            groups.append(Interval(opening, paired[opening] + 1))
    return groups


def _author(text: str, dash: int, end: int) -> Interval | None:
    """The author's words between the `dash` after a part and `end`; None when they are not."""
    if end - dash > _LONGEST or not _BEFORE.search(text, max(dash - 8, 0), dash):
        return None
    return trim(text, dash + 1, end) if _SPEECH.search(text, dash + 1, end) else None


def _insert_in_gap(text: str, gap: Interval) -> Interval | None:
    """The author's words between two quotations, dashes around; None when there are none."""
    between = text[gap.start : gap.end].rstrip()
    opening = _OPENING_DASH.match(between)
    if opening is None or between[-1] not in DASHES or "\n" in between:
        return None
    low, high = gap.start + opening.end(), gap.start + len(between) - 1
    return trim(text, low, high) if low < high and _SPEECH.search(text, low, high) else None


def _trailing_insert(
    text: str, part: Interval, paired: Mapping[int, int]
) -> tuple[Interval, Interval] | None:
    """The last part of a dialogue and the author's words that close it."""
    for dash in _dashes(text, part.start, part.end, paired):
        said, before = _author(text, dash, part.end), trim(text, part.start, dash)
        if said and before:
            return before, said
    return None
