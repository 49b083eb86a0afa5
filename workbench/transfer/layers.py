"""What is new of an import beside what an article has: nothing is doubled, nothing overwritten.

But for one thing: a reviewer's decision gives way to a later one of the same reviewer.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar, cast

from workbench.domain.change import Change
from workbench.domain.codebook import Codebook, check_relation, check_span
from workbench.domain.errors import Refused
from workbench.domain.linked import Links
from workbench.domain.records import (
    VERDICTS,
    Article,
    Entity,
    Note,
    Rejection,
    Relation,
    Review,
    Span,
    edited,
    statement,
)
from workbench.domain.text import Fragments, quote
from workbench.domain.words import Message, Names, msg, shorten
from workbench.exchange.bundle import Bundle
from workbench.exchange.parsing.admission import title_of
from workbench.transfer.standing import Standing

Annotation = Span | Relation | Note | Rejection
Reviewed = Span | Relation

_T = TypeVar("_T", Note, Rejection)


class Layer:
    """The annotations of an article, held against those that come.

    `refused` says what is not taken and why; `different` what is there already, with the same
    words, but says something else, and is kept. `decided` are decisions of reviewers on what is
    there as it comes, and waited for one or had an earlier one of the same reviewer: a record has
    one change at most.
    """

    def __init__(
        self,
        codebook: Codebook,
        article: Article,
        there: Iterable[Annotation],
        entity: Callable[[str], Entity | None],
    ) -> None:
        self.refused: list[Message] = []
        self.different: list[Message] = []
        # What was there and what a decision makes of it, by its id.
        self._decided: dict[str, tuple[Reviewed, Reviewed]] = {}
        self._codebook = codebook
        self._entity = entity
        self._article = article
        self._there = {record.id: record for record in there}
        spans = [record for record in self._there.values() if isinstance(record, Span)]
        self._labels = {span.id: span.label for span in spans}
        self._same = {_place(span): span for span in spans}
        self._mentions = {(span.fragments, span.entity) for span in spans}
        self._rejected: set[tuple[Fragments, str | None]] = {
            (one.fragments, one.entity)
            for one in self._there.values()
            if isinstance(one, Rejection)
        }
        grouped: dict[tuple[str, str], list[Fragments]] = {}
        for span in spans:
            grouped.setdefault((span.annotator, span.label), []).append(span.fragments)
        self._near = {
            (who, label): Standing(group, free=_is_free(codebook, label))
            for (who, label), group in grouped.items()
        }

    @property
    def decided(self) -> list[Change]:
        """Decisions that are taken over."""
        return [Change(before, after) for before, after in self._decided.values()]

    def new(self, item: Bundle) -> Bundle:
        """What of `item` the article does not have, on the article; links lead to what is there.

        Spans of one annotator keep to the overlaps that the codebook allows; those of others are
        not held against them.
        """
        into: dict[str, str] = {}
        theirs = {entity.id: entity for entity in item.entities}
        spans = [new for one in item.spans if (new := self._take(one, item.text, into, theirs))]
        relations = self._relations(item.relations, into, item.text)
        notes = self._others(item.notes, lambda note: (note.annotator, note.text))
        rejections = self._others(
            self._consistent(item.rejections, item.text),
            lambda one: (one.annotator, one.fragments, one.entity),
        )
        meant = {span.entity for span in spans} | {one.entity for one in rejections}
        return replace(
            item,
            article=self._article,
            spans=tuple(replace(span, article=self._article.id) for span in spans),
            relations=tuple(relations),
            entities=tuple(entity for entity in item.entities if entity.id in meant),
            notes=tuple(notes),
            rejections=tuple(rejections),
        )

    def _take(
        self, span: Span, text: str, into: dict[str, str], theirs: Mapping[str, Entity]
    ) -> Span | None:
        known = self._there.get(span.id)
        same = known if isinstance(known, Span) else self._same.get(_place(span))
        if same is not None:
            into[span.id] = same.id
            self._hold(same, span, text, theirs)
            return None
        group = self._near.get((span.annotator, span.label))
        others = [] if group is None else group.deciding(span.fragments)
        try:
            check_span(
                self._codebook,
                span.label,
                span.fragments,
                span.attributes,
                others,
                entity=span.entity,
            )
        except Refused as error:
            self.refused.append(
                msg(
                    "{label} «{words}» was left out. {reason}",
                    label=span.label,
                    words=_words(text, span.fragments),
                    reason=error.message,
                )
            )
            return None
        if (span.fragments, span.entity) in self._rejected:
            told = msg(
                "{label} «{words}» is taken without its entity, which the project says these "
                "words do not mention.",
                label=span.label,
                words=_words(text, span.fragments),
            )
            self.different.append(_undecided(told, span))
            span = edited(span, entity=None)
        elif span.entity is not None:
            self._mentions.add((span.fragments, span.entity))
        into[span.id] = span.id
        self._labels[span.id] = span.label
        return span

    def _hold(self, there: Span, span: Span, text: str, theirs: Mapping[str, Entity]) -> None:
        """Hold a span against the one that is there for it; its decision is on what it says."""
        if not self._is_alike(there, span, theirs):
            told = msg(
                "{label} «{words}» is another in the project, which was kept.",
                label=span.label,
                words=_words(text, span.fragments),
            )
            self.different.append(_undecided(told, span))
            return
        self._decide(there, span, text)
        if span.note not in (None, there.note):
            self.different.append(
                msg(
                    "{label} «{words}» has another note in the file: «{note}». What the project "
                    "has was kept.",
                    label=span.label,
                    words=_words(text, span.fragments),
                    note=shorten(span.note, 200),
                )
            )

    def _is_alike(self, there: Span, span: Span, theirs: Mapping[str, Entity]) -> bool:
        """Whether two spans state the same; files have ids of their own for entities."""
        if there.entity != span.entity:
            if there.entity is None or span.entity is None:
                return False
            ours, other = self._entity(there.entity), theirs.get(span.entity)
            if ours is None or other is None or (ours.name, ours.type) != (other.name, other.type):
                return False
            span = replace(span, entity=there.entity)
        return statement(there) == statement(span)

    def _relations(
        self, relations: Iterable[Relation], into: Mapping[str, str], text: str
    ) -> list[Relation]:
        found: list[Relation] = []
        links, said = Links(), dict[tuple[object, ...], list[Relation]]()
        for there in self._there.values():
            if isinstance(there, Relation):
                links.add(there)
                said.setdefault(_ends(there), []).append(there)
        for given in relations:
            source, target = into.get(given.source), into.get(given.target)
            if source is None or target is None:
                self._no_link(given, msg("Its span was left out."))
                continue
            link = replace(given, source=source, target=target, article=self._article.id)
            known = self._there.get(link.id)
            alike = [one for one in said.get(_ends(link), ()) if statement(one) == statement(link)]
            if isinstance(known, Relation) and statement(known) == statement(link):
                alike.insert(0, known)
            if alike:
                self._decide(alike[0], link, text)
                continue
            # Of another annotator, or on something else, the id says nothing: it gets its own.
            if isinstance(known, Relation) and known.annotator == link.annotator:
                told = msg(
                    "{name} «{words}» is another in the file; that of the project was kept.",
                    name=self._name(known),
                    words=self._quoted(known, text),
                )
                self.different.append(_undecided(told, link))
                continue
            try:
                check_relation(
                    self._codebook,
                    link.type,
                    (source, self._labels[source]),
                    (target, self._labels[target]),
                    link.attributes,
                    links.near(link, self._codebook),
                )
            except Refused as error:
                self._no_link(link, error.message)
                continue
            links.add(link)
            found.append(link)
        return found

    def _decide(self, there: Reviewed, given: Reviewed, text: str) -> None:
        """Take over what was decided of something that is there as it comes."""
        before, now = self._decided.get(there.id, (there, there))
        if given.review is None or given.verdict == now.verdict:
            return
        if now.review is not None and not _is_later(given.review, now.review):
            self.different.append(
                msg(
                    "{name} «{words}»: the project says «{verdict}» ({who}), which was kept; the "
                    "file says «{other}» ({whom}).",
                    name=self._name(now),
                    words=self._quoted(now, text),
                    verdict=VERDICTS[now.review.verdict],
                    who=now.review.annotator,
                    other=VERDICTS[given.review.verdict],
                    whom=given.review.annotator,
                )
            )
            return
        self._decided[there.id] = before, replace(now, review=given.review)

    def _name(self, part: Reviewed) -> Names | str:
        """What the codebook calls the label of a span or the type of a link."""
        if isinstance(part, Span):
            label = self._codebook.label(part.label)
            return part.label if label is None else label.name
        kind = self._codebook.relation(part.type)
        return part.type if kind is None else kind.name

    def _quoted(self, part: Reviewed, text: str) -> str:
        """The words of a span, or of both ends of a link."""
        if isinstance(part, Span):
            return _words(text, part.fragments)
        ends = (self._there[end] for end in (part.source, part.target))
        said = (shorten(_words(text, end.fragments), 40) for end in ends if isinstance(end, Span))
        return " → ".join(said)

    def _no_link(self, link: Relation, reason: Message) -> None:
        self.refused.append(
            msg("A link «{relation}» was left out. {reason}", relation=link.type, reason=reason)
        )

    def _others(self, parts: Iterable[_T], said: Callable[[_T], object]) -> list[_T]:
        """Notes or rejections that are not there yet, whoever they are compared by."""
        listed = list(parts)
        kinds = {type(part) for part in listed}
        there = {said(cast(_T, one)) for one in self._there.values() if type(one) in kinds}
        found = []
        for part in listed:
            known = self._there.get(part.id)
            if type(known) is not type(part) and said(part) not in there:
                there.add(said(part))
                found.append(replace(part, article=self._article.id))
        return found

    def _consistent(self, rejections: Iterable[Rejection], text: str) -> Iterator[Rejection]:
        """Rejections of words that no span mentions the entity with."""
        for one in rejections:
            if (one.fragments, one.entity) in self._mentions:
                self.refused.append(
                    msg(
                        "A rejection of «{words}» was left out: a span of these words mentions "
                        "the entity.",
                        words=_words(text, one.fragments),
                    )
                )
            else:
                yield one


def _is_free(codebook: Codebook, label: str) -> bool:
    known = codebook.label(label)
    return known is None or known.self_overlap == "allow"


def _words(text: str, places: Fragments) -> str:
    return shorten(quote(text, places))


def _is_later(one: Review, other: Review) -> bool:
    """Whether a decision is a later word of the same reviewer."""
    late, early = _moment(one.at), _moment(other.at)
    if one.annotator != other.annotator or late is None or early is None:
        return False
    return early < late


def _moment(said: str) -> datetime | None:
    """A time as ISO 8601 writes it, in UTC where it names no zone; None for anything else."""
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _place(span: Span) -> tuple[object, ...]:
    return span.annotator, span.label, span.fragments


def _ends(link: Relation) -> tuple[object, ...]:
    return link.type, link.source, link.target, link.annotator


def _undecided(told: Message, part: Reviewed) -> Message:
    """What is said of something that is not taken as it comes, with the decision on it."""
    if part.review is None:
        return told
    return msg(
        "{told} The decision on it («{verdict}», {who}) was not taken.",
        told=told,
        verdict=VERDICTS[part.review.verdict],
        who=part.review.annotator,
    )


def other(item: Bundle, known: Article) -> list[Message]:
    """What an import says of an article itself that is different in the project.

    What a file need not say counts only where it says it: a title of its own, a status that is
    not the first, and the metadata that it names.
    """
    given, told = item.article, list[Message]()
    if given.title not in (known.title, title_of(item.text)):
        told.append(
            msg(
                "The title «{title}» is another in the project, where it is «{known}»; that was "
                "kept.",
                title=shorten(given.title, 60),
                known=shorten(known.title, 60),
            )
        )
    if given.status not in (known.status, "new"):
        told.append(
            msg(
                "The status of «{title}» is another in the project; that was kept.",
                title=shorten(known.title, 60),
            )
        )
    file = item.file.replace("\\", "/").rsplit("/", 1)[-1]
    names = [
        name
        for name, value in given.meta.items()
        if known.meta.get(name) != value and (name, value) != ("file", file)
    ]
    if names:
        told.append(
            msg(
                "Metadata of «{title}» is other in the project: {names}. That was kept.",
                title=shorten(known.title, 60),
                names=shorten(", ".join(names)),
            )
        )
    return told
