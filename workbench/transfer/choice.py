"""Which articles and annotations go out, and choices that a project keeps by name."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, Final, TypeVar

import orjson

from workbench.domain.errors import Refused
from workbench.domain.records import (
    DECISIONS,
    OPEN,
    STATUSES,
    Article,
    Note,
    Rejection,
    Relation,
    Span,
)
from workbench.domain.text import fold
from workbench.exchange.bundle import Bundle
from workbench.store.project import Project
from workbench.store.reader import Reader
from workbench.transfer.splits import Split

_PREFIX = "choice:"

_Part = TypeVar("_Part", Span, Relation, Note, Rejection)


@dataclass(frozen=True, slots=True)
class Choice:
    """What goes out; an empty field leaves nothing out.

    Articles are chosen by `statuses`, `words` in the title, the date in their metadata (`since`
    and `until`, YYYY-MM-DD, both included; an article without such a date is in no range), the
    sides of the stored split, and `entities`: ids, of which a span mentions one. Of a chosen
    article go out the spans of these `labels` and `origins` (manual, import, the name of a
    suggester) and all that these `annotators` made; a relation goes where both its spans go. Of
    spans and relations go those of which a reviewer decided so (`reviews`: accepted, rejected, or
    open for what nobody decided of). With `only_reviewed` no article goes of which, of these
    labels, origins and annotators, a span waits for a decision, or there is none.
    """

    statuses: tuple[str, ...] = ()
    words: str = ""
    since: str = ""
    until: str = ""
    sides: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    annotators: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    reviews: tuple[str, ...] = ()
    only_marked: bool = False
    only_reviewed: bool = False

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return self == ALL

    def takes(self, article: Article) -> bool:
        """Whether an article is chosen by what stands in it without its text and annotations."""
        if self.statuses and article.status not in self.statuses:
            return False
        if self.words.strip() and fold(self.words.strip()) not in fold(article.title):
            return False
        if self.since or self.until:
            day = _day_of(article.meta.get("date"))
            return bool(day) and self.since <= day and (not self.until or day <= self.until)
        return True

    def narrowed(self, bundle: Bundle) -> Bundle | None:
        """What goes out of an article that `takes` took; None where it is not chosen after all."""
        if self.entities and not any(span.entity in self.entities for span in bundle.spans):
            return None
        if self.only_reviewed:
            meant = self._meant(bundle)
            if not meant or any(span.review is None for span in meant):
                return None
        if self.labels or self.annotators or self.origins or self.reviews:
            bundle = self._thinned(bundle)
        return None if self.only_marked and not bundle.spans else bundle

    def waiting(self, bundle: Bundle) -> Counter[str]:
        """How many "spans" and "links" stay out of an article as nobody decided of them yet."""
        if not self.reviews or OPEN in self.reviews:
            return Counter()
        meant = self._meant(bundle)
        there = {span.id for span in meant}
        links = [
            link
            for link in self._signed(bundle.relations)
            if link.review is None and link.source in there and link.target in there
        ]
        return Counter(spans=sum(span.review is None for span in meant), links=len(links))

    def _meant(self, bundle: Bundle) -> list[Span]:
        """Spans of these labels, origins and annotators, whatever was decided of them."""
        return [
            span
            for span in self._signed(bundle.spans)
            if (not self.labels or span.label in self.labels)
            and (not self.origins or span.origin in self.origins)
        ]

    def _thinned(self, bundle: Bundle) -> Bundle:
        spans = tuple(span for span in self._meant(bundle) if self._reviewed(span))
        left = {span.id for span in spans}
        rejections = tuple(self._signed(bundle.rejections))
        named = {span.entity for span in spans} | {one.entity for one in rejections}
        return replace(
            bundle,
            spans=spans,
            relations=tuple(
                link
                for link in self._signed(bundle.relations)
                if link.source in left and link.target in left and self._reviewed(link)
            ),
            entities=tuple(one for one in bundle.entities if one.id in named),
            notes=tuple(self._signed(bundle.notes)),
            rejections=rejections,
        )

    def _signed(self, parts: Iterable[_Part]) -> Iterable[_Part]:
        wanted = self.annotators
        return (part for part in parts if part.annotator in wanted) if wanted else parts

    def _reviewed(self, part: Span | Relation) -> bool:
        return not self.reviews or (part.verdict or OPEN) in self.reviews

    def form(self) -> dict[str, Any]:
        """The fields that leave something out, as plain JSON values."""
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in asdict(self).items()
            if value != getattr(ALL, name)
        }


ALL: Final = Choice()


def choice_from(form: Any) -> Choice:
    """The choice of a form; what this version does not know of it raises Refused."""
    wrong = Refused("The choice was made by a newer version of the program, or is damaged.")
    if not isinstance(form, dict):
        raise wrong
    known = {field.name: getattr(ALL, field.name) for field in fields(Choice)}
    found: dict[str, Any] = {}
    for name, given in form.items():
        value = tuple(given) if isinstance(given, list) else given
        whole = not isinstance(value, tuple) or all(isinstance(part, str) for part in value)
        if name not in known or type(value) is not type(known[name]) or not whole:
            raise wrong
        found[name] = value
    return Choice(**found)


def check_choice(choice: Choice, reader: Reader) -> None:
    """Raise Refused for a label, a status, an entity or a date that cannot be meant."""
    book = reader.codebook()
    for label in choice.labels:
        if book.label(label) is None:
            raise Refused(
                "The codebook has no label «{label}». Choose among: {labels}.",
                label=label,
                labels=", ".join(item.id for item in book.labels),
            )
    for status in choice.statuses:
        if status not in STATUSES:
            raise Refused(
                "There is no status «{status}». Choose among: {statuses}.",
                status=status,
                statuses=", ".join(STATUSES),
            )
    for review in choice.reviews:
        if review not in DECISIONS:
            raise Refused(
                "There is no review decision «{decision}». Choose among: {decisions}.",
                decision=review,
                decisions=", ".join(DECISIONS),
            )
    for entity in choice.entities:
        if reader.entity(entity) is None:
            raise Refused("There is no entity {id} in the project.", id=entity)
    known = set(reader.annotators()) if choice.annotators else set()
    for annotator in choice.annotators:
        if annotator not in known:
            raise Refused(
                "There is no annotator «{name}» in the project. Choose among: {annotators}.",
                name=annotator,
                annotators=", ".join(sorted(known)),
            )
    origins = list(reader.spans_by_origin()) if choice.origins else []
    for origin in choice.origins:
        if origin not in origins:
            raise Refused(
                "No span of the project came about by «{origin}». Choose among: {origins}.",
                origin=origin,
                origins=", ".join(origins),
            )
    for day in (choice.since, choice.until):
        if day and not _is_day(day):
            raise Refused("«{day}» is not a day. Write it as YYYY-MM-DD.", day=day)


def check_sides(choice: Choice, split: Split | None) -> None:
    """Raise Refused for a side that the split does not have."""
    if choice.sides and split is None:
        raise Refused(
            "The project keeps no split yet. Make one first (workbench split on the command line)."
        )
    for side in choice.sides:
        if split is not None and side not in split.shares.sides:
            raise Refused(
                "The split of the project has no side «{side}». Choose among: {sides}.",
                side=side,
                sides=", ".join(split.shares.sides),
            )


def choices(reader: Reader) -> dict[str, Choice]:
    """The choices that a project keeps, by name; those that cannot be read are left out."""
    found: dict[str, Choice] = {}
    for name, value in reader.remembered_under(_PREFIX).items():
        try:
            found[name] = choice_from(orjson.loads(value))
        except (Refused, orjson.JSONDecodeError):
            continue
    return found


def keep_choice(project: Project, name: str, choice: Choice) -> None:
    """Keep a choice by a name in the project, in the place of one of that name."""
    name = " ".join(name.split())
    if not name or len(name) > 100:
        raise Refused("A choice needs a name of one to a hundred letters.")
    project.remember(_PREFIX + name, orjson.dumps(choice.form()).decode())


def drop_choice(project: Project, name: str) -> None:
    """Forget a choice. Raises Refused where there is none of that name."""
    if project.read.remembered(_PREFIX + name) is None:
        raise Refused("The project keeps no choice «{name}».", name=name)
    project.remember(_PREFIX + name, None)


def _day_of(said: object) -> str:
    """The day of a date or a time as ISO 8601 writes them; empty for anything else."""
    text = said.strip() if isinstance(said, str) else ""
    return text[:10] if _is_day(text[:10]) and text[10:11] in ("", "T", " ") else ""


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
