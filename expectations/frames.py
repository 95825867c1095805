"""Record tables to the frames that the record suites look at: rows in scope, one column a derived fact, no judgement.

Every frame has the columns of `verdict.PLACE`, so that a failing row says where it is printed. What a value must be is
written in suites/records_*.json; here stands only which rows it is asked of and what is compared with what.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import reduce
from typing import Any

import pandas as pd

from expectations.sources import Records
from orchestration.reader.values import YUAN
from orchestration.records.tables import SCHEMAS

REPORT = ["report_year", "report_unit", "report_file"]
FORM = [*REPORT, "form_no"]
LINES = ["line_start", "line_end"]
# The columns that are looked at of the record tables that are long; of the others all are read.
RECORDED = {
    "reports": SCHEMAS["reports"].names,
    "forms": SCHEMAS["forms"].names,
    "funding": (*FORM, *LINES, "funding_source", "budget_stage", "amount_text", "amount_yuan"),
    "goals": FORM,
    "indicators": (
        *(*FORM, *LINES, "indicator_no", "indicator_name", "indicator_kind", "level1", "level2", "target_text", "target_value"),
        *("target_value_text", "actual_text", "weight", "weight_text", "score", "score_text", "flags"),
    ),
    "quantities": FORM,
    "problems": (*FORM, *LINES, "problem_code", "severity", "message"),
}
DASHES = frozenset("—–-－―─/")
# Rows of a form's funding table: 3 multi-year and 4 requested cells; 4 sources at 3 stages.
FUNDING_CELLS = {"target_declaration": 7, "self_evaluation": 12}
# A missing value is excused by a flag on its own column, or by one that leaves the row's cells as a whole open.
ROW_FLAGS = ("pairing", "row")
FLAG_STEMS = {"level1": ("level",), "level2": ("level",), "target_text": ("target",), "weight": ("weight",), "score": ("score",)}


def records_frames(records: Records, pins: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """All frames of the record suites, by name; a refused report's rows appear in `reports` alone."""
    reports = _reports(records)
    read = reports[~reports["is_refused"]]
    forms = _forms(_of(records.tables["forms"], read, REPORT), records)
    kept = forms[~forms["is_quarantined"]]
    funding, indicators = _funding(records, kept), _indicators(records, kept)
    partitions = _partitions(records, read, pins)
    pinned = partitions[partitions["is_present"] & partitions["pinned_reports"].notna()]
    kinds = {"target_declaration": "declarations", "self_evaluation": "self_evaluations"}
    frames = {
        "warehouse": _warehouse(forms, kept),
        "partitions": partitions,
        "pinned_partitions": pinned,
        "grown_partitions": pinned[pinned["reports"] > pinned["pinned_reports"]],
        "unchanged_partitions": pinned[pinned["reports"] == pinned["pinned_reports"]],
        "reports": reports,
        "read_reports": read,
        "forms": forms,
        "kept_forms": kept,
        **{name: _typed(kept, funding, kind) for kind, name in kinds.items()},
        "funding": funding,
        "printed_amounts": funding[funding["is_amount_printed"]],
        "indicators": indicators,
        "scored_indicators": indicators[indicators["form_type"] == "self_evaluation"],
    }
    return {name: frame.reset_index(drop=True) for name, frame in frames.items()}


def partition_label(frame: pd.DataFrame) -> pd.Series:
    """`unit|year` of each row, as the partitions are named."""
    return frame["report_unit"].astype("str") + "|" + frame["report_year"].astype("Int64").astype("str")


def normalised(names: pd.Series) -> pd.Series:
    """Names as they are compared: NFKC, lower case, without white space; a missing name stays missing."""
    return _each(names, lambda name: "".join(unicodedata.normalize("NFKC", name).lower().split()), "str")


def _each(texts: pd.Series, made: Callable[[str], Any], dtype: str = "object", missing: Any = None) -> pd.Series:
    """What is made of each text; of the same text, which most columns print many times over, it is made once."""
    codes, several = texts.factorize()  # -1, the last: a missing one
    return pd.Series(pd.Series([*map(made, several), missing], dtype=dtype).array.take(codes), index=texts.index)


def _true(column: pd.Series) -> pd.Series:
    """A flag column as plain bool; a missing flag is False, so that its row is looked at and not left out."""
    return column.eq(True).astype("bool")


def _of(frame: pd.DataFrame, parents: pd.DataFrame, keys: list[str], columns: tuple[str, ...] = ()) -> pd.DataFrame:
    """The rows of `frame` that belong to a row of `parents`, with the parents' `columns` beside them."""
    return frame.merge(parents[[*keys, *columns]].drop_duplicates(keys), on=keys, how="inner")


def _count(frame: pd.DataFrame, keys: list[str], name: str) -> pd.DataFrame:
    return frame.groupby(keys, as_index=False).size().rename(columns={"size": name})


