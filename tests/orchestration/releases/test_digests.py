"""Digests of files: each is taken once, and an error is that of whoever asks."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from orchestration.releases import digests
from orchestration.releases.digests import Digests


def test_a_file_is_digested_once_and_brought_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(digests, "sync_file", synced.append)
    path = tmp_path / "a"
    path.write_bytes(b"a")
    with Digests() as taken:
        taken.begin(path)
        assert taken.of(path) == taken.of(path) == hashlib.sha256(b"a").hexdigest()
    assert synced == [path]


def test_a_file_that_cannot_be_read_is_told_when_its_digest_is_asked_for(tmp_path: Path) -> None:
    with Digests() as taken:
        taken.begin(tmp_path / "missing")
        with pytest.raises(FileNotFoundError):
            taken.of(tmp_path / "missing")
