"""Writes many rows at once: PostgreSQL COPY, typed by the tables of the models."""

from collections.abc import Iterable
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Table
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from core.models import WORLD

Row = dict[str, Any]


def copy_rows(connection: Connection, table: Any, rows: Iterable[Row], world: str) -> int:
    """Append rows to a model's table; a column that no row names takes its model default.

    Geometry is given as EWKT text. Returns the number of rows.
    """
    content = list(rows)
    if not content:
        return 0
    target: Table = table.__table__
    columns = [column.name for column in target.columns if column.name in content[0]]
    missing = _defaults(target, columns)
    documents = {c.name for c in target.columns if isinstance(c.type, JSONB)}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(_schema(target, world), target.name),
        sql.SQL(", ").join(sql.Identifier(name) for name in [*columns, *missing]),
    )
    driver = connection.connection.driver_connection
    assert driver is not None
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for row in content:
            values = [_value(row[name], name in documents) for name in columns]
            copy.write_row([*values, *missing.values()])
    return len(content)


def analyse(connection: Connection, tables: Iterable[Any], world: str) -> None:
    """Let the planner see what was loaded, before the first query and not minutes later."""
    for table in tables:
        target: Table = table.__table__
        connection.exec_driver_sql(f'ANALYZE "{_schema(target, world)}"."{target.name}"')


def _defaults(table: Table, columns: list[str]) -> dict[str, Any]:
    return {
        column.name: column.default.arg
        for column in table.columns
        if column.name not in columns and isinstance(column.default, ScalarElementColumnDefault)
    }


def _schema(table: Table, world: str) -> str:
    return world if table.schema == WORLD else str(table.schema)


def _value(value: Any, is_document: bool) -> Any:
    return Jsonb(value) if is_document and value is not None else value
