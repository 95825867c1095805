"""The benchmark counts what it reads; what it takes is nobody's assertion."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests import bench
from tests.corpus import SHAPES, report


@pytest.fixture(autouse=True)
def short_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "FORMS_A_REPORT", 2)


def test_the_corpus_holds_as_many_forms_as_were_asked_for(tmp_path: Path) -> None:
    files = bench.make_corpus(tmp_path, forms=24)
    assert {shape: [p.name for p in paths] for shape, paths in files.items()} == {
        shape: [f"{shape}-{seed}.txt" for seed in range(1 if shape == "woven" else 3)] for shape in SHAPES
    }
    first, second, _ = files["grid"].items()
    assert second[0].read_text(encoding="utf-8") == report(1, 2, "grid")[0]
    assert (first[1], second[1]) == ("self-evaluations", "declarations")


def test_a_cost_counts_bytes_forms_and_refusals() -> None:
    data = report(0, 2, "grid")[0].encode()
    whole, cut = bench.cost_of(data), bench.cost_of(data[: len(data) // 2])
    assert (whole.reports, whole.size, whole.forms, whole.refused) == (1, len(data), 2, 0)
    assert cut.refused == 1  # the text ends inside a form
    both = bench.total([whole, cut])
    assert (both.reports, both.size, both.refused) == (2, whole.size + cut.size, 1)
    assert both.seconds == whole.seconds + cut.seconds
    assert both.ratio == both.seconds / both.nfkc


def test_reports_are_put_together_to_a_size(tmp_path: Path) -> None:
    paths = list(bench.make_corpus(tmp_path, forms=24)["grid"])
    sizes = [p.stat().st_size for p in paths]
    assert bench.joined(paths, sizes[0] + 1) == paths[0].read_bytes() + paths[1].read_bytes()
    assert bench.cost_of(bench.joined(paths, sum(sizes))).forms == 6


def test_the_benchmark_prints_a_line_a_figure_and_a_summary(capsys: pytest.CaptureFixture[str]) -> None:
    bench.main(["--forms", "8", "--times", "2", "--pages", "2"])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "corpus:", "memory", *(name for shape in SHAPES for name in (shape, "self-evaluations")),
        "all", "memory", "short", "long", "memory", "pdf", "budget", "memory", "bench:",
    ]  # fmt: skip
    by_name = {line.split()[0]: line for line in lines}
    assert ", 8 forms, " in by_name["short"]
    assert ", 16 forms, " in by_name["long"]
    assert " pages, 12 forms, 0 refused" in by_name["budget"]
    assert re.match(r"bench: 8 forms, \d\.\d MB: [\d.]+ MB/s, \d+ forms/s, [\d.]+ x NFKC, peak \d+ MB; 2 times the text takes", lines[-1])
