"""Models keep to the SQL that engines have in common; what they do not is a macro's business. And no rule is forgotten."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2] / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))

# On another engine absent, or present with another meaning.
UNCOMMON = re.compile(
    r"regexp_\w+|\b(?:unnest|explode|list_\w+|string_agg|listagg|datediff|date_diff|avg)\s*\(|\*\s*exclude\b|\bdow\b|/|\"\w*\"?",
    re.IGNORECASE,
)


def uncommon(sql: str) -> list[str]:
    """What in a model's own SQL, without comments, texts and Jinja, is not common to the engines."""
    own = re.sub(r"\{[{%#].*?[}%#]\}|--[^\n]*|'(?:[^']|'')*'", " ", sql, flags=re.DOTALL)
    ranked = re.findall(r"row_number\(\)\s+over\s*\((.*?)\)", own, re.DOTALL | re.IGNORECASE)
    return UNCOMMON.findall(own) + [window for window in ranked if "desc" in window and "nulls last" not in window]


@pytest.mark.parametrize("path", MODELS, ids=lambda p: p.stem)
def test_models_are_plain_sql(path: Path) -> None:
    assert uncommon(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "sql",
    [
        "select amount_yuan / 2",
        "select avg(amount_yuan)",
        "select regexp_replace(a, 'b', 'c')",
        "select unnest(lines)",
        "select * exclude (a)",
        'select "a"',
        "select row_number() over (partition by a order by b desc)",
    ],
)
def test_the_scan_sees(sql: str) -> None:
    assert len(uncommon(sql)) == 1


def test_the_scan_lets_texts_comments_and_macros_be() -> None:
    assert uncommon("select '/' -- avg(a) / 2\n, {{ ratio('a', 'b') }}") == []


def test_each_rule_is_in_the_union_and_in_the_catalogue() -> None:
    files = {path.stem for path in (PROJECT / "models/audit/rules").glob("*.sql")}
    united = [path.read_text(encoding="utf-8") for path in (PROJECT / "models/audit/findings").glob("*.sql")]
    union = re.findall(r"ref\('([a-z]\d\d_\w+)'\)", "".join(united))
    with (PROJECT / "seeds/rule_catalogue.csv").open(encoding="utf-8") as lines:
        catalogue = [row["rule_id"] for row in csv.DictReader(lines)]
    assert sorted(union) == sorted(files)
    assert sorted(catalogue) == sorted(name[:3].upper() for name in files)
