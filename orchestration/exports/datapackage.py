"""datapackage.json after the Data Package standard 2.0: what lies in a release, with schema, digest and size of each file.

Each table is one resource as CSV, the form that the standard validates, and one as Parquet; both have the schema. Beyond the standard
are `rows`, `titleEn`, `dataType` (DuckDB's), `mofCode`, `caveats`, and `escaping`, which says how a CSV text is told from the printed one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestration.dictionary import Table
from orchestration.exports import Export
from orchestration.exports.about import About
from orchestration.filing import sha256_of

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
ESCAPING = (
    "A text that begins with = + - @ (also full-width), a tab or a line break and goes on, or with an apostrophe, "
    "has one apostrophe before it: take it away."
)
_TYPES = {
    "VARCHAR": "string",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "datetime",
    "DOUBLE": "number",
    "FLOAT": "number",
    "TINYINT": "integer",
    "SMALLINT": "integer",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "HUGEINT": "integer",
}
_OTHER_FILES = {  # besides the tables: name, path, what it is
    "database": ("jixiao.duckdb", "application/vnd.duckdb", "All tables, with views in Chinese; DuckDB from 1.4 on opens it."),
    "workbook": (
        "jixiao.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "All tables, a sheet for each, under their Chinese names.",
    ),
}


def write_datapackage(exports: list[Export], about: About, folder: Path, digest: Callable[[Path], str] = sha256_of) -> None:
    """Writes datapackage.json beside the files that it describes, which must all be there; `digest` tells the SHA-256 of one."""
    package = {
        "$schema": PROFILE,
        "name": "jixiao",
        "id": about.id,
        "version": about.id.partition("-")[0].lstrip("0") + ".0.0",
        "created": about.released_at,
        "title": about.title.zh,
        "titleEn": about.title.en,
        "description": f"{about.description.en}\n\n{about.description.zh}",
        "licenses": [{"name": "notspecified", "title": f"{about.licence.en} {about.licence.zh}"}],
        "caveats": [{"en": c.en, "zh": c.zh} for c in about.caveats],
        "inputs": about.inputs,
        "resources": [
            *(_resource(export, folder, form, digest) for export in exports for form in ("csv", "parquet")),
            *(_file(name, folder / path, media, digest) | {"description": said} for name, (path, media, said) in _OTHER_FILES.items()),
        ],
    }
    (folder / "datapackage.json").write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _resource(export: Export, folder: Path, form: str, digest: Callable[[Path], str]) -> dict[str, Any]:
    table = export.table
    path = folder / form / f"{table.full}.{form}"
    about = {"title": table.name_zh, "titleEn": table.full, "description": f"{table.description}\n\n{table.grain_zh}", "rows": export.rows}
    if form == "csv":
        form_facts = {"type": "table", "encoding": "utf-8", "dialect": {"delimiter": ",", "header": True}, "escaping": ESCAPING}
        return _file(table.full, path, "text/csv", digest) | about | form_facts | {"schema": _schema(export, "")}
    media = "application/vnd.apache.parquet"
    return _file(f"{table.full}.parquet", path, media, digest) | about | {"schema": _schema(export, ".parquet")}


def _file(name: str, path: Path, media: str, digest: Callable[[Path], str]) -> dict[str, Any]:
    return {
        "name": name,
        "path": path.name if path.suffix not in (".csv", ".parquet") else f"{path.parent.name}/{path.name}",
        "format": path.suffix[1:],
        "mediatype": media,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest(path)}",
    }


def _schema(export: Export, suffix: str) -> dict[str, Any]:
    """The Table Schema; `suffix` makes references go to resources of the same form."""
    table = export.table
    schema: dict[str, Any] = {
        "fields": [_field(table, no, kind) for no, kind in enumerate(export.types)],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    if table.references:
        schema["foreignKeys"] = [
            {"fields": [r.column], "reference": {"resource": r.to_table + suffix, "fields": [r.to_column]}} for r in table.references
        ]
    return schema


def _field(table: Table, no: int, kind: str) -> dict[str, Any]:
    column = table.columns[no]
    simple = re.sub(r"\(.*", "", kind)
    field: dict[str, Any] = {
        "name": column.name,
        "type": "array" if kind.endswith("[]") else "number" if simple == "DECIMAL" else _TYPES.get(simple, "any"),
        "title": column.name_zh,
        "description": column.description,
        "dataType": kind,
    }
    if column.mof_code:
        field["mofCode"] = column.mof_code
    if column.is_required:
        field["constraints"] = {"required": True}
    return field
