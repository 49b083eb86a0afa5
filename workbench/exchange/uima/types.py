"""The type system of UIMA for a codebook: a type a label, a feature an attribute."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

from workbench.domain.codebook import Attribute, Codebook
from workbench.exchange.bundle import Bundle
from workbench.exchange.uima.names import PACKAGE, feature_name, relation_name, type_name
from workbench.exchange.xml_text import escaped, fit

ANNOTATION: Final = "uima.tcas.Annotation"
STRING: Final = "uima.cas.String"
SENTENCE: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence"
TOKEN: Final = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token"
METADATA: Final = "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData"
NOTE: Final = PACKAGE + "document.Note"

_SPAN: Final = {
    name: (STRING, said)
    for name, said in (
        ("entity", "Name of the entity that the span mentions"),
        ("entity_type", "Type of the entity"),
        ("entity_id", "Id of the entity"),
        ("note", "Note on the span"),
        ("annotator", "Who made it"),
        ("fragment_group", "Annotations of one type that share this value are one span in pieces"),
    )
}
_RELATION: Final = {
    "Governor": (ANNOTATION, "The span that the relation goes from"),
    "Dependent": (ANNOTATION, "The span that it goes to"),
    "annotator": (STRING, "Who made it"),
}


@dataclass(frozen=True, slots=True)
class UimaType:
    """A type with its own features: their ranges and descriptions, by name."""

    name: str
    parent: str
    features: Mapping[str, tuple[str, str]]
    description: str = ""

    def as_json(self) -> dict[str, Any]:
        """Its form in CAS JSON."""
        made: dict[str, Any] = {"%NAME": self.name, "%SUPER_TYPE": self.parent}
        if self.description:
            made["%DESCRIPTION"] = self.description
        for name, (of, said) in self.features.items():
            made[name] = {"%NAME": name, "%RANGE": of} | ({"%DESCRIPTION": said} if said else {})
        return made

    def as_xml(self) -> str:
        """Its form in a type system description."""
        features = "".join(
            f"<featureDescription>{_named(name, said)}"
            f"<rangeTypeName>{of}</rangeTypeName></featureDescription>\n"
            for name, (of, said) in self.features.items()
        )
        return (
            f"<typeDescription>{_named(self.name, self.description)}"
            f"<supertypeName>{self.parent}</supertypeName>\n"
            f"<features>\n{features}</features>\n</typeDescription>\n"
        )


_WORDS: Final = (
    UimaType(SENTENCE, ANNOTATION, {"id": (STRING, "")}),
    UimaType(TOKEN, ANNOTATION, {}),
    UimaType(
        METADATA,
        "uima.tcas.DocumentAnnotation",
        dict.fromkeys(("documentTitle", "documentId"), (STRING, "")),
    ),
    UimaType(
        NOTE,
        "uima.cas.AnnotationBase",
        {"text": (STRING, "Note on the whole article"), "annotator": (STRING, "Who made it")},
    ),
)


class Types:
    """The types of a codebook, and of what articles say beyond it."""

    def __init__(self, codebook: Codebook) -> None:
        self._labels = frozenset(label.id for label in codebook.labels)
        self.labels: dict[str, UimaType] = {}
        self.relations: dict[str, UimaType] = {}
        for label in codebook.labels:
            self._label(label.id, label.attributes, label.definition.en)
        for kind in codebook.relations:
            self._relation(kind.id, kind.attributes, kind.definition.en)

    def __iter__(self) -> Iterator[UimaType]:
        """All types, those of sentences and words first."""
        return chain(_WORDS, self.labels.values(), self.relations.values())

    def learn(self, bundle: Bundle) -> None:
        """Add what an article says that is not there yet."""
        for span in bundle.spans:
            found = self.labels.get(span.label) or self._label(span.label, (), "")
            if missing := _missing(found, span.attributes):
                self.labels[span.label] = _wider(found, missing)
        for link in bundle.relations:
            found = self.relations.get(link.type) or self._relation(link.type, (), "")
            if missing := _missing(found, link.attributes):
                self.relations[link.type] = _wider(found, missing)

    def description(self) -> str:
        """TypeSystem.xml."""
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">\n<types>\n'
            + "".join(one.as_xml() for one in self)
            + "</types>\n</typeSystemDescription>\n"
        )

    def _label(self, label: str, attributes: Sequence[Attribute], said: str) -> UimaType:
        features = _features(attributes) | _SPAN
        made = self.labels[label] = UimaType(type_name(label), ANNOTATION, features, said)
        return made

    def _relation(self, kind: str, attributes: Sequence[Attribute], said: str) -> UimaType:
        name = relation_name(kind, self._labels)
        features = _RELATION | _features(attributes)
        made = self.relations[kind] = UimaType(name, ANNOTATION, features, said)
        return made


def _features(attributes: Sequence[Attribute]) -> dict[str, tuple[str, str]]:
    return {feature_name(one.id): (STRING, one.name.en) for one in attributes}


def _missing(known: UimaType, attributes: Iterable[str]) -> list[str]:
    return [name for one in attributes if (name := feature_name(one)) not in known.features]


def _wider(known: UimaType, names: Iterable[str]) -> UimaType:
    features = {**known.features, **dict.fromkeys(names, (STRING, ""))}
    return UimaType(known.name, known.parent, features, known.description)


def _named(name: str, said: str) -> str:
    return f"<name>{name}</name><description>{escaped(fit(said))}</description>"
