"""The table of docs/accuracy.md: how it counts, what it calls worse, and when the file is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.gold.accuracy import ALL, FORMS, INVENTED, REFUSED, Change, Tally, differences, parse, render, tabulate, update
from tests.gold.compare import Field, Group
from tests.gold.corpus import Case

GRID, EVERYTHING = "tab grid (pdfplumber's tables)", "all sources"


def field(
    form: int | None, group: Group = "head", exact: bool = True, flagged: bool = False, refused: bool = False, name: str = "year"
) -> Field:
    return Field(form, "展厅运营", group, name, "2024", "2024" if exact else "2023", exact, flagged, refused)


def case(shape: str, name: str = "a") -> Case:
    return Case(shape, Path(f"{name}.txt"), Path(f"{name}.gold.json"))


def test_fields_are_counted_by_shape_and_group_and_forms_as_a_whole() -> None:
    first = [field(0), field(0, "goals", exact=False), field(1), field(1, "totals", exact=False, flagged=True, refused=True)]
    second = [field(0), field(0, "funding", flagged=True, refused=True), field(None, "invented", exact=False)]
    table = tabulate([(case("tab_grid", "a"), first), (case("tab_grid", "b"), second), (case("scrambled"), [field(0)])])
    assert {what: tally for (text, what), tally in table.items() if text == GRID} == {
        "head": Tally(3, 3, 0, 0),
        "funding": Tally(1, 1, 0, 0),
        "goals": Tally(1, 0, 0, 1),
        "indicators": Tally(),
        "totals": Tally(1, 0, 1, 0),
        INVENTED: Tally(1, 0, 0, 1),
        ALL: Tally(7, 4, 1, 2),
        FORMS: Tally(3, 1, 1, 1),
        REFUSED: Tally(2, 1, 1, 0),
    }
    assert table["scrambled (pdfminer)", ALL] == Tally(1, 1, 0, 0)
    assert table["the five reports", ALL] == Tally()
    assert table[EVERYTHING, ALL] == Tally(8, 5, 1, 2)


def test_a_form_with_an_invented_row_is_not_exact() -> None:
    table = tabulate([(case("tab_grid"), [field(0), field(0, "invented", exact=False, flagged=True)])])
    assert table[GRID, FORMS] == Tally(1, 0, 1, 0)


@pytest.mark.parametrize(
    ("tally", "percent"),
    [(Tally(3, 2), "66.66"), (Tally(100_000, 99_999), "99.99"), (Tally(7, 7), "100.00"), (Tally(200, 1), "0.50"), (Tally(), "—")],
)
def test_the_share_is_rounded_down(tally: Tally, percent: str) -> None:
    assert tally.percent == percent


def test_a_document_is_parsed_as_it_was_rendered() -> None:
    table = tabulate([(case("tab_grid"), [field(0), field(0, "goals", exact=False)])])
    assert parse(render(table)) == table
    assert f"| {GRID} | goals | 1 | 0 | 0.00 | 0 | 1 |\n" in render(table)


def test_of_a_row_that_a_merge_left_twice_the_first_holds() -> None:
    ours, theirs = "| a | head | 2 | 2 | 100.00 | 0 | 0 |", "| a | head | 2 | 1 | 50.00 | 1 | 0 |"
    assert parse(f"<<<<<<< main\n{ours}\n=======\n{theirs}\n>>>>>>> change\n") == {("a", "head"): Tally(2, 2, 0, 0)}


@pytest.mark.parametrize(
    ("what", "old", "new", "worse"),
    [
        ("head", Tally(10, 8, 2, 0), Tally(10, 7, 3, 0), True),
        ("head", Tally(10, 8, 2, 0), Tally(10, 9, 1, 0), False),
        ("head", Tally(10, 8, 2, 0), Tally(10, 9, 0, 1), True),
        ("head", Tally(10, 8, 1, 1), Tally(10, 8, 2, 0), False),
        ("head", Tally(10, 5, 5, 0), Tally(20, 10, 10, 0), False),
        ("head", Tally(10, 5, 5, 0), Tally(20, 9, 11, 0), True),
        ("head", Tally(10, 5, 5, 0), Tally(5, 5, 0, 0), True),
        ("head", Tally(), Tally(5, 4, 1, 0), False),
        ("head", Tally(), Tally(5, 4, 0, 1), True),
        ("head", Tally(5, 4, 1, 0), Tally(), True),
        (INVENTED, Tally(3, 0, 3, 0), Tally(4, 0, 4, 0), True),
        (INVENTED, Tally(3, 0, 3, 0), Tally(2, 0, 2, 0), False),
        (INVENTED, Tally(3, 0, 3, 0), Tally(2, 0, 1, 1), True),
        (REFUSED, Tally(3, 1, 2, 0), Tally(4, 2, 2, 0), True),
        (REFUSED, Tally(3, 1, 2, 0), Tally(1, 0, 1, 0), False),
        (ALL, Tally(103, 90, 13, 0), Tally(100, 90, 10, 0), False),
        (ALL, Tally(100, 90, 10, 0), Tally(103, 90, 13, 0), True),
    ],
)
def test_what_is_worse(what: str, old: Tally, new: Tally, worse: bool) -> None:
    assert Change("tab grid", what, old, new).worse is worse


def test_rows_that_came_or_went_are_differences() -> None:
    same, gone, new = (("a", "head"), Tally(2, 2)), (("b", "head"), Tally(1, 1)), (("c", "head"), Tally(3, 3))
    assert [(c.text, c.worse) for c in differences(dict([same, gone]), dict([same, new]))] == [("c", False), ("b", True)]


def table(exact: int, silent: int = 0) -> dict[tuple[str, str], Tally]:
    tally = Tally(10, exact, 10 - exact - silent, silent)
    return {(GRID, "head"): tally, (EVERYTHING, ALL): tally}


def test_a_better_table_is_written_and_its_difference_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    document = tmp_path / "docs" / "accuracy.md"
    assert update(document, table(8), accept=False) == 0
    assert update(document, table(9), accept=False) == 0
    assert parse(document.read_text(encoding="utf-8")) == table(9)
    out = capsys.readouterr().out
    assert f"{GRID}, head: 8 of 10 exact (80.00 %), 2 flagged, 0 silent\n    -> 9 of 10 exact (90.00 %), 1 flagged, 0 silent\n" in out
    assert "WORSE" not in out
    assert update(document, table(9), accept=False) == 0
    assert "no row changed" in capsys.readouterr().out


@pytest.mark.parametrize("worse", [table(7), table(9, silent=1)])
def test_a_worse_table_is_written_only_when_accepted(
    worse: dict[tuple[str, str], Tally], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = tmp_path / "accuracy.md"
    update(document, table(8), accept=False)
    assert update(document, worse, accept=False) == 1
    assert parse(document.read_text(encoding="utf-8")) == table(8)
    printed = capsys.readouterr()
    assert f"WORSE {GRID}, head: " in printed.out
    assert "2 rows became worse" in printed.err
    assert "ACCEPT=1" in printed.err
    assert update(document, worse, accept=True) == 0
    assert parse(document.read_text(encoding="utf-8")) == worse
