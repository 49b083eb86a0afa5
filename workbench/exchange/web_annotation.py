"""W3C Web Annotations: JSON Lines, each line a JSON-LD document, the page of one article.

The page holds the text (`dcterms:source`), which annotations name by its sha256. A span is an
annotation whose body is its label as a tag; its attributes are further bodies that classify. Each
piece of a span is a target with its position in code points and its words with what stands around
them. A relation is an annotation with the motivation «linking»: its target is the first span, its
body the second.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

import orjson

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Unreadable
from workbench.domain.records import Entity, Relation, Span
from workbench.domain.text import Interval
from workbench.domain.words import msg
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit, shown
from workbench.exchange.dialect import Folder, Kept, WriteOptions, entity_held
from workbench.exchange.parsing.intake import Intake, fields_of
from workbench.exchange.parsing.json_stream import one_by_one
from workbench.exchange.parsing.lines import first_value, line_by_line
from workbench.jobs import Progress

Form = dict[str, Any]
# What says where a target is, and which words stand there.
_Selectors = tuple[Form | None, Form | None]

CONTEXT: Final = "http://www.w3.org/ns/anno.jsonld"
_AROUND: Final = 32
_DIGEST: Final = "urn:sha256:"


class WebAnnotation:
    """An AnnotationPage for each article, with its text."""

    name: Final = "web-annotation"
    title: Final = msg("W3C Web Annotation (JSON-LD), one page of annotations an article")
    suffixes: Final = (".jsonld", ".jsonl")
    makes: Final[Literal["file", "folder"]] = "file"
    units: Final[tuple[Unit, ...]] = ("code_point",)
    reads: Final = True
    keeps: Final = frozenset[Kept](("annotators", "title", "text"))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All but rejected suggestions, notes on entities, and entities that no span mentions."""
        mentioned = {span.entity for span in bundle.spans}
        return replace(
            bundle,
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
        """Write a page a line."""
        with out.file("") as file:
            for bundle in articles:
                file.write(orjson.dumps(_page(bundle), option=orjson.OPT_APPEND_NEWLINE))

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """Yield an article a page: of a file with a page a line, or of one JSON-LD document.

        A collection is read by the first page that it holds.
        """
        file = shown(path)

        def made(value: Any, line: int) -> list[Bundle | Problem]:
            return _read(value, options, file, line)

        by_line = isinstance(first_value(path, options), dict)
        return (line_by_line if by_line else one_by_one)(path, options, progress, made)

    @staticmethod
    def knows(value: Any) -> bool:
        """Whether a JSON value looks like a page of annotations."""
        return isinstance(value, dict) and "@context" in value and "type" in value


_UNRESERVED = re.compile("[A-Za-z0-9_.~-]*")  # of RFC 3986; most ids have nothing else


def _iri(kind: str, name: str) -> str:
    said = name if _UNRESERVED.fullmatch(name) else quote(name, safe="")
    return f"urn:workbench:{kind}:{said}"


def _page(bundle: Bundle) -> Form:
    text, article = bundle.text, bundle.article
    source = _DIGEST + article.sha256
    entities = {entity.id: entity for entity in bundle.entities}
    iris = {span.id: _iri("span", span.id) for span in bundle.spans}
    items = [_tagging(span, iris[span.id], source, text, entities) for span in bundle.spans]
    items += [_linking(link, iris) for link in bundle.relations]
    for note in bundle.notes:
        items.append(
            {
                "id": _iri("note", note.id),
                "type": "Annotation",
                "motivation": "commenting",
                "creator": _person(note.annotator),
                "body": _said("commenting", note.text),
                "target": source,
            }
        )
    name = _iri("article", article.id)
    return {
        "@context": CONTEXT,
        "id": f"{name}:page",
        "type": "AnnotationPage",
        "partOf": {
            "id": name,
            "type": "AnnotationCollection",
            "label": article.title,
            "total": len(items),
        },
        "startIndex": 0,
        "dcterms:source": {"id": source, "type": "Text", "format": "text/plain", "value": text},
        "items": items,
    }


def _tagging(span: Span, iri: str, source: str, text: str, entities: Mapping[str, Entity]) -> Form:
    bodies = [_said("tagging", span.label)]
    bodies += [
        {**_said("classifying", value), "label": attribute}
        for attribute, value in span.attributes.items()
    ]
    if span.entity is not None and span.entity in entities:
        bodies.append(_identifying(entities[span.entity]))
    if span.note is not None:
        bodies.append(_said("commenting", span.note))
    targets = [_target(piece, source, text) for piece in span.fragments]
    form: Form = {
        "id": iri,
        "type": "Annotation",
        "motivation": "tagging",
        "creator": _person(span.annotator),
        "body": bodies,
        "target": targets[0] if len(targets) == 1 else targets,
    }
    if span.created:
        form["created"] = span.created
    if span.updated:
        form["modified"] = span.updated
    return form


def _target(piece: Interval, source: str, text: str) -> Form:
    start, end = piece.start, piece.end
    return {
        "source": source,
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": end},
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(start - _AROUND, 0) : start],
                "suffix": text[end : end + _AROUND],
            },
        ],
    }


