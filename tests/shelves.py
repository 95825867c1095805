"""One partition by itself, as tests make it: its tables, and a shelf that holds nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from orchestration.filing import Found
from orchestration.records.digests import values_of
from orchestration.records.refresh import Partition, Read
from orchestration.records.refresh import assemble as assemble_units
from orchestration.records.store import Tables, lay, put_in_place


def assemble(found: Iterable[Found], old: Tables | None, read: Read, version: str) -> Partition:
    """The tables of a partition's reports; what stands unchanged in `old` is copied."""
    ((_, part),) = assemble_units([("", list(found))], {"": old} if old else {}, read, version)
    return part


def write(folder: Path, new: Tables, incoming: Path) -> None:
    """Puts these tables, and nothing else, on a shelf."""
    shutil.rmtree(incoming, ignore_errors=True)
    fresh = incoming / "new"
    fresh.mkdir(parents=True)
    lay(fresh, new, values_of(new))
    put_in_place(folder, fresh)
    shutil.rmtree(incoming)
