"""What changed between two files: rows matched by key, and told in both languages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from orchestration.exports import Export
from orchestration.exports.about import About
from orchestration.exports.changes import EXAMPLES, Change, Rows, compare
from orchestration.exports.notes import write_notes
from orchestration.home import RefusalError

CHANGED = """
    UPDATE core.fct_target SET target_text = '=90%', amount_yuan = NULL WHERE target_no = 1;
    UPDATE core.fct_target SET amount_yuan = 0 WHERE target_no = 2;
    DELETE FROM core.fct_target WHERE target_no = 3;
    INSERT INTO core.fct_target SELECT 90 + i, 'u2', 'new', i, i, i, false, NULL, NULL FROM range(5) t(i);
"""


def counts(change: Change) -> tuple[int | None, ...]:
    return tuple(
        part.count if isinstance(part, Rows) else part for part in (change.before, change.now, change.added, change.removed, change.changed)
    )


def test_rows_are_matched_by_key_and_counted(make: Callable[..., Path]) -> None:
    unit, target = compare(make("before"), make("now", CHANGED))
    assert (unit.table.full, unit.differs, counts(unit)) == ("core.dim_unit", False, (2, 2, 0, 0, 0))
    assert (target.table.full, target.differs, counts(target)) == ("core.fct_target", True, (11, 15, 5, 1, 2))
    assert target.by_column == (("target_text", 1), ("amount_yuan", 2))
    assert target.changed is not None and target.added is not None
    first, second = target.changed.examples
    assert first.told_by == (("target_no", 1),)
    assert [(c, str(b), str(n)) for c, b, n in first.values] == [("target_text", "=100%", "=90%"), ("amount_yuan", "1234567.80", "None")]
    assert [c for c, *_ in second.values] == ["amount_yuan"]
    assert len(target.added.examples) == EXAMPLES < target.added.count


def test_a_table_in_one_release_only_and_other_columns(make: Callable[..., Path]) -> None:
    gone = "DELETE FROM dictionary.dictionary_table WHERE table_name = 'dim_unit'"
    wider = "ALTER TABLE core.fct_target ADD COLUMN extra TEXT; ALTER TABLE core.fct_target DROP COLUMN rate"
    target, unit = compare(make("before"), make("now", f"{gone}; {wider}"))
    assert (target.new_columns, target.gone_columns, counts(target)) == (("extra",), ("rate",), (11, 11, 0, 0, 0))
    assert target.differs and unit.differs and counts(unit) == (2, None, None, None, None)
    new, _ = compare(make("narrow", gone), make("whole"))
    assert new.differs and counts(new) == (None, 2, None, None, None)


@pytest.mark.parametrize(
    ("before", "why"),
    [
        (
            "INSERT INTO core.fct_target FROM core.fct_target WHERE target_no = 1",
            "rows of the older release are not told apart by target_no",
        ),
        ("ALTER TABLE core.fct_target RENAME COLUMN target_no TO no", "the older release has no column target_no"),
    ],
)
def test_rows_that_cannot_be_matched_are_not_guessed(make: Callable[..., Path], before: str, why: str) -> None:
    change = compare(make("before", before), make("now"))[1]
    assert (change.unmatched, change.added, change.removed, change.changed) == (why, None, None, None)
    assert change.differs


def test_a_column_of_another_type_is_compared_as_text(make: Callable[..., Path]) -> None:
    change = compare(make("before", "ALTER TABLE core.fct_target ALTER lines TYPE TEXT"), make("now"))[1]
    assert counts(change)[2:] == (0, 0, 0)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("lines = []", "lines"),
        ("lines = [7, 0]", "lines"),
        ("lines = NULL", "lines"),
        ("target_text = ''", "target_text"),
        ("amount_yuan = 0", "amount_yuan"),
        ("is_blank = false", "is_blank"),
        ("start_date = '1970-01-01'", "start_date"),
        ("rate = 0", "rate"),
    ],
)
def test_missing_empty_and_nought_are_three_things(make: Callable[..., Path], change: str, column: str) -> None:
    missing = (
        "UPDATE core.fct_target SET lines = NULL, target_text = NULL, amount_yuan = NULL, is_blank = NULL, start_date = NULL, rate = NULL"
    )
    one = f"UPDATE core.fct_target SET {change} WHERE target_no = 5"
    before = "UPDATE core.fct_target SET lines = []" if change == "lines = NULL" else missing
    found = compare(make("before", before), make("now", f"{before}; {one}"))[1]
    assert (counts(found)[2:], found.by_column) == ((0, 0, 1), ((column, 1),))


def test_a_table_of_keys_alone_and_values_that_change_places(make: Callable[..., Path]) -> None:
    swap = "UPDATE core.fct_target SET unit_key = target_text, target_text = unit_key WHERE target_no = 5"
    assert compare(make("before"), make("now", swap))[1].by_column == (("unit_key", 1), ("target_text", 1))
    keys = """
        ALTER TABLE core.dim_unit DROP COLUMN unit_name;
        DELETE FROM dictionary.dictionary_column WHERE column_name = 'unit_name';"""
    assert counts(compare(make("k1", keys), make("k2", f"{keys} UPDATE core.dim_unit SET unit_key = 'u3' WHERE unit_key = 'u1'"))[0]) == (
        2, 2, 1, 1, 0,
    )  # fmt: skip


def test_files_without_a_dictionary_or_that_are_none_are_refused(make: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(RefusalError, match="no data dictionary"):
        compare(make("old", "DROP SCHEMA dictionary CASCADE"), make("now"))
    (tmp_path / "broken.duckdb").write_bytes(b"x" * 5000)
    with pytest.raises(duckdb.Error):
        compare(tmp_path / "broken.duckdb", tmp_path / "now.duckdb")


def notes(exports: list[Export], about: About, before: str | None, changes: list[Change] | str, folder: Path) -> tuple[str, str]:
    write_notes(exports, about, before, changes, folder)
    english, chinese = (folder / name for name in ("RELEASE.md", "RELEASE.zh-CN.md"))
    return english.read_text(encoding="utf-8"), chinese.read_text(encoding="utf-8")


def test_the_notes_say_what_changed_in_both_languages(
    exports: list[Export], about: About, make: Callable[..., Path], tmp_path: Path
) -> None:
    changes = compare(make("before"), make("after", CHANGED))
    english, chinese = notes(exports, about, "0006-cdcdcdcd", changes, tmp_path)
    for line in (
        "## What changed since 0006-cdcdcdcd",
        "| `core.fct_target` | 11 | 15 | 5 | 1 | 2 |",
        "As they were: `core.dim_unit`.",
        "- 2 changed: by column target_text 1, amount_yuan 2",
        "  - target_no `1`: target_text `=100%` → `=90%`, amount_yuan `1234567.80` → `∅`",
        "  - … and 2 more",
        "- Made up.",
    ):
        assert line in english.splitlines()
    for line in (
        "## 与 0006-cdcdcdcd 相比的变化",
        "| 目标 `core.fct_target` | 11 | 15 | 5 | 1 | 2 |",
        "- 改变 2 行：按列 指标值原文 1、金额 2",
        "  - 序号 `1`：指标值原文 `=100%` → `=90%`、金额 `1234567.80` → `∅`",
        "| 单位 `core.dim_unit` | 2 | 每行是一个单位。 |",
        "- 虚构。",
    ):
        assert line in chinese.splitlines()


def test_the_first_release_and_one_that_cannot_be_compared_say_so(exports: list[Export], about: About, tmp_path: Path) -> None:
    english, chinese = notes(exports, about, None, [], tmp_path)
    assert "This is the first release" in english and "这是第一次发布" in chinese
    english, chinese = notes(exports, about, "0006-cdcdcdcd", "it is damaged", tmp_path)
    assert (
        "It could not be compared with 0006-cdcdcdcd: it is damaged." in english and "无法与 0006-cdcdcdcd 比较：it is damaged。" in chinese
    )


def test_nothing_changed_is_said(exports: list[Export], about: About, make: Callable[..., Path], tmp_path: Path) -> None:
    english, chinese = notes(exports, about, "0006-cdcdcdcd", compare(make("before"), make("after")), tmp_path)
    assert "No row of any table changed." in english and "所有数据表的行均无变化。" in chinese
