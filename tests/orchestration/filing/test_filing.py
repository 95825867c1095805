"""raw/: every entry is a report or a notice, and what is wrong with it is said with file and remedy."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration import filing
from orchestration.filing import Filing, scan
from orchestration.filing.accept import accept_file
from orchestration.filing.manifest import HEADER, Line, kind_of, read_manifest, write_manifest
from orchestration.home import Home, RefusalError
from tests.orchestration.parts import read_lines

Put = Callable[[str, str], Path]
A, B = "2024/甲单位/a.txt", "2024/甲单位/b.txt"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def line(file: str, text: str) -> Line:
    year, unit, _ = file.split("/")
    return Line(file, int(year), unit, "target_declaration", digest(text), "https://example.org/第1页")


def refusals(filing: Filing) -> dict[str, str | None]:
    return {f.filed.file: f.refusal and f.refusal.code for f in filing.reports}


def test_a_new_report_takes_year_and_unit_from_its_folder(home: Home, put: Put) -> None:
    put(A, "培训")
    (found,) = scan(home.raw, {}).reports
    assert (found.filed.file, found.filed.year, found.filed.unit, found.sha256, found.refusal) == (A, 2024, "甲单位", digest("培训"), None)


def test_a_changed_report_is_refused_with_both_digests(home: Home, put: Put) -> None:
    put(A, "new")
    put(B, "培训")
    filing = scan(home.raw, {A: line(A, "old"), B: line(B, "培训")})
    assert refusals(filing) == {A: "report_changed", B: None}
    message = filing.reports[0].refusal.message  # type: ignore[union-attr]
    assert digest("old") in message and digest("new") in message and f"jixiao accept {A}" in message


def test_a_vanished_report_is_refused_and_its_new_place_is_named(home: Home, put: Put) -> None:
    put(B, "培训")
    filing = scan(home.raw, {A: line(A, "培训")})
    assert refusals(filing) == {A: "report_vanished", B: None}
    assert B in filing.reports[0].refusal.message  # type: ignore[union-attr]


@pytest.mark.parametrize(("listed", "refused"), [((), B), ((B,), A), ((A, B), B)])
def test_of_two_files_with_the_same_bytes_the_listed_one_is_the_report(home: Home, put: Put, listed: tuple[str, ...], refused: str) -> None:
    put(A, "培训")
    put(B, "培训")
    filing = scan(home.raw, {f: line(f, "培训") for f in listed})
    assert refusals(filing) == {A: None, B: None} | {refused: "report_duplicate"}


@pytest.mark.parametrize(
    ("file", "code", "noticed"),
    [
        ("stray.txt", "misplaced", "stray.txt"),
        ("2024/stray.txt", "misplaced", "2024/stray.txt"),
        ("绩效/甲单位/a.txt", "no_year", "绩效"),
        ("20245/甲单位/a.txt", "no_year", "20245"),
        ("2024/甲|乙/a.txt", "unit_name", "2024/甲|乙"),
        ("2024/甲单位/旧/a.txt", "too_deep", "2024/甲单位/旧"),
        ("2024/甲单位/.a.txt", "hidden", "2024/甲单位/.a.txt"),
        ("2024/.git/a.txt", "hidden", "2024/.git"),
        ("2024/甲单位/~$a.docx", "office_lock", "2024/甲单位/~$a.docx"),
        ("2024/甲单位/a.zip", "unknown_suffix", "2024/甲单位/a.zip"),
        ("2024/甲单位/a.DOC", "unread_suffix", "2024/甲单位/a.DOC"),
        ("2024/甲单位/a.ofd", "unread_suffix", "2024/甲单位/a.ofd"),
        ("2024/甲单位/a.xlsm", "unread_suffix", "2024/甲单位/a.xlsm"),
    ],
)
def test_what_is_no_report_in_its_place_is_said(home: Home, put: Put, file: str, code: str, noticed: str) -> None:
    put("2024/乙单位/good.txt", "培训")
    put(file, "培训 二")
    filing = scan(home.raw, {})
    assert [(n.file, n.code) for n in filing.notices] == [(noticed, code)]
    assert noticed in filing.notices[0].message
    assert refusals(filing) == {"2024/乙单位/good.txt": None}


def test_a_report_that_cannot_be_opened_is_refused(home: Home, put: Put) -> None:
    put(A, "培训").unlink()
    (home.raw / A).symlink_to(home.raw / "gone.txt")
    assert refusals(scan(home.raw, {})) == {A: "report_unreadable"}


def test_a_kind_that_is_not_read_is_said_with_its_remedy(home: Home, put: Put) -> None:
    put("2024/甲单位/a.wps", "培训")
    (notice,) = scan(home.raw, {}).notices
    assert notice.message == "2024/甲单位/a.wps is of a kind that is not read: open it in WPS and save it as .docx"


def test_a_link_out_of_raw_is_refused_and_not_followed(home: Home, put: Put, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "甲单位").mkdir(parents=True)
    (outside / "甲单位" / "b.txt").write_text("秘密", encoding="utf-8")
    put(A, "培训").unlink()
    (home.raw / A).symlink_to(outside / "甲单位" / "b.txt")
    (home.raw / "2023").symlink_to(outside)
    (home.raw / "2024" / "乙单位").symlink_to(outside / "甲单位")
    found = scan(home.raw, {A: line(A, "培训")})
    assert [(f.filed.file, f.refusal and f.refusal.code, f.sha256) for f in found.reports] == [(A, "report_outside", "")]
    assert [(n.file, n.code) for n in found.notices] == [("2023", "link_out"), ("2024/乙单位", "link_out")]


def test_a_link_within_raw_is_followed(home: Home, put: Put) -> None:
    put(A, "培训")
    (home.raw / "2024" / "乙单位").mkdir()
    (home.raw / "2024" / "乙单位" / "a.txt").symlink_to(home.raw / A)
    assert refusals(scan(home.raw, {})) == {"2024/乙单位/a.txt": None, A: "report_duplicate"}


def test_a_file_of_two_gigabytes_is_refused_by_its_size_alone(home: Home, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    with put(A, "培训").open("r+b") as handle:
        handle.truncate(2 << 30)  # sparse: it takes no room
    monkeypatch.setattr(filing, "sha256_of", lambda path: pytest.fail(f"{path} is read"))
    (found,) = scan(home.raw, {}).reports
    assert found.refusal and found.refusal.code == "report_too_large"
    assert "2,147,483,648 bytes, 268,435,456 are the most" in found.refusal.message


def test_no_more_of_a_file_is_read_than_refuses_it(home: Home, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "MOST_BYTES", 5)
    assert filing.bytes_of(put(A, "0123456789")) == b"012345"


def test_what_is_no_regular_file_is_refused_and_not_opened(home: Home, put: Put) -> None:
    put(B, "培训")
    os.mkfifo(home.raw / A)
    assert refusals(scan(home.raw, {})) == {A: "report_unreadable", B: None}


def test_the_manifest_is_sorted_and_comes_back_as_it_was(home: Home) -> None:
    lines = {B: line(B, "二"), A: line(A, '一,"引"')}
    write_manifest(home.manifest, lines)
    assert home.manifest.read_text(encoding="utf-8").splitlines()[0] == ",".join(HEADER)
    assert list(read_manifest(home.manifest)) == [A, B]
    assert read_manifest(home.manifest) == lines


def test_the_manifest_may_have_been_saved_by_a_spreadsheet(home: Home) -> None:
    write_manifest(home.manifest, {A: line(A, "一")})
    home.manifest.write_bytes(b"\xef\xbb\xbf" + home.manifest.read_bytes().replace(b"\n", b"\r\n"))
    assert read_manifest(home.manifest) == {A: line(A, "一")}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("file,year\n", ":1:"),
        (",".join(HEADER) + f"\n{A},year,甲单位,none,{'0' * 64},\n", ":2:"),
        (",".join(HEADER) + f"\n{A},2024,甲单位,none,123,\n", ":2:"),
        (",".join(HEADER) + f"\n{A},2024,甲单位\n", ":2:"),
        (",".join(HEADER) + "\n" + f"{A},2024,甲单位,none,{'0' * 64},\n" * 2, ":3:"),
    ],
)
def test_a_broken_manifest_is_refused_with_its_line(home: Home, text: str, place: str) -> None:
    home.manifest.write_text(text, encoding="utf-8")
    with pytest.raises(RefusalError, match=f"manifest.csv{place}"):
        read_manifest(home.manifest)


def test_a_manifest_that_cannot_be_written_is_refused_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("no folder")
    with pytest.raises(RefusalError, match=r"manifest.csv, the list of accepted reports, cannot be written .* JIXIAO_RAW"):
        write_manifest(tmp_path / "raw" / "manifest.csv", {A: line(A, "一")})


def test_kinds() -> None:
    assert kind_of(["self_evaluation", "self_evaluation"]) == "self_evaluation"
    assert kind_of(["target_declaration", "self_evaluation"]) == "mixed"
    assert kind_of([]) == "none"


def test_accepting_a_new_version_rewrites_its_line_only(home: Home, put: Put) -> None:
    lines = {A: line(A, "old"), B: line(B, "培训")}
    write_manifest(home.manifest, lines)
    put(A, "new")
    said = accept_file(home, Path(A), read_lines)
    assert digest("old") in said and digest("new") in said
    after = read_manifest(home.manifest)
    assert after[B] == lines[B]
    assert (after[A].sha256, after[A].source) == (digest("new"), lines[A].source)
    assert "nothing to accept" in accept_file(home, home.raw / A, read_lines)


def test_accepting_that_a_report_is_gone_removes_its_line(home: Home) -> None:
    write_manifest(home.manifest, {A: line(A, "old")})
    assert "withdrawn" in accept_file(home, Path(A), read_lines)
    assert read_manifest(home.manifest) == {}


def test_only_listed_and_readable_reports_can_be_accepted(home: Home, put: Put) -> None:
    put(A, "")
    with pytest.raises(RefusalError, match="not in"):
        accept_file(home, Path(A), read_lines)
    write_manifest(home.manifest, {A: line(A, "old")})
    with pytest.raises(RefusalError, match="is empty"):
        accept_file(home, Path(A), read_lines)
    assert read_manifest(home.manifest) == {A: line(A, "old")}
