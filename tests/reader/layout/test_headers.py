"""Headers of narrow columns: which word is of which label."""

from __future__ import annotations

import pytest

from orchestration.reader.layout.headers import columns_of

LABELS = (("一级指标",), ("二级指标",), ("年度指标值", "指标值"))


def test_words_make_the_labels_whole() -> None:
    assert columns_of([["一级指", "二级指标", "年度"], ["标", "指标值"]], LABELS) == [(0, 1, 2), (0, 2)]
    assert columns_of([["二级指", "指标"], ["一级指标"], ["标", "值"]], LABELS) == [(1, 2), (0,), (1, 2)]


@pytest.mark.parametrize(
    "lines",
    [
        [["一级指", "二级指标", "指标值"], ["标"], ["标"]],  # a word is left over
        [["一级指", "二级指标", "指标值"]],  # a label is not whole
        [["二级指标", "一级指标", "指标值"]],  # the columns stand the other way round
        [["一级指标", "三级指标", "指标值"]],  # a label that is none of the header
        [["一级指标"]] * 41,
    ],
)
def test_words_that_make_no_header(lines: list[list[str]]) -> None:
    assert columns_of(lines, LABELS) is None
