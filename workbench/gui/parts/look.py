"""Palettes, colours of marks, fonts and icons: how everything looks, decided in one place.

Contrast is that of WCAG 2.1 (relative luminance, sections 1.4.3 and 1.4.11).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from workbench.gui.parts.outlines import Outlined

FACES = (
    "PT Serif",
    "Literata",
    "Noto Serif",
    "Charter",
    "Georgia",
    "Source Serif 4",
    "Liberation Serif",
    "DejaVu Serif",
)


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours of a theme that Qt's palette has no place for."""

    dark: bool
    paper: QColor
    text: QColor
    quiet: QColor
    rule: QColor
    accent: QColor
    good: QColor
    bad: QColor
    strong: bool = False  # high contrast: shapes and lines tell everything, tints nothing

    @property
    def text_contrast(self) -> float:
        """The least contrast of text."""
        return 7.0 if self.strong else 4.5

    @property
    def line_contrast(self) -> float:
        """The least contrast of lines and shapes."""
        return 4.5 if self.strong else 3.0


def _ink(*colors: str, dark: bool = False, strong: bool = False) -> Ink:
    """An ink of paper, text, quiet, rule, accent, good and bad."""
    paper, text, quiet, rule, accent, good, bad = map(QColor, colors)
    return Ink(dark, paper, text, quiet, rule, accent, good, bad, strong)


LIGHT = _ink("#FDFCF9", "#1D1C1A", "#6A6763", "#DEDAD2", "#2F6FB7", "#2F7D4F", "#B3261E")
DARK = _ink("#1C1D20", "#E3E1DC", "#A09D97", "#3A3C41", "#7FB2EE", "#7CC79A", "#F2938C", dark=True)
BLACK_ON_WHITE = _ink(
    *("#FFFFFF", "#000000", "#000000", "#000000", "#0033B8", "#00501E", "#9B0000"), strong=True
)
LIGHT_ON_BLACK = _ink(
    *("#000000", "#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFD83D", "#7CF2A0", "#FFB3AD"),
    dark=True,
    strong=True,
)
STRONG = 18.0  # contrast of text and paper from which a palette is one of high contrast


def luminance(color: QColor) -> float:
    """Relative luminance, 0 black to 1 white."""

    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else float(((value + 0.055) / 1.055) ** 2.4)

    return (
        0.2126 * channel(color.redF())
        + 0.7152 * channel(color.greenF())
        + 0.0722 * channel(color.blueF())
    )


