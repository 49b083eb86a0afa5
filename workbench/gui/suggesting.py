"""The suggestions for the open article: kept up to date, taken, rejected."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from workbench.domain import commands
from workbench.domain.change import Change
from workbench.domain.codebook import Codebook
from workbench.domain.errors import Refused
from workbench.domain.reading import Reading
from workbench.domain.records import Entity, Rejection, Span
from workbench.domain.suggestion import Link, Mention
from workbench.domain.words import trn
from workbench.gui.session import Session

if TYPE_CHECKING:
    from workbench.language.mentions import WordIndex

SLICE = 0.006  # seconds of work between two looks at the event queue
PATIENCE = 0.25  # seconds that a key may wait for the search
WORDS = 200  # that are indexed between two looks at the clock
MOST = 2000  # entities of the register that one article is searched for


class Suggesting(QObject):
    """Mentions of known names in the open article, and links for the span in focus.

    An article is indexed once, in slices; after an edit only what it touched is looked at again.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.mentions: tuple[Mention, ...] = ()  # in reading order
        self.links: tuple[Link, ...] = ()
        self.current: Mention | None = None
        self._told: tuple[object, ...] = ((), (), None)
        self._found: dict[str, list[Mention]] = {}  # by entity, whether open or not
        self._text = ""  # the sha256 of the text that is indexed
        self._index: WordIndex | None = None
        self._work: Iterator[None] | None = None
        self._stepping = False
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._go_on)
        session.article_opened.connect(self._start)
        session.language_loaded.connect(self._start)
        session.reading_changed.connect(self._follow)
        session.focus_changed.connect(self._follow_focus)
        session.selection_changed.connect(self._follow_caret)
        session.shown_changed.connect(self._follow_shown)
        self._start()

    # -- what is suggested

    @property
    def busy(self) -> bool:
        """Whether the article is still being searched."""
        return self._work is not None

    def settle(self, patience: float = PATIENCE) -> None:
        """Search to the end. Raises Refused where that takes more than `patience` seconds."""
        limit = time.perf_counter() + patience
        self._slice(lambda: time.perf_counter() > limit)
        if self._work is not None:
            raise Refused(
                "The names of this long article are still being looked for. Try again in a moment."
            )

    def takes_all(self) -> tuple[Mention, ...]:
        """What «take all» is for: the other mentions of the entity in hand, or of every entity.

        Nothing while words are selected, or where the focused span has no further mentions.
        """
        session = self.session
        if session.selection is not None or session.chosen:
            return ()
        focused = session.focused()
        if self.current is not None:
            return self._of(self.current.entity)
        if focused is not None:
            return self._of(focused.entity)
        return self.mentions

    def _of(self, entity: str | None) -> tuple[Mention, ...]:
        return tuple(mention for mention in self.mentions if mention.entity == entity)

    def entity(self, mention: Mention) -> Entity | None:
        """Whom a suggestion is about."""
        reading, project = self.session.reading, self.session.project
        known = reading.entities.get(mention.entity) if reading else None
        return known or (project.read.entity(mention.entity) if project else None)

    # -- what the user does

    def focus_on(self, mention: Mention | None) -> None:
        """Put the eye on a suggestion; None leaves it."""
        if mention == self.current:
            return
        self.current = mention
        if mention is not None:
            self._stepping = True
            try:
                self.session.focus_on(None)
                self.session.select(None, mention.place.end)
            finally:
                self._stepping = False
        self._tell()

    def step(self, step: int) -> None:
        """Go to the next suggestion in reading order, or to the one before."""
        self.settle()
        if not self.mentions:
            raise Refused("There is nothing suggested in this article.")
        place, entity = self.session.caret, None
        focused = self.session.focused()
        if self.current is not None:
            place = self.current.place.start
        elif focused is not None:
            entity = focused.entity
        listed = self._of(entity) or self.mentions
        ahead = [m for m in listed if (m.place.start - place) * step > 0]
        following = (min if step > 0 else max)(ahead, key=lambda m: m.place.start, default=None)
        # Past the end the search goes on at the other one.
        self.focus_on(following or (listed[0] if step > 0 else listed[-1]))
        name = self.entity(following or listed[0])
        self.session.said.emit(
            trn(
                "{name}? Enter takes it, Del rejects it · {count} suggestion here",
                "{name}? Enter takes it, Del rejects it · {count} suggestions here",
                len(self.mentions),
                name=name.name if name else "",
            )
        )

    def take(self) -> None:
        """Take the suggestion in focus and go to the next one, of the same entity first."""
        mention = self.current
        if mention is None:
            raise Refused("Go to a suggestion first: Shift+N.")
        following = self._after(mention)
        if self._commit((mention,)):
            self._go_on_to(following)

    def take_all(self) -> bool:
        """Take all suggestions that `takes_all` names; False where there are none."""
        self.settle()
        wanted = self.takes_all()
        if not wanted:
            return False
        focus = self.session.focus
        if self._commit(wanted) and focus is not None:
            self.session.focus_on(focus, move=False)
        return True

    def reject(self) -> None:
        """Reject the suggestion in focus for good and go to the next one."""
        mention = self.current
        entity = self.entity(mention) if mention else None
        if mention is None or entity is None:
            raise Refused("Go to a suggestion first: Shift+N.")
        following = self._after(mention)
        pen = self.session.pen()
        if self.session.run(lambda reading: commands.reject(reading, pen, mention, entity)):
            self._go_on_to(following)

    def take_links(self, links: Sequence[Link] | None = None) -> bool:
        """Take the suggested links of the focused span, or some of them."""
        wanted = self.links if links is None else tuple(links)
        if not wanted:
            return False
        pen = self.session.pen()
        return self.session.run(lambda reading: commands.take_links(reading, pen, wanted))

    def _commit(self, wanted: Sequence[Mention]) -> bool:
        names = dict.fromkeys(mention.entity for mention in wanted)
        found = [self.entity(next(m for m in wanted if m.entity == name)) for name in names]
        entities = [entity for entity in found if entity]
        pen = self.session.pen()
        self._stepping = True
        try:
            return self.session.run(
                lambda reading: commands.take_mentions(reading, pen, wanted, entities)
            )
        finally:
            self._stepping = False

    def _after(self, mention: Mention) -> Mention | None:
        for listed in (self._of(mention.entity), self.mentions):
            rest = [other for other in listed if other != mention]
            following = next((m for m in rest if m.place.start > mention.place.start), None)
            if following or rest:
                return following or rest[0]
        return None

    def _go_on_to(self, following: Mention | None) -> None:
        there = following in self.mentions
        self.focus_on(following if there else None)

    # -- following the session

    def _start(self) -> None:
        """Begin with another article, or with another dictionary."""
        self._text, self._index = "", None
        self._begin()

    def _begin(self) -> None:
        """Search for every entity; words that are indexed already stay so."""
        self._found, self.mentions, self.links, self.current = {}, (), (), None
        self._work = None
        self._idle.stop()
        if self.session.reading is not None and self.session.language is not None:
            self._do(self._search())
        self._find_links()
        self._tell()

    def _follow(self, changes: Sequence[Change] | None) -> None:
        reading = self.session.reading
        if reading is None:
            return
        if self.session.language is not None:
            self._search_for(reading, changes)
        self._find_links()
        self._tell()

    def _search_for(self, reading: Reading, changes: Sequence[Change] | None) -> None:
        """Look anew for what the changes touch; for everything where the codebook is another."""
        entities: set[str] = set()
        touches = False
        for change in changes or ():
            for record in (change.before, change.after):
                if isinstance(record, Entity):
                    entities.add(record.id)
                elif isinstance(record, Span) and record.article == reading.article.id:
                    touches = True
                    if record.entity is not None:
                        entities.add(record.entity)
                elif isinstance(record, Rejection):
                    touches = True
        recoded = any(isinstance(change.record, Codebook) for change in changes or ())
        if changes is None or recoded or self._work is not None:
            self._begin()
        elif entities or touches:
            self._do(self._search_again(entities))

    def _follow_focus(self) -> None:
        if self.session.focus is not None and not self._stepping:
            self.current = None
        self._find_links()
        self._tell()

    def _follow_caret(self) -> None:
        session = self.session
        if self.current is None or self._stepping:
            return
        if session.selection is not None or session.caret != self.current.place.end:
            self.focus_on(None)

    def _follow_shown(self) -> None:
        self._begin()

    def _find_links(self) -> None:
        from workbench.suggest.links import suggested_links

        reading, span = self.session.reading, self.session.focused()
        wanted = self.session.shown.suggestions and self.session.shown.marks
        self.links = suggested_links(reading, span) if reading and span and wanted else ()

    def _tell(self) -> None:
        """Say that the suggestions are others, where they are."""
        now = (self.mentions, self.links, self.current)
        if any(a is not b and a != b for a, b in zip(now, self._told, strict=True)):
            self._told = now
            self.changed.emit()

    # -- searching, in slices

    def _do(self, work: Iterator[None]) -> None:
        """Begin with the work at once; what takes longer than a slice goes on in idle time."""
        self._work = work
        self._go_on()

    def _go_on(self) -> None:
        limit = time.perf_counter() + SLICE
        self._slice(lambda: time.perf_counter() > limit)
        if self._work is None:
            self._idle.stop()
            self._tell()
        elif not self._idle.isActive():
            self._idle.start()

    def _slice(self, enough: Callable[[], bool]) -> None:
        while self._work is not None and not enough():
            if next(self._work, self) is self:
                self._work = None

    def _search(self) -> Iterator[None]:
        """Index the article, then look for every entity that may be in it."""
        from workbench.language.mentions import WordIndex

        reading, language = self.session.reading, self.session.language
        project, shown = self.session.project, self.session.shown
        if reading is None or language is None or project is None:
            return
        if not shown.suggestions or not shown.marks:
            return
        if self._index is None or self._text != reading.article.sha256:
            self._text = reading.article.sha256
            self._index = WordIndex(reading.text, language.morphology)
        index = self._index
        while not index.advance(WORDS):
            yield
        here: dict[str, list[Span]] = {}
        for span in reading.spans:
            if span.entity is not None:
                here.setdefault(span.entity, []).append(span)
        yield
        known = language.register.among(index.lemmas())[:MOST]
        for name in dict.fromkeys((*here, *known)):
            self._look_for(reading, name, here.get(name, ()))
            yield
        yield from self._publish()

    def _search_again(self, entities: set[str]) -> Iterator[None]:
        """Look for some entities anew; of the others, only whether they are still open."""
        reading = self.session.reading
        if reading is not None and self._index is not None:
            for name in entities:
                self._found.pop(name, None)
                here = [span for span in reading.spans if span.entity == name]
                self._look_for(reading, name, here)
                yield
        yield from self._publish()

    def _look_for(self, reading: Reading, name: str, here: Sequence[Span]) -> None:
        from workbench.suggest.mentions import suggested_mentions, usual_label

        project = self.session.project
        entity = reading.entities.get(name)
        if entity is None and project is not None:
            entity = project.read.entity(name)
        if entity is None or project is None or self._index is None:
            return
        spans = here or project.read.mentions(name, limit=50)
        label = usual_label(reading.codebook, spans)
        if label is not None:
            self._found[name] = suggested_mentions(self._index, entity, label, familiar=bool(here))

    def _publish(self) -> Iterator[None]:
        from workbench.suggest.mentions import is_open, unambiguous

        reading = self.session.reading
        if reading is None:
            return
        found = []
        listed = sorted(mention for mentions in self._found.values() for mention in mentions)
        for mention in listed:
            if is_open(reading, mention):
                found.append(mention)
            yield
        self.mentions = tuple(unambiguous(found))
        if self.current is not None and self.current not in self.mentions:
            self.current = None
