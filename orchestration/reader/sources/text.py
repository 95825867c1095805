"""Text files: UTF-8, UTF-16 with a byte order mark, GB18030. Their lines are their places."""

from __future__ import annotations

from orchestration.reader.sources.source import Source, UnsuitableError
from orchestration.reader.text import UndecodableError, decode, split_lines


def read_text(data: bytes) -> Source:
    """The lines of a text.

    Raises:
        UnsuitableError: the bytes are no text.
    """
    try:
        text, encoding = decode(data)
    except UndecodableError as exc:
        raise UnsuitableError("unknown_encoding", f": {exc}") from None
    if not text.strip():
        raise UnsuitableError("empty_file", " holds no character")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UnsuitableError("binary_file", f":{line} holds NUL bytes", line)
    return Source(encoding, split_lines(text))
