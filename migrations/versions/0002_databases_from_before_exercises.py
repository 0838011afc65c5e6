"""Databases that an earlier 0001 made get the tables and columns they lack; no row is lost.

Revision 0001 grew in place as long as nothing was released, so a database may bear that number
with fewer tables and columns. The schemas of such a database are set aside and made anew as 0001
makes them now, every row is carried over, counted, and only then what was set aside goes. All of it
is one transaction: it happens whole or not at all. From here on a change is a revision of its own.

What stands changes meaning in one place: run cards held the whole amount of their level, and hold
what their level adds to the lower ones since. Amounts, tasks and measures are written accordingly.
"""

import json
import re

import sqlalchemy as sa
from alembic import op

from app.migrate import compared_metadata
from migrations.records_of_before import bring_forward

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LIVE, SHARED = "live", "shared"

SINCE = {
    ("activation", "areas"): "'[]'",
    ("activation", "asks"): """coalesce((SELECT jsonb_agg(jsonb_build_object(
        'response_level', o.response_level, 'capability_code', n.capability_code,
        'item_code', n.item_code, 'grade', NULL, 'label', n.label, 'label_en', n.label_en,
        'quantity', n.quantity, 'least', n."least",
        'within_s', greatest(1, extract(epoch FROM n.latest_at - o.started_at)::int),
        'latest_at', n.latest_at, 'in_addition', false, 'people_per_shift', NULL,
        'relief_after_s', NULL, 'relief', 0, 'relieved', false,
        'explanation', coalesce(n.explanation, '')) ORDER BY n.id)
        FROM {before}.need n WHERE n.activation_id = o.id), '[]')""",
    ("activation", "contacts"): "'[]'",
    ("activation", "left_out"): "'[]'",
    ("activation", "messages"): "'[]'",
    ("api_token", "area_code"): """(SELECT j.code FROM shared_before.jurisdiction j
        LEFT JOIN shared_before.membership m
            ON m.jurisdiction_code = j.code AND m.account_id = o.account_id
        ORDER BY m.id IS NULL, length(j.prefix), j.code LIMIT 1)""",
    ("api_token", "calls_per_min"): "600",
    ("facility", "confirmed_how"): "'import'",
    ("mutual_aid", "drafted_at"): "least(o.valid_from, o.provider_signed_at, o.receiver_signed_at)",
    ("mutual_aid", "number"): """'协-' || to_char(o.valid_from AT TIME ZONE 'Asia/Shanghai', 'YYYYMMDD')
        || '-' || lpad((row_number() OVER (ORDER BY o.valid_from, o.id))::text, 3, '0')""",
    ("mutual_aid", "synthetic"): "EXISTS (SELECT FROM {before}.team t WHERE t.synthetic)",
    ("mutual_aid", "version"): "1",
    ("need", "asked_by"): """coalesce((SELECT jsonb_build_array(jsonb_build_object(
        'activation_id', a.id, 'plan_code', a.plan_code, 'plan_title', a.plan_title,
        'plan_title_en', a.plan_title_en, 'quantity', o.quantity, 'in_addition', false))
        FROM {before}.activation a WHERE a.id = o.activation_id), '[]')""",
    ("order", "recipients"): "'[]'",
    ("order", "told_later"): "'{}'",
    ("proposal", "needs"): "'[]'",
    ("requirement", "in_addition"): "false",
    ("requirement", "places"): "'[]'",
    ("requirement", "windows"): "'[]'",
    ("run_card", "areas"): "'[]'",
    ("run_card", "checked_at"): "now()",
    ("run_card", "checked_by_name"): "'升级前的响应卡'",
    ("run_card", "contacts"): "'[]'",
    ("run_card", "messages"): "'[]'",
    ("run_card", "places"): "'[]'",
    ("run_card", "windows"): "'[]'",
    ("shift", "version"): "1",
    ("stock_transfer", "lost"): "0",
    ("task", "after"): "'{}'",
    ("task", "blocked"): "false",
    ("task", "limit_s"): """greatest(1, (SELECT extract(epoch FROM o.due_at - a.started_at)::int
        FROM {before}.activation a WHERE a.id = o.activation_id))""",
    ("task", "ref"): "'t' || o.position",
    ("task", "response_level"): """(SELECT a.response_level FROM {before}.activation a
        WHERE a.id = o.activation_id)""",
    ("task_template", "after"): "'{}'",
    ("task_template", "ref"): "'t' || o.position",
    ("truck", "version"): "1",
}
"""What stands in columns that came later and may not be empty: ``o`` is the row as it was, ``before``
the schema that it stands in."""


