"""One value as text, exactly: on the console, in the sheets of a workbook and in the notes of a release it is spelled in the same way."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal
from typing import Any

MISSING = "∅"


def as_json(value: Any) -> str:
    """JSON of one value; written by hand because the standard encoder would make a decimal a binary float or refuse it."""
    if value is None or isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, Decimal | float):
        text = format(value, "f") if isinstance(value, Decimal) else repr(value)
        return text if Decimal(text).is_finite() else _quoted(text)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(as_json, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_quoted(str(k))}: {as_json(v)}" for k, v in value.items()) + "}"
    return _quoted(as_text(value))


def as_text(value: Any) -> str:
    """The value as text: decimals with all digits and no exponent, dates as ISO, lists and structs as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple | dict):
        return as_json(value)
    if isinstance(value, uuid.UUID | dt.timedelta | int | float):
        return str(value)
    raise TypeError(f"no text for a {type(value).__name__}")


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
