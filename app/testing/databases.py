"""Databases for tests: a migrated template made once, and copies of it made in a moment."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import psycopg
from psycopg import sql

from app.embedded_db import APP_ROLE, SUPERUSER, add_extensions
from app.migrate import upgrade
from app.seed.load import seed_demo_at
from app.testing.run import CLUSTER_VARIABLE, throwaway_cluster

TEMPLATE = "muster_template"
CITY_TEMPLATE = "muster_template_city"
TEMPLATE_LOCK = 20_260_101

Address = Callable[[str, str], str]


@contextmanager
def cluster_address() -> Iterator[Address]:
    """How to reach a database of the test cluster: that of the whole run, or one started now."""
    given = os.environ.get(CLUSTER_VARIABLE)
    if given:
        yield lambda database, role: given.format(database=database, role=role)
        return
    with throwaway_cluster() as cluster:
        yield cluster.url


def empty_database(address: Address, name: str) -> str:
    """Create a database with the extensions and nothing else; return its address."""
    statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(
        sql.Identifier(name), sql.Identifier(APP_ROLE)
    )
    _as_superuser(address, statement)
    add_extensions(address(name, SUPERUSER))
    return address(name, APP_ROLE)


def make_template(address: Address) -> None:
    """Create the migrated template once, however many test processes ask for it."""

    def build(name: str) -> None:
        upgrade(empty_database(address, name))

    _make_once(address, TEMPLATE, build)


def make_city_template(address: Address) -> None:
    """Create the template that holds the demo city once; it is a copy of the migrated one."""

    def build(name: str) -> None:
        _as_superuser(address, _copy_statement(name, TEMPLATE))
        seed_demo_at(address(name, APP_ROLE), lambda _line: None)

    _make_once(address, CITY_TEMPLATE, build)


def _make_once(address: Address, template: str, build: Callable[[str], None]) -> None:
    """Build a database under another name and rename it when it is complete, under a lock."""
    with psycopg.connect(address("postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
        known = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [template]
        ).fetchone()
        if known:
            return
        unfinished = f"{template}_{uuid4().hex[:8]}"
        build(unfinished)
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(unfinished), sql.Identifier(template)
            )
        )


def _copy_statement(name: str, template: str) -> sql.Composed:
    return sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
        sql.Identifier(name), sql.Identifier(template), sql.Identifier(APP_ROLE)
    )


@contextmanager
def cloned_database(address: Address, template: str = TEMPLATE) -> Iterator[str]:
    """The address of a fresh copy of a template, which is dropped afterwards."""
    name = f"muster_test_{uuid4().hex[:12]}"
    _as_superuser(address, _copy_statement(name, template))
    try:
        yield address(name, APP_ROLE)
    finally:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        _as_superuser(address, drop)


def _as_superuser(address: Address, statement: sql.Composed) -> None:
    with psycopg.connect(address("postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute(statement)