def upgrade() -> None:
    """Bring a database of before to the tables of 0001; leave any other as it is."""
    bind = op.get_bind()
    if not lacks_something(bind):
        return
    worlds = worlds_of(bind)
    set_aside(bind, worlds)
    make_anew(worlds)
    schemas = [SHARED, *worlds]
    keys = take_keys_away(bind, schemas)
    for schema in schemas:
        for table in tables(bind, before(schema)):
            carry_over(bind, schema, table)
    was_without_drafts = not has_drafts(bind)
    if was_without_drafts:
        let_cards_hold_what_they_add(bind)
    for world in worlds:
        bring_forward(bind, world, answers_too=was_without_drafts)
    for key in keys:
        bind.exec_driver_sql(key)
    for schema in schemas:
        bind.exec_driver_sql(f"DROP SCHEMA {before(schema)} CASCADE")


def create_world(_schema: str) -> None:
    """A world is made by 0001 with everything."""


def before(schema: str) -> str:
    """Return the name under which a schema is set aside."""
    return f"{schema}_before"


def lacks_something(bind: sa.Connection) -> bool:
    """Say whether a table or a column is missing in the live world or beside it."""
    return any(
        set(table.columns.keys()) - columns(bind, table.schema or LIVE, table.name, worked_out=True)
        for table in compared_metadata().sorted_tables
    )


def has_drafts(bind: sa.Connection) -> bool:
    """Say whether the database of before knew drafts of run cards: its levels add up already."""
    return "run_card_draft" in tables(bind, before(SHARED))


def worlds_of(bind: sa.Connection) -> list[str]:
    """Return the live world and the exercises that there are."""
    query = "SELECT nspname FROM pg_namespace WHERE nspname ~ '^(live|exercise_[a-z0-9]+)$'"
    return list(bind.scalars(sa.text(query)))


def set_aside(bind: sa.Connection, worlds: list[str]) -> None:
    """Give the schemas of before other names; the number of the revision stays where it is."""
    for world in worlds:
        bind.exec_driver_sql(f"ALTER SCHEMA {world} RENAME TO {before(world)}")
    bind.exec_driver_sql(f"CREATE SCHEMA {before(SHARED)}")
    for table in tables(bind, SHARED):
        if table != "alembic_version":
            bind.exec_driver_sql(f'ALTER TABLE {SHARED}."{table}" SET SCHEMA {before(SHARED)}')


def make_anew(worlds: list[str]) -> None:
    """Make all schemas as 0001 makes them now."""
    first = op.get_context().environment_context.script.get_revision("0001").module
    first.upgrade()
    for world in worlds:
        if world != LIVE:
            first.create_world(world)


def tables(bind: sa.Connection, schema: str) -> list[str]:
    """Return the names of a schema's tables."""
    query = sa.text("SELECT tablename FROM pg_tables WHERE schemaname = :schema ORDER BY tablename")
    return list(bind.scalars(query, {"schema": schema}))


def take_keys_away(bind: sa.Connection, schemas: list[str]) -> list[str]:
    """Drop the foreign keys for a while; return the statements that put them back."""
    query = sa.text("""
        SELECT conrelid::regclass, quote_ident(conname), pg_get_constraintdef(c.oid)
        FROM pg_constraint c JOIN pg_namespace n ON n.oid = connamespace
        WHERE contype = 'f' AND nspname = ANY(:schemas)
    """)
    found = bind.execute(query, {"schemas": schemas}).all()
    for table, name, _meaning in found:
        bind.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    return [f"ALTER TABLE {table} ADD CONSTRAINT {name} {to}" for table, name, to in found]


def carry_over(bind: sa.Connection, schema: str, table: str) -> None:
    """Put the rows of before in place of what 0001 enters by itself; none may be missing."""
    new, old = f'{schema}."{table}"', f'{before(schema)}."{table}"'
    kept, there = columns(bind, before(schema), table), columns(bind, schema, table)
    if lost := kept - there:
        raise RuntimeError(f"{new} has no column for {', '.join(sorted(lost))}")
    values = {name: f'o."{name}"' for name in sorted(kept)}
    for (of_table, name), value in SINCE.items():
        if of_table == table and name in there - kept:
            values[name] = value.replace("{before}", before(schema))
    listed = ", ".join(f'"{name}"' for name in values)
    bind.exec_driver_sql(f"ALTER TABLE {new} DISABLE TRIGGER USER")
    bind.exec_driver_sql(f"DELETE FROM {new}")
    bind.exec_driver_sql(
        f"INSERT INTO {new} ({listed}) OVERRIDING SYSTEM VALUE"
        f" SELECT {', '.join(values.values())} FROM {old} o"
    )
    bind.exec_driver_sql(f"ALTER TABLE {new} ENABLE TRIGGER USER")
    count_on(bind, schema, table)
    missing = f"SELECT (SELECT count(*) FROM {old}) - (SELECT count(*) FROM {new})"
    if bind.scalar(sa.text(missing)):
        raise RuntimeError(f"not every row of {new} could be carried over")
    bind.exec_driver_sql(f"ANALYZE {new}")


