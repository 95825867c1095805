"""Fixtures of this room: a data home, raw/, and tools whose reader and gate let everything through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import dagster as dg
import pytest

from expectations.verdict import Verdict
from orchestration.home import Home
from orchestration.resources import Tools
from tests.orchestration.parts import fake_docs, make_check, read_lines


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty data home beside an empty raw/."""
    (tmp_path / "raw").mkdir()
    return Home(tmp_path / "home", tmp_path / "raw")


@pytest.fixture
def put(home: Home) -> Callable[[str, str], Path]:
    """Puts a text at a path below raw/."""

    def write(file: str, text: str) -> Path:
        path = home.raw / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def tools(home: Home) -> Tools:
    """Tools whose gate lets everything through."""
    return Tools(
        home,
        read_lines,
        "reader-1",
        lambda _: Verdict((make_check(),)),
        lambda _database, _records: Verdict((make_check("marts"),)),
        fake_docs,
        lambda _line: None,
    )


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """A Dagster instance of its own, in memory."""
    with dg.DagsterInstance.ephemeral() as made:
        yield made
