"""Colours of marks on paper, with the contrast of WCAG 2.1 (1.4.3 and 1.4.11); no Qt.

Colours are of the form #12ABEF.
"""

from functools import cache, lru_cache


def _channels(color: str) -> tuple[float, float, float]:
    red, green, blue = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _luminance(color: str) -> float:
    def linear(value: float) -> float:
        return value / 12.92 if value <= 0.03928 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=4096)
def blend(over: str, under: str, part: float) -> str:
    """`over` laid on `under` with the opacity `part`."""
    pairs = zip(_channels(over), _channels(under), strict=True)
    return "#" + "".join(f"{round(255 * (a * part + b * (1 - part))):02X}" for a, b in pairs)


@cache
def readable(color: str, paper: str, ratio: float) -> str:
    """The nearest shade of `color` that has at least `ratio` of contrast to `paper`."""
    end = "#FFFFFF" if _luminance(paper) < 0.2 else "#000000"
    for step in range(51):
        found = blend(end, color, step / 50)
        if contrast(found, paper) >= ratio:
            return found
    return end
