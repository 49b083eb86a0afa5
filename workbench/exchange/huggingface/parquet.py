"""Rows of a dataset as Parquet. Needs pyarrow, which the program does without otherwise."""

from datetime import date
from importlib.util import find_spec
from types import TracebackType
from typing import Any, BinaryIO, Final, Self

from workbench.domain.errors import ExportFailed
from workbench.exchange.huggingface.features import FEATURES, Feature

_GROUP: Final = 500  # rows that are in memory at a time


def is_there() -> bool:
    """Whether Parquet can be written on this computer."""
    return find_spec("pyarrow") is not None


class ParquetRows:
    """A Parquet file in the making, written group by group. Raises ExportFailed without pyarrow."""

    def __init__(self, out: BinaryIO) -> None:
        if not is_there():
            raise ExportFailed(
                "Parquet needs pyarrow, which is not installed. Install it with «pip install "
                "annotation-workbench[parquet]», or export without Parquet."
            )
        import pyarrow  # type: ignore[import-not-found, import-untyped, unused-ignore]  # optional
        import pyarrow.parquet  # type: ignore[import-not-found, import-untyped, unused-ignore]  # optional

        self._arrow: Any = pyarrow
        self._schema = pyarrow.schema([(f.name, _type(pyarrow, f)) for f in FEATURES])
        self._writer: Any = pyarrow.parquet.ParquetWriter(out, self._schema)
        self._rows: list[dict[str, Any]] = []

    def put(self, row: dict[str, Any]) -> None:
        """Take a row."""
        day = row["published"]
        self._rows.append({**row, "published": day and date.fromisoformat(day)})
        if len(self._rows) >= _GROUP:
            self._flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            table = self._arrow.Table.from_pylist(self._rows, schema=self._schema)
            self._writer.write_table(table)
            self._rows = []


def _type(arrow: Any, feature: Feature) -> Any:
    if feature.parts:
        inner = arrow.struct([(part.name, _type(arrow, part)) for part in feature.parts])
    else:
        inner = {"int64": arrow.int64, "date32": arrow.date32, "string": arrow.string}[
            feature.dtype
        ]()
    return arrow.list_(inner) if feature.repeated else inner
