"""Marts and records to the frames that the mart suites look at: what was built, row by row beside what it was built from.

Forms are matched by (report_file, form_no), never by a computed key, so that a wrong key cannot hide a lost form.
What a value must be is written in suites/marts_*.json.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial

import pandas as pd
from pandas.api.extensions import take

from expectations.frames import partition_label
from expectations.grain import GRAIN
from expectations.sources import Records

REPORT = ["report_file"]
FORM = ["report_file", "form_no"]
DIMENSION_KEYS = {
    "dim_report": "report_key",
    "dim_form": "form_key",
    "dim_form_template": "form_template_key",
    "dim_unit": "unit_key",
    "dim_project": "project_key",
    "dim_fiscal_year": "fiscal_year_key",
    "dim_indicator": "indicator_key",
    "dim_indicator_level": "indicator_level_key",
    "dim_indicator_concept": "indicator_concept_key",
    "dim_measure_unit": "measure_unit_key",
    "dim_operator": "operator_key",
    "dim_funding_source": "funding_source_key",
    "dim_budget_stage": "budget_stage_key",
}
TABLES = ("fct_parse_quality", "fct_parse_problem", *GRAIN, *DIMENSION_KEYS)
PLACE = ("report_file", "form_no", "project_name", "line_start", "line_end")
# The columns that are looked at of the tables with the most rows, which are as wide as they are long; of the others all are read.
COLUMNS = {
    **{table: (*grain, "report_file", "line_start", "line_end") for table, grain in GRAIN.items()},
    "fct_parse_problem": ("report_file",),
    "dim_indicator": ("indicator_key", *PLACE),
}
COLUMNS["fct_audit_finding"] += ("rule_class",)
COLUMNS["fct_project_funding"] += ("amount_yuan",)
COLUMNS["fct_indicator_result"] += ("indicator_name", "weight", "score")
PART = 1_000_000  # rows of a fact that are judged at once
# What is compared of the records, by table.
RECORDED = {
    "reports": ("report_file", "report_year", "report_unit", "is_refused", "refusal_reason"),
    "forms": (*PLACE, "report_year", "report_unit", "form_type", "is_quarantined", "quarantine_reason"),
    "funding": (*FORM, "budget_stage", "funding_source", "amount_yuan"),
    **dict.fromkeys(("indicators", "quantities"), tuple(FORM)),
    "problems": ("report_file",),
}


class Frames(Mapping[str, "Iterator[pd.DataFrame | Exception]"]):
    """Frames by name, in parts, each built when it is asked for and held by nobody here: together they would not fit into memory.

    In the place of a part whose table or column is not there stands the reason.
    """

    def __init__(self, builders: Mapping[str, Sequence[Callable[[], pd.DataFrame]]]) -> None:
        self.builders = builders

    def __getitem__(self, name: str) -> Iterator[pd.DataFrame | Exception]:
        return map(_attempt, self.builders[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.builders)

    def __len__(self) -> int:
        return len(self.builders)


def mart_frames(marts: Mapping[str, pd.DataFrame], records: Records) -> Frames:
    """All frames of the mart suites, by name; those of facts in parts of about PART rows, no form in two of them."""
    places = cache(lambda: _places(marts))
    builders: dict[str, Callable[[], pd.DataFrame]] = {
        "tables": lambda: _tables(marts),
        "reports": lambda: _reports(marts, records),
        "forms": lambda: _forms(marts, records),
        "published_forms": lambda: places().reset_index().merge(marts["dim_form"], on="form_key", suffixes=("", "_dim")),
        **{f"dimensions.{table}": partial(_dimension, table, marts) for table in DIMENSION_KEYS},
        "results": lambda: _in_place(marts["fct_indicator_result"], places()),
    }
    facts = {f"facts.{table}": _parts(table, marts, places) for table in GRAIN}
    return Frames({name: [build] for name, build in builders.items()} | facts)


def _parts(table: str, marts: Mapping[str, pd.DataFrame], places: Callable[[], pd.DataFrame]) -> list[Callable[[], pd.DataFrame]]:
    """Builders of a fact's frame: the grain of each holds the form, so that what stands twice stands in one part."""
    of = 1 + len(marts.get(table, ())) // PART
    return [partial(_fact, table, marts, places, part, of) for part in range(of)]


def _attempt(build: Callable[[], pd.DataFrame]) -> pd.DataFrame | Exception:
    try:
        return build().reset_index(drop=True)
    except (KeyError, TypeError, ValueError) as exc:  # a candidate of another shape: the checks must say so, not the caller
        return exc


