"""Label Studio: a folder with its tasks and the labelling configuration that shows them.

A span is a region for each of its pieces; the pieces of one span have the same `group` in their
`meta`, and its attributes, links and notes hang on the first. What a span mentions and the note on
it stand in `meta` as well, where Label Studio keeps and shows them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.records import Entity, Relation, Span
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import KEPT, Folder, WriteOptions, bare_links, entity_held
from workbench.exchange.label_studio.config import NOTE, TEXT, Config, control_of
from workbench.exchange.parsing.intake import Intake, fields_of, listed
from workbench.exchange.parsing.json_stream import one_by_one
from workbench.jobs import Progress

Form = dict[str, Any]

TASKS: Final = "tasks.json"
CONFIG: Final = "config.xml"


class LabelStudio:
    """`tasks.json`, one task a line, and `config.xml` for the settings of a project."""

    name: Final = "label-studio"
    title: Final = msg("Label Studio JSON with its labelling configuration")
    suffixes: Final = (".json",)
    makes: Final[Literal["file", "folder"]] = "folder"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True
    keeps: Final = KEPT - {"status"}

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All but attributes of relations, rejections, notes on entities, those not mentioned."""
        mentioned = {span.entity for span in bundle.spans}
        return replace(
            bundle,
            relations=bare_links(bundle.relations),
            entities=tuple(
                entity_held(entity, aliases=True, links=True)
                for entity in bundle.entities
                if entity.id in mentioned
            ),
            rejections=(),
        )

    def write(
        self, articles: Iterable[Bundle], codebook: Codebook, out: Folder, options: WriteOptions
    ) -> None:
        """Write the tasks one by one, then the configuration with all that they use."""
        config = Config(codebook)
        with out.file(TASKS) as file:
            lead = b"[\n"
            for number, bundle in enumerate(articles, 1):
                file.write(lead + orjson.dumps(_task(number, bundle, config)))
                lead = b",\n"
            file.write(b"\n]\n" if lead == b",\n" else b"[]\n")
        with out.file(CONFIG) as file:
            file.write(config.xml().encode())

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield an article a task: of a folder those of `tasks.json`, else those of the file.

        All annotations of a task are taken, each under the name of who made it; predictions only
        where there is no annotation, and what is left out of them is told at the end.
        """
        path = path / TASKS if path.is_dir() else path
        file, left = shown(path), Counter[str]()

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            return _read(value, options, file, line, left)

        yield from one_by_one(path, options, progress, made)
        if left["predictions"]:
            yield Problem(
                file,
                None,
                msg(
                    "Predictions of tasks that have annotations were left out: {number}.",
                    number=left["predictions"],
                ),
            )

    @staticmethod
    def knows(value: Any) -> bool:
        """Whether a JSON value looks like a task, or a list of them."""
        task = value[0] if isinstance(value, list) and value else value
        return (
            isinstance(task, dict)
            and isinstance(task.get("data"), dict)
            and ("annotations" in task or "predictions" in task or "completions" in task)
        )


def _task(number: int, bundle: Bundle, config: Config) -> Form:
    text, article = bundle.text, bundle.article
    entities = {entity.id: entity for entity in bundle.entities}
    result: list[Form] = []
    regions: dict[str, str] = {}
    for count, span in enumerate(bundle.spans, 1):
        regions[span.id] = f"s{count}"
        entity = entities.get(span.entity) if span.entity is not None else None
        result.extend(_regions(f"s{count}", span, entity, text, config))
    for link in bundle.relations:
        config.relation(link.type)
        result.append(_link(link, regions))
    if bundle.notes:
        said = [note.text for note in bundle.notes]
        result.append(_region("notes", NOTE, "textarea", {"text": said}))
    return {
        "id": number,
        "data": {
            **article.meta,
            "text": text,
            "title": article.title,
            "sha256": article.sha256,
        },
        "annotations": [{"id": number, "was_cancelled": False, "result": result}],
    }


def _regions(
    name: str, span: Span, entity: Entity | None, text: str, config: Config
) -> Iterator[Form]:
    config.label(span.label)
    meta: Form = {"annotator": span.annotator}
    if span.note is not None:
        meta["text"] = [span.note]
    if entity is not None:
        meta["entity"] = {
            "name": entity.name,
            "type": entity.type,
            "aliases": entity.aliases,
            "links": entity.links,
        }
    if len(span.fragments) > 1:
        meta["group"] = name
    first: Form = {}
    for count, piece in enumerate(span.fragments):
        value = {
            "start": piece.start,
            "end": piece.end,
            "text": text[piece.start : piece.end],
            "labels": [span.label],
        }
        region = _region(f"{name}-{count}" if count else name, "label", "labels", value)
        region["meta"] = meta if count == 0 else {"group": name}
        first = first or value
        yield region
    for attribute, answer in span.attributes.items():
        config.answer(span.label, attribute, answer)
        # As Label Studio itself writes it: the region again, with what was chosen for it.
        place = {key: first[key] for key in ("start", "end", "text")}
        value = {**place, "choices": [answer]}
        yield _region(name, control_of(span.label, attribute), "choices", value)


def _region(name: str, control: str, kind: str, value: Form) -> Form:
    return {"id": name, "from_name": control, "to_name": TEXT, "type": kind, "value": value}


def _link(link: Relation, regions: Mapping[str, str]) -> Form:
    return {
        "type": "relation",
        "from_id": regions[link.source],
        "to_id": regions[link.target],
        "direction": "right",
        "labels": [link.type],
    }


def _read(
    value: Any, options: ReadOptions, file: str, line: int, left: Counter[str]
) -> list[Bundle | Problem]:
    task = fields_of(value)
    if "data" not in task:
        raise Unreadable(
            "The task has no «data». If this is the short form of Label Studio (JSON-MIN), export "
            "from there as JSON, which says what was marked in full, and import that."
        )
    data = fields_of(task.get("data"))
    field = _text_field(data, options)
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


def _text_field(data: Mapping[str, Any], options: ReadOptions) -> str:
    """The field of the text: the one of the name the user says, else the only text there is."""
    if options.text_field in data:
        return options.text_field
    texts = [key for key, part in data.items() if isinstance(part, str)]
    if len(texts) == 1:
        return texts[0]
    raise Unreadable(
        "There is no text in the field «{field}». The fields are: {fields}. Choose one "
        "(--text-field on the command line).",
        field=options.text_field,
        fields=", ".join(data)[:200] or "–",
    )


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
        if isinstance(value.get("labels"), list) and "start" in value:
            place = self._intake.place(value.get("start"), value.get("end"))
            for label in value["labels"]:
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
