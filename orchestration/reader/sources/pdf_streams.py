"""What the streams of a PDF hold unpacked, counted before it is opened: pdfium unpacks a stream whole, to a thousand times its size.

The file is not taken apart: each stream is found by its keyword and judged by what is said of it before. What hides how it is packed
is refused. The work is bounded for any bytes, not for those of a PDF alone.
"""

from __future__ import annotations

import base64
import re
import zlib

from orchestration.reader.sources import limits
from orchestration.reader.sources.source import UnsuitableError

_STREAM = re.compile(rb"(?<!end)stream\r?\n?")
_END = b"endstream"
_HEAD = 4096  # bytes of what is said of a stream before it
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # of a name: /Fl#61teDecode
_FLATE, _BASE_85, _LZW, _RUNS, _HEX = "deflated", "in base 85", "by LZW", "runs", "in hex"
_NAMES = {
    **{b"FlateDecode": _FLATE, b"Fl": _FLATE, b"LZWDecode": _LZW, b"LZW": _LZW, b"RunLengthDecode": _RUNS, b"RL": _RUNS},
    **{b"ASCII85Decode": _BASE_85, b"A85": _BASE_85, b"ASCIIHexDecode": _HEX, b"AHx": _HEX},
}
_FILTER = re.compile(rb"/(%s)\b" % b"|".join(_NAMES))
_ELSEWHERE = re.compile(rb"/(?:Filter|F)\s*\[?\s*\d+\s+\d+\s+R\b")  # an object of its own says how it is packed
_OF_OBJECTS = re.compile(rb"/(?:ObjStm|Metadata)\b")  # pdfium unpacks them where it opens or unlocks a file
_LOCKED = re.compile(rb"/Encrypt\b")
_RUN, _DEFLATE = 64, 1032  # how many times its size a stream may hold: runs of one byte, deflate at its best
_BIT = 1 << 20


def check_streams(data: bytes) -> None:
    """Refuse a PDF by what its streams hold unpacked, counted and not kept.

    Of one that is encrypted only what is not can be counted; the streams that are unpacked before it is unlocked must be small.

    Raises:
        UnsuitableError: a stream, or all of them, hold more than the limits; or it cannot be told what they hold.
    """
    total = in_base_85 = 0
    is_locked = bool(_LOCKED.search(data))
    for count, found in enumerate(_STREAM.finditer(data), 1):
        at, least = found.end(), max(0, found.start() - _HEAD)
        begin = data.rfind(b"obj", least, found.start())
        head = _named(data[max(least, begin) : found.start()])
        kind = _packing(head) or (_FLATE if begin < 0 else "")  # a long head may say it further up
        if is_locked and _OF_OBJECTS.search(head):
            total += _size(data, at, limits.MOST_OF_STREAM // _DEFLATE)
        if kind == _RUNS:
            total += _RUN * _size(data, at, limits.MOST_OF_STREAM // _RUN)
        elif kind == _BASE_85:
            in_base_85 += (size := _size(data, at, limits.MOST_IN_BASE_85 - in_base_85))
            total += _unpacked(_of_base_85(data[at : at + size]), 0)
        elif kind == _FLATE:
            total += _unpacked(data, at)
        if total > limits.MOST_OF_STREAMS:
            raise _too_large(f"streams of more bytes, unpacked, than that: {limits.MOST_OF_STREAMS:,} are the most that is read")
        if count > limits.MOST_STREAMS:
            raise _too_large(f"more streams than that: {limits.MOST_STREAMS:,} are the most that is read")


def _too_large(what: str) -> UnsuitableError:
    return UnsuitableError("file_too_large", f" holds {what}")


def _named(head: bytes) -> bytes:
    """What is said of a stream, its names without escapes."""
    return _ESCAPED.sub(lambda match: bytes([int(match[1], 16)]), head) if b"#" in head else head


def _packing(head: bytes) -> str:
    """How a stream is packed, by what is said of it: deflated, that in base 85, runs of bytes; nothing for what does not grow.

    Raises:
        UnsuitableError: in a way that is not counted.
    """
    filters = [_NAMES[name] for name in _FILTER.findall(head)]
    packed = [name for name in filters if name != _BASE_85]
    if _ELSEWHERE.search(head) or len(packed) > 1:
        raise _too_large("a stream that is packed twice or says elsewhere how, which is not unpacked")
    if packed == [_LZW]:
        raise _too_large("a stream that is packed by LZW, which is not unpacked: print the document to PDF anew")
    if len(filters) > 1 and packed == [_RUNS]:
        raise _too_large("a stream of runs in base 85, which is not unpacked")
    return _BASE_85 if len(filters) > 1 else next(iter(packed), "")


def _size(data: bytes, at: int, most: int) -> int:
    """How many bytes the stream at a place has as it is.

    Raises:
        UnsuitableError: they are more than so many.
    """
    end = data.find(_END, at, at + most + len(_END))
    if end < 0:
        raise _too_large(f"a stream that may unpack to more than it may: {most:,} bytes packed as it is are the most that is read")
    return end - at


def _of_base_85(data: bytes) -> bytes:
    try:
        return base64.a85decode(data.partition(b"~>")[0])
    except ValueError:
        return b""


def _unpacked(data: bytes, at: int) -> int:
    """How many bytes a deflated stream holds, as far as it is sound."""
    unpacker, size, view = zlib.decompressobj(), 0, memoryview(data)
    try:
        while at < len(data) and not unpacker.eof:
            rest: bytes | memoryview = view[at : at + _BIT]
            at += _BIT
            while rest and not unpacker.eof:
                size += len(unpacker.decompress(rest, _BIT))
                if size > limits.MOST_OF_STREAM:
                    raise _too_large(
                        f"a stream that unpacks to more than it may: {limits.MOST_OF_STREAM:,} bytes are the most that is read"
                    )
                rest = unpacker.unconsumed_tail
    except zlib.error:  # pdfium reads what is sound, too
        pass
    return size
