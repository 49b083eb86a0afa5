"""A task of Label Studio read: its text, and what was marked and answered in each annotation.

Regions are put together again by id, the pieces of a span by the group that our export gives them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workbench.domain.errors import Unreadable
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions
from workbench.exchange.label_studio.config import control_of
from workbench.exchange.parsing.intake import Intake, fields_of, listed

Form = dict[str, Any]


def read_task(
    task: Mapping[str, Any], options: ReadOptions, file: str, line: int, left: Counter[str]
) -> list[Bundle | Problem]:
    """The article of a task and its Problems; `left` counts "predictions" that are left out.

    Raises Unreadable for a task without a text that can be taken.
    """
    data = fields_of(task.get("data"))
    field = _text_field(task, data, options)
    intake = Intake(data.get(field), data.get("sha256"), options, file, line)
    # «completions» is what annotations were called before Label Studio 1.0.
    made = listed(task, "annotations" if "annotations" in task else "completions", intake)
    made = [one for one in made if not (isinstance(one, dict) and one.get("was_cancelled"))]
    predicted = listed(task, "predictions", intake)
    if made:
        left["predictions"] += len(predicted)
    results = [(_who(one), _result(one, intake)) for one in made or predicted]
    intake.count_by(_quotes(results))
    for annotator, result in results:
        _Annotation(intake, annotator).take(result)
    meta = {key: part for key, part in data.items() if key not in (field, "title", "sha256")}
    return [intake.bundle(data.get("title"), meta), *intake.problems]


def _text_field(task: Mapping[str, Any], data: Mapping[str, Any], options: ReadOptions) -> str:
    """The field of the text: the one of the name the user says, else the only text there is.

    Of several texts it is the one in which all words stand that are marked.
    """
    if options.text_field in data:
        return options.text_field
    texts = [key for key, part in data.items() if isinstance(part, str)]
    if len(texts) > 1:
        words = set(_marked_words(task))
        fit = [key for key in texts if words and all(one in data[key] for one in words)]
        texts = fit or texts
    if len(texts) == 1:
        return texts[0]
    raise Unreadable(
        "There is no text in the field «{field}». The fields are: {fields}. Choose one "
        "(--text-field on the command line).",
        field=options.text_field,
        fields=", ".join(data)[:200] or "–",
    )


def _marked_words(task: Mapping[str, Any]) -> Iterator[str]:
    made = task.get("annotations")
    for annotation in made if isinstance(made, list) else ():
        result = annotation.get("result") if isinstance(annotation, dict) else None
        results = [(None, result)] if isinstance(result, list) else []
        yield from (words for _, _, words in _quotes(results) if isinstance(words, str))


def _result(annotation: Any, intake: Intake) -> list[Any]:
    if isinstance(annotation, dict):
        return listed(annotation, "result", intake)
    intake.refuse(msg("«{field}» is missing or of the wrong kind.", field="annotations"))
    return []


def _who(annotation: Any) -> str | None:
    if not isinstance(annotation, dict):
        return None
    who = annotation.get("completed_by") or annotation.get("model_version")
    if isinstance(who, dict):
        who = who.get("email") or who.get("id")
    return str(who)[:200] if isinstance(who, str | int) and str(who).strip() else None


def _quotes(results: Iterable[tuple[str | None, list[Any]]]) -> Iterator[tuple[Any, Any, Any]]:
    for _, result in results:
        for item in result:
            value = item.get("value") if isinstance(item, dict) else None
            if isinstance(value, dict) and "labels" in value:
                yield value.get("start"), value.get("end"), value.get("text")


class _Annotation:
    """The result of one annotation, put together again: regions by id, pieces by group."""

    def __init__(self, intake: Intake, annotator: str | None) -> None:
        self._intake = intake
        self._annotator = annotator
        self._answers: dict[Any, Form] = {}
        self._comments: dict[Any, str] = {}
        self._groups: dict[tuple[str, str], list[tuple[Any, Interval, Form]]] = {}
        self._spans: dict[Any, str] = {}

    def take(self, result: list[Any]) -> None:
        """Take spans with what hangs on them, then the relations between them."""
        links: list[tuple[int, Mapping[str, Any]]] = []
        for number, item in enumerate(result):
            try:
                region = fields_of(item)
                kind = region.get("type")
                if kind == "relation":
                    links.append((number, region))
                elif isinstance(region.get("id"), str | int | None):
                    self._region(number, region, kind)
                else:
                    raise Unreadable("«{field}» is missing or of the wrong kind.", field="id")
            except Unreadable as error:
                name = item.get("id", number) if isinstance(item, dict) else number
                self._intake.no_span(name, error.message)
        for (_, label), pieces in self._groups.items():
            self._span(label, pieces)
        for number, link in links:
            try:
                self._link(link)
            except Unreadable as error:
                self._intake.no_relation(number, error.message)

    def _region(self, number: int, region: Mapping[str, Any], kind: Any) -> None:
        value = fields_of(region.get("value"))
        name = region.get("id", f"{number}")
        given = region.get("meta")
        meta = given if isinstance(given, dict) else {}
        if kind == "labels" or isinstance(value.get("labels"), list):
            place = self._intake.place(value.get("start"), value.get("end"))
            labels = value.get("labels")
            for label in labels if isinstance(labels, list) else [None]:
                if not isinstance(label, str):
                    raise Unreadable("«{field}» is missing or of the wrong kind.", field="labels")
                group = meta.get("group")
                key = f"group {group}" if isinstance(group, str) else f"region {name}"
                self._groups.setdefault((key, label), []).append((name, place, meta))
        elif kind in ("choices", "taxonomy", "rating", "number"):
            answer = _answer(value, kind)
            if answer:
                self._answers.setdefault(name, {})[str(region.get("from_name"))] = answer
        elif kind == "textarea":
            said = _said(value.get("text"))
            if "start" in value:
                self._comments[name] = said
            else:
                for one in value["text"] if isinstance(value.get("text"), list) else [said]:
                    self._intake.note(one, self._annotator)

    def _span(self, label: str, pieces: list[tuple[Any, Interval, Form]]) -> None:
        first, _, meta = pieces[0]
        who, entity = meta.get("annotator"), meta.get("entity")
        mentioned = self._intake.entity(entity) if isinstance(entity, dict) else None
        note = (_said(meta["text"]) if "text" in meta else "") or self._comments.get(first)
        attributes: dict[str, str] = {}
        for name, _, _ in pieces if self._answers else ():
            for control, answer in self._answers.get(name, {}).items():
                attributes[control.removeprefix(control_of(label, ""))] = answer
        try:
            taken = self._intake.span(
                label,
                [place for _, place, _ in pieces],
                attributes,
                mentioned,
                note or None,
                who if isinstance(who, str) and who.strip() else self._annotator,
            )
        except Unreadable as error:
            self._intake.no_span(first, error.message)
            return
        for name, _, _ in pieces:
            self._spans.setdefault(name, taken)

    def _link(self, link: Mapping[str, Any]) -> None:
        ends = [link.get("from_id"), link.get("to_id")]
        for end in ends:
            if not isinstance(end, str | int) or end not in self._spans:
                raise Unreadable("Its span {id} is not there.", id=str(end)[:40])
        if link.get("direction") == "left":
            ends.reverse()
        labels = link.get("labels")
        for label in labels if isinstance(labels, list) and labels else ["relation"]:
            self._intake.relation(
                label, self._spans[ends[0]], self._spans[ends[1]], annotator=self._annotator
            )


def _answer(value: Mapping[str, Any], kind: Any) -> str:
    """What was chosen, as one text: of a taxonomy the path, of several choices all of them."""
    given = value.get(str(kind))
    if isinstance(given, list):
        parts = [" / ".join(map(str, one)) if isinstance(one, list) else str(one) for one in given]
        return ", ".join(parts)
    return str(given) if isinstance(given, int | float | str) else ""


def _said(given: Any) -> str:
    if isinstance(given, list):
        return "\n".join(one for one in given if isinstance(one, str))
    return given if isinstance(given, str) else ""
