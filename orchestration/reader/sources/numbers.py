"""Numbers and dates of a sheet as its cells show them: a stored number and its format (`#,##0.00`, `0%`, `yyyy"年"m"月"`) to the text.

Money and rates are compared with what is printed, so the text is what a person reads, rounded as the format rounds. A column that is too
narrow is not known here: no cell shows ####.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from itertools import takewhile

# What the numbers below 164 stand for in a Chinese Excel; a file lists only the others.
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0", 7: "¥#,##0.00;¥-#,##0.00",
    8: "¥#,##0.00;¥-#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy",
    18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"',
    29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"',
    37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"',
    42: '¥#,##0;-¥#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '¥#,##0.00;-¥#,##0.00;"-"', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
UNKNOWN = "?/?"  # for a number below 164 that is not listed: no cell is shown by guess
_TOKEN = re.compile(
    r'"([^"]*)"?|\\(.)|_.|\*.|\[(?:\$([^\]-]*)(?:-[^\]]*)?|(h+|m+|s+)|[^\]]*)\]|(AM/PM|A/P|上午/下午)|(y+|m+|d+|h+|s+|a{3,4}|b{2,4})'
    r"|(General)|(.)",
    re.IGNORECASE | re.DOTALL,
)
_PATTERN = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?,*(?:E[+-][0#?]+)?|\.[0#?]+", re.IGNORECASE)
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s*(-?[\d.]+)\]")
_WEEKDAYS = "一二三四五六日"
_LONGEST_CODE = 255


def shown(value: float, code: str, since_1904: bool = False) -> str | None:
    """What a cell shows; None where the format, or a date in it, is beyond this module.

    Args:
        value: the stored number; of a date the days since 1900 (or 1904) as Excel counts them.
        code: the format; empty is General.
        since_1904: how the workbook counts its days.
    """
    if len(code) > _LONGEST_CODE or value != value or abs(value) > 1e300:
        return None
    if code in ("", "General"):
        return _general(value)
    sections = _sections(code)
    section, is_bare = _chosen(sections, value)
    if section is None:
        return None
    if is_date(section):
        return _date(value, section, since_1904)
    return _number(abs(value) if is_bare else value, section)


@cache
def is_date(code: str) -> bool:
    """Whether a format shows dates or times."""
    return any(kind in ("date", "elapsed") for kind, _ in _tokens(code))


@cache
def _sections(code: str) -> tuple[str, ...]:
    found, start, quoted = [], 0, False
    for n, character in enumerate(code):
        if character == '"':
            quoted = not quoted
        elif character == ";" and not quoted and code[n - 1 : n] != "\\":
            found.append(code[start:n])
            start = n + 1
    return (*found, code[start:])


def _chosen(sections: tuple[str, ...], value: float) -> tuple[str | None, bool]:
    """The section for a value, and whether it writes the minus itself."""
    conditions = [_CONDITION.search(section) for section in sections]
    if any(conditions):
        for section, condition in zip(sections, conditions, strict=True):
            if condition is None or _holds(value, condition[1], float(condition[2])):
                return section, False
        return None, False
    if len(sections) > 1 and value < 0:
        return sections[1], True
    if len(sections) > 2 and value == 0:
        return sections[2], False
    return sections[0], False


def _holds(value: float, sign: str, bound: float) -> bool:
    return {"<": value < bound, ">": value > bound, "<=": value <= bound, ">=": value >= bound, "=": value == bound, "<>": value != bound}[
        sign
    ]


@cache
def _tokens(section: str) -> tuple[tuple[str, str], ...]:
    """The parts of a section: text, date, elapsed, half (of the day), general, digits."""
    out: list[tuple[str, str]] = []
    at = 0
    while at < len(section):
        if digits := _PATTERN.match(section, at):
            out.append(("digits", digits[0]))
            at = digits.end()
            continue
        match = _TOKEN.match(section, at)
        assert match is not None
        at = match.end()
        quoted, escaped, currency, elapsed, half, letters, general, other = match.groups()
        for kind, text in (("elapsed", elapsed), ("half", half), ("date", letters), ("general", general), ("sign", other)):
            if text is not None:
                out.append((kind, text))
        literal = quoted or escaped or currency
        if literal:
            out.append(("text", literal))
    return tuple(out)


# ------------------------------------------------------------------------------------------------------------- numbers


def _number(value: float, section: str) -> str | None:
    tokens = _tokens(section)
    if any(kind == "sign" and text == "@" for kind, text in tokens):
        return "".join(_general(value) if text == "@" else text for _, text in tokens)
    patterns = [text for kind, text in tokens if kind == "digits"]
    if any(kind == "sign" and text in "/" for kind, text in tokens) and len(patterns) > 1:
        return None  # a fraction
    exact = Decimal(format(value, ".15g"))
    exact = exact.scaleb(2 * sum(kind == "sign" and text == "%" for kind, text in tokens))
    if len(patterns) > 1 or (patterns and "?" in patterns[0] and "/" in section):
        return None
    minus = "-" if exact < 0 else ""
    body = [_digits(abs(exact), text) if kind == "digits" else _general(abs(value)) if kind == "general" else text for kind, text in tokens]
    if any(part is None for part in body):
        return None
    return minus + "".join(part for part in body if part is not None)


def _general(value: float) -> str:
    """As General: whole numbers with all their digits, others with as many as eleven characters hold."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if not 1e-9 <= abs(value) < 1e15:
        return format(value, ".6g").upper()
    room = 10 - len(str(int(abs(value))))
    text = format(_rounded(Decimal(format(value, ".15g")), max(room, 0)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal, places: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def _digits(value: Decimal, pattern: str) -> str | None:
    if "E" in pattern.upper():
        return _scientific(value, pattern.upper())
    scaled = pattern.rstrip(",")
    value = value.scaleb(-3 * (len(pattern) - len(scaled)))
    whole, _, fraction = scaled.partition(".")
    try:
        text = format(_rounded(value, len(fraction)), "f")
    except InvalidOperation:
        return None
    left, _, right = text.partition(".")
    fewest = whole.count("0")
    left = left.lstrip("0").rjust(fewest, "0")
    optional = len(list(takewhile(lambda c: c != "0", reversed(fraction))))
    kept = right.rstrip("0") if len(right.rstrip("0")) > len(fraction) - optional else right[: len(fraction) - optional]
    if "," in whole:
        left = format(int(left or 0), ",") if left and not left.startswith("0") else left
    return left + ("." + kept if "." in scaled else "")


def _scientific(value: Decimal, pattern: str) -> str:
    mantissa, _, exponent = pattern.partition("E")
    places = len(mantissa.partition(".")[2])
    head, _, power = format(value, f".{places}E").partition("E")
    shift = int(power)
    sign = "-" if shift < 0 else "+" if exponent.startswith("+") else ""
    return f"{head}E{sign}{abs(shift):0{len(exponent) - 1}}"


# --------------------------------------------------------------------------------------------------------------- dates


def _date(value: float, section: str, since_1904: bool) -> str | None:
    tokens = list(_tokens(section))
    moment = _moment(value, since_1904, has_fraction=any(text.startswith(".") for kind, text in tokens if kind == "digits"))
    if moment is None:
        return None
    is_half = any(kind == "half" for kind, _ in tokens)
    out: list[str] = []
    for n, (kind, text) in enumerate(tokens):
        if kind in ("text", "sign"):
            out.append(text)
        elif kind == "half":
            out.append((("上午", "下午") if "午" in text else ("AM", "PM"))[moment.hour >= 12])
        elif kind == "date" and text[0] in "mM" and _is_minute(tokens, n):
            out.append(f"{moment.minute:0{min(len(text), 2)}}")
        elif kind == "date":
            part = _part(moment, text.lower(), is_half)
            if part is None:
                return None
            out.append(part)
        elif kind == "elapsed" and text[0] in "hH":
            out.append(f"{int(value * 24 + 1e-9):0{len(text)}}")
        else:
            return None
    return "".join(out)


def _moment(value: float, since_1904: bool, has_fraction: bool) -> datetime | None:
    """The moment of a number of days; 1900 has a 29th of February for Excel, which no calendar knows."""
    days = int(value // 1)
    if has_fraction or days < 0 or days > 2_958_465 or (days == 60 and not since_1904):
        return None
    first = date(1904, 1, 1) if since_1904 else date(1899, 12, 30) if days > 60 else date(1899, 12, 31)
    seconds = timedelta(seconds=int(Decimal((value - days) * 86400).quantize(Decimal(1), ROUND_HALF_UP)))
    return datetime.combine(first, time()) + timedelta(days=days) + seconds


def _is_minute(tokens: list[tuple[str, str]], n: int) -> bool:
    """Whether an m stands beside hours or seconds."""
    dates = [k for k, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    at = dates.index(n)
    before = tokens[dates[at - 1]][1].lower() if at else ""
    behind = tokens[dates[at + 1]][1].lower() if at + 1 < len(dates) else ""
    return before.startswith("h") or behind.startswith("s")


def _part(moment: datetime, letters: str, is_half: bool) -> str | None:
    match letters[0], len(letters):
        case "y", size:
            return f"{moment.year % 100:02}" if size <= 2 else f"{moment.year:04}"
        case "m", size if size <= 2:
            return f"{moment.month:0{size}}"
        case "m", size:
            name = moment.strftime("%B")
            return name[:3] if size == 3 else name if size == 4 else name[0]
        case "d", size if size <= 2:
            return f"{moment.day:0{size}}"
        case "h", size:
            return f"{(moment.hour % 12 or 12) if is_half else moment.hour:0{min(size, 2)}}"
        case "s", size:
            return f"{moment.second:0{min(size, 2)}}"
        case "a", size:
            return ("周" if size == 3 else "星期") + _WEEKDAYS[moment.weekday()]
    return None
