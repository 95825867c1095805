"""The Dagster instance's settings: those of the checkout, in SQLite, or in PostgreSQL where the environment names a database."""

from __future__ import annotations

import pytest
import yaml

from orchestration.home import Home
from orchestration.instance import POSTGRES, SETTINGS, open_instance, settings, with_driver


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
