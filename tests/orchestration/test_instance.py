"""The Dagster instance's settings: those of the checkout, in SQLite, or in PostgreSQL where the environment names a database."""

import datetime as dt
from collections.abc import Iterator

import dagster as dg
import pytest
import yaml

from orchestration.home import Home
from orchestration.instance import POSTGRES, SETTINGS, forget_old_runs, open_instance, settings, with_driver


def test_settings_are_those_of_the_checkout_and_keep_the_password_out() -> None:
    assert settings({}) == settings({POSTGRES: ""}) == SETTINGS.read_text(encoding="utf-8")
    stored = yaml.safe_load(settings({POSTGRES: "postgresql://u:secret@h/d"}))
    assert stored["storage"] == {"postgres": {"postgres_url": {"env": POSTGRES}}}
    assert stored["telemetry"] == {"enabled": False} and stored["concurrency"]["runs"]["max_concurrent_runs"] == 1
    assert "secret" not in settings({POSTGRES: "postgresql://u:secret@h/d"})


def test_settings_of_an_older_version_are_replaced(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(POSTGRES, raising=False)
    home.dagster.mkdir(parents=True)
    (home.dagster / "dagster.yaml").write_text("telemetry: {enabled: true}\n")
    with open_instance(home) as instance:
        assert not instance.telemetry_enabled
        assert instance.run_retries_max_retries == 1 and not instance.run_retries_retry_on_asset_or_op_failure


def test_an_address_names_the_driver_that_is_installed() -> None:
    driver = pytest.importorskip("psycopg2")
    assert with_driver("postgresql://u@h/d") == f"postgresql+{driver.__name__}://u@h/d"
    assert with_driver("postgresql+psycopg://u@h/d") == "postgresql+psycopg://u@h/d"


@pytest.fixture
def runs_of_parts(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[dg.DagsterInstance, dict[str, str]]]:
    """An instance on disk with four runs of one asset: a is made, b, a again, then one fails to make c."""

    @dg.asset(partitions_def=dg.StaticPartitionsDefinition(["a", "b", "c"]))
    def part(context: dg.AssetExecutionContext) -> None:
        if context.partition_key == "c":
            raise RuntimeError

    monkeypatch.delenv(POSTGRES, raising=False)
    with open_instance(home) as instance:
        made = [dg.materialize([part], instance=instance, partition_key=key, raise_on_error=False) for key in ("a", "b", "a", "c")]
        yield instance, dict(zip(("first", "b", "a", "failed"), (run.run_id for run in made), strict=True))


def test_old_runs_are_forgotten_but_those_that_show_a_partition(runs_of_parts: tuple[dg.DagsterInstance, dict[str, str]]) -> None:
    instance, runs = runs_of_parts
    now, later = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=1), dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
    assert forget_old_runs(instance, now, 0) == []  # none is old
    assert forget_old_runs(instance, later, 4) == []  # none is too many
    assert forget_old_runs(instance, later, 1) == [runs["first"]]  # the one that failed is the last
    assert forget_old_runs(instance, later, 0) == [runs["failed"]]
    assert {run.run_id for run in instance.get_runs()} == {runs["a"], runs["b"]}
    assert instance.get_materialized_partitions(dg.AssetKey("part")) == {"a", "b"}
