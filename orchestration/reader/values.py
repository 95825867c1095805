"""Typed values: money, weights, dates, and the operator-number-unit lexemes of targets.

Works on folded text (half-width digits and marks). The printed text is always kept beside what is made of it.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal

YUAN = {"元": Decimal(1), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
DASHES = frozenset("—–-－/")

_GROUPED = re.compile(r"-?(?!0)\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?")
_PLAIN = re.compile(r"-?\d+(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")
_OPERATORS = {"≥": "≥", ">=": "≥", "≤": "≤", "<=": "≤", "=": "=", ">": ">", "<": "<"}
_LEXEME = re.compile(
    r"(?P<operator>>=|<=|[≥≤=><])?(?P<value>-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?)(?P<unit>\([^()]{1,12}\)|[^\d()≥≤=<>,，。；;、:：]{0,8})"
)
_OPERATOR_NUMBER = re.compile(r"(?:>=|<=|[≥≤=><])-?\d")


@dataclass(frozen=True)
class Lexeme:
    """A quantitative target: operator (None: a bare number), digits without separators, unit (None: none printed)."""

    operator: str | None
    value: str
    unit: str | None


def money(text: str) -> Decimal | None:
    """An amount with or without thousands separators, or None where the text is no amount."""
    if _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text):
        return Decimal(text.replace(",", ""))
    return None


def is_to_the_fen(text: str) -> bool:
    """Whether an amount is printed with exactly two decimals."""
    return money(text) is not None and text[-3:-2] == "."


def is_wrapped_money(text: str, rest: str) -> bool:
    """Whether an amount goes on in `rest`: two halves of which one is no amount, together one (`732,000,00` and `0.00`)."""
    return (money(text) is None or money(rest) is None) and money(text + rest) is not None


def points(text: str) -> Decimal | None:
    """A weight or a score: a bare number of at most 1,000 with at most four decimals."""
    return Decimal(text) if re.fullmatch(r"\d{1,4}(?:\.\d{1,4})?", text) and Decimal(text) <= 1000 else None


def iso_date(text: str) -> str | None:
    """2024-01-01, 2024/1/1, 2024.1.1 and 2024年1月1日 as an ISO date; None where it is no date of the calendar."""
    match = _DATE.fullmatch(text)
    if not match:
        return None
    try:
        return dt.date(*map(int, match.groups())).isoformat()
    except ValueError:
        return None


def lexeme(text: str) -> Lexeme | None:
    """The target as a lexeme when the whole text is one (`≥90.00(%)`, `=5人`, `40亿元`), else None: prose with a number is qualitative."""
    match = _LEXEME.fullmatch(text)
    if not match:
        return None
    unit = match["unit"].strip("()") or None
    if match["operator"] is None and (unit is None or not _is_unit(unit)):
        return None
    return Lexeme(_OPERATORS[match["operator"]] if match["operator"] else None, match["value"].replace(",", ""), unit)


def _is_unit(unit: str) -> bool:
    """A bare number counts only before what can be a unit: `90%`, `40亿元`, `3个月`, not `1个月以内发放`."""
    return unit in ("%", "百分比") or (len(unit) <= 4 and not re.search(r"[以内上下余左右]", unit))


def count_operator_numbers(text: str) -> int:
    """Operators with a number behind them: the same count of a form's text and of what was read of it is lexeme conservation."""
    return len(_OPERATOR_NUMBER.findall(text))
