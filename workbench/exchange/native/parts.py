"""The annotations of one native record: each checked, the sound ones kept, the others told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from workbench.domain.checked import (
    checked_entity,
    checked_note,
    checked_rejection,
    checked_relation,
    checked_review,
    checked_span,
    undecided,
)
from workbench.domain.codebook import Codebook, check_relation, check_span
from workbench.domain.errors import Refused, Unreadable
from workbench.domain.forms import Form
from workbench.domain.linked import Links
from workbench.domain.nesting import Neighbours
from workbench.domain.reading import in_order
from workbench.domain.records import Article, Entity, Note, Rejection, Relation, Span
from workbench.domain.text import quote, sound
from workbench.domain.words import Message, msg

_LONGEST_ID = 200

_T = TypeVar("_T", Span, Relation, Entity, Note, Rejection)


def name_problem(name: str) -> Message | None:
    """What is wrong with an id from outside: too long, or with invisible control characters."""
    if len(name) <= _LONGEST_ID and name.isprintable():
        return None
    return msg(
        "The id «{id}» is longer than {most} characters or has characters that cannot be seen.",
        id="".join(letter if letter.isprintable() else "?" for letter in name[:40]),
        most=_LONGEST_ID,
    )


class Parts:
    """Collects what is sound of a record. `refused` says what is not, in words."""

    def __init__(self, article: Article, text: str, codebook: Codebook, annotator: str) -> None:
        self.entities: dict[str, Entity] = {}
        self.spans: list[Span] = []
        self.relations: list[Relation] = []
        self.notes: list[Note] = []
        self.rejections: list[Rejection] = []
        self.refused: list[Message] = []
        self._article = article
        self._text = text
        self._codebook = codebook
        self._annotator = annotator

    def read(self, form: Form, spans: Sequence[Span] | None = None) -> None:
        """Take entities, spans, relations, notes and rejections, in this order.

        `spans` are taken in the place of those of the form: those of another format, which has
        seen to their words. To write them would be the text over and over where spans are nested.
        """
        for entity in self._sound(form, "entities", checked_entity):
            self.entities[entity.id] = entity
        if spans is None:
            self._take_spans(self._sound(form, "spans", self._span))
        else:
            self._take_spans(self._sound({"spans": spans}, "spans", self._placed))
        self._read_relations(form)
        self.notes.extend(self._sound(form, "notes", self._note))
        self.rejections.extend(self._sound(form, "rejections", self._rejection))

    def _take_spans(self, spans: Iterable[Span]) -> None:
        layers: dict[tuple[str, str], Neighbours] = {}
        for span in sorted(spans, key=in_order):
            layer = layers.get((span.annotator, span.label))
            if layer is None:
                label = self._codebook.label(span.label)
                layer = Neighbours(free=label is None or label.self_overlap == "allow")
                layers[span.annotator, span.label] = layer
            try:
                check_span(
                    self._codebook,
                    span.label,
                    span.fragments,
                    span.attributes,
                    layer.deciding(span.fragments),
                    entity=span.entity,
                )
            except Refused as error:
                self._refuse("spans", span.id, error.message)
            else:
                layer.add(span.fragments)
                self.spans.append(span)

    def _read_relations(self, form: Form) -> None:
        label_of = {span.id: span.label for span in self.spans}
        links = Links()
        for relation in self._sound(form, "relations", self._relation):
            ends = (relation.source, relation.target)
            missing = [end for end in ends if end not in label_of]
            try:
                if missing:
                    raise Refused("Its span {id} is not there.", id=missing[0][:40])
                check_relation(
                    self._codebook,
                    relation.type,
                    (ends[0], label_of[ends[0]]),
                    (ends[1], label_of[ends[1]]),
                    relation.attributes,
                    links.near(relation, self._codebook),
                )
            except Refused as error:
                self._refuse("relations", relation.id, error.message)
            else:
                links.add(relation)
                self.relations.append(relation)

    def _sound(self, form: Form, field: str, checked: Callable[[Any], _T]) -> Iterator[_T]:
        items = form.get(field, [])
        if not isinstance(items, list | tuple):
            wrong = msg("«{field}» is missing or of the wrong kind.", field=field)
            self._refuse(field, "", wrong)
            return
        seen: set[str] = set()
        for item in items:
            try:
                part = checked(item)
                reason = name_problem(part.id)
                if reason is not None:
                    raise Unreadable(reason)
                if part.id in seen:
                    raise Unreadable("Its id stands in the record twice; the first one holds.")
            except Unreadable as error:
                found = item.get("id") if isinstance(item, dict) else getattr(item, "id", None)
                self._refuse(field, found if isinstance(found, str) else "", error.message)
            else:
                seen.add(part.id)
                yield part

    def _span(self, item: Any) -> Span:
        signed = self._decided(self._signed(item), Span)
        span = checked_span(signed, self._article.id, self._text)
        # «quotes» were held against the text already; of one piece, they are the quote.
        if (
            "quote" in item
            and item.get("quotes") != [item["quote"]]
            and item["quote"] != quote(self._text, span.fragments)
        ):
            raise Unreadable("The text at its offsets is not its quote.")
        if span.entity is not None:
            self._know(span.entity)
        return span

    def _relation(self, item: Any) -> Relation:
        signed = self._decided(self._signed(item), Relation)
        return checked_relation(signed, self._article.id)

    def _note(self, item: Any) -> Note:
        return checked_note(self._signed(item), self._article.id)

    def _rejection(self, item: Any) -> Rejection:
        rejection = checked_rejection(self._signed(item), self._article.id, self._text)
        self._know(rejection.entity)
        return rejection

    def _placed(self, span: Span) -> Span:
        if not sound(span.fragments, len(self._text)):
            raise Unreadable("The offsets lie outside the text, or not in order.")
        said = {"label": span.label, "annotator": span.annotator, "note": span.note or "–"}
        for field, value in said.items():
            if not value.strip():
                raise Unreadable("«{field}» is missing or of the wrong kind.", field=field)
        if span.entity is not None:
            self._know(span.entity)
        return span

    def _know(self, entity: str) -> None:
        if entity not in self.entities:
            raise Unreadable("Its entity {id} is not in the record.", id=entity[:40])

    def _signed(self, item: Any) -> Any:
        if isinstance(item, dict) and "annotator" not in item:
            return {**item, "annotator": self._annotator}
        return item

    def _decided(self, item: Any, kind: type[Span | Relation]) -> Any:
        """A form without its review where that is broken, which is told."""
        if not isinstance(item, dict) or item.get("review") is None:
            return item
        try:
            checked_review(item["review"])
        except Unreadable as error:
            self.refused.append(undecided(kind, str(item.get("id", "")), error.message))
            return {**item, "review": None}
        return item

    def _refuse(self, field: str, name: str, reason: Message) -> None:
        name = name[:40] or "?"
        match field:
            case "entities":
                refused = msg("Entity {id} was left out. {reason}", id=name, reason=reason)
            case "spans":
                refused = msg("Span {id} was left out. {reason}", id=name, reason=reason)
            case "relations":
                refused = msg("Relation {id} was left out. {reason}", id=name, reason=reason)
            case "rejections":
                refused = msg("Rejection {id} was left out. {reason}", id=name, reason=reason)
            case _:
                refused = msg("Note {id} was left out. {reason}", id=name, reason=reason)
        self.refused.append(refused)