def _linking(link: Relation, iris: Mapping[str, str]) -> Form:
    bodies: list[Form] = [
        {"type": "SpecificResource", "purpose": "linking", "source": iris[link.target]},
        _said("tagging", link.type),
    ]
    bodies += [
        {**_said("classifying", value), "label": attribute}
        for attribute, value in link.attributes.items()
    ]
    return {
        "id": _iri("relation", link.id),
        "type": "Annotation",
        "motivation": "linking",
        "creator": _person(link.annotator),
        "body": bodies,
        "target": iris[link.source],
    }


def _identifying(entity: Entity) -> Form:
    about: Form = {
        "id": _iri("entity", entity.id),
        "label": entity.name,
        "dcterms:type": entity.type,
    }
    if entity.aliases:
        about["skos:altLabel"] = entity.aliases
    if entity.links:
        about["dcterms:identifier"] = [f"{place}:{one}" for place, one in entity.links.items()]
    return {"type": "SpecificResource", "purpose": "identifying", "source": about}


def _said(purpose: str, value: str) -> Form:
    return {"type": "TextualBody", "purpose": purpose, "value": value}


def _person(annotator: str) -> Form:
    return {"type": "Person", "name": annotator}


def _read(value: Any, options: ReadOptions, file: str, line: int) -> list[Bundle | Problem]:
    page = fields_of(value)
    if "items" not in page and isinstance(page.get("first"), dict):
        page = {**page, **page["first"]}
    source = page.get("dcterms:source")
    if not isinstance(source, dict) or not isinstance(source.get("value"), str):
        raise Unreadable(
            "The text is not in the file. Only a page of annotations that holds the text "
            "(«dcterms:source» with a «value») can be read."
        )
    iri = str(source.get("id"))
    intake = Intake(source["value"], iri.removeprefix(_DIGEST), options, file, line)
    items = page.get("items")
    if not isinstance(items, list):
        intake.refuse(msg("«{field}» is missing or of the wrong kind.", field="items"))
        items = []
    selected = [_selected(item) for item in items]
    intake.count_by(
        (place.get("start"), place.get("end"), words.get("exact"))
        for targets in selected
        for place, words in targets
        if place is not None and words is not None
    )
    _take(items, selected, iri, intake)
    whole = page.get("partOf")
    title = whole.get("label") if isinstance(whole, dict) else page.get("label")
    return [intake.bundle(title, {}), *intake.problems]


def _take(items: list[Any], selected: list[list[_Selectors]], source: str, intake: Intake) -> None:
    spans: dict[str, str] = {}
    links: list[tuple[Any, Mapping[str, Any]]] = []
    for number, (item, targets) in enumerate(zip(items, selected, strict=True)):
        name = item.get("id", number) if isinstance(item, dict) else number
        try:
            annotation = fields_of(item)
            if "linking" in _listed(annotation.get("motivation")):
                links.append((name, annotation))
            elif source in _listed(annotation.get("target")):
                for body in _listed(annotation.get("body")):
                    said = body.get("value") if isinstance(body, dict) else None
                    intake.note(said, _who(annotation))
            else:
                for taken in _spans(annotation, targets, intake):
                    if isinstance(name, str):
                        spans.setdefault(name, taken)
        except Unreadable as error:
            intake.no_span(name, error.message)
    for name, annotation in links:
        try:
            _link(annotation, spans, intake)
        except Unreadable as error:
            intake.no_relation(name, error.message)


