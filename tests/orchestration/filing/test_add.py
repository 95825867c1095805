"""`jixiao add`: what is shown, what is proposed, what is refused, and that nothing is filed before it is agreed to."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.filing.manifest import read_manifest
from orchestration.home import Home
from orchestration.reader.record import Report
from tests.corpus import report
from tests.printing import print_report
from tests.reader.conftest import DECLARATION

SEED = 1  # a declaration
GOLD = report(SEED, 2, "grid")[1]["forms"]
YEAR, UNIT = GOLD[0]["year"], GOLD[0]["supervising_department"]


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "2024年绩效目标.pdf"
    path.write_bytes(print_report(SEED, 2)[0])
    return path


def add(home: Home, *arguments: object, answer: str = "") -> Result:
    env = {"JIXIAO_HOME": str(home.root), "JIXIAO_RAW": str(home.raw)}
    return CliRunner().invoke(main, ["add", *map(str, arguments)], input=answer, env=env)


def test_a_report_is_shown_and_filed_where_its_forms_say(home: Home, pdf: Path) -> None:
    units = {form["implementing_unit"] for form in GOLD}
    unit = units.pop() if len(units) == 1 else UNIT
    result = add(home, pdf, answer="y\n")
    name = f"{YEAR}/{unit}/{pdf.name}"
    assert result.exit_code == 0, result.output
    assert "2 forms" in result.output
    assert GOLD[0]["project_name"] in result.output
    total = sum(float(form["funding"][3]["amount"]) for form in GOLD) * (10_000 if GOLD[0]["funding_unit"] == "万元" else 1)
    assert f"requested, total: {total:,.2f} yuan" in result.output
    assert (home.raw / name).read_bytes() == pdf.read_bytes()
    assert read_manifest(home.manifest)[name].kind == "target_declaration"


def test_nothing_is_filed_without_a_yes(home: Home, pdf: Path) -> None:
    assert add(home, pdf, answer="n\n").exit_code == 1
    assert not list(home.raw.rglob("*.pdf"))
    assert read_manifest(home.manifest) == {}


def test_year_and_unit_that_are_told_are_taken(home: Home, pdf: Path) -> None:
    assert add(home, pdf, "--year", 2019, "--unit", "乙局", "--yes").exit_code == 0
    assert (home.raw / "2019" / "乙局" / pdf.name).exists()


@pytest.mark.parametrize("unit", ["../甲局", "甲|乙", ".git", "a/b", " 甲局", "甲\n乙"])
def test_a_unit_that_can_be_no_folder_is_refused(home: Home, pdf: Path, unit: str) -> None:
    result = add(home, pdf, "--unit", unit, "--yes")
    assert result.exit_code == 1
    assert "no year and name of a unit" in result.output
    assert not list(home.raw.parent.rglob(pdf.name)) or home.raw.parent == pdf.parent


def test_a_form_that_will_be_quarantined_is_shown_with_what_to_do(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "report.txt"
    path.write_text(DECLARATION.replace(" 200,000.00", " 二十万"), encoding="utf-8")
    result = add(home, path, "--yes")
    (line,) = [line for line in result.output.splitlines() if line.startswith("  blocking funding_unreadable, form 1, line ")]
    assert "(compare the lines with the original; extract its text again" in line


def test_what_holds_no_form_is_not_filed(home: Home, tmp_path: Path) -> None:
    path = tmp_path / "budget.txt"
    path.write_text("部门预算\n", encoding="utf-8")
    result = add(home, path, "--year", 2024, "--unit", "甲局", "--yes")
    assert result.exit_code == 1
    assert "budget.txt is not filed" in result.output
    (tmp_path / "a.exe").write_bytes(b"MZ")
    assert "of no known kind" in add(home, tmp_path / "a.exe", "--yes").output


def test_the_same_bytes_and_the_same_name_are_filed_once(home: Home, pdf: Path, tmp_path: Path) -> None:
    assert add(home, pdf, "--yes").exit_code == 0
    assert "has the same bytes" in add(home, pdf, "--yes").output
    other = tmp_path / "other" / pdf.name
    other.parent.mkdir()
    other.write_bytes(print_report(SEED, 1)[0])
    (filed,) = read_manifest(home.manifest).values()
    result = add(home, other, "--year", filed.year, "--unit", filed.unit, "--yes")
    assert "with other bytes" in result.output
    assert (home.raw / filed.file).read_bytes() == pdf.read_bytes()


def test_a_report_whose_forms_tell_no_place_asks_for_it() -> None:
    from orchestration.filing.add import Addition
    from orchestration.home import RefusalError

    with pytest.raises(RefusalError, match="--year and --unit"):
        _ = Addition(Path("a.pdf"), b"", Report("a.pdf", "", None, 0, 0), None, None).name
