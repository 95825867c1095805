"""What a file may cost: the one place of the limits that keep a hostile or broken file from taking the machine. docs/formats.md lists them.

Each is far above what bodies publish and low enough that a file at its limit is read or refused within a minute and a gigabyte.
"""

from __future__ import annotations

from orchestration.reader.sources.source import UnsuitableError

MB = 1 << 20
MOST_BYTES = 256 * MB  # of a file
MOST_OF_PAGE = 32 * MB  # of a web page
MOST_PARTS = 10_000  # files in a package (.docx, .xlsx)
MOST_OF_PART = 64 * MB  # of one that is read, unpacked, and of a whole .xls
MOST_OF_PARTS = 128 * MB  # of all that are read, unpacked
MOST_NODES = 3_000_000  # elements and attributes of a part or a page: each takes a hundred bytes and more
MOST_RATIO = 200  # unpacked to packed, of a part above RATIO_FROM
RATIO_FROM = MB
MOST_PAGES = 20_000  # of a PDF
MOST_OF_STREAM = 64 * MB  # of a PDF, unpacked: a page's content, a picture, a font
MOST_OF_STREAMS = 1024 * MB  # of all, unpacked: they are never held together
MOST_IN_BASE_85 = 8 * MB  # of a PDF, packed: Python takes a second for 1.5 MB of it
MOST_STREAMS = 500_000  # of a PDF
MOST_CELLS = 500_000  # printed cells of a document
MOST_MERGED = 20_000  # merged ranges of a sheet
MOST_COLUMNS = 256  # of a table; of a wider or larger one the cells are lines
MOST_AREA = 2_000_000  # rows times columns of a table
DEEPEST = 16  # tables in tables


def check_nodes(data: bytes, what: str = "") -> None:
    """Refuse XML or HTML by the signs that elements and attributes are written with, before a tree is made of it.

    Raises:
        UnsuitableError: they are too many.
    """
    if (nodes := data.count(b"<") + data.count(b"=")) > MOST_NODES:
        raise UnsuitableError("file_too_large", f"{what} has {nodes:,} elements and attributes, {MOST_NODES:,} are the most that is read")


def is_grid(rows: int, columns: int) -> bool:
    """Whether a table of this size is laid out as one."""
    return columns <= MOST_COLUMNS and rows * columns <= MOST_AREA


def check_size(size: int, most: int) -> None:
    """Refuse by size alone.

    Raises:
        UnsuitableError: so many bytes are too many.
    """
    if size > most:
        raise UnsuitableError("file_too_large", f" has more than {most:,} bytes, the most that is read")
