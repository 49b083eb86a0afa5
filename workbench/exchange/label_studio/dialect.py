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
from workbench.domain.records import Entity, Relation, Span
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import Folder, Kept, WriteOptions, bare_links, entity_held, without
from workbench.exchange.label_studio.config import NOTE, TEXT, Config, control_of
from workbench.exchange.label_studio.reading import read_task
from workbench.exchange.label_studio.short import is_short, task_of
from workbench.exchange.parsing.intake import fields_of
from workbench.exchange.parsing.json_stream import one_by_one
from workbench.jobs import Progress

Form = dict[str, Any]

TASKS: Final = "tasks.json"
CONFIG: Final = "config.xml"

# Metadata of these names gives way to what the format says by them.
_TAKEN: Final = frozenset(("text", "title", "sha256"))


class LabelStudio:
    """`tasks.json`, one task a line, and `config.xml` for the settings of a project."""

    name: Final = "label-studio"
    title: Final = msg("Label Studio JSON with its labelling configuration")
    suffixes: Final = (".json",)
    makes: Final[Literal["file", "folder"]] = "folder"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True
    keeps: Final = frozenset[Kept](("annotators", "title", "meta", "text"))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All but attributes of relations, rejections, notes on entities, those not mentioned."""
        mentioned = {span.entity for span in bundle.spans}
        return replace(
            bundle,
            article=without(bundle.article, _TAKEN),
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
        where there is no annotation, and what is left out of them is told at the end. Of JSON-MIN
        it is an article an annotation.
        """
        path = path / TASKS if path.is_dir() else path
        file, left = shown(path), Counter[str]()

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            task = fields_of(value)
            if "data" in task:
                return read_task(task, options, file, line, left)
            found = read_task(task_of(task), options, file, line, left)
            left["short"] += 1
            return found

        yield from one_by_one(path, options, progress, made)
        if left["short"]:
            yield Problem(
                file,
                None,
                msg(
                    "This is the short form of Label Studio (JSON-MIN), which has no links and "
                    "says of few answers to which span they belong. To have them, export from "
                    "there as JSON."
                ),
            )
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
        if not isinstance(task, dict):
            return False
        if not isinstance(task.get("data"), dict):
            return is_short(task)
        return "annotations" in task or "predictions" in task or "completions" in task


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
