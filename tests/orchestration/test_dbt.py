"""How dbt is called: its environment is put back, its failures are read, its manifest is made once for each state of the project."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from orchestration import dbt
from orchestration.assets.models import LayerTranslator
from orchestration.dbt import clear_of_builds, dbt_environment, failures, misshapen_seeds, prepare_manifest
from orchestration.home import DBT_PROJECT, Home, RefusalError
from orchestration.run import refuse_early


def test_the_environment_is_put_back(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_RECORDS", "before")
    monkeypatch.delenv("JIXIAO_CANDIDATE", raising=False)
    home.dbt.mkdir(parents=True)
    with pytest.raises(KeyError), dbt_environment(home, tmp_path):
        assert os.environ["JIXIAO_RECORDS"] == str(home.records)
        raise KeyError
    assert os.environ["JIXIAO_RECORDS"] == "before"
    assert "JIXIAO_CANDIDATE" not in os.environ


def test_each_candidate_is_built_under_one_name(home: Home, tmp_path: Path) -> None:
    """Whatever a killed build left; otherwise dbt would parse the project again for each."""
    home.dbt.mkdir(parents=True)
    (home.dbt / "candidate").symlink_to("/left/by/a/killed/build")
    names = set()
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        with dbt_environment(home, folder):
            names.add(os.environ["JIXIAO_CANDIDATE"])
            Path(os.environ["JIXIAO_CANDIDATE"]).touch()
        assert (folder / "jixiao.duckdb").exists()
    assert len(names) == 1 and not list(home.dbt.iterdir())


def test_of_a_build_the_database_alone_is_left(tmp_path: Path) -> None:
    """Whatever a killed build left is gone before; of this one, failed or not, what was of use to it only."""
    candidate, other = tmp_path / "a.duckdb", tmp_path / "verdict.json"
    for path in (candidate, tmp_path / "a.duckdb.wal", tmp_path / "a.duckdb.parts", other):
        path.touch()
    with pytest.raises(KeyError), clear_of_builds(candidate):
        assert list(tmp_path.iterdir()) == [other]
        candidate.touch()
        (tmp_path / "a.duckdb.parts.wal").touch()
        (tmp_path / "a.duckdb.tmp").mkdir()
        raise KeyError
    assert sorted(tmp_path.iterdir()) == [candidate, other]


def test_failures_of_the_last_build(tmp_path: Path) -> None:
    assert failures(tmp_path) == []
    results = [
        {"unique_id": "model.jixiao.dim_unit", "status": "success", "message": "OK"},
        {"unique_id": "test.jixiao.unique_unit", "status": "fail", "message": "Got 2 results"},
        {"unique_id": "model.jixiao.dim_form", "status": "error", "message": "Binder Error"},
        {"unique_id": "model.jixiao.late", "status": "skipped", "message": None},
    ]
    (tmp_path / "run_results.json").write_text(json.dumps({"results": results}))
    assert failures(tmp_path) == ["dbt test.jixiao.unique_unit: fail: Got 2 results", "dbt model.jixiao.dim_form: error: Binder Error"]


def test_the_manifest_is_made_once_for_a_state_of_the_project(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    path = prepare_manifest(home)
    nodes = json.loads(path.read_bytes())["nodes"]
    assert nodes["model.jixiao.fct_project_funding"]["schema"] == "core"
    monkeypatch.setattr(dbt, "EXECUTABLE", Path("/no/such/dbt"))
    assert prepare_manifest(home) == path


def test_a_project_that_dbt_cannot_parse_is_refused_with_its_words(home: Home, tmp_path: Path) -> None:
    project = tmp_path / "project"
    (project / "models").mkdir(parents=True)
    (project / "dbt_project.yml").write_text("name: jixiao\nversion: 1.0.0\nprofile: jixiao\n")
    (project / "profiles.yml").write_bytes((DBT_PROJECT / "profiles.yml").read_bytes())
    (project / "models" / "a.sql").write_text("select * from {{ ref('nowhere') }}")
    with pytest.raises(RefusalError, match="nowhere"):
        prepare_manifest(home, project)
    assert not list(home.dbt.glob("*/manifest.json"))


@pytest.mark.parametrize(
    ("kind", "fqn", "group"),
    [
        ("model", ["jixiao", "core", "dim_unit"], "core"),
        ("model", ["jixiao", "audit", "rules", "f01"], "audit"),
        ("seed", ["jixiao", "x"], "seeds"),
    ],
)
def test_models_are_grouped_by_layer(kind: str, fqn: list[str], group: str) -> None:
    assert LayerTranslator().get_group_name({"resource_type": kind, "fqn": fqn}) == group


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('a,b\n1,2\n\n"1,5",2\n', []),
        ("a,b\n1,2\n1\n", ["dbt_project/seeds/s.csv:3 has 1 cells, its head 2"]),
        ("a,b\n1,2,3\n", ["dbt_project/seeds/s.csv:2 has 3 cells, its head 2"]),
        ("b,a\n2,x\n,y\n", []),
        ("a,B\n1,2\n", ["dbt_project/seeds/s.csv:1 has the columns a, B, its YAML a, b"]),
        (
            "a,b\nx,ten\nx,-2\nx,1.5\n",
            [f"dbt_project/seeds/s.csv:{n} has {v} as b, which is integer" for n, v in ((2, "'ten'"), (4, "'1.5'"))],
        ),
        ('a,b\n1,"2\n', ["dbt_project/seeds/s.csv:2 is no CSV in UTF-8 (unexpected end of data)"]),
    ],
)
def test_a_seed_that_is_misshapen_is_named_with_its_line(tmp_path: Path, lines: str, said: list[str]) -> None:
    seeds = tmp_path / "dbt_project" / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "s.yml").write_text("seeds: [{name: s, config: {column_types: {b: integer}}, columns: [{name: a}, {name: b}]}]")
    (seeds / "s.csv").write_text(lines, encoding="utf-8")
    assert [message.partition(": ")[0] for message in misshapen_seeds(tmp_path / "dbt_project")] == said


def test_a_build_with_a_misshapen_seed_is_refused_before_it_starts(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_early(home, None, None)
    monkeypatch.setattr("orchestration.run.misshapen_seeds", lambda: ["dbt_project/seeds/unit_alias.csv:2 has 1 cells, its head 4"])
    with pytest.raises(RefusalError, match=r"unit_alias\.csv:2 has 1 cells"):
        refuse_early(home, None, None)


def test_of_two_that_make_the_manifest_at_once_the_second_takes_the_first_ones(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither holds the home's lock yet."""

    def parse(command: list[str], **_: object) -> SimpleNamespace:
        fresh = Path(command[command.index("--target-path") + 1])
        for folder, text in ((fresh, "second"), (home.dbt / dbt._state(DBT_PROJECT), "first")):
            folder.mkdir(parents=True)
            (folder / "manifest.json").write_text(text)
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(dbt.subprocess, "run", parse)
    assert prepare_manifest(home).read_text() == "first"
    assert [path.name for path in home.dbt.iterdir()] == [dbt._state(DBT_PROJECT)]
