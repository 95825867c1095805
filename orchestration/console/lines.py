"""Lines of a source as a person is shown them on a terminal: their text, without what a terminal must not get, and their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from orchestration.reader.text import LINE_OF_CELL

# Controls as their pictures, marks without a width as one that is seen; a tab is an arrow. Each is one character, so that places stay.
_SHOWN = {c: chr(0x2400 + c) for c in range(0x20)} | {0x7F: "␡", 0x09: "»", 0xA0: " ", ord(LINE_OF_CELL): "⏎"}
_HIDDEN = re.compile("[\u0080-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def visible(text: str) -> str:
    """The text with what a file must not send to a terminal replaced, character by character."""
    return _HIDDEN.sub("�", text.translate(_SHOWN))


def ranges(numbers: Iterable[int], prefix: str = "") -> str:
    """Numbers of lines or rows as people write them: 3-5, 8; with `prefix` before each run."""
    runs: list[list[int]] = []
    for n in sorted(set(numbers)):
        if runs and runs[-1][-1] == n - 1:
            runs[-1].append(n)
        else:
            runs.append([n])
    return ", ".join(f"{prefix}{run[0]}" + (f"-{run[-1]}" if len(run) > 1 else "") for run in runs)