def _spans(
    annotation: Mapping[str, Any], targets: list[_Selectors], intake: Intake
) -> Iterator[str]:
    """Take a span for each tag; one without a tag has its motivation as the label."""
    places = []
    for place, _ in targets:
        if place is None:
            raise Unreadable("It has no TextPositionSelector.")
        places.append(intake.place(place.get("start"), place.get("end")))
    if not places:
        raise Unreadable("«{field}» is missing or of the wrong kind.", field="target")
    bodies = _Bodies(annotation)
    tags = bodies.tags
    if not tags:
        motives = [one for one in _listed(annotation.get("motivation")) if isinstance(one, str)]
        tags = motives[:1] or ["Annotation"]
    for tag in tags:
        yield intake.span(
            tag,
            places,
            bodies.attributes,
            intake.entity(bodies.entity) if bodies.entity else None,
            "\n".join(bodies.comments) or None,
            _who(annotation),
        )


def _link(annotation: Mapping[str, Any], spans: Mapping[str, str], intake: Intake) -> None:
    bodies = _Bodies(annotation)
    ends: list[str] = []
    for end in (_listed(annotation.get("target"))[:1], bodies.links[:1]):
        name = end[0] if end else None
        if not isinstance(name, str) or name not in spans:
            raise Unreadable("Its span {id} is not there.", id=str(name)[:40])
        ends.append(spans[name])
    kind = bodies.tags[0] if bodies.tags else "linking"
    intake.relation(kind, ends[0], ends[1], bodies.attributes, _who(annotation))


class _Bodies:
    """What the bodies of an annotation say, by their purpose."""

    __slots__ = ("attributes", "comments", "entity", "links", "tags")

    def __init__(self, annotation: Mapping[str, Any]) -> None:
        self.tags: list[str] = []
        self.attributes: dict[str, str] = {}
        self.comments: list[str] = []
        self.links: list[Any] = []
        self.entity: dict[str, Any] = {}
        if isinstance(annotation.get("bodyValue"), str):
            self.comments.append(annotation["bodyValue"])
        for body in _listed(annotation.get("body")):
            if isinstance(body, dict):
                self._take(body)
            else:
                self.links.append(body)

    def _take(self, body: Mapping[str, Any]) -> None:
        purpose, value, source = body.get("purpose"), body.get("value"), body.get("source")
        if purpose == "tagging" and isinstance(value, str) and value.strip():  # as most are
            self.tags.append(value)
            return
        purposes = _listed(purpose)
        if "linking" in purposes:
            self.links.append(source)
        elif "identifying" in purposes and isinstance(source, dict):
            links = [
                one for one in _listed(source.get("dcterms:identifier")) if isinstance(one, str)
            ]
            self.entity = {
                "name": source.get("label"),
                "type": source.get("dcterms:type"),
                "aliases": _listed(source.get("skos:altLabel")),
                "links": dict(one.partition(":")[::2] for one in links),
            }
        elif isinstance(value, str) and value.strip():
            if "tagging" in purposes:
                self.tags.append(value)
            elif "classifying" in purposes:
                label = body.get("label")
                self.attributes[label if isinstance(label, str) else "classifying"] = value
            else:
                self.comments.append(value)


def _selected(item: Any) -> list[_Selectors]:
    """The selectors of each target of an annotation."""
    if not isinstance(item, dict):
        return []
    found = []
    for target in _listed(item.get("target")):
        place = words = None
        for selector in _listed(target.get("selector")) if isinstance(target, dict) else ():
            kind = selector.get("type") if isinstance(selector, dict) else None
            if kind == "TextPositionSelector":
                place = place or selector
            elif kind == "TextQuoteSelector":
                words = words or selector
        found.append((place, words))
    return found


def _who(annotation: Mapping[str, Any]) -> str | None:
    for creator in _listed(annotation.get("creator")):
        name = creator
        if isinstance(creator, dict):
            name = creator.get("name") or creator.get("nickname") or creator.get("id")
        if isinstance(name, str) and name.strip():
            return name[:200]
    return None


def _listed(value: Any) -> list[Any]:
    """JSON-LD writes a list of one as its item, and an empty one not at all."""
    if type(value) is list:
        return value
    return [] if value is None else [value]
