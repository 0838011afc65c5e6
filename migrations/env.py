"""Runs the migrations: one linear history for shared tables and worlds."""

from alembic import context
from sqlalchemy import create_engine, text

from app.migrate import compared_metadata, is_ours
from core.db import sqlalchemy_url


def run() -> None:
    """Apply the migrations on the address that the caller put into the configuration."""
    url = context.config.attributes["url"]
    engine = create_engine(sqlalchemy_url(url))
    with engine.connect() as connection:
        connection.execute(text("SET lock_timeout = '2s'"))
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS shared"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=compared_metadata(),
            include_schemas=True,
            include_object=is_ours,
            version_table="alembic_version",
            version_table_schema="shared",
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