def contrast(one: QColor, other: QColor) -> float:
    """Contrast of two colours, 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def readable(color: QColor, paper: QColor, ratio: float) -> QColor:
    """The nearest shade of `color` that has at least `ratio` of contrast to `paper`."""
    step, end = (0.02, 1.0) if luminance(paper) < 0.5 else (-0.02, 0.0)
    hue, saturation, lightness = color.hslHueF(), color.hslSaturationF(), color.lightnessF()
    found = QColor(color)
    while contrast(found, paper) < ratio and lightness != end:
        lightness = min(max(lightness + step, 0.0), 1.0)
        found = QColor.fromHslF(max(hue, 0.0), saturation, lightness)
    return found


def blend(over: QColor, under: QColor, part: float) -> QColor:
    """`over` laid on `under` with the opacity `part`."""
    return QColor.fromRgbF(
        over.redF() * part + under.redF() * (1 - part),
        over.greenF() * part + under.greenF() * (1 - part),
        over.blueF() * part + under.blueF() * (1 - part),
    )


def tint(color: QColor, ink: Ink, part: float) -> QColor:
    """`color` with the opacity `part`, or less, so that text keeps 4.5:1 on three layers of it.

    In high contrast there is no tint: nothing may depend on one.
    """
    if ink.strong:
        return QColor(color.red(), color.green(), color.blue(), 0)
    while part > 0.02:
        ground = ink.paper
        for _ in range(3):
            ground = blend(color, ground, part)
        if contrast(ground, ink.text) >= 4.5:
            break
        part *= 0.85
    found = QColor(color)
    found.setAlphaF(part)
    return found


def ink_of(palette: QPalette) -> Ink:
    """The theme's colours: those of high contrast follow the system's palette exactly."""
    text, paper = palette.text().color(), palette.base().color()
    dark = luminance(paper) < luminance(text)
    if contrast(text, paper) < STRONG:
        return DARK if dark else LIGHT
    own = LIGHT_ON_BLACK if dark else BLACK_ON_WHITE
    if (paper, text) == (own.paper, own.text):
        return own
    accent = readable(palette.highlight().color(), paper, 4.5)
    return Ink(dark, paper, text, text, text, accent, text, text, strong=True)


def palette(dark: bool, *, strong: bool = False) -> QPalette:
    """A calm palette for the whole window, light or dark; with `strong` that of high contrast."""
    ink = DARK if dark else LIGHT
    window = QColor("#26272B") if dark else QColor("#F3F1EC")
    button = QColor("#303237") if dark else QColor("#FAF9F6")
    if strong:
        ink = LIGHT_ON_BLACK if dark else BLACK_ON_WHITE
        window = button = ink.paper
    found = QPalette()
    roles = {
        QPalette.ColorRole.Window: window,
        QPalette.ColorRole.WindowText: ink.text,
        QPalette.ColorRole.Base: ink.paper,
        QPalette.ColorRole.AlternateBase: window,
        QPalette.ColorRole.Text: ink.text,
        QPalette.ColorRole.Button: button,
        QPalette.ColorRole.ButtonText: ink.text,
        QPalette.ColorRole.ToolTipBase: button,
        QPalette.ColorRole.ToolTipText: ink.text,
        QPalette.ColorRole.PlaceholderText: ink.quiet,
        QPalette.ColorRole.Highlight: ink.accent,
        QPalette.ColorRole.HighlightedText: QColor("#101114" if dark else "#FFFFFF"),
        QPalette.ColorRole.Link: ink.accent,
        QPalette.ColorRole.LinkVisited: ink.accent,
        QPalette.ColorRole.BrightText: ink.bad,
        QPalette.ColorRole.Light: button.lighter(115),
        QPalette.ColorRole.Midlight: button.lighter(106),
        QPalette.ColorRole.Mid: ink.rule,
        QPalette.ColorRole.Dark: ink.rule.darker(120),
        QPalette.ColorRole.Shadow: QColor("#000000") if dark else QColor("#8C877E"),
        QPalette.ColorRole.Accent: ink.accent,
    }
    for role, color in roles.items():
        found.setColor(role, color)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        found.setColor(QPalette.ColorGroup.Disabled, role, blend(ink.quiet, window, 0.65))
    return found


def system() -> tuple[bool, bool]:
    """Whether the system is dark, and whether it wants high contrast."""
    hints = QGuiApplication.styleHints()
    strong = False
    if hasattr(hints, "accessibility"):  # from Qt 6.10
        wanted = hints.accessibility().contrastPreference()
        strong = wanted == Qt.ContrastPreference.HighContrast
    return hints.colorScheme() == Qt.ColorScheme.Dark, strong


def follow_system(changed: Callable[[], None]) -> None:
    """Call a method of a QObject whenever the system's colours change, as long as that lives."""
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(changed)
    if hasattr(hints, "accessibility"):
        hints.accessibility().contrastPreferenceChanged.connect(changed)


THEMES = {
    "light": (False, False),
    "dark": (True, False),
    "black_on_white": (False, True),
    "light_on_black": (True, True),
}


def dress(app: QApplication, theme: str) -> None:
    """Give the application its style and the palette of a theme: "system", or one of THEMES."""
    style = app.style()
    ours = isinstance(style, Outlined) or style.objectName().lower() == "fusion"
    if theme not in THEMES and not ours:
        return  # a native style knows the system's colours better
    dark, strong = THEMES.get(theme) or system()
    if strong != isinstance(style, Outlined) or not ours:
        app.setStyle(Outlined() if strong else "Fusion")
    app.setPalette(palette(dark, strong=strong))


def text_font(family: str, points: float) -> QFont:
    """The font of article text: the user's face, or the best one installed with Cyrillic."""
    wanted = (family, *FACES) if family else FACES
    face = next((name for name in wanted if QFontDatabase.hasFamily(name)), QFont().family())
    font = QFont(face)
    font.setPointSizeF(points)
    font.setKerning(True)
    return font


def small(font: QFont, step: float = 0.85) -> QFont:
    """The same font, smaller, in points."""
    made = QFont(font)
    made.setPointSizeF(max(font.pointSizeF() * step, 6.5))
    return made


@cache
def icon(name: str, color: str) -> QIcon:
    """An icon of the Phosphor face by name, at one weight."""
    import qtawesome  # loads its fonts with the first icon, so after the first paint

    made: QIcon = qtawesome.icon(f"ph.{name}", color=color)
    return made
