"""What a label means, beside the palette: definition, examples, the relations that it can have."""

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.codebook import Codebook, Label
from workbench.domain.words import tr
from workbench.gui.parts import look
from workbench.gui.parts.rows_view import SlimBar


class About(QScrollArea):
    """A quiet area with the definition of one label."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("label_about")
        self.setAccessibleName(tr("What the label means"))
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setVerticalScrollBar(SlimBar(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.label: Label | None = None
        self._codebook: Codebook | None = None
        self.words = QLabel(self)
        self.words.setObjectName("label_about_words")
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.words.setFont(look.small(self.font(), 0.92))
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        body = QWidget(self)
        body.setObjectName("label_about_body")
        body.setAccessibleName(tr("What the label means"))
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 6, 8, 8)
        column.addWidget(self.words)
        column.addStretch(1)
        self.setWidget(body)

    def show_label(self, label: Label | None, codebook: Codebook | None) -> None:
        """Tell what the codebook says of a label."""
        if label is not self.label or codebook is not self._codebook:
            self.label, self._codebook = label, codebook
            self._fill()
            self.verticalScrollBar().setValue(0)

    def _fill(self) -> None:
        label, codebook = self.label, self._codebook
        if label is None or codebook is None:
            self.words.clear()
            return
        quiet = look.ink_of(self.palette()).quiet.name()
        parts = [f"<p style='margin: 0 0 4px 0'><b>{escape(str(label.name))}</b></p>"]
        if str(label.definition):
            parts.append(f"<p style='margin: 0 0 4px 0'>{escape(str(label.definition))}</p>")
        aside = [escape(str(example)) for example in label.examples]
        style = f"style='margin: 0 0 4px 0; color: {quiet}'"
        if aside:
            parts.append(f"<p {style}>{escape(tr('For example:'))} {'; '.join(aside)}</p>")
        found = relations_told(label, codebook)
        if found:
            parts.append(f"<p {style}>{'<br>'.join(map(escape, found))}</p>")
        self.words.setText("".join(parts))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._fill()

    def sizeHint(self) -> QSize:
        return QSize(200, 96)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 48)


def relations_told(label: Label, codebook: Codebook) -> list[str]:
    """The relations of a label, a line each: «comes from → Source», «Claim → comes from»."""

    def spoken(ids: tuple[str, ...]) -> str:
        found = (codebook.label(name) for name in ids)
        return ", ".join(str(item.name) for item in found if item is not None)

    out = [f"{k.name} → {spoken(k.target)}" for k in codebook.relations if label.id in k.source]
    into = [
        f"{spoken(k.source)} → {k.name}"
        for k in codebook.relations
        if label.id in k.target and label.id not in k.source
    ]
    return out + into