def _with_partition(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(partition=partition_label(frame))


def _tables(marts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a table that must be there, with its number of rows."""
    place = dict.fromkeys(("report_file", "form_no", "project_name", "line_start", "line_end", "partition"))
    rows = [{**place, "table_name": t, "is_present": t in marts, "row_count": len(marts.get(t, ()))} for t in TABLES]
    return pd.DataFrame(rows).assign(dimension_rows=lambda d: d["row_count"].where(d["table_name"].str.startswith("dim_")))


def _places(marts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Where each form of the marts is printed, by form_key; forms that have none stand in no fact."""
    quality = marts["fct_parse_quality"]
    columns = ["form_key", "form_no", "project_name", "report_year", "report_unit", "is_quarantined", "line_start", "line_end"]
    places = _with_partition(quality[columns].dropna(subset="form_key").drop_duplicates("form_key"))
    # A form has a hundred rows: its texts are held once.
    return places.astype({"project_name": "category", "partition": "category"}).set_index("form_key")


def _in_place(rows: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Rows of a fact with their form's number, name and partition; the file and the lines stay those of the row."""
    forms = rows["form_key"].astype("category").cat
    at = places.index.get_indexer(forms.categories)
    form_at = pd.Series(at, dtype="int64").reindex(forms.codes, fill_value=-1).to_numpy()  # -1: a form that is not known
    found = {c: take(places[c].array, form_at, allow_fill=True) for c in ("form_no", "project_name", "partition", "is_quarantined")}
    return rows.assign(**found)


def _fact(name: str, marts: Mapping[str, pd.DataFrame], places: Callable[[], pd.DataFrame], part: int, of: int) -> pd.DataFrame:
    """The rows of a fact other than fct_parse_quality, or of one of its parts: grain, whether its form is published, place.

    Of the findings those about published forms: the rules of the parse (class B) look at quarantined forms and whole reports too.
    """
    rows = marts[name]
    if of > 1:
        rows = rows[pd.util.hash_pandas_object(rows["form_key"], index=False) % of == part]
    if name == "fct_audit_finding":
        rows = rows[rows["rule_class"].ne("B")]
    columns = rows[[*GRAIN[name], "report_file", "line_start", "line_end"]]
    of_table = pd.Series(name, index=rows.index, dtype="category")
    return _in_place(columns.assign(table_name=of_table, is_form_known=rows["form_key"].isin(marts["dim_form"]["form_key"])), places())


def _dimension(table: str, marts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One row a member of a dimension; the place is known of reports and forms only."""
    members = marts[table].assign(table_name=table, member_key=marts[table][DIMENSION_KEYS[table]])
    return members.reindex(columns=["table_name", "member_key", *PLACE]).astype("object").assign(partition=None)


def _reports(marts: Mapping[str, pd.DataFrame], records: Records) -> pd.DataFrame:
    """One row a report that is in the records or in the marts, refused ones too, and what both say of it."""
    t = records.tables
    recorded = _tally(t["reports"], t["problems"]).assign(is_refused=lambda d: d["is_refused"].eq(True))
    both = recorded.merge(_tally(marts["dim_report"], marts["fct_parse_problem"]), on=REPORT, how="outer", suffixes=("", "_in_marts"))
    counts = [c for c in both.columns if c.startswith(("rows", "problems"))]
    both[counts] = both[counts].fillna(0).astype("int64")
    for column in ("report_year", "report_unit"):
        both[column] = both[column].fillna(both[f"{column}_in_marts"])
    return _with_partition(both.assign(form_no=None, project_name=None, line_start=None, line_end=None))


def _tally(reports: pd.DataFrame, problems: pd.DataFrame) -> pd.DataFrame:
    """Each report once, with the number of its rows and of its problems, those of its forms too."""
    counted = _count_beside(_count_beside(reports, reports, "rows", REPORT), problems, "problems", REPORT)
    columns = [*REPORT, "report_year", "report_unit", "is_refused", "refusal_reason", "rows", "problems"]
    return counted[columns].drop_duplicates(REPORT)


def _forms(marts: Mapping[str, pd.DataFrame], records: Records) -> pd.DataFrame:
    """One row a form that is in the records or in the marts, and what both say of it: counts, and the requested total."""
    both = _recorded(records).merge(_built(marts), on=FORM, how="outer", suffixes=("", "_in_marts"))
    for column in ("project_name", "report_year", "report_unit", "line_start", "line_end"):
        both[column] = both[column].fillna(both[f"{column}_in_marts"])
    counts = [c for c in both.columns if c.startswith(("targets_", "results_", "funding_cells_", "evaluations_", "quantities_", "rows_"))]
    both[counts] = both[counts].fillna(0).astype("int64")
    return _with_partition(both)


def _recorded(records: Records) -> pd.DataFrame:
    """The records' forms with what the marts must hold of them: of a quarantined form or a refused report, nothing."""
    t = records.tables
    refused = t["reports"].loc[t["reports"]["is_refused"].eq(True), "report_file"]
    forms = t["forms"].assign(is_withheld=t["forms"]["is_quarantined"].eq(True) | t["forms"]["report_file"].isin(refused))
    published, is_declaration = ~forms["is_withheld"], forms["form_type"].eq("target_declaration")
    requested = t["funding"][t["funding"]["budget_stage"].eq("requested") & t["funding"]["funding_source"].eq("total")]
    forms = _count_beside(forms, t["indicators"], "indicators")
    forms = _count_beside(forms, t["funding"], "funding_cells")
    forms = _count_beside(forms, t["quantities"], "quantities")
    forms = _count_beside(forms, t["forms"], "rows")
    forms = forms.merge(requested.drop_duplicates(FORM)[[*FORM, "amount_yuan"]], on=FORM, how="left")
    forms = forms.merge(_sum_of_amounts(t["funding"], FORM), on=FORM, how="left")
    columns = [*FORM, "report_year", "report_unit", "project_name", "line_start", "line_end", "is_withheld", "quarantine_reason"]
    return forms[columns].assign(
        rows_in_records=forms["rows"],
        is_published_due=published,
        targets_due=forms["indicators"].where(published & is_declaration, 0),
        results_due=forms["indicators"].where(published & forms["form_type"].eq("self_evaluation"), 0),
        evaluations_due=(published & forms["form_type"].eq("self_evaluation")).astype("int64"),
        quantities_due=forms["quantities"].where(published, 0),
        funding_cells_due=forms["funding_cells"].where(published, 0),
        requested_yuan_due=forms["amount_yuan"].where(published),
        funding_sum_yuan_due=forms["funding_sum_yuan"].where(published),
    )


def _sum_of_amounts(cells: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """`funding_sum_yuan` of each form that has an amount; exact, the amounts being Decimal."""
    sums = cells[cells["amount_yuan"].notna()].groupby(keys, as_index=False).agg({"amount_yuan": "sum"})
    return sums.rename(columns={"amount_yuan": "funding_sum_yuan"})


def _count_beside(frame: pd.DataFrame, rows: pd.DataFrame, name: str, keys: list[str] = FORM) -> pd.DataFrame:
    """`frame` with the number of `rows` of each form, or whatever the keys tell, beside it."""
    counts = rows.groupby(keys, as_index=False).size().rename(columns={"size": name})
    joined = frame.merge(counts, on=keys, how="left")
    return joined.assign(**{name: joined[name].fillna(0).astype("int64")})


def _built(marts: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The marts' forms with the number of their rows in each fact, and the requested total."""
    quality = marts["fct_parse_quality"]
    columns = [*FORM, "form_key", "report_year", "report_unit", "project_name", "line_start", "line_end", "is_quarantined"]
    forms = _count_beside(quality[columns], quality, "rows_in_marts").drop_duplicates(FORM)
    facts = {
        "targets_in_marts": "fct_indicator_target",
        "results_in_marts": "fct_indicator_result",
        "evaluations_in_marts": "fct_self_evaluation",
        "funding_cells_in_marts": "fct_project_funding",
    }
    for name, table in facts.items():
        forms = forms.assign(**{name: forms["form_key"].map(marts[table]["form_key"].value_counts())})
    quantities = pd.concat([marts[table]["form_key"] for table in ("fct_goal_commitment", "fct_indicator_quantity")])
    forms = forms.assign(quantities_in_marts=forms["form_key"].map(quantities.value_counts()))
    money = marts["fct_project_funding"]
    requested = money[money["budget_stage"].eq("requested") & money["funding_source"].eq("total")].drop_duplicates("form_key")
    sums = _sum_of_amounts(money, ["form_key"]).set_index("form_key")["funding_sum_yuan"]
    return forms.assign(
        funding_sum_yuan_in_marts=forms["form_key"].map(sums),
        is_published=forms["form_key"].isin(marts["dim_form"]["form_key"]),
        requested_yuan_in_marts=forms["form_key"].map(requested.set_index("form_key")["amount_yuan"]),
    )