def _with_counts(frame: pd.DataFrame, counts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """`frame` with the count column of `counts` beside it; no row there is a count of 0."""
    name = counts.columns[-1]
    joined = frame.merge(counts, on=keys, how="left")
    return joined.assign(**{name: joined[name].fillna(0).astype("int64")})


def _reports(records: Records) -> pd.DataFrame:
    reports = records.tables["reports"].drop_duplicates(REPORT)
    refused, problems = _true(reports["is_refused"]), records.tables["problems"]
    reports = reports.assign(
        is_refused=refused,
        reason_or_read=reports["refusal_reason"].where(refused, "read"),
        partition=partition_label(reports),
        form_no=None,
        project_name=None,
        line_start=1,
        line_end=reports["line_count"].clip(lower=1),
    )
    reports = reports.merge(_blocking_lines(problems[problems["form_no"].isna()], REPORT), on=REPORT, how="left")
    return _with_counts(reports, _count(records.tables["forms"], REPORT, "stored_form_count"), REPORT)


def _forms(forms: pd.DataFrame, records: Records) -> pd.DataFrame:
    problems = records.tables["problems"]
    problems = problems[problems["form_no"].notna()].astype({"form_no": "int32"})
    forms = forms.merge(_blocking_lines(problems, FORM), on=FORM, how="left").merge(_cut(problems), on=FORM, how="left")
    forms = _with_counts(forms, _count(records.tables["indicators"], FORM, "stored_indicator_count"), FORM)
    forms = _with_counts(forms, _count(records.tables["funding"], FORM, "funding_cell_count"), FORM)
    quarantined = _true(forms["is_quarantined"])
    accounted = ["field_character_count", "label_character_count", "furniture_character_count", "residue_character_count"]
    ledger = ["character_count", *accounted, "lexeme_printed_count", "lexeme_read_count"]
    return forms.assign(
        partition=partition_label(forms),
        form_type=forms["form_type"].fillna("missing"),
        is_quarantined=quarantined,
        reason_or_kept=forms["quarantine_reason"].where(quarantined, "kept"),
        project_key=normalised(forms["project_name"]),
        unit_key=normalised(forms["implementing_unit"]),
        expected_funding_cell_count=forms["form_type"].map(FUNDING_CELLS),
        accounted_character_count=forms[accounted].sum(axis=1, skipna=False),
        missing_ledger_counts=_missing(forms, ledger),
        planned_start_year=pd.to_datetime(forms["planned_start_date"]).dt.year,
    )


def _blocking_lines(problems: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """For each report or form with a blocking problem, the lines of its blocking problems as text: `12; 40-43`."""
    found = problems[problems["severity"].eq("blocking")]
    spans = [_span(*lines) for lines in zip(found["line_start"], found["line_end"], strict=True)]
    found = found.assign(blocking_lines=pd.Series(spans, index=found.index, dtype="str"))
    return found.groupby(keys, as_index=False).agg({"blocking_lines": "; ".join})


def _cut(problems: pd.DataFrame) -> pd.DataFrame:
    """`cut_after` of each form whose text may end before the form does, whatever the severity: `line 58-60: what the reader says`."""
    found = problems[problems["problem_code"].eq("table_may_be_cut")].drop_duplicates(FORM)
    spans = [f"line {_span(*lines)}: " for lines in zip(found["line_start"], found["line_end"], strict=True)]
    return found[FORM].assign(cut_after=pd.Series(spans, index=found.index, dtype="str") + found["message"].fillna(""))


def _span(start: float, end: float) -> str:
    if pd.isna(start):
        return "no line"
    return f"{start:.0f}" if start == end else f"{start:.0f}-{end:.0f}"


def _missing(frame: pd.DataFrame, columns: list[str]) -> pd.Series:
    """The names of the columns that are missing in each row, or missing where none is."""
    named = (frame[c].isna().map({True: f"{c} ", False: ""}) for c in columns)
    return reduce(lambda a, b: a + b, named).str.strip().replace("", None)


def _funding(records: Records, kept: pd.DataFrame) -> pd.DataFrame:
    cells = _placed(records.tables["funding"], kept)
    factor = _of(cells, kept, FORM, ("funding_unit",))["funding_unit"].map(YUAN)
    return cells.assign(
        cell=cells["form_type"] + "/" + cells["budget_stage"].fillna("?") + "/" + cells["funding_source"].fillna("?"),
        # A blank has no characters, a dash only dashes: what is left is meant as an amount.
        is_amount_printed=_each(cells["amount_text"], lambda t: not set("".join(t.split())) <= DASHES, "bool", missing=False),
        untraced_yuan=cells["amount_yuan"].where(cells["amount_text"].isna()),
        printed_yuan=_product(_each(cells["amount_text"], _number), factor),
        executed_yuan=cells["amount_yuan"].where(cells["budget_stage"].eq("executed")),
    )


def _number(text: str) -> Decimal | None:
    """The number that a text is, read here once more; missing where it is none, or more than a number."""
    try:
        return Decimal(unicodedata.normalize("NFKC", text).replace(",", ""))
    except InvalidOperation:
        return None


def _product(numbers: pd.Series, factors: pd.Series) -> pd.Series:
    """Number × factor of each row, exact; missing where one of them is."""
    pairs = zip(numbers, factors, strict=True)
    return pd.Series(
        [n * f if isinstance(n, Decimal) and isinstance(f, Decimal) else None for n, f in pairs], index=numbers.index, dtype=object
    )


def _placed(rows: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Rows of kept forms, with their form's name and with `own_line`; a row without lines gets those of its form, to be found by."""
    parents = kept.assign(form_line_start=kept["line_start"], form_line_end=kept["line_end"])
    rows = _of(rows, parents, FORM, ("form_type", "project_name", "partition", "form_line_start", "form_line_end"))
    return rows.assign(
        own_line=rows["line_start"].where(rows["line_end"].notna()),
        line_start=rows["line_start"].fillna(rows["form_line_start"]),
        line_end=rows["line_end"].fillna(rows["form_line_end"]),
    )


def _typed(kept: pd.DataFrame, funding: pd.DataFrame, form_type: str) -> pd.DataFrame:
    """The kept forms of one type; a declaration's requested total and an evaluation's three totals stand beside them."""
    totals = funding[funding["funding_source"].eq("total")].drop_duplicates([*FORM, "budget_stage"])
    wide = totals.pivot(index=FORM, columns="budget_stage", values="amount_yuan").reset_index()
    stages = ("requested", "initial", "adjusted", "executed")
    wide = wide.reindex(columns=[*FORM, *stages]).rename(columns={s: f"{s}_total_yuan" for s in stages})
    return kept[kept["form_type"].eq(form_type)].merge(wide, on=FORM, how="left")


def _indicators(records: Records, kept: pd.DataFrame) -> pd.DataFrame:
    rows = _placed(records.tables["indicators"], kept)
    excused = {f"{c}_or_flag": rows[c].where(rows[c].notna(), _excuse(rows["flags"], stems)) for c, stems in FLAG_STEMS.items()}
    level1, level2 = normalised(rows["level1"]), normalised(rows["level2"])
    return rows.assign(
        level1=level1,
        indicator_kind=rows["indicator_kind"].fillna("missing"),
        level_pair=level1 + "/" + level2,
        untyped_value=rows["target_value_text"].where(rows["target_value"].isna()),
        printed_target=_each(rows["target_value_text"], _number),
        printed_weight=_each(rows["weight_text"], _number),
        printed_score=_each(rows["score_text"], _number),
        open_flags=rows["flags"].fillna("").replace("", None),
        **excused,
    )


def _excuse(flags: pd.Series, stems: tuple[str, ...]) -> pd.Series:
    """The first flag of each row that excuses a missing value of a column, or missing."""
    prefixes = (*stems, *ROW_FLAGS)
    return _each(flags, lambda text: next((f for f in text.split(";") if f.startswith(prefixes)), None))


def _partitions(records: Records, read: pd.DataFrame, pins: pd.DataFrame) -> pd.DataFrame:
    """One row a partition that has records, is pinned, or could not be read; counts of what was read and of what is pinned."""
    keys = ["report_year", "report_unit"]
    unreadable = pd.DataFrame([(*k, v) for k, v in records.unreadable.items()], columns=[*keys, "unreadable"])
    have = pd.concat([records.tables["reports"][keys], unreadable[keys]]).drop_duplicates().assign(is_present=True)
    rows = have.merge(pins.rename(columns={c: f"pinned_{c}" for c in ("reports", "forms", "indicators")}), on=keys, how="outer")
    rows = rows.merge(unreadable, on=keys, how="left").assign(is_present=lambda d: _true(d["is_present"]))
    for name in ("forms", "indicators"):
        rows = _with_counts(rows, _count(_of(records.tables[name], read, REPORT), keys, name), keys)
    rows = _with_counts(rows, _count(read, keys, "reports"), keys)
    rows = _with_counts(rows, _count(_orphans(records), keys, "orphan_rows"), keys)
    folder = rows["report_year"].astype("str") + "/" + rows["report_unit"]
    return rows.assign(partition=partition_label(rows), report_file=folder, form_no=None, project_name=None, line_start=None, line_end=None)


def _orphans(records: Records) -> pd.DataFrame:
    """Rows of funding, goals and indicators whose form is not there, and forms whose report is not there."""
    t = records.tables
    parents = {"forms": (t["reports"], REPORT)} | dict.fromkeys(("funding", "goals", "indicators"), (t["forms"], FORM))
    joined = [t[n].merge(p[k].drop_duplicates(), on=k, how="left", indicator=True) for n, (p, k) in parents.items()]
    return pd.concat([j.loc[j["_merge"].eq("left_only"), REPORT] for j in joined])


def _warehouse(forms: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """The one row that is there even when nothing else is."""
    place = dict.fromkeys(("report_file", "form_no", "project_name", "line_start", "line_end", "partition"))
    return pd.DataFrame([place | {"form_count": len(forms), "kept_form_count": len(kept)}])
