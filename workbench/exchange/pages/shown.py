"""What the formats of pages have in common: one file that is read by people alone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Literal

from workbench.domain.codebook import Codebook
from workbench.exchange.bundle import Bundle, Problem, ReadOptions, Unit
from workbench.exchange.dialect import Kept, entity_held
from workbench.jobs import Progress


class PageOnly:
    """A page to read and print, with all that is shown of an article; it is not read back."""

    makes: Literal["file", "folder"] = "file"
    units: tuple[Unit, ...] = ("code_point",)
    reads = False
    keeps: frozenset[Kept] = frozenset(("title",))

    def carries(self, bundle: Bundle, codebook: Codebook) -> Bundle:
        """All that is shown: no rejections, and entities by name and type alone."""
        return replace(bundle, entities=tuple(map(entity_held, bundle.entities)), rejections=())

    def read(
        self, path: Path, codebook: Codebook, options: ReadOptions, progress: Progress
    ) -> Iterator[Bundle | Problem]:
        """A page is not imported."""
        raise NotImplementedError
