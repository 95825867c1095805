"""The formats that reports are published in: a file's bytes to its `Source`. What differs by format ends in this room."""

from __future__ import annotations

from orchestration.reader.sources.source import Source
from orchestration.reader.sources.text import read_text

SUFFIXES = (".txt",)  # of files that are looked at; what a file is its bytes tell


def open_source(data: bytes) -> Source:
    """The source that a file's bytes hold, by what they begin with.

    Raises:
        UnsuitableError: they cannot be read, with the reason.
    """
    return read_text(data)
