"""Two lines of a column that pdftotext -layout prints as one word."""

from __future__ import annotations

from orchestration.reader.layout.fused import part_lines, part_names
from orchestration.reader.layout.places import Piece, words_of
from orchestration.reader.layout.stacks import Stack
from tests.reader.layout.test_columns import EVALUATION, pieces, read


def parted(*lines: str, rows: int) -> list[str]:
    stack = Stack(pieces(*enumerate(lines)))

    def cost(column: tuple[Piece, ...]) -> float:
        return sum(dict(Stack(column).ends(0)).values())

    return ["".join(p.text.split()) for p in part_lines(stack, rows, cost)]


def test_a_line_wider_than_its_column_is_two() -> None:
    assert parted("长效管理", "制度健全", "性健康体检", "机制建设", rows=2)[2:] == ["性", "健康体检", "机制建设"]
    assert parted("长效管理", "制度健全", "度 综合满意", "机制建设", rows=2)[2:] == ["度", "综合满意", "机制建设"]


def test_a_line_that_may_fill_a_wider_column_is_one() -> None:
    assert parted("完成率", "知晓率", "长效管理性", rows=3)[2:] == ["长效管理性"]  # no cell has two lines
    wide = ("长效管理制", "度健全性", "健康体检机", "制建设", "网络安全监", "测次数")
    assert parted(*wide, rows=3) == list(wide)


def test_lines_of_two_runs_touch_where_the_column_begins() -> None:
    lines = words_of(["     按照学前", "     教育管理", " 办法开展项目管", "     理规范有", "     序"])
    stack = Stack(tuple(Piece((w._replace(near=n == 2),)) for n, line in enumerate(lines) for w in line))
    assert [p.text for p in part_lines(stack, 1, len)][2:4] == ["办法开展", "项目管"]


def test_a_piece_is_parted_in_its_line_of_the_source() -> None:
    piece = Piece(tuple(words_of(["  度 综合满意"])[0]))
    assert [[w.text for w in p.words] for p in piece.parted(1)] == [["度"], ["综合满意"]]
    first, second = piece.parted(3)
    assert [p.places(1) for p in (first, second)] == [[(1, 2, 3), (1, 4, 6)], [(1, 6, 8)]]
    assert second.words[0].x == 6


FUSED = """\
 绩          长效管理
 效     可持续影 制度健全 健全 健全 45           45     无偏差
 指 效益指标 响指标 性社区食堂 建立 建立 25
 标          机制建设                  21     无偏差
"""


def test_a_form_tells_that_two_lines_are_printed_as_one() -> None:
    table = EVALUATION[EVALUATION.index(" 绩 ") : EVALUATION.index("\f满意度指")]
    form = read(EVALUATION.replace(table, FUSED))
    assert [i.name.text for i in form.indicators if i.name] == ["长效管理制度健全性", "社区食堂机制建设", "综合满意度"]
    assert not form.quarantined
    assert "two lines are printed as one word" in [p.message for p in form.problems]


def test_two_names_printed_as_one_are_parted_where_their_rows_are_none_else() -> None:
    names = list(pieces((0, "道路建设长度工作完成率"), (3, "节能减排")))

    def cost(column: tuple[Piece, ...]) -> float:
        return 5.0 * (len(column) != 3) + (column[0].text == "道路建设长度工")

    assert [p.text for p in part_names(names, lambda text: text.endswith(("度", "率")), cost)] == ["道路建设长度", "工作完成率", "节能减排"]
    assert part_names(names, lambda text: text.endswith("率"), cost) == names
    assert part_names(names, lambda text: text.endswith(("度", "率")), lambda _: 2.0) == names
