"""The lists that people and the program keep beside the reports, as CSV: raw/manifest.csv, accepted.csv, expected.csv."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from orchestration.home import RefusalError


def read_list(path: Path, header: Sequence[str]) -> Iterator[tuple[int, dict[Any, Any]]]:
    """Each line of a list by its number; nothing where there is no list. As csv.DictReader has it, cells may lack or be too many.

    Raises:
        RefusalError: its columns are not those of `header`.
    """
    if not path.exists():
        return
    # A spreadsheet saves a byte order mark in front; it is no part of the first column's name.
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = csv.DictReader(handle)
        if list(rows.fieldnames or ()) != list(header):
            raise RefusalError(f"{path}:1: the columns must be {','.join(header)}")
        for row in rows:
            yield rows.line_num, row