def columns(
    bind: sa.Connection, schema: str, table: str, *, worked_out: bool = False
) -> set[str]:
    """Return the names of a table's columns, with or without those that are worked out."""
    query = sa.text("""
        SELECT column_name FROM information_schema.columns
        WHERE table_schema = :schema AND table_name = :table
          AND (is_generated = 'NEVER' OR :worked_out)
    """)
    asked = {"schema": schema, "table": table, "worked_out": worked_out}
    return set(bind.scalars(query, asked))


def count_on(bind: sa.Connection, schema: str, table: str) -> None:
    """Let numbers that the database gives go on where they stood."""
    query = sa.text("""
        SELECT column_name, pg_get_serial_sequence(:old, column_name),
            pg_get_serial_sequence(:new, column_name)
        FROM information_schema.columns
        WHERE table_schema = :schema AND table_name = :table AND is_identity = 'YES'
    """)
    old, new = f'{before(schema)}."{table}"', f'{schema}."{table}"'
    asked = {"schema": before(schema), "table": table, "old": old, "new": new}
    for _name, counted, goes_on in bind.execute(query, asked).all():
        bind.exec_driver_sql(f"SELECT setval('{goes_on}', last_value, is_called) FROM {counted}")


def let_cards_hold_what_they_add(bind: sa.Connection) -> None:
    """Write each level's amounts, tasks and measures as what it adds to the levels below it."""
    cards: dict[object, list[sa.Row]] = {}
    query = "SELECT id, plan_id, measures FROM shared.run_card ORDER BY response_level DESC"
    for card in bind.execute(sa.text(query)):
        cards.setdefault(card.plan_id, []).append(card)
    for of_plan in cards.values():
        asked: dict[tuple[str | None, str | None], str] = {}
        given: set[str] = set()
        taken: set[str] = set()
        for card in of_plan:
            add_amounts(bind, card.id, asked)
            add_tasks(bind, card.id, given)
            new = [one for one in card.measures if one["code"] not in taken]
            taken.update(one["code"] for one in new)
            change = sa.text("UPDATE shared.run_card SET measures = CAST(:new AS jsonb) WHERE id = :id")
            bind.execute(change, {"new": json.dumps(new), "id": card.id})


def add_amounts(
    bind: sa.Connection, card_id: object, asked: dict[tuple[str | None, str | None], str]
) -> None:
    """Leave of a card's amounts what goes beyond the next lower level that asks for the same."""
    query = "SELECT id, capability_code, item_code, quantity FROM shared.requirement WHERE run_card_id = :id"
    for row in bind.execute(sa.text(query), {"id": card_id}).all():
        thing = (row.capability_code, row.item_code)
        lower = asked.get(thing)
        asked[thing] = row.quantity
        if lower is None:
            continue
        more = beyond(row.quantity, lower)
        if more is None:
            bind.execute(sa.text("DELETE FROM shared.requirement WHERE id = :id"), {"id": row.id})
        else:
            change = sa.text("UPDATE shared.requirement SET quantity = :more WHERE id = :id")
            bind.execute(change, {"more": more, "id": row.id})


def beyond(quantity: str, lower: str) -> str | None:
    """Return what an amount adds to a lower one; None where it adds nothing whatever happens."""
    if quantity == lower:
        return None
    if re.fullmatch(r"\d+", quantity) and re.fullmatch(r"\d+", lower):
        more = int(quantity) - int(lower)
        return str(more) if more > 0 else None
    return f"greatest(0, ({quantity}) - ({lower}))"


def add_tasks(bind: sa.Connection, card_id: object, given: set[str]) -> None:
    """Leave a task with the lowest level that gives it."""
    query = "SELECT id, title FROM shared.task_template WHERE run_card_id = :id ORDER BY position"
    for row in bind.execute(sa.text(query), {"id": card_id}).all():
        if row.title in given:
            bind.execute(sa.text("DELETE FROM shared.task_template WHERE id = :id"), {"id": row.id})
        given.add(row.title)
