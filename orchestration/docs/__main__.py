"""`make docs`: the pages of docs/ that are made of the models' YAML. Needs no records and no release."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import duckdb

from orchestration.dbt import EXECUTABLE, FLAGS
from orchestration.dictionary import Table, read_dictionary
from orchestration.docs import render
from orchestration.home import CHECKOUT, DBT_PROJECT


def build_dictionary(folder: Path) -> tuple[Table, ...]:
    """The dictionary of the models as they are now, built by dbt into `folder`.

    Raises:
        SystemExit: dbt cannot build it, with its words.
    """
    places = [
        "--project-dir",
        str(DBT_PROJECT),
        "--profiles-dir",
        str(DBT_PROJECT),
        "--target-path",
        str(folder),
        "--log-path",
        str(folder),
    ]
    database = folder / "docs.duckdb"
    env = os.environ | {"JIXIAO_CANDIDATE": str(database), "JIXIAO_RECORDS": str(folder)}
    command = [str(EXECUTABLE), *FLAGS, "run", "--select", "path:models/dictionary", *places]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout[-4000:] + done.stderr[-2000:])
    with duckdb.connect(str(database), read_only=True) as con:
        return read_dictionary(con)


def main() -> None:
    """Writes the pages and says which of them changed."""
    with tempfile.TemporaryDirectory() as folder:
        pages = render(build_dictionary(Path(folder)))
    for name, text in pages.items():
        path = CHECKOUT / "docs" / name
        changed = not path.exists() or path.read_text(encoding="utf-8") != text
        path.write_text(text, encoding="utf-8")
        print(f"docs/{name}: {'written anew' if changed else 'as it was'}")


if __name__ == "__main__":
    main()
