"""What a file may cost: the one place of the limits that keep a hostile or broken file from taking the machine. README.md lists them.

Each is far above what bodies publish and low enough that a file at its limit is read or refused within a minute and a gigabyte.
"""

from __future__ import annotations

from orchestration.reader.sources.source import UnsuitableError

MB = 1 << 20
MOST_BYTES = 256 * MB  # of a file
MOST_OF_PAGE = 32 * MB  # of a web page: its tree takes twenty times as much memory
MOST_PARTS = 10_000  # files in a package (.docx, .xlsx)
MOST_OF_PART = 64 * MB  # of one that is read, unpacked
MOST_OF_PARTS = 128 * MB  # of all that are read, unpacked
MOST_RATIO = 200  # unpacked to packed, of a part above RATIO_FROM
RATIO_FROM = MB
MOST_CELLS = 500_000  # printed cells of a document
MOST_MERGED = 20_000  # merged ranges of a sheet
MOST_COLUMNS = 256  # of a table; of a wider one the cells are lines
DEEPEST = 16  # tables in tables


def check_size(size: int, most: int = MOST_BYTES) -> None:
    """Refuse by size alone.

    Raises:
        UnsuitableError: so many bytes are too many.
    """
    if size > most:
        raise UnsuitableError("file_too_large", f" has more than {most:,} bytes, the most that is read")
