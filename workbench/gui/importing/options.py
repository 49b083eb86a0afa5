"""How files are read and whose annotations they hold: every option of an import but the names."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from workbench.domain.words import tr
from workbench.exchange.bundle import ReadOptions
from workbench.exchange.formats import readable
from workbench.gui.importing.offsets import OffsetsForm, captioned
from workbench.gui.importing.words import ENCODINGS, MATCHES
from workbench.gui.parts.fields import Choice, Field, Line, heading
from workbench.gui.parts.tabs import Tabs
from workbench.transfer import Match


class OptionsForm(QWidget):
    """`changed`: files are to be looked at anew. Annotator and match change nothing of a plan."""

    changed = Signal()
    typed = Signal()  # as `changed`, but more may be typed
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("import_options")
        self.setAccessibleName(tr("How it is read"))
        # The order of Tab is that in which they are made.
        self.annotator = Field("import_annotator", tr("Annotator"), self)
        self.match = Tabs(
            "import_match",
            tr("Match by"),
            [(value, str(name)) for value, name in MATCHES.items()],
            self,
            wraps=True,
        )
        self.match.show_value("exact")
        self.offsets = OffsetsForm(self)
        formats = readable()
        self.format = Choice("import_format", tr("Format"), self)
        self.format.offer(
            ["", *(item.name for item in formats)],
            [tr("automatic"), *(str(item.title) for item in formats)],
            clear=False,
            numbers=False,
        )
        self.encoding = Choice("import_encoding", tr("Encoding"), self)
        self.encoding.offer(
            ["", *ENCODINGS], [tr("automatic"), *ENCODINGS], clear=False, numbers=False
        )
        self.text_field = Field("import_text_field", tr("Field of the text"), self)
        self.format.show_value("")
        self.encoding.show_value("")
        self.text_field.setText(ReadOptions().text_field)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for name, title, parts in (
            ("annotator", tr("Whose annotations they are"), (self.annotator,)),
            ("match", tr("Articles that are there already"), (_beside(self.match),)),
            ("offsets", tr("How offsets count"), (self.offsets,)),
            (
                "reading",
                tr("How files are read"),
                (
                    captioned(self.format),
                    captioned(self.encoding),
                    captioned(self.text_field),
                ),
            ),
        ):
            column.addWidget(heading(f"import_{name}_heading", title, self))
            for part in parts:
                column.addWidget(part)
            column.addSpacing(8)
        self.offsets.changed.connect(self.changed)
        self.format.chosen.connect(self.changed)
        self.encoding.chosen.connect(self.changed)
        self.text_field.textEdited.connect(self.typed)
        for field in (self.annotator, self.text_field):
            field.left.connect(self.left)

    def show_options(self, options: ReadOptions) -> None:
        """Show what was meant so far."""
        self.annotator.setText(options.annotator)

    def options(self) -> ReadOptions:
        """What is chosen."""
        unit, newlines, ends = self.offsets.value()
        plain = ReadOptions()
        return ReadOptions(
            self.encoding.currentData() or None,
            self.text_field.text().strip() or plain.text_field,
            self.annotator.text().strip() or plain.annotator,
            self.format.currentData() or None,
            unit=unit,
            newlines=newlines,
            ends=ends,
        )

    def matching(self) -> Match:
        """Which articles of the project are meant."""
        return "reanchor" if self.match.value == "reanchor" else "exact"


def _beside(part: QWidget) -> QWidget:
    """Something that wraps, its name before it."""
    holder = QWidget(part.parentWidget())
    holder.setObjectName(f"{part.objectName()}_row")
    holder.setAccessibleName(part.accessibleName())
    name = Line(
        f"{part.objectName()}_title", holder, text=part.accessibleName(), quiet=True, step=0.9
    )
    name.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    name.setContentsMargins(0, 4, 0, 4)
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    row.addWidget(name, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(part, 1)
    return holder
