"""Brings a database to the newest schema, and says whether models and migrations agree."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine

import aid.models
import alarms.models
import alarms.models_timers
import app.evaluation.models
import app.survey.models
import dispatch.models
import dispatch.models_field
import dispatch.models_policies
import dispatch.models_runs
import dispatch.models_studies
import exchange.models
import exercises.models
import exercises.models_field
import exercises.models_improvement
import exercises.models_injects
import exercises.models_replay
import exercises.models_score
import geo.models
import geo.models_places
import geo.models_roads
import hazards.models
import incidents.models
import plans.models
import plans.models_documents
import plans.models_readiness
import resources.importing.models
import resources.models
import resources.models_catalogue
import resources.models_edits
import resources.models_experts
import resources.models_holds
import resources.models_labels
import resources.models_readiness
import resources.models_requisition
import resources.models_sharing
import resources.models_stock
import resources.models_traces
from core.db import LIVE, sqlalchemy_url
from core.models import SHARED, WORLD, Base

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
PACKAGES = (
    aid,
    alarms,
    app,
    dispatch,
    exchange,
    exercises,
    geo,
    hazards,
    incidents,
    plans,
    resources,
)


def compared_metadata() -> MetaData:
    """Return all tables as the database has them: the world token stands for the live world."""
    metadata = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        table.to_metadata(
            metadata,
            schema=LIVE if table.schema == WORLD else SHARED,
            referred_schema_fn=lambda _t, _to, _c, referred: (
                LIVE if referred == WORLD else referred
            ),
        )
    return metadata


def is_ours(item: Any, name: str | None, kind: str, _reflected: bool, _compare_to: Any) -> bool:
    """Say whether a database object belongs to the product and not to an extension."""
    schema = item.schema if kind == "table" else item.table.schema
    if kind == "index" and name and name.startswith("idx_"):
        return False  # spatial indexes that GeoAlchemy2 makes by itself
    return schema in (SHARED, LIVE) and name != "alembic_version"


def configuration(url: str) -> Config:
    """Return the Alembic configuration for a database address."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Apply every migration that the database has not seen."""
    command.upgrade(configuration(url), "head")


def create_world(connection: Connection, world: str) -> None:
    """Create one more world as each revision does it: its schema, its tables, its role."""
    script = ScriptDirectory.from_config(configuration(""))
    with Operations.context(MigrationContext.configure(connection)):
        for revision in reversed(list(script.walk_revisions())):
            revision.module.create_world(world)


def drift(url: str) -> list[Any]:
    """Return the differences between the models and a fully migrated database; none is right."""
    engine = create_engine(sqlalchemy_url(url))
    options = {"include_schemas": True, "include_object": is_ours, "compare_type": True}
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        differences: list[Any] = compare_metadata(context, compared_metadata())
    engine.dispose()
    return differences
