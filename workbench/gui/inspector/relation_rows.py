"""The links of a span: what they are, whom they reach, what is said about them."""

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.codebook import Attribute, RelationType
from workbench.domain.reading import Reading
from workbench.domain.records import VERDICTS, Relation, Span
from workbench.domain.text import quote
from workbench.domain.words import shorten, tr, trn
from workbench.gui import link_menu
from workbench.gui.actions.action import Action
from workbench.gui.parts import glyphs, keys, look
from workbench.gui.parts.attempt import attempt
from workbench.gui.parts.fields import Choice, IconButton, Line, Painted, heading, hint, plain
from workbench.gui.session import Session
from workbench.gui.verbs import tagging

MOST = 30


class FarEnd(Painted):
    """The other end of a link; a click goes there."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__("relation_end", "", parent)
        self._session = session
        self._span, self._color, self._shape = "", QColor(), "solid"
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: session.focus_on(self._span))

    def show_span(self, span: Span, reading: Reading) -> None:
        """Show this span's words with its label's mark."""
        label = reading.codebook.label(span.label)
        name = str(label.name) if label else span.label
        self._span = span.id
        self._color = QColor(label.color if label else "#808080")
        self._shape = label.shape if label else "solid"
        words = shorten(quote(reading.text, span.fragments), 120)
        self.setText(words)
        self.setAccessibleName(f"{name} «{words}»")
        self.setToolTip(plain(f"{name} «{words}»"))
        self.setAccessibleDescription(tr("Go there"))

    def sizeHint(self) -> QSize:
        return QSize(80, self.fontMetrics().height() + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        ink = look.ink_of(self.palette())
        base = self.palette().color(QPalette.ColorRole.Window)
        with QPainter(self) as painter:
            self.ground(painter, ink)
            rect = QRectF(self.rect())
            mark = QRectF(0, rect.center().y() - 6, 14, 12)
            glyphs.sample(painter, mark, self._color, self._shape, ink, base)
            painter.setFont(self.font())
            painter.setPen(ink.text)
            room = rect.adjusted(20, 0, -4, 0)
            text = QFontMetricsF(self.font()).elidedText(
                self.text(), Qt.TextElideMode.ElideRight, room.width()
            )
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)


class RelationRow(QWidget):
    """One link: name and direction, the other end, its attributes, the way to delete it."""

    def __init__(self, name: str, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._session = session
        self.relation: Relation | None = None
        self._kind: RelationType | None = None
        self.name = Line("relation_name", self, quiet=True, step=0.9)
        self.end = FarEnd(session, self)
        self.fallen = Line(
            "relation_fallen", self, text=tr("its end is rejected"), quiet=True, step=0.9
        )
        self.fallen.setContentsMargins(20, 0, 0, 0)
        self.drop = IconButton("relation_delete", tr("Delete this link"), "trash", self)
        self.drop.shy = True
        self.more = IconButton(
            "relation_more", tr("What can be done with this link"), "dots-three", self
        )
        self.more.shy = True
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.drop.clicked.connect(self._unlink)
        self.more.clicked.connect(self._ask)
        self.choices: dict[str, Choice] = {}
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(0)
        top.addWidget(self.name, 1)
        top.addWidget(self.more)
        top.addWidget(self.drop)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(8, 0, 0, 4)
        self._column.setSpacing(0)
        self._column.addLayout(top)
        self._column.addWidget(self.end)
        self._column.addWidget(self.fallen)

    def show_relation(self, relation: Relation, span: Span, reading: Reading) -> None:
        """Show a link as seen from `span`."""
        self.relation = relation
        kind = reading.codebook.relation(relation.type)
        if kind != self._kind:
            self._kind = kind
            self._rebuild(kind.attributes if kind else ())
        name = str(kind.name) if kind else relation.type
        out = relation.source == span.id
        arrow = "↔" if kind and kind.symmetric else "→" if out else "←"
        verdict = f" · {VERDICTS[relation.verdict]}" if relation.verdict is not None else ""
        self.name.setText(f"{arrow}  {name}{verdict}")
        hint(self.name, str(kind.definition) if kind else "")
        far = reading.span(relation.target if out else relation.source)
        if far is not None:
            self.end.show_span(far, reading)
        fallen = link_menu.fallen(reading, relation)
        self.fallen.setVisible(fallen)
        aside = f", {self.fallen.text()}" if fallen else ""
        self.setAccessibleName(f"{name}{verdict}: {self.end.text()}{aside}")
        for attribute in kind.attributes if kind else ():
            ghost = missing(attribute)
            self.choices[attribute.id].show_value(relation.attributes.get(attribute.id), ghost)

    def _rebuild(self, attributes: tuple[Attribute, ...]) -> None:
        for choice in self.choices.values():
            self._column.removeWidget(choice)
            choice.hide()  # it is deleted later only
            choice.deleteLater()
        self.choices = {}
        for attribute in attributes:
            choice = Choice(f"relation.{attribute.id}", str(attribute.name), self)
            choice.offer(
                attribute.values, list(map(str, attribute.value_names)), clear=True, numbers=False
            )
            choice.chosen.connect(self._set)
            self.choices[attribute.id] = choice
            self._column.addWidget(choice)

    def _set(self, value: str | None) -> None:
        relation = self.relation
        name = next((key for key, item in self.choices.items() if item is self.sender()), "")
        if relation is None or not name or relation.attributes.get(name) == value:
            return
        attempt(
            self._session,
            lambda: tagging.set_relation_attribute(self._session, relation, name, value),
        )
        # A refused choice goes back to what the file holds.
        if self.relation is not None and name in self.choices:
            self.choices[name].show_value(
                self.relation.attributes.get(name), self.choices[name].ghost
            )

    def _unlink(self) -> None:
        if self.relation is not None:
            tagging.unlink(self._session, self.relation)

    def _ask(self) -> None:
        self._ask_at(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _ask_at(self, at: QPoint) -> None:
        if self.relation is not None:
            link_menu.ask(self._session, self.relation, self, at)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._ask_at(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        rows, relation = self.parentWidget(), self.relation
        action = rows.action_of(keys.chord(event)) if isinstance(rows, RelationRows) else None
        at = self.end.mapToGlobal(self.end.rect().bottomLeft())
        if (
            relation is None
            or action is None
            or not link_menu.act(self._session, relation, action, self, at)
        ):
            super().keyPressEvent(event)


def missing(attribute: Attribute) -> str:
    """What stands where an attribute has no value."""
    if attribute.default is not None:
        return tr("by default: {value}", value=attribute.value_name(attribute.default))
    return tr("not set")


class RelationRows(QWidget):
    """The links of the focused span."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("relations")
        self.setAccessibleName(tr("Links"))
        self._session = session
        self.rows: list[RelationRow] = []
        self.action_of: Callable[[str], Action | None] = lambda chord: None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(heading("relations_head", tr("Links"), self))
        self.more = Line("relations_more", self, quiet=True, step=0.9)
        self._column.addWidget(self.more)

    def show_span(self, span: Span, reading: Reading) -> None:
        """Show the links that begin or end at `span`."""
        order = {kind.id: place for place, kind in enumerate(reading.codebook.relations)}
        found = sorted(
            reading.relations_of(span.id),
            key=lambda item: (item.source != span.id, order.get(item.type, 99), item.id),
        )
        while len(self.rows) < min(len(found), MOST):
            row = RelationRow(f"relation_{len(self.rows)}", self._session, self)
            self.rows.append(row)
            self._column.insertWidget(self._column.count() - 1, row)
        for row, relation in zip(self.rows, found, strict=False):
            row.show_relation(relation, span, reading)
            row.show()
        for row in self.rows[len(found) :]:
            row.relation = None
            row.hide()
        rest = len(found) - MOST
        self.more.setText(trn("and {count} more", "and {count} more", rest) if rest > 0 else "")
        self.more.setVisible(rest > 0)
        self.setVisible(bool(found))
