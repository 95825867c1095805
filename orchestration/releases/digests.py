"""Digests of a release's files, each taken once, and while others are still being written.

They are of whole files, so that `sha256sum -c` checks them on any machine. The parts of one file are not digested side by side: two files
at a time keep up with what writes them.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from orchestration.filing import sha256_of
from orchestration.home import sync_file


class Digests:
    """The SHA-256 of files that are whole and will not change; whoever is told one knows that the file's bytes are on disk.

    To be closed by `with`: files that wait are then left alone.
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(2)  # hashlib and fsync let other threads work
        self._begun: dict[Path, Future[str]] = {}

    def __enter__(self) -> Digests:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def begin(self, path: Path) -> None:
        """Says that a file is whole."""
        if path not in self._begun:
            self._begun[path] = self._pool.submit(_digest, path)

    def of(self, path: Path) -> str:
        """The digest of a file, waited for.

        Raises:
            OSError: it cannot be read, or not be brought to disk.
        """
        self.begin(path)
        return self._begun[path].result()


def _digest(path: Path) -> str:
    digest = sha256_of(path)
    sync_file(path)
    return digest
