"""No corruption of a report or of the records is published in silence. A fixed sample here; `make torture` tries ten times as many."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pipeline import corruptions
from tests.pipeline.corruptions import SURVIVED, Ground, Rows, Tried, corrupt_records, corrupt_text, ground, table

# Eleven is prime to the numbers of kinds, so that the sample has all kinds.
SEEDS = range(120) if os.environ.get("JIXIAO_TORTURE") else range(0, 132, 11)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The five reports as they stand in a release."""
    return ground(tmp_path_factory.mktemp("ground"))


def test_each_corruption_is_stopped_or_does_no_harm(
    published: Ground, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    scratch = tmp_path_factory.mktemp("scratch")
    tried = [
        corrupt(published, seed, scratch / corrupt.__name__ / str(seed)) for corrupt in (corrupt_text, corrupt_records) for seed in SEEDS
    ]
    with capsys.disabled():
        print("", *table(tried), sep="\n")
    assert len({t.kind for t in tried}) == len(corruptions.TEXTS) + len(corruptions.RECORDS) + 1
    assert [t for t in tried if t.survived] == []


def test_what_nothing_sees_is_a_survivor(published: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(_rng: random.Random, _name: str, _rows: Rows) -> str:
        return "nothing"

    def nothing_in_text(_rng: random.Random, _lines: list[str]) -> str:
        return "nothing"

    monkeypatch.setattr(corruptions, "RECORDS", ((nothing, ("forms",)),))
    monkeypatch.setattr(corruptions, "TEXTS", (nothing_in_text,))
    tried = [corrupt_records(published, 0, tmp_path / "a"), corrupt_text(published, 0, tmp_path / "b")]
    assert [(t.known, t.unknown) for t in tried] == [(SURVIVED, SURVIVED), (SURVIVED, "harmless: the same values")]
    assert [line for line in table(tried) if line.startswith("survived: ")] == [
        f"survived: records: nothing of {tried[0].report}: nothing: {SURVIVED}; {SURVIVED}",
        f"survived: text: nothing_in_text of {tried[1].report}: nothing: {SURVIVED}; harmless: the same values",
    ]


@pytest.mark.parametrize("change", [c for c, _ in corruptions.RECORDS], ids=lambda c: c.__name__)
def test_each_corruption_of_records_changes_something(published: Ground, change: Callable[[random.Random, str, Rows], str]) -> None:
    names = next(names for c, names in corruptions.RECORDS if c is change)
    tables = next(iter(published.tables.values()))
    for name in names:
        rows = tables[name].to_pylist()
        change(random.Random(1), name, rows)
        assert rows != tables[name].to_pylist()


def test_the_table_counts_what_stopped_them() -> None:
    tried = [Tried("text: a", "r", "w", "continuity: x", unknown) for unknown in ("gate: x", "reader: y, gate: x", "harmless: z", SURVIVED)]
    assert [line.split() for line in table(tried)[-2:-1]] == [["all", "4", "4", "1", "1", "0", "1", "1"]]
