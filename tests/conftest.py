"""How the suite is shared out among processes (`make test`): what shares a build goes to one process, what takes longest is begun first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

TESTS = Path(__file__).parent
LONG = ("pipeline/test_pipeline.py", "dbt", "pipeline/test_corruptions.py", "pipeline/test_recovery.py", "pipeline", "orchestration")


class ByFile(LoadScopeScheduling):
    """A file goes to one process; so do the files of dbt/, whose warehouses are built once for all of them."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid.split("::")[0].removeprefix("tests/"))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """Asked for by pytest-xdist."""
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The order in which files are given out; within a file it stays."""
    items.sort(key=lambda item: _place(_group(item.path.relative_to(TESTS).as_posix())))


def _group(file: str) -> str:
    return "dbt" if file.startswith("dbt/") else file


def _place(group: str) -> int:
    return next((n for n, long in enumerate(LONG) if group.startswith(long)), len(LONG))
