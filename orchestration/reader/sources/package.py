"""Packages: the ZIP files that .docx and .xlsx are. Opens one with care, gives its parts as XML; knows nothing of what the parts mean.

The directory is checked before anything is unpacked, each part is unpacked as far as the directory states and no further, and nothing is
written. XML is read without entities, without a network and within libxml2's own bounds.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from orchestration.reader.sources import limits
from orchestration.reader.sources.source import UnsuitableError

_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    etree.XMLSyntaxError,
)
MACROS = ("vbaproject.bin", "vbadata.xml", "macrosheets")


class Package:
    """A package whose directory has been checked."""

    def __init__(self, data: bytes) -> None:
        """
        Raises:
            UnsuitableError: it is damaged, encrypted, too large, packed too tightly, or holds macros.
        """
        with damaged_is_refused():
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._left = limits.MOST_OF_PARTS
        parts = self._zip.infolist()
        if len(parts) > limits.MOST_PARTS:
            raise UnsuitableError(
                "file_too_large", f" is a package of {len(parts):,} parts, {limits.MOST_PARTS:,} are the most that is read"
            )
        self._parts = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    @property
    def names(self) -> list[str]:
        """The names of the parts, in lower case, as the package's own parts name each other."""
        return list(self._parts)

    def main(self, usual: str) -> str:
        """The part that the package begins with, which nearly all call so (some word/document2.xml); empty where there is none."""
        folder = f"{posixpath.dirname(usual)}/"
        return usual if usual in self else next((part for part in self.related("").values() if part.startswith(folder)), "")

    def refuse_macros(self) -> None:
        """
        Raises:
            UnsuitableError: the package holds macros.
        """
        if found := next((name for name in self._parts if any(macro in name for macro in MACROS)), None):
            raise UnsuitableError("macros", f" holds macros ({found}); they are not run, and the file is not read")

    def tree(self, name: str) -> etree._Element:
        """The root of a part.

        Raises:
            UnsuitableError: it is missing, too large or no sound XML.
        """
        with damaged_is_refused(name):
            return etree.fromstring(self._unpacked(name), _parser())

    def events(self, name: str, *tags: str) -> Iterator[etree._Element]:
        """The elements of some tags as they end; each is gone when the next one is asked for, so that no tree of the part is kept.

        Raises:
            UnsuitableError: as `tree`.
        """
        with damaged_is_refused(name):
            data = io.BytesIO(self._unpacked(name))
            options = {"resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False}
            for _, element in etree.iterparse(data, events=("end",), tag=tags, **options):
                yield element
                element.clear()
                while (before := element.getprevious()) is not None:
                    element.getparent().remove(before)

    def related(self, name: str) -> dict[str, str]:
        """The parts that a part names, by the id that it names them with."""
        folder, own = posixpath.split(name)
        relations = f"{folder}/_rels/{own}.rels".lstrip("/")
        if relations not in self:
            return {}
        targets = {
            r.get("Id", ""): r.get("Target", "") for r in self.tree(relations).iter("{*}Relationship") if r.get("TargetMode") != "External"
        }
        return {key: posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/") for key, target in targets.items()}

    def _unpacked(self, name: str) -> bytes:
        info = self._parts.get(name.lower())
        if info is None:
            raise UnsuitableError("file_broken", f" has no part {name}")
        if info.flag_bits & 1:
            raise UnsuitableError("file_encrypted", f" is encrypted ({name})")
        _check_unpacked(name, info, self._left)
        with self._zip.open(info) as part:
            data = part.read(info.file_size + 1)  # the directory may lie: what is more is not unpacked, and fails its checksum
        self._left -= len(data)
        if len(data) != info.file_size:
            raise UnsuitableError("file_broken", f": {name} does not unpack to the {info.file_size:,} bytes that are stated")
        limits.check_nodes(data, f": {name}")
        if _holds_doctype(data):
            raise UnsuitableError("file_broken", f": {name} declares a document type, which may hide entities and is no part of the format")
        return data


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace: transitional and strict documents differ in that alone."""
    return str(element.tag).rpartition("}")[2]


def value_of(element: etree._Element | None, name: str, default: str = "") -> str:
    """An attribute by its name without its namespace; `default` where it is missing."""
    found = () if element is None else element.items()
    return next((str(value) for key, value in found if str(key).rpartition("}")[2] == name), default)


def _check_unpacked(name: str, info: zipfile.ZipInfo, left: int) -> None:
    size = f": {name} unpacks to {info.file_size:,} bytes"
    if info.file_size > limits.MOST_OF_PART:
        raise UnsuitableError("file_too_large", f"{size}, {limits.MOST_OF_PART:,} are the most that is read")
    if info.file_size > left:
        raise UnsuitableError("file_too_large", f"{size} beside its other parts, {limits.MOST_OF_PARTS:,} are the most that is read")
    if info.file_size > limits.RATIO_FROM and info.file_size > limits.MOST_RATIO * info.compress_size:
        raise UnsuitableError("file_too_large", f"{size} from {info.compress_size:,}, more than {limits.MOST_RATIO} times as many")


def _holds_doctype(data: bytes) -> bool:
    return any("<!DOCTYPE".encode(code) in data for code in ("utf-8", "utf-16-le", "utf-16-be"))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True)


@contextmanager
def damaged_is_refused(what: str = "") -> Iterator[None]:
    """Turns what the unpacking and parsing of a damaged file raises into a refusal."""
    try:
        yield
    except UnsuitableError:
        raise
    except _DAMAGED as exc:
        where = f": {what}" if what else ""
        raise UnsuitableError("file_broken", f"{where} is damaged: {exc}") from None
