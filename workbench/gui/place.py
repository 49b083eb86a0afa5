"""Where the eye is: the selection, the focused span, those chosen together, what is shown."""

from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from workbench.domain.reading import Reading
from workbench.domain.records import Span
from workbench.domain.text import Fragments, Interval
from workbench.gui.shown import Shown


class Place(QObject):
    """A place in the open article, and its signals."""

    selection_changed = Signal()
    focus_changed = Signal()
    armed_changed = Signal()
    linking_changed = Signal()
    chosen_changed = Signal()
    shown_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reading: Reading | None = None
        self.selection: Interval | None = None
        self.pieces: Fragments = ()  # of the selection: more than one around words that are not in
        self.caret = 0
        self.focus: str | None = None
        self.chosen: tuple[str, ...] = ()  # spans that are edited together
        self.shown = Shown()
        self.attribute = 0  # which attribute of the focused span the digits set
        self.armed: str | None = None
        self.linking = False
        self.relation: str | None = None  # the relation that the next link is to be
        self.grown: list[Fragments] = []  # smaller selections that Shift+W goes back to

    def select(self, selection: Interval | None, caret: int | None = None) -> None:
        """Select code points, or put the caret somewhere with nothing selected."""
        self.grown = []
        self.keep_selection(selection, caret)

    def select_pieces(self, pieces: Fragments) -> None:
        """Select words with others between them that are not selected."""
        self.keep_selection(Interval(pieces[0].start, pieces[-1].end), pieces=pieces)

    def keep_selection(
        self, selection: Interval | None, caret: int | None = None, pieces: Fragments = ()
    ) -> None:
        """`select`, without forgetting the smaller selections it grew from."""
        self.selection = selection
        self.pieces = pieces or ((selection,) if selection is not None else ())
        if caret is not None:
            self.caret = caret
        elif selection is not None:
            self.caret = selection.end
        self.selection_changed.emit()

    def focus_on(self, span_id: str | None, *, move: bool = True) -> None:
        """Focus a span and (with `move`) put the caret at its end; None lets the focus go."""
        span = self.reading.span(span_id) if self.reading else None
        if span is not None and move:
            self.select(None, span.fragments[0].end)
        found = span.id if span else None
        if found != self.focus:
            self.focus, self.attribute = found, 0
            self.linking = False
            self.focus_changed.emit()
            self.linking_changed.emit()

    def focused(self) -> Span | None:
        """The span in focus."""
        return self.reading.span(self.focus) if self.reading else None

    def choose(self, spans: Iterable[str]) -> None:
        """Choose spans to edit together; none ends that."""
        reading = self.reading
        found = tuple(dict.fromkeys(name for name in spans if reading and reading.span(name)))
        if found != self.chosen:
            self.chosen = found
            self.chosen_changed.emit()

    def targets(self) -> list[Span]:
        """The spans that an edit is for: those chosen together, or else the one in focus."""
        found = [self.reading.span(name) for name in self.chosen] if self.reading else []
        return [span for span in (found or [self.focused()]) if span is not None]

    def show(self, shown: Shown) -> None:
        """Hide some of the annotations, or show them again."""
        if shown == self.shown:
            return
        self.shown = shown
        # What nobody sees is not edited or deleted by accident.
        if self.chosen:
            self.choose(span.id for span in self.targets() if shown.shows(span))
        focused = self.focused()
        if focused is not None and not shown.shows(focused):
            self.focus_on(None)
        self.shown_changed.emit()

    def arm(self, label: str | None) -> None:
        """Make every selection that label until it is disarmed."""
        self.armed = label
        self.armed_changed.emit()

    def set_linking(self, on: bool, relation: str | None = None) -> None:
        """Show hints for the target of a link (of one relation), or put them away."""
        self.linking, self.relation = on, relation
        self.linking_changed.emit()

    def set_attribute_index(self, index: int) -> None:
        """Choose the attribute that the digits set."""
        self.attribute = index
        self.focus_changed.emit()

    def forget_place(self) -> None:
        """Be nowhere: another article is open, or none."""
        self.selection, self.pieces, self.caret = None, (), 0
        self.focus, self.attribute, self.chosen = None, 0, ()
        self.linking, self.grown = False, []
        armed, self.armed = self.armed, None
        if armed is not None:
            self.armed_changed.emit()
