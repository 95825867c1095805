"""The formats that reports are published in: a file's bytes to its `Source`. What differs by format ends in this room."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from orchestration.reader.sources import limits
from orchestration.reader.sources.source import Source, UnsuitableError
from orchestration.reader.sources.text import read_text

# Of files that are looked at, with the format that each promises. What a file is its bytes tell.
SUFFIXES = {".txt": "text", ".pdf": "pdf", ".docx": "docx", ".xlsx": "xlsx", ".xls": "xls", ".html": "html", ".htm": "html"}
# Of files that are known and not read, with what to do.
UNREAD_SUFFIXES = {
    ".doc": "open it in Word or WPS and save it as .docx",
    ".wps": "open it in WPS and save it as .docx",
    ".et": "open it in WPS and save it as .xlsx",
    ".rtf": "open it in Word or WPS and save it as .docx",
    ".ofd": "open it in an OFD reader and export its text or a Word document",
    ".docm": "save it as .docx, without its macros",
    ".xlsm": "save it as .xlsx, without its macros",
    ".xlsb": "save it as .xlsx",
    ".mht": "save it as .html or .docx",
}


class _Kind(NamedTuple):
    """A format: how a message calls it, whether bytes are of it, and what reads them or refuses them."""

    name: str
    begins: Callable[[bytes], bool]
    read: Callable[[bytes], Source]


def open_source(data: bytes) -> Source:
    """The source that a file's bytes hold, by what they begin with.

    Raises:
        UnsuitableError: they cannot be read, with the reason.
    """
    limits.check_size(len(data), limits.MOST_BYTES)
    kind = next((kind for kind in _KINDS if kind.begins(data)), None)
    if kind is None:
        return read_text(data)
    try:
        return kind.read(data)
    except UnsuitableError:
        raise
    except Exception as exc:  # the libraries raise whatever a damaged file makes them stumble over
        raise UnsuitableError("file_broken", f" is damaged, or no sound {kind.name} file: {type(exc).__name__}: {exc}") from None


def _read_pdf(data: bytes) -> Source:
    from orchestration.reader.sources.pdf import read_pdf

    return read_pdf(data)


def _read_package(data: bytes) -> Source:
    from orchestration.reader.sources import excel, word
    from orchestration.reader.sources.package import Package

    package = Package(data)
    names = package.names
    if part := package.main(word.DOCUMENT):
        return word.read_word(package, part)
    if (part := package.main(excel.WORKBOOK)).endswith(".xml"):
        return excel.read_excel(package, part)
    what = "an OFD document" if "ofd.xml" in names else "an OpenDocument file" if "content.xml" in names else ""
    what = what or ("a binary workbook (.xlsb)" if "xl/workbook.bin" in names else "a ZIP archive that holds no document")
    raise UnsuitableError("format_unread", f" is {what}, which is not read")


def _read_compound(data: bytes) -> Source:
    """A file of Office before 2007: a compound of streams, told by their names."""
    from orchestration.reader.sources.excel_97 import read_excel_97

    if _has_stream(data, "EncryptedPackage"):
        raise UnsuitableError("file_encrypted", " is encrypted")
    if _has_stream(data, "_VBA_PROJECT"):
        raise UnsuitableError("macros", " holds macros; they are not run, and the file is not read")
    if _has_stream(data, "Workbook") or _has_stream(data, "Book"):
        import xlrd

        try:
            return read_excel_97(data)
        except xlrd.XLRDError as exc:
            if not _has_stream(data, "WordDocument"):  # a Word document that holds a sheet
                raise UnsuitableError("file_broken", f" is damaged: {exc}") from None
    if _has_stream(data, "WordDocument"):
        raise UnsuitableError("format_unread", " is a document of Word 97 to 2003 or WPS (.doc, .wps), which is not read")
    raise UnsuitableError("format_unread", " is a compound file of an unknown program, which is not read")


def _has_stream(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") + b"\0\0" in data


def _read_html(data: bytes) -> Source:
    from orchestration.reader.sources.html import read_html

    return read_html(data)


def _is_html(data: bytes) -> bool:
    from orchestration.reader.sources.html import is_html

    return is_html(data)


def _unread(what: str) -> Callable[[bytes], Source]:
    def refuse(data: bytes) -> Source:
        raise UnsuitableError("format_unread", f" is {what}, which is not read")

    return refuse


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(beginnings)


_KINDS = (
    _Kind("PDF", lambda data: b"%PDF-" in data[:1024], _read_pdf),  # which may stand behind other bytes
    _Kind(".docx or .xlsx", _starts(b"PK\3\4", b"PK\5\6"), _read_package),
    _Kind(".xls", _starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), _read_compound),
    _Kind("RTF", _starts(b"{\\rtf"), _unread("a rich text (.rtf)")),
    _Kind("MHTML", lambda data: b"MIME-Version:" in data[:1000] and b"multipart/related" in data[:4000], _unread("a web archive (.mht)")),
    _Kind("XML", lambda data: b"<?mso-application" in data[:1000], _unread("an XML document of Office 2003")),
    _Kind("HTML", _is_html, _read_html),
)
