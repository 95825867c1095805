"""Fixtures of this room."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty data home beside an empty raw/."""
    (tmp_path / "raw").mkdir()
    return Home(tmp_path / "home", tmp_path / "raw")
