"""A request held against the project: what can be exported, in which format and unit."""

from dataclasses import dataclass, replace

from workbench.domain.codebook import Codebook
from workbench.domain.errors import Refused
from workbench.exchange.dialect import Dialect, Unit
from workbench.exchange.formats import NATIVE, dialect
from workbench.exchange.huggingface.dialect import HuggingFace
from workbench.store.reader import Snapshot
from workbench.transfer.choice import check_choice, check_sides
from workbench.transfer.request import Request
from workbench.transfer.splits import Split, kept_split


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that can be met. `of` are all articles; `split` is the one that is kept.

    `divides`: the split divides the dataset, so that articles on none of its sides do not go out.
    """

    snapshot: Snapshot
    request: Request
    codebook: Codebook
    dialect: Dialect
    unit: Unit
    split: Split | None
    of: int
    divides: bool = False

    @property
    def is_whole_native(self) -> bool:
        """Whether the records can go out as they lie in the file."""
        request = self.request
        return request.format == NATIVE.name and request.choice.is_all and request.window is None


def asked(snapshot: Snapshot, request: Request) -> Asked:
    """Look at a request. Raises Refused, or Unreadable for a format that is not known."""
    chosen, split = dialect(request.format), kept_split(snapshot)
    unit = request.unit or chosen.units[0]
    check_choice(request.choice, snapshot)
    if unit not in chosen.units:
        raise Refused(
            "{format} cannot count in {unit}. Choose among: {units}.",
            format=chosen.name,
            unit=unit,
            units=", ".join(chosen.units),
        )
    check_sides(request.choice, split)
    found = Asked(
        snapshot, request, snapshot.codebook(), chosen, unit, split, snapshot.counts().articles
    )
    return _as_dataset(found, chosen) if isinstance(chosen, HuggingFace) else found


def _as_dataset(found: Asked, chosen: HuggingFace) -> Asked:
    """With what a dataset folder says of itself, and its files divided by the split."""
    request, split = found.request, found.split if found.request.split else None
    made = replace(
        chosen,
        side_of=(lambda article: split.side(article) or "train") if split else chosen.side_of,
        licence=request.licence,
        title_of_set=found.snapshot.path.stem.encode(errors="replace").decode(),
        parted=split.described() if split else None,
        parquet=request.parquet,
    )
    return replace(found, dialect=made, divides=split is not None)
