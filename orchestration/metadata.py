"""Plain rows and facts as Dagster metadata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dagster as dg

OWNERS = ["team:jixiao"]


def rows_value(rows: Sequence[Mapping[str, Any]]) -> dg.MetadataValue[Any]:
    """A table of the rows; `none` in words where there is no row, because Dagster cannot show an empty table."""
    if not rows:
        return dg.MetadataValue.text("none")
    return dg.MetadataValue.table([dg.TableRecord({k: "" if v is None else v for k, v in row.items()}) for row in rows])


def facts_value(facts: Mapping[str, Any]) -> dict[str, dg.MetadataValue[Any]]:
    """Numbers and text as such, lists of rows as tables."""
    return {k: rows_value(v) if isinstance(v, list) else _plain(v) for k, v in facts.items()}


def _plain(value: Any) -> dg.MetadataValue[Any]:
    return dg.MetadataValue.int(value) if isinstance(value, int) else dg.MetadataValue.text(str(value))
