"""The dbt models as assets: builds a fresh candidate file from all records. Nothing of what the models say stands here."""

import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtCliResource, dbt_assets

from orchestration.dbt import EXECUTABLE, FLAGS, clear_of_builds, dbt_environment, hand_on_parse, prepare_manifest
from orchestration.home import DBT_PROJECT, Home
from orchestration.metadata import OWNERS
from orchestration.resources import Tools


class LayerTranslator(DagsterDbtTranslator):
    """Groups models by layer; keys are dagster-dbt's own, <schema>/<name>, and sources are the record tables' keys."""

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The folder below models/, or seeds."""
        return "seeds" if dbt_resource_props["resource_type"] == "seed" else str(dbt_resource_props["fqn"][1])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> list[str]:
        """All models have one."""
        return OWNERS


def dbt_resource() -> DbtCliResource:
    """dbt as it is installed beside this Python."""
    return DbtCliResource(
        project_dir=str(DBT_PROJECT), profiles_dir=str(DBT_PROJECT), dbt_executable=str(EXECUTABLE), global_config_flags=FLAGS
    )


def build_models(home: Home) -> dg.AssetsDefinition:
    """The models of the project as it is now; parses it when it changed."""

    @dbt_assets(manifest=prepare_manifest(home), dagster_dbt_translator=LayerTranslator(), name="models")
    def models(context: dg.AssetExecutionContext, tools: dg.ResourceParam[Tools], dbt: DbtCliResource) -> Iterator[Any]:
        candidate = tools.candidate(context.run)
        target = candidate.folder / "dbt"
        shutil.rmtree(target, ignore_errors=True)
        hand_on_parse(home, target)
        tools.say("dbt: building the candidate")
        with dbt_environment(home, candidate.folder), clear_of_builds(candidate.database):
            # Unit tests are about the models, not about these records: `make test` runs them.
            for event in dbt.cli(["build", "--exclude-resource-type", "unit_test"], context=context, target_path=target).stream():
                if isinstance(event, dg.Output):
                    tools.say(f"dbt: {event.output_name.replace('__', '.')}")
                yield event

    return models
