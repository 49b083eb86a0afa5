"""What kinds of entities the codebook knows, what they are called and how they are drawn."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from workbench.domain.codebook import Attribute, Codebook
from workbench.gui.parts import look

ICONS = {
    "person": "user",
    "state": "flag",
    "bloc": "globe-hemisphere-west",
    "organization": "buildings",
    "armed_force": "shield",
    "group": "users-three",
}


def types(codebook: Codebook) -> Attribute | None:
    """The attribute that says what kind of entity a span names."""
    for label in codebook.labels:
        for attribute in label.attributes:
            if attribute.id == label.entity_type:
                return attribute
    return None


def type_name(codebook: Codebook, kind: str) -> str:
    """What a type of entity is called; "" for «other» where the codebook has no such value."""
    attribute = types(codebook)
    if attribute is not None and kind in attribute.values:
        return attribute.value_name(kind)
    return "" if kind == "other" else kind


def paint_type(
    painter: QPainter, rect: QRectF, kind: str, codebook: Codebook | None, ink: look.Ink
) -> None:
    """The icon of a type, or the first letter of its name."""
    icon = ICONS.get(kind)
    if icon is not None:
        look.icon(icon, ink.quiet.name()).paint(painter, rect.toRect())
        return
    name = type_name(codebook, kind) if codebook else ""
    painter.save()
    painter.setPen(ink.quiet)
    if name and kind != "other":
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, name[0].upper())
    else:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect.center(), 3, 3)
    painter.restore()
