"""What is said of a release as a whole: title, licence, caveats, in English and Chinese; from the seed package_note."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb


@dataclass(frozen=True)
class Said:
    """One sentence in both languages."""

    en: str
    zh: str


@dataclass(frozen=True)
class About:
    """A release: its id, when it was made (ISO 8601, UTC), the digest of its inputs, and the sentences on it."""

    id: str
    released_at: str
    inputs: str
    title: Said
    description: Said
    licence: Said
    caveats: tuple[Said, ...]


def read_about(con: duckdb.DuckDBPyConnection, release_id: str, released_at: str, inputs: str) -> About:
    """The release's own facts with the sentences that its file holds."""
    said: dict[str, list[Said]] = {}
    for kind, en, zh in con.execute("SELECT kind, text_en, text_zh FROM seeds.package_note").fetchall():
        said.setdefault(kind, []).append(Said(en, zh))
    return About(release_id, released_at, inputs, said["title"][0], said["description"][0], said["licence"][0], tuple(said["caveat"]))
