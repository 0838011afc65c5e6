"""The tables of the main job: shared ones, and those of each world.

Revision 0001. ``create_world_tables`` is called once for the live world; an exercise gets its
schema from the same function, so both have the same tables by construction.
"""

import json

import geoalchemy2
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from core.worlds import allow_only_its_own_role

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the shared tables, then the live world."""
    create_shared_tables()
    create_plan_document_tables()
    create_world("live")


def create_world(schema: str) -> None:
    """Create one world: its schema, its tables and the role that may use them."""
    op.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
    create_world_tables(schema)
    create_road_tables(schema)
    create_import_tables(schema)
    create_requisition_tables(schema)
    create_edit_tables(schema)
    create_aid_tables(schema)
    create_survey_tables(schema)
    create_exchange_tables(schema)
    create_label_tables(schema)
    create_alarm_tables(schema)
    create_field_tables(schema)
    create_inject_tables(schema)
    create_simulated_field_tables(schema)
    create_readiness_tables(schema)
    create_improvement_tables(schema)
    allow_only_its_own_role(op.get_bind(), schema)


def live_alone(schema: str, *keys: sa.ForeignKeyConstraint) -> tuple[sa.ForeignKeyConstraint, ...]:
    """Return keys to shared tables for the live world, none for an exercise.

    With one, making or removing an exercise would lock the shared table against the live world.
    """
    return keys if schema == "live" else ()


POLICY = {
    "weights": {"shortage": 5000000, "lateness": 10, "response_time": 10, "cover_lost": 10, "disturbance": 10, "distance_cost": 1},
    "strict": False,
    "lateness_factor": 24.0,
    "age_limits": {"stock_s": 15552000, "position_s": None},
    "disturbance_s": {"assigned": 3000, "en_route": 9000, "on_scene": 36000},
    "tier_price_s": 3600,
    "may_move_on_scene": False,
    "move_ups": False,
}
SHIPPED_POLICIES = (
    ("balanced", "均衡（默认）", "Balanced (default)", {}, True),
    ("lives_first", "生命优先（逐项）", "Lives first, term by term", {"strict": True}, False),
    ("keep_cover", "保底覆盖", "Keep cover", {"weights": {**POLICY["weights"], "cover_lost": 100}, "move_ups": True}, False),
)


def enter_shipped_policies(schema: str) -> None:
    """Enter the policies that come with the product; the default is in force."""
    insert = sa.text(
        f'INSERT INTO "{schema}".policy (id, name, title, title_en, document, active, changed_at, version)'
        " VALUES (gen_random_uuid(), :name, :title, :title_en, CAST(:document AS jsonb), :active, now(), 1)"
    )
    for name, title, title_en, parts, active in SHIPPED_POLICIES:
        document = json.dumps({"name": name, **POLICY, **parts})
        told = {"name": name, "title": title, "title_en": title_en, "document": document, "active": active}
        op.get_bind().execute(insert, told)


def create_shared_tables() -> None:
    """Create what all worlds share: accounts, jurisdictions, catalogues, plans."""
    for extension in ("postgis", "btree_gist", "pg_trgm"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    op.create_table('account',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('username', sa.Text(), nullable=False),
    sa.Column('display_name', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('locale', sa.Text(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('failed_attempts', sa.Integer(), nullable=False),
    sa.Column('locked_until', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('disabled_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_account')),
    sa.UniqueConstraint('username', name=op.f('uq_account_username')),
    schema='shared'
    )
    op.create_table('boundary',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('area', geoalchemy2.types.Geometry(geometry_type='MULTIPOLYGON', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_boundary')),
    schema='shared'
    )
    op.create_table('capability',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('unit_en', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('measures', sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('team', 'equipment', 'personnel', 'facility')", name=op.f('ck_capability_kind')),
    sa.ForeignKeyConstraint(['measures'], ['shared.capability.code'], name=op.f('fk_capability_measures')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_capability')),
    schema='shared'
    )
    create_supply_classes()
    op.create_table('item',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), server_default=sa.text('gen_random_uuid()'), nullable=False),
    sa.Column('own_code', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('unit_en', sa.Text(), nullable=False),
    sa.Column('kg', sa.Double(), nullable=False),
    sa.Column('litres', sa.Double(), nullable=False),
    sa.Column('hazardous', sa.Boolean(), nullable=False),
    sa.Column('reusable', sa.Boolean(), nullable=False),
    sa.Column('standard', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.CheckConstraint("code ~ '^[1-3]([0-9]{2}){3}$'", name=op.f('ck_item_code')),
    sa.CheckConstraint('kg > 0 AND litres > 0', name=op.f('ck_item_size')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_item')),
    sa.UniqueConstraint('id', name=op.f('uq_item_id')),
    schema='shared'
    )
    op.create_table('jurisdiction',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('level', sa.Text(), nullable=False),
    sa.Column('parent_code', sa.Text(), nullable=True),
    sa.Column('prefix', sa.Text(), nullable=False),
    sa.CheckConstraint("level IN ('province', 'city', 'county', 'township')", name=op.f('ck_jurisdiction_level')),
    sa.ForeignKeyConstraint(['parent_code'], ['shared.jurisdiction.code'], name=op.f('fk_jurisdiction_parent_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_jurisdiction')),
    schema='shared'
    )
    op.create_index(op.f('ix_jurisdiction_prefix'), 'jurisdiction', ['prefix'], unique=False, schema='shared')
    op.create_table('place_region',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('milestones', sa.Integer(), nullable=False),
    sa.Column('loaded_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_place_region')),
    schema='shared'
    )
    op.create_table('place',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('others', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('pinyin', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=True),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('line', geoalchemy2.types.Geometry(geometry_type='MULTILINESTRING', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=True), nullable=True),
    sa.Column('population', sa.Integer(), nullable=True),
    sa.Column('approximate', sa.Boolean(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['region'], ['shared.place_region.name'], name=op.f('fk_place_region'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place')),
    schema='shared'
    )
    op.create_index(op.f('ix_place_name'), 'place', ['name'], unique=False, schema='shared')
    op.create_index('ix_place_others', 'place', ['others'], unique=False, schema='shared', postgresql_using='gin')
    op.create_index(op.f('ix_place_region'), 'place', ['region'], unique=False, schema='shared')
    op.create_table('milestone',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), nullable=True),
    sa.Column('road', sa.Text(), nullable=True),
    sa.Column('metres', sa.Integer(), nullable=False),
    sa.Column('direction', sa.Text(), nullable=True),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('datum', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.CheckConstraint("direction IN ('up', 'down')", name=op.f('ck_milestone_direction')),
    sa.CheckConstraint('metres >= 0', name=op.f('ck_milestone_metres')),
    sa.CheckConstraint('number IS NOT NULL OR road IS NOT NULL', name=op.f('ck_milestone_road_known')),
    sa.ForeignKeyConstraint(['region'], ['shared.place_region.name'], name=op.f('fk_milestone_region'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestone')),
    schema='shared'
    )
    op.create_index(op.f('ix_milestone_region'), 'milestone', ['region'], unique=False, schema='shared')
    op.create_index('ix_milestone_number', 'milestone', ['number'], unique=False, schema='shared')
    op.create_index('ix_milestone_road', 'milestone', ['road'], unique=False, schema='shared')
    op.create_table('plan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('edition', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('status', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('incident_kinds', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('condition', sa.Text(), nullable=False),
    sa.Column('condition_text', sa.Text(), nullable=False),
    sa.Column('condition_text_en', sa.Text(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("status IN ('draft', 'reviewed', 'approved', 'issued', 'filed', 'in_force', 'under_revision', 'void')", name=op.f('ck_plan_status')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan')),
    sa.UniqueConstraint('code', 'edition', name=op.f('uq_plan_code_edition')),
    schema='shared'
    )
    op.create_index('uq_plan_standing', 'plan', ['code'], unique=True, schema='shared', postgresql_where=sa.text("status IN ('in_force', 'under_revision')"))
    op.create_table('sign_in_record',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('username', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_record')),
    schema='shared'
    )
    op.create_index(op.f('ix_sign_in_record_at'), 'sign_in_record', ['at'], unique=False, schema='shared')
    op.create_table('world',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('clock_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('clock_set_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('clock_speed', sa.Float(), nullable=True),
    sa.Column('closed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("kind IN ('live', 'exercise')", name=op.f('ck_world_kind')),
    sa.CheckConstraint("(kind = 'live') = (clock_at IS NULL) AND (clock_at IS NULL) = (clock_set_at IS NULL) AND (clock_at IS NULL) = (clock_speed IS NULL) AND clock_speed >= 0", name=op.f('ck_world_clock')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_world')),
    schema='shared'
    )
    op.create_table('api_token',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('scopes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('area_code', sa.Text(), nullable=False),
    sa.Column('calls_per_min', sa.Integer(), nullable=False),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('expires_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('last_used_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('revoked_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint('calls_per_min > 0', name=op.f('ck_api_token_calls_per_min')),
    sa.ForeignKeyConstraint(['account_id'], ['shared.account.id'], name=op.f('fk_api_token_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['area_code'], ['shared.jurisdiction.code'], name=op.f('fk_api_token_area_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash')),
    schema='shared'
    )
    op.create_index(op.f('ix_api_token_account_id'), 'api_token', ['account_id'], unique=False, schema='shared')
    op.create_index(op.f('ix_api_token_area_code'), 'api_token', ['area_code'], unique=False, schema='shared')
    op.create_table('token_record',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('token_id', sa.Uuid(), nullable=False),
    sa.Column('token_name', sa.Text(), nullable=False),
    sa.Column('owner_name', sa.Text(), nullable=False),
    sa.Column('area_code', sa.Text(), nullable=False),
    sa.Column('scopes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), nullable=True),
    sa.CheckConstraint("action IN ('made', 'rotated', 'revoked')", name=op.f('ck_token_record_action')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_token_record')),
    schema='shared'
    )
    op.create_index(op.f('ix_token_record_at'), 'token_record', ['at'], unique=False, schema='shared')
    op.create_table('membership',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.CheckConstraint("role IN ('commander', 'duty_officer', 'county_clerk', 'team_leader', 'planner', 'auditor', 'administrator', 'wall')", name=op.f('ck_membership_role')),
    sa.ForeignKeyConstraint(['account_id'], ['shared.account.id'], name=op.f('fk_membership_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['jurisdiction_code'], ['shared.jurisdiction.code'], name=op.f('fk_membership_jurisdiction_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('account_id', 'role', 'jurisdiction_code', name=op.f('uq_membership_account_id_role_jurisdiction_code')),
    schema='shared'
    )
    op.create_table('account_choice',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['shared.account.id'], name=op.f('fk_account_choice_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', 'name', name=op.f('pk_account_choice')),
    schema='shared'
    )
    op.create_index(op.f('ix_membership_account_id'), 'membership', ['account_id'], unique=False, schema='shared')
    op.create_table('run_card',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('response_level', sa.Integer(), nullable=False),
    sa.Column('trigger', sa.Text(), nullable=False),
    sa.Column('trigger_text', sa.Text(), nullable=False),
    sa.Column('trigger_text_en', sa.Text(), nullable=False),
    sa.Column('expected_duration_s', sa.Integer(), nullable=False),
    sa.Column('places', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('windows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('measures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('contacts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('messages', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('areas', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('checked_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('checked_by_name', sa.Text(), nullable=False),
    sa.CheckConstraint('response_level BETWEEN 1 AND 4', name=op.f('ck_run_card_level')),
    sa.ForeignKeyConstraint(['plan_id'], ['shared.plan.id'], name=op.f('fk_run_card_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run_card')),
    sa.UniqueConstraint('plan_id', 'response_level', name=op.f('uq_run_card_plan_id_response_level')),
    schema='shared'
    )
    op.create_index(op.f('ix_run_card_plan_id'), 'run_card', ['plan_id'], unique=False, schema='shared')
    op.create_table('run_card_draft',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('response_level', sa.Integer(), nullable=False),
    sa.Column('body', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('response_level BETWEEN 1 AND 4', name=op.f('ck_run_card_draft_level')),
    sa.ForeignKeyConstraint(['plan_id'], ['shared.plan.id'], name=op.f('fk_run_card_draft_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run_card_draft')),
    sa.UniqueConstraint('plan_id', 'response_level', name=op.f('uq_run_card_draft_plan_id_response_level')),
    schema='shared'
    )
    op.create_index(op.f('ix_run_card_draft_plan_id'), 'run_card_draft', ['plan_id'], unique=False, schema='shared')
    op.create_table('readiness_setting',
    sa.Column('plan_code', sa.Text(), nullable=False),
    sa.Column('places', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('cases', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('plan_code', name=op.f('pk_readiness_setting')),
    schema='shared'
    )
    op.create_table('seat',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('world', sa.Text(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("role IN ('director', 'observer', 'commander', 'duty_officer', 'county_clerk', 'team_leader')", name=op.f('ck_seat_role')),
    sa.CheckConstraint("(role = 'team_leader') = (team_id IS NOT NULL)", name=op.f('ck_seat_team')),
    sa.ForeignKeyConstraint(['account_id'], ['shared.account.id'], name=op.f('fk_seat_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['jurisdiction_code'], ['shared.jurisdiction.code'], name=op.f('fk_seat_jurisdiction_code')),
    sa.ForeignKeyConstraint(['world'], ['shared.world.name'], name=op.f('fk_seat_world'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_seat')),
    sa.UniqueConstraint('world', 'account_id', 'role', 'jurisdiction_code', name=op.f('uq_seat_world_account_id_role_jurisdiction_code')),
    schema='shared'
    )
    op.create_index(op.f('ix_seat_account_id'), 'seat', ['account_id'], unique=False, schema='shared')
    op.create_table('exercise',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('world', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('area_code', sa.Text(), nullable=False),
    sa.Column('begins_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('speed', sa.Float(), nullable=False),
    sa.Column('seed', sa.Integer(), nullable=False),
    sa.Column('scenario', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('template_id', sa.Text(), nullable=True),
    sa.Column('branch', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('plan_codes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('played_by_system', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('starts_when_ready', sa.Boolean(), nullable=False),
    sa.Column('is_dry', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('trouble', sa.Text(), nullable=True),
    sa.Column('copied', sa.Integer(), nullable=False),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by_name', sa.Text(), nullable=False),
    sa.Column('prepared_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('started_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('tabletop', 'functional', 'full_scale')", name=op.f('ck_exercise_kind')),
    sa.CheckConstraint("purpose IN ('testing', 'demonstration', 'research')", name=op.f('ck_exercise_purpose')),
    sa.CheckConstraint("state IN ('preparing', 'ready', 'running', 'paused', 'ended', 'failed', 'removed')", name=op.f('ck_exercise_state')),
    sa.ForeignKeyConstraint(['area_code'], ['shared.jurisdiction.code'], name=op.f('fk_exercise_area_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exercise')),
    sa.UniqueConstraint('number', name=op.f('uq_exercise_number')),
    sa.UniqueConstraint('world', name=op.f('uq_exercise_world')),
    schema='shared'
    )
    op.create_table('exercise_criteria',
    sa.Column('exercise_id', sa.Uuid(), nullable=False),
    sa.Column('criteria', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['exercise_id'], ['shared.exercise.id'], name=op.f('fk_exercise_criteria_exercise_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('exercise_id', name=op.f('pk_exercise_criteria')),
    schema='shared'
    )
    op.create_table('site_criteria',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('criteria', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('exercise', 'incident')", name=op.f('ck_site_criteria_kind')),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_site_criteria')),
    schema='shared'
    )
    op.create_table('exercise_template',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('scenario', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['jurisdiction_code'], ['shared.jurisdiction.code'], name=op.f('fk_exercise_template_jurisdiction_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exercise_template')),
    schema='shared'
    )
    op.create_table('scenario_picture',
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('width_px', sa.Integer(), nullable=False),
    sa.Column('height_px', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('digest', name=op.f('pk_scenario_picture')),
    schema='shared'
    )
    op.create_table('drill_notice',
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('standing', sa.Text(), nullable=False),
    sa.Column('told_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('subject', 'due_on', 'standing', name=op.f('pk_drill_notice')),
    schema='shared'
    )
    op.create_table('drill_record',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('unit_name', sa.Text(), nullable=True),
    sa.Column('unit_kind', sa.Text(), nullable=True),
    sa.Column('plan_codes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('entered_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('entered_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("unit_kind IS NULL OR unit_kind IN ('high_risk', 'enterprise')", name=op.f('ck_drill_record_unit_kind')),
    sa.CheckConstraint('(unit_name IS NULL) = (unit_kind IS NULL)', name=op.f('ck_drill_record_unit')),
    sa.ForeignKeyConstraint(['jurisdiction_code'], ['shared.jurisdiction.code'], name=op.f('fk_drill_record_jurisdiction_code')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_drill_record')),
    schema='shared'
    )
    op.create_index(op.f('ix_drill_record_jurisdiction_code'), 'drill_record', ['jurisdiction_code'], unique=False, schema='shared')
    op.create_table('sign_in_session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('world', sa.Text(), nullable=False),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('last_seen_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('expires_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('revoked_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('address', sa.Text(), nullable=True),
    sa.Column('user_agent', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['shared.account.id'], name=op.f('fk_sign_in_session_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['world'], ['shared.world.name'], name=op.f('fk_sign_in_session_world')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_sign_in_session_token_hash')),
    schema='shared'
    )
    op.create_index(op.f('ix_sign_in_session_account_id'), 'sign_in_session', ['account_id'], unique=False, schema='shared')
    op.create_table('requirement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('run_card_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('capability_code', sa.Text(), nullable=True),
    sa.Column('item_code', sa.Text(), nullable=True),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('label_en', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('counted_in', sa.Text(), nullable=True),
    sa.Column('least', sa.Text(), nullable=True),
    sa.Column('within_s', sa.Integer(), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.Column('in_addition', sa.Boolean(), nullable=False),
    sa.Column('people_per_shift', sa.Integer(), nullable=True),
    sa.Column('relief_after_s', sa.Integer(), nullable=True),
    sa.Column('places', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('windows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint('(capability_code IS NULL) <> (item_code IS NULL)', name=op.f('ck_requirement_one_kind')),
    sa.CheckConstraint('within_s > 0', name=op.f('ck_requirement_within')),
    sa.ForeignKeyConstraint(['run_card_id'], ['shared.run_card.id'], name=op.f('fk_requirement_run_card_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requirement')),
    schema='shared'
    )
    op.create_index(op.f('ix_requirement_run_card_id'), 'requirement', ['run_card_id'], unique=False, schema='shared')
    op.create_table('task_template',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('run_card_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('role_name', sa.Text(), nullable=False),
    sa.Column('role_name_en', sa.Text(), nullable=False),
    sa.Column('limit_s', sa.Integer(), nullable=False),
    sa.Column('after', sa.ARRAY(sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['run_card_id'], ['shared.run_card.id'], name=op.f('fk_task_template_run_card_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_template')),
    schema='shared'
    )
    op.create_index(op.f('ix_task_template_run_card_id'), 'task_template', ['run_card_id'], unique=False, schema='shared')


def create_plan_document_tables() -> None:
    """Create what plans are as papers: sections, steps, triggers, days off."""
    op.create_table('plan_document',
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('command_body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('risk', sa.Text(), nullable=False),
    sa.Column('resource_links', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('based_on_id', sa.Uuid(), nullable=True),
    sa.Column('imported_from', sa.Text(), nullable=True),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('filed_to', sa.Text(), nullable=True),
    sa.Column('filed_on', sa.Date(), nullable=True),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('receipt', sa.Text(), nullable=True),
    sa.Column('in_force_on', sa.Date(), nullable=True),
    sa.Column('evaluated_on', sa.Date(), nullable=True),
    sa.Column('void_on', sa.Date(), nullable=True),
    sa.Column('standing', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('reminded', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by_name', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['based_on_id'], ['shared.plan.id'], name=op.f('fk_plan_document_based_on_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['shared.plan.id'], name=op.f('fk_plan_document_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('plan_id', name=op.f('pk_plan_document')),
    schema='shared'
    )
    op.create_index(op.f('ix_plan_document_based_on_id'), 'plan_document', ['based_on_id'], unique=False, schema='shared')
    op.create_table('plan_section',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('origin_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('annex', sa.Boolean(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('key', sa.Text(), nullable=True),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('level BETWEEN 1 AND 4', name=op.f('ck_plan_section_level')),
    sa.ForeignKeyConstraint(['plan_id'], ['shared.plan.id'], name=op.f('fk_plan_section_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_section')),
    schema='shared'
    )
    op.create_index(op.f('ix_plan_section_plan_id_position'), 'plan_section', ['plan_id', 'position'], unique=False, schema='shared')
    op.create_table('plan_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('from_status', sa.Text(), nullable=False),
    sa.Column('to_status', sa.Text(), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=True),
    sa.Column('account_name', sa.Text(), nullable=True),
    sa.Column('signer_name', sa.Text(), nullable=True),
    sa.Column('signer_function', sa.Text(), nullable=True),
    sa.Column('digest', sa.Text(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('taken_back_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('taken_back_by_name', sa.Text(), nullable=True),
    sa.Column('taken_back_why', sa.Text(), nullable=True),
    sa.CheckConstraint("step IN ('review', 'send_back', 'approve', 'issue', 'file', 'accept_filing', 'enforce', 'evaluate', 'begin_revision', 'end_revision', 'retire')", name=op.f('ck_plan_step_step')),
    sa.ForeignKeyConstraint(['plan_id'], ['shared.plan.id'], name=op.f('fk_plan_step_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_step')),
    schema='shared'
    )
    op.create_index(op.f('ix_plan_step_plan_id_at'), 'plan_step', ['plan_id', 'at'], unique=False, schema='shared')
    op.create_table('plan_trigger',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('trigger', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=True),
    sa.Column('because', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('raised_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('raised_by_name', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answer_text', sa.Text(), nullable=True),
    sa.Column('answered_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('answered_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("answer IN ('revise', 'not_needed')", name=op.f('ck_plan_trigger_answer')),
    sa.CheckConstraint("trigger IN ('law_changed', 'upper_plan_changed', 'command_changed', 'risk_changed', 'resources_changed', 'other_information_changed', 'problems_found', 'other')", name=op.f('ck_plan_trigger_trigger')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_plan_trigger_answered')),
    sa.ForeignKeyConstraint(['plan_id'], ['shared.plan.id'], name=op.f('fk_plan_trigger_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_trigger')),
    schema='shared'
    )
    op.create_index(op.f('ix_plan_trigger_plan_id'), 'plan_trigger', ['plan_id'], unique=False, schema='shared')
    op.create_index('uq_plan_trigger_open_by_itself', 'plan_trigger', ['plan_id', 'trigger', 'source'], unique=True, schema='shared', postgresql_where=sa.text('answered_at IS NULL AND source IS NOT NULL'))
    op.create_table('working_year',
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('days', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('year', name=op.f('pk_working_year')),
    schema='shared'
    )


def create_world_tables(schema: str) -> None:
    """Create the tables of one world in its schema."""
    op.create_table('closure',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('area', geoalchemy2.types.Geometry(geometry_type='GEOMETRY', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('roads', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('spared', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('closed_to', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('spares_bridges', sa.Boolean(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('valid_from', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('valid_to', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('begun_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('import_id', sa.Uuid(), nullable=True),
    sa.Column('source', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('lifted_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('valid_to IS NULL OR valid_to > valid_from', name=op.f('ck_closure_validity')),
    sa.CheckConstraint('area IS NOT NULL OR jsonb_array_length(roads) > 0', name=op.f('ck_closure_extent')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closure')),
    schema=schema
    )
    op.create_index(op.f('ix_closure_import_id'), 'closure', ['import_id'], unique=False, schema=schema)
    op.create_index('ix_closure_open', 'closure', ['id'], unique=False, schema=schema, postgresql_where=sa.text('lifted_at IS NULL'))
    op.create_table('depot',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('keeper_name', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('load_s', sa.Integer(), nullable=False),
    sa.Column('tier', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=True),
    sa.Column('confirmed_how', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_by', sa.Text(), nullable=True),
    sa.Column('retired_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('load_s >= 0', name=op.f('ck_depot_load_s')),
    sa.CheckConstraint("confirmed_how IN ('count', 'seen', 'phone', 'import', 'hand_over')", name=op.f('ck_depot_confirmed_how')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_depot')),
    sa.UniqueConstraint('code', name=op.f('uq_depot_code')),
    schema=schema
    )
    op.create_index(op.f('ix_depot_jurisdiction_code'), 'depot', ['jurisdiction_code'], unique=False, schema=schema)
    op.create_table('event',
    sa.Column('seq', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('audience', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('actor_id', sa.Uuid(), nullable=True),
    sa.Column('actor_name', sa.Text(), nullable=True),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('schema', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_event')),
    schema=schema
    )
    op.create_index(op.f('ix_event_at'), 'event', ['at'], unique=False, schema=schema)
    op.create_index('ix_event_audience', 'event', ['audience'], unique=False, schema=schema, postgresql_using='gin')
    op.create_index(op.f('ix_event_incident_id_seq'), 'event', ['incident_id', 'seq'], unique=False, schema=schema)
    op.create_table('kept_record',
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('noun', sa.Text(), nullable=False),
    sa.Column('record_id', sa.Uuid(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('audience', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('record', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('seq', 'noun', 'record_id', name=op.f('pk_kept_record')),
    schema=schema
    )
    op.create_table('facility',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('free', sa.Integer(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('confirmed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=True),
    sa.Column('confirmed_how', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_by', sa.Text(), nullable=True),
    sa.Column('retired_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('hospital', 'shelter', 'school', 'other')", name=op.f('ck_facility_kind')),
    sa.CheckConstraint("confirmed_how IN ('count', 'seen', 'phone', 'import', 'hand_over')", name=op.f('ck_facility_confirmed_how')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_facility')),
    sa.UniqueConstraint('code', name=op.f('uq_facility_code')),
    schema=schema
    )
    op.create_table('hazard_source',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('major_hazard_grade', sa.Integer(), nullable=True),
    sa.Column('substances', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('confirmed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('major_hazard_grade IS NULL OR major_hazard_grade BETWEEN 1 AND 4', name=op.f('ck_hazard_source_grade')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_source')),
    sa.UniqueConstraint('code', name=op.f('uq_hazard_source_code')),
    schema=schema
    )
    op.create_table('idempotency_key',
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('request_hash', sa.LargeBinary(), nullable=False),
    sa.Column('status', sa.Integer(), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=True),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('account_id', 'key', name=op.f('pk_idempotency_key')),
    schema=schema
    )
    op.create_index(op.f('ix_idempotency_key_created_at'), 'idempotency_key', ['created_at'], unique=False, schema=schema)
    op.create_table('incident',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('description', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=True),
    sa.Column('response_level', sa.Integer(), nullable=True),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('place_name', sa.Text(), nullable=False),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('occurred_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('reported_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('received_via', sa.Text(), nullable=False),
    sa.Column('received_by', sa.Text(), nullable=False),
    sa.Column('deaths', sa.Integer(), nullable=True),
    sa.Column('missing', sa.Integer(), nullable=True),
    sa.Column('serious_injuries', sa.Integer(), nullable=True),
    sa.Column('minor_injuries', sa.Integer(), nullable=True),
    sa.Column('trapped', sa.Integer(), nullable=True),
    sa.Column('exposed', sa.Integer(), nullable=True),
    sa.Column('loss_yuan', sa.BigInteger(), nullable=True),
    sa.Column('substance_un', sa.Text(), nullable=True),
    sa.Column('spill', sa.Text(), nullable=True),
    sa.Column('container', sa.Text(), nullable=True),
    sa.Column('wind_from_deg', sa.Integer(), nullable=True),
    sa.Column('wind_speed_ms', sa.Double(), nullable=True),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('stood_down_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('closed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('reported', 'responding', 'stood_down', 'closed')", name=op.f('ck_incident_state')),
    sa.CheckConstraint('level IS NULL OR level BETWEEN 1 AND 4', name=op.f('ck_incident_level')),
    sa.CheckConstraint('priority BETWEEN 1 AND 5', name=op.f('ck_incident_priority')),
    sa.CheckConstraint("received_by IN ('county', 'city', 'province')", name=op.f('ck_incident_received_by')),
    sa.CheckConstraint('response_level IS NULL OR response_level BETWEEN 1 AND 4', name=op.f('ck_incident_response')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_incident')),
    sa.UniqueConstraint('number', name=op.f('uq_incident_number')),
    schema=schema
    )
    op.create_index(op.f('ix_incident_jurisdiction_code'), 'incident', ['jurisdiction_code'], unique=False, schema=schema)
    op.create_index(op.f('ix_incident_state'), 'incident', ['state'], unique=False, schema=schema)
    op.create_table('proposal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('reason', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('requested_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('solved_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('basis_seq', sa.BigInteger(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('objective', sa.BigInteger(), nullable=True),
    sa.Column('bound', sa.BigInteger(), nullable=True),
    sa.Column('gap', sa.Double(), nullable=True),
    sa.Column('terms', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('picks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('deliveries', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('shortfalls', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('difference', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('timings_s', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('ladder', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('outlook', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('needs', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('settled_by_name', sa.Text(), nullable=True),
    sa.Column('data_age', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('decided_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('decided_by', sa.Uuid(), nullable=True),
    sa.Column('decided_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('requested', 'solving', 'feasible', 'proven', 'accepted', 'superseded', 'failed')", name=op.f('ck_proposal_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposal')),
    sa.UniqueConstraint('number', name=op.f('uq_proposal_number')),
    schema=schema
    )
    op.create_index('ix_proposal_unfinished', 'proposal', ['id'], unique=False, schema=schema, postgresql_where=sa.text("state IN ('requested', 'solving')"))
    op.create_table('proposal_case',
    sa.Column('proposal_id', sa.Uuid(), nullable=False),
    sa.Column('stored_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('problem', sa.LargeBinary(), nullable=False),
    sa.Column('solution', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['proposal_id'], [f"{schema}.proposal.id"], name=op.f('fk_proposal_case_proposal_id')),
    sa.PrimaryKeyConstraint('proposal_id', name=op.f('pk_proposal_case')),
    schema=schema
    )
    op.create_index(op.f('ix_proposal_case_stored_at'), 'proposal_case', ['stored_at'], unique=False, schema=schema)
    op.create_table('policy',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=True),
    sa.Column('document', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=True),
    sa.Column('changed_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_policy')),
    sa.UniqueConstraint('name', name=op.f('uq_policy_name')),
    schema=schema
    )
    op.create_index('uq_policy_active', 'policy', ['active'], unique=True, schema=schema, postgresql_where=sa.text('active'))
    enter_shipped_policies(schema)
    op.create_table('cover_standard',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('area_name', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('capability_code', sa.Text(), nullable=False),
    sa.Column('within_s', sa.Integer(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('share', sa.Float(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('retired_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=True),
    sa.Column('changed_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('within_s > 0', name=op.f('ck_cover_standard_within')),
    sa.CheckConstraint('count > 0', name=op.f('ck_cover_standard_count')),
    sa.CheckConstraint('weight > 0', name=op.f('ck_cover_standard_weight')),
    sa.CheckConstraint('share > 0 AND share <= 1', name=op.f('ck_cover_standard_share')),
    *live_alone(schema, sa.ForeignKeyConstraint(['capability_code'], ['shared.capability.code'], name=op.f('fk_cover_standard_capability_code'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cover_standard')),
    schema=schema
    )
    op.create_index(op.f('ix_cover_standard_jurisdiction_code'), 'cover_standard', ['jurisdiction_code'], unique=False, schema=schema)
    op.create_table('study',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('proposal_id', sa.Uuid(), nullable=False),
    sa.Column('proposal_number', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('asked_in', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('question', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('answer', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('asked_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_by_name', sa.Text(), nullable=False),
    sa.Column('answered_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('what_if', 'why_not', 'swap', 'trade_off', 'policies', 'confidence')", name=op.f('ck_study_kind')),
    sa.CheckConstraint("state IN ('requested', 'solving', 'answered', 'failed')", name=op.f('ck_study_state')),
    sa.ForeignKeyConstraint(['proposal_id'], [f"{schema}.proposal.id"], name=op.f('fk_study_proposal_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_study')),
    sa.UniqueConstraint('number', name=op.f('uq_study_number')),
    schema=schema
    )
    op.create_index(op.f('ix_study_proposal_id'), 'study', ['proposal_id'], unique=False, schema=schema)
    op.create_index('ix_study_unfinished', 'study', ['number'], unique=False, schema=schema, postgresql_where=sa.text("state IN ('requested', 'solving')"))
    op.create_table('team',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('home', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('leader_name', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('vehicle', sa.Text(), nullable=False),
    sa.Column('headcount', sa.Integer(), nullable=False),
    sa.Column('turnout_s', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('tier', sa.Integer(), nullable=False),
    sa.Column('on_duty', sa.Boolean(), nullable=False),
    sa.Column('crew', sa.Integer(), nullable=True),
    sa.Column('equipment_note', sa.Text(), nullable=True),
    sa.Column('out_reason', sa.Text(), nullable=True),
    sa.Column('out_note', sa.Text(), nullable=True),
    sa.Column('out_until', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('declared_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('declared_by', sa.Text(), nullable=True),
    sa.Column('committed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('confirmed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=True),
    sa.Column('confirmed_how', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_by', sa.Text(), nullable=True),
    sa.Column('retired_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('available', 'standby', 'assigned', 'en_route', 'on_scene', 'returning', 'restocking', 'maintenance', 'unavailable')", name=op.f('ck_team_state')),
    sa.CheckConstraint('turnout_s >= 0 AND headcount > 0', name=op.f('ck_team_figures')),
    sa.CheckConstraint("confirmed_how IN ('count', 'seen', 'phone', 'import', 'hand_over')", name=op.f('ck_team_confirmed_how')),
    sa.CheckConstraint("out_reason IN ('off_duty', 'maintenance', 'training', 'leave', 'rest', 'other')", name=op.f('ck_team_out_reason')),
    sa.CheckConstraint('crew >= 0', name=op.f('ck_team_crew')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('code', name=op.f('uq_team_code')),
    schema=schema
    )
    op.create_index(op.f('ix_team_jurisdiction_code'), 'team', ['jurisdiction_code'], unique=False, schema=schema)
    op.create_table('activation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('plan_code', sa.Text(), nullable=False),
    sa.Column('plan_title', sa.Text(), nullable=False),
    sa.Column('plan_title_en', sa.Text(), nullable=False),
    sa.Column('plan_edition', sa.Text(), nullable=False),
    sa.Column('response_level', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('matter', sa.Text(), nullable=False),
    sa.Column('expected_duration_s', sa.Integer(), nullable=False),
    sa.Column('measures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('asks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('contacts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('messages', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('areas', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('left_out', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('matched_because', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('started_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('started_by', sa.Uuid(), nullable=False),
    sa.Column('started_by_name', sa.Text(), nullable=False),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('in_force', 'raised', 'lowered', 'ended')", name=op.f('ck_activation_state')),
    sa.CheckConstraint('response_level BETWEEN 1 AND 4', name=op.f('ck_activation_level')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_activation_incident_id')),
    *live_alone(schema, sa.ForeignKeyConstraint(['plan_id'], ['shared.plan.id'], name=op.f('fk_activation_plan_id'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activation')),
    schema=schema
    )
    op.create_index(op.f('ix_activation_incident_id'), 'activation', ['incident_id'], unique=False, schema=schema)
    op.create_table('hazard_area',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('area', geoalchemy2.types.Geometry(geometry_type='GEOMETRY', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('distance_m', sa.Integer(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('edition', sa.Text(), nullable=False),
    sa.Column('cautions', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('basis', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('inside', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('computed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('withdrawn_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('isolation', 'protective_action', 'plume', 'flood', 'buffer', 'drawn')", name=op.f('ck_hazard_area_kind')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_hazard_area_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hazard_area')),
    schema=schema
    )
    op.create_index(op.f('ix_hazard_area_incident_id'), 'hazard_area', ['incident_id'], unique=False, schema=schema)
    op.create_table('incident_caller',
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('destroy_after', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_incident_caller_incident_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('incident_id', name=op.f('pk_incident_caller')),
    schema=schema
    )
    op.create_table('incident_hearer',
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('entry', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_incident_hearer_incident_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('incident_id', 'entry', name=op.f('pk_incident_hearer')),
    schema=schema
    )
    op.create_table('log_entry',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_log_entry_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_log_entry')),
    schema=schema
    )
    op.create_index(op.f('ix_log_entry_incident_id_at'), 'log_entry', ['incident_id', 'at'], unique=False, schema=schema)
    op.create_table('lot',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('depot_id', sa.Uuid(), nullable=False),
    sa.Column('item_code', sa.Text(), nullable=False),
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('made_on', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('reserved', sa.Integer(), nullable=False),
    sa.Column('on_the_way', sa.Integer(), nullable=False),
    sa.Column('delivered', sa.Integer(), nullable=False),
    sa.Column('confirmed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=True),
    sa.Column('confirmed_how', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_by', sa.Text(), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity >= 0', name=op.f('ck_lot_quantity')),
    sa.CheckConstraint('on_the_way >= 0 AND delivered >= 0', name=op.f('ck_lot_outside')),
    sa.CheckConstraint('reserved >= 0 AND reserved <= quantity', name=op.f('ck_lot_reserved')),
    sa.ForeignKeyConstraint(['depot_id'], [f"{schema}.depot.id"], name=op.f('fk_lot_depot_id')),
    *live_alone(schema, sa.ForeignKeyConstraint(['item_code'], ['shared.item.code'], name=op.f('fk_lot_item_code'))),
    sa.CheckConstraint("confirmed_how IN ('count', 'seen', 'phone', 'import', 'hand_over')", name=op.f('ck_lot_confirmed_how')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lot')),
    sa.UniqueConstraint('depot_id', 'item_code', 'batch', name=op.f('uq_lot_depot_id_item_code_batch')),
    schema=schema
    )
    op.create_index(op.f('ix_lot_depot_id'), 'lot', ['depot_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_lot_item_code_depot_id'), 'lot', ['item_code', 'depot_id'], unique=False, schema=schema)
    op.create_table('need',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('activation_id', sa.Uuid(), nullable=True),
    sa.Column('capability_code', sa.Text(), nullable=True),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.Column('item_code', sa.Text(), nullable=True),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('label_en', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('least', sa.Integer(), nullable=True),
    sa.Column('latest_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('work_s', sa.Integer(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('explanation', sa.Text(), nullable=True),
    sa.Column('asked_by', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('committed', sa.Integer(), nullable=False),
    sa.Column('arrived', sa.Integer(), nullable=False),
    sa.Column('raised_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('raised_by', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('grade IS NULL OR (grade BETWEEN 1 AND 4 AND capability_code IS NOT NULL)', name=op.f('ck_need_grade')),
    sa.CheckConstraint("origin IN ('plan', 'officer')", name=op.f('ck_need_origin')),
    sa.CheckConstraint("state IN ('open', 'cancelled', 'closed')", name=op.f('ck_need_state')),
    sa.CheckConstraint('(capability_code IS NULL) <> (item_code IS NULL)', name=op.f('ck_need_one_kind')),
    sa.CheckConstraint('committed >= 0 AND arrived >= 0', name=op.f('ck_need_cover')),
    sa.CheckConstraint('work_s IS NULL OR work_s > 0', name=op.f('ck_need_work_s')),
    sa.CheckConstraint('least IS NULL OR least BETWEEN 1 AND quantity', name=op.f('ck_need_least')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_need_quantity')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_need_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need')),
    schema=schema
    )
    op.create_index(op.f('ix_need_activation_id'), 'need', ['activation_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_need_incident_id'), 'need', ['incident_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_need_state'), 'need', ['state'], unique=False, schema=schema)
    op.create_table('report_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('from_level', sa.Text(), nullable=False),
    sa.Column('to_level', sa.Text(), nullable=False),
    sa.Column('started_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('due_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('sent_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('sent_by', sa.Uuid(), nullable=True),
    sa.Column('sitrep_id', sa.Uuid(), nullable=True),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_report_step_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_step')),
    sa.UniqueConstraint('incident_id', 'position', name=op.f('uq_report_step_incident_id_position')),
    schema=schema
    )
    op.create_index(op.f('ix_report_step_incident_id'), 'report_step', ['incident_id'], unique=False, schema=schema)
    op.create_table('resource_position',
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('received_at', postgresql.TIMESTAMP(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('accuracy_m', sa.Double(), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], [f"{schema}.team.id"], name=op.f('fk_resource_position_team_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('team_id', name=op.f('pk_resource_position')),
    schema=schema
    )
    op.create_index(op.f('ix_resource_position_received_at'), 'resource_position', ['received_at'], unique=False, schema=schema)
    op.create_table('position_trace',
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('lon', sa.Double(), nullable=False),
    sa.Column('lat', sa.Double(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], [f"{schema}.team.id"], name=op.f('fk_position_trace_team_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('team_id', 'at', name=op.f('pk_position_trace')),
    schema=schema
    )
    op.create_table('sitrep',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('addressed_to', sa.Text(), nullable=False),
    sa.Column('body', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("kind IN ('first', 'follow_up', 'correction', 'final')", name=op.f('ck_sitrep_kind')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_sitrep_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sitrep')),
    sa.UniqueConstraint('incident_id', 'number', name=op.f('uq_sitrep_incident_id_number')),
    schema=schema
    )
    op.create_index(op.f('ix_sitrep_incident_id'), 'sitrep', ['incident_id'], unique=False, schema=schema)
    op.create_table('steering',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('set_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=False),
    sa.Column('set_by_name', sa.Text(), nullable=False),
    sa.Column('lifted_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('pin', 'exclusion')", name=op.f('ck_steering_kind')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_steering_incident_id')),
    sa.ForeignKeyConstraint(['team_id'], [f"{schema}.team.id"], name=op.f('fk_steering_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_steering')),
    schema=schema
    )
    op.create_index(op.f('ix_steering_incident_id'), 'steering', ['incident_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_steering_team_id'), 'steering', ['team_id'], unique=False, schema=schema)
    op.create_index('uq_steering_open', 'steering', ['team_id', 'incident_id'], unique=True, schema=schema, postgresql_where=sa.text('lifted_at IS NULL'))
    op.create_table('team_capability',
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('capability_code', sa.Text(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('grade', sa.Integer(), nullable=True),
    sa.CheckConstraint('grade BETWEEN 1 AND 4', name=op.f('ck_team_capability_grade')),
    sa.CheckConstraint('units > 0', name=op.f('ck_team_capability_units')),
    *live_alone(schema, sa.ForeignKeyConstraint(['capability_code'], ['shared.capability.code'], name=op.f('fk_team_capability_capability_code'))),
    sa.ForeignKeyConstraint(['team_id'], [f"{schema}.team.id"], name=op.f('fk_team_capability_team_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('team_id', 'capability_code', name=op.f('pk_team_capability')),
    schema=schema
    )
    op.create_table('truck',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('depot_id', sa.Uuid(), nullable=False),
    sa.Column('plate', sa.Text(), nullable=False),
    sa.Column('vehicle', sa.Text(), nullable=False),
    sa.Column('payload_kg', sa.Integer(), nullable=False),
    sa.Column('hazardous_permit', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('confirmed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=True),
    sa.Column('confirmed_how', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_by', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('available', 'assigned', 'unavailable', 'retired')", name=op.f('ck_truck_state')),
    sa.CheckConstraint('payload_kg > 0', name=op.f('ck_truck_payload')),
    sa.ForeignKeyConstraint(['depot_id'], [f"{schema}.depot.id"], name=op.f('fk_truck_depot_id')),
    sa.CheckConstraint("confirmed_how IN ('count', 'seen', 'phone', 'import', 'hand_over')", name=op.f('ck_truck_confirmed_how')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_truck')),
    sa.UniqueConstraint('plate', name=op.f('uq_truck_plate')),
    schema=schema
    )
    op.create_index(op.f('ix_truck_depot_id'), 'truck', ['depot_id'], unique=False, schema=schema)
    op.create_table('assignment',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('truck_id', sa.Uuid(), nullable=True),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('proposal_id', sa.Uuid(), nullable=True),
    sa.Column('fills', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('during', postgresql.TSTZRANGE(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    postgresql.ExcludeConstraint((sa.column('team_id'), '='), (sa.column('during'), '&&'), where=sa.text("state = 'live' AND team_id IS NOT NULL"), using='gist', name='ex_assignment_team'),
    postgresql.ExcludeConstraint((sa.column('truck_id'), '='), (sa.column('during'), '&&'), where=sa.text("state = 'live' AND truck_id IS NOT NULL"), using='gist', name='ex_assignment_truck'),
    sa.CheckConstraint("state IN ('live', 'ended')", name=op.f('ck_assignment_state')),
    sa.CheckConstraint('(team_id IS NULL) <> (truck_id IS NULL)', name=op.f('ck_assignment_one_resource')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_assignment_incident_id')),
    sa.ForeignKeyConstraint(['proposal_id'], [f"{schema}.proposal.id"], name=op.f('fk_assignment_proposal_id')),
    sa.ForeignKeyConstraint(['team_id'], [f"{schema}.team.id"], name=op.f('fk_assignment_team_id')),
    sa.ForeignKeyConstraint(['truck_id'], [f"{schema}.truck.id"], name=op.f('fk_assignment_truck_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assignment')),
    schema=schema
    )
    op.create_index(op.f('ix_assignment_incident_id'), 'assignment', ['incident_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_assignment_team_id'), 'assignment', ['team_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_assignment_truck_id'), 'assignment', ['truck_id'], unique=False, schema=schema)
    op.create_table('stock_movement',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('quantity_change', sa.Integer(), nullable=False),
    sa.Column('reserved_change', sa.Integer(), nullable=False),
    sa.Column('on_the_way_change', sa.Integer(), nullable=False),
    sa.Column('delivered_change', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('transfer_id', sa.Uuid(), nullable=True),
    sa.Column('loan_id', sa.Uuid(), nullable=True),
    sa.Column('hold_id', sa.Uuid(), nullable=True),
    sa.Column('import_id', sa.Uuid(), nullable=True),
    sa.Column('undoes_id', sa.Uuid(), nullable=True),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('expires_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.Text(), nullable=True),
    sa.Column('paper_number', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint("kind IN ('opening', 'receipt', 'reserve', 'release', 'lapse', 'load', 'deliver', 'issue', 'return', 'come_back', 'loss', 'loss_outside', 'stocktake', 'transfer_out', 'transfer_in', 'transfer_end', 'undo')", name=op.f('ck_stock_movement_kind')),
    sa.CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name=op.f('ck_stock_movement_undoes')),
    sa.ForeignKeyConstraint(['lot_id'], [f"{schema}.lot.id"], name=op.f('fk_stock_movement_lot_id')),
    sa.ForeignKeyConstraint(['undoes_id'], [f"{schema}.stock_movement.id"], name=op.f('fk_stock_movement_undoes_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_movement')),
    sa.UniqueConstraint('undoes_id', name=op.f('uq_stock_movement_undoes_id')),
    schema=schema
    )
    op.create_index(op.f('ix_stock_movement_lot_id'), 'stock_movement', ['lot_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_stock_movement_order_id'), 'stock_movement', ['order_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_stock_movement_import_id'), 'stock_movement', ['import_id'], unique=False, schema=schema)
    create_stock_tables(schema)
    let_the_ledger_keep_the_balances(schema)
    op.create_table('task',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('activation_id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('response_level', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('title_en', sa.Text(), nullable=False),
    sa.Column('role_name', sa.Text(), nullable=False),
    sa.Column('role_name_en', sa.Text(), nullable=False),
    sa.Column('limit_s', sa.Integer(), nullable=False),
    sa.Column('after', sa.ARRAY(sa.Uuid()), nullable=False),
    sa.Column('blocked', sa.Boolean(), nullable=False),
    sa.Column('due_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('holder_id', sa.Uuid(), nullable=True),
    sa.Column('holder_name', sa.Text(), nullable=True),
    sa.Column('settled_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('settled_by_name', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'done', 'not_needed')", name=op.f('ck_task_state')),
    sa.ForeignKeyConstraint(['activation_id'], [f"{schema}.activation.id"], name=op.f('fk_task_activation_id')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_task_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task')),
    schema=schema
    )
    op.create_index(op.f('ix_task_activation_id'), 'task', ['activation_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_task_incident_id'), 'task', ['incident_id'], unique=False, schema=schema)
    op.create_table('order',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('assignment_id', sa.Uuid(), nullable=False),
    sa.Column('proposal_id', sa.Uuid(), nullable=True),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('depot_id', sa.Uuid(), nullable=True),
    sa.Column('truck_id', sa.Uuid(), nullable=True),
    sa.Column('replaces_id', sa.Uuid(), nullable=True),
    sa.Column('reason', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('vehicle', sa.Text(), nullable=False),
    sa.Column('travel_s', sa.Integer(), nullable=True),
    sa.Column('distance_m', sa.Integer(), nullable=True),
    sa.Column('estimated', sa.Boolean(), nullable=False),
    sa.Column('eta_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('no_way_since', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('route', geoalchemy2.types.Geometry(geometry_type='LINESTRING', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('route_times_s', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('recipients', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('issued_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('issued_by', sa.Uuid(), nullable=False),
    sa.Column('issued_by_name', sa.Text(), nullable=False),
    sa.Column('acknowledged_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('loaded_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('departed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('arrived_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('released_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('closed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('told_later', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('team', 'delivery')", name=op.f('ck_order_kind')),
    sa.CheckConstraint("state IN ('issued', 'acknowledged', 'loaded', 'en_route', 'on_scene', 'delivered', 'released', 'closed', 'declined', 'recalled', 'turned_back', 'redirected')", name=op.f('ck_order_state')),
    sa.ForeignKeyConstraint(['assignment_id'], [f"{schema}.assignment.id"], name=op.f('fk_order_assignment_id')),
    sa.ForeignKeyConstraint(['depot_id'], [f"{schema}.depot.id"], name=op.f('fk_order_depot_id')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_order_incident_id')),
    sa.ForeignKeyConstraint(['proposal_id'], [f"{schema}.proposal.id"], name=op.f('fk_order_proposal_id')),
    sa.ForeignKeyConstraint(['team_id'], [f"{schema}.team.id"], name=op.f('fk_order_team_id')),
    sa.ForeignKeyConstraint(['truck_id'], [f"{schema}.truck.id"], name=op.f('fk_order_truck_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order')),
    sa.UniqueConstraint('assignment_id', name=op.f('uq_order_assignment_id')),
    sa.UniqueConstraint('number', name=op.f('uq_order_number')),
    schema=schema
    )
    op.create_index(op.f('ix_order_depot_id'), 'order', ['depot_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_order_incident_id'), 'order', ['incident_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_order_proposal_id'), 'order', ['proposal_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_order_state'), 'order', ['state'], unique=False, schema=schema)
    op.create_index(op.f('ix_order_team_id'), 'order', ['team_id'], unique=False, schema=schema)
    op.create_table('order_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=False),
    sa.Column('item_code', sa.Text(), nullable=False),
    sa.Column('item_name', sa.Text(), nullable=False),
    sa.Column('batch', sa.Text(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.CheckConstraint("state IN ('reserved', 'loaded', 'delivered', 'cancelled')", name=op.f('ck_order_line_state')),
    sa.CheckConstraint('amount > 0', name=op.f('ck_order_line_amount')),
    sa.ForeignKeyConstraint(['lot_id'], [f"{schema}.lot.id"], name=op.f('fk_order_line_lot_id')),
    sa.ForeignKeyConstraint(['need_id'], [f"{schema}.need.id"], name=op.f('fk_order_line_need_id')),
    sa.ForeignKeyConstraint(['order_id'], [f"{schema}.order.id"], name=op.f('fk_order_line_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_line')),
    schema=schema
    )
    op.create_index(op.f('ix_order_line_lot_id'), 'order_line', ['lot_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_order_line_need_id'), 'order_line', ['need_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_order_line_order_id'), 'order_line', ['order_id'], unique=False, schema=schema)


def create_road_tables(schema: str) -> None:
    """Create what is known of driving in one world: conditions, speeds, fits, runs."""
    op.create_table('road_condition',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('weather', sa.Text(), nullable=False),
    sa.Column('light', sa.Text(), nullable=True),
    sa.Column('emergency', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('valid_from', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('valid_to', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('set_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('set_by', sa.Uuid(), nullable=False),
    sa.Column('set_by_name', sa.Text(), nullable=False),
    sa.Column('withdrawn_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('withdrawn_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("light IN ('day', 'night')", name=op.f('ck_road_condition_light')),
    sa.CheckConstraint("weather IN ('dry', 'rain', 'heavy_rain', 'snow', 'ice', 'fog')", name=op.f('ck_road_condition_weather')),
    sa.CheckConstraint('valid_to IS NULL OR valid_to > valid_from', name=op.f('ck_road_condition_validity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_road_condition')),
    schema=schema
    )
    op.create_index('ix_road_condition_open', 'road_condition', ['id'], unique=False, schema=schema, postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('speed_table',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('kmh', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('entered_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('entered_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speed_table')),
    sa.UniqueConstraint('number', name=op.f('uq_speed_table_number')),
    schema=schema
    )
    op.create_index('uq_speed_table_active', 'speed_table', ['active'], unique=True, schema=schema, postgresql_where=sa.text('active'))
    op.create_table('speed_fit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('made_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by_name', sa.Text(), nullable=True),
    sa.Column('verdict', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('figures', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('factors', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('switched_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('switched_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("verdict IN ('adopted', 'kept_aside')", name=op.f('ck_speed_fit_verdict')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_speed_fit')),
    sa.UniqueConstraint('number', name=op.f('uq_speed_fit_number')),
    schema=schema
    )
    op.create_index('uq_speed_fit_active', 'speed_fit', ['active'], unique=True, schema=schema, postgresql_where=sa.text('active'))
    op.create_table('run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('order_number', sa.Integer(), nullable=True),
    sa.Column('resource_name', sa.Text(), nullable=False),
    sa.Column('target_name', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('vehicle', sa.Text(), nullable=False),
    sa.Column('source', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('source_from', sa.Text(), nullable=False),
    sa.Column('target', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry', nullable=False), nullable=False),
    sa.Column('way', geoalchemy2.types.Geometry(geometry_type='LINESTRING', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('departed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('weather', sa.Text(), nullable=False),
    sa.Column('light', sa.Text(), nullable=False),
    sa.Column('hour_band', sa.Text(), nullable=False),
    sa.Column('emergency', sa.Boolean(), nullable=False),
    sa.Column('road_file', sa.Text(), nullable=True),
    sa.Column('table_id', sa.Text(), nullable=False),
    sa.Column('fit_id', sa.Text(), nullable=False),
    sa.Column('estimated', sa.Boolean(), nullable=False),
    sa.Column('predicted_s', sa.Integer(), nullable=True),
    sa.Column('distance_m', sa.Integer(), nullable=True),
    sa.Column('pieces', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('seen', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('seen_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('stood_s', sa.Integer(), nullable=False),
    sa.Column('lag_s', sa.Integer(), nullable=False),
    sa.Column('reached_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('actual_s', sa.Integer(), nullable=True),
    sa.Column('actual_from', sa.Text(), nullable=True),
    sa.Column('excluded', sa.Text(), nullable=True),
    sa.CheckConstraint("actual_from IN ('report', 'positions')", name=op.f('ck_run_actual_from')),
    sa.ForeignKeyConstraint(['order_id'], [f'{schema}.order.id'], name=op.f('fk_run_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_run')),
    sa.UniqueConstraint('order_id', name=op.f('uq_run_order_id')),
    schema=schema
    )
    op.create_index(op.f('ix_run_departed_at'), 'run', ['departed_at'], unique=False, schema=schema)
    op.create_index('ix_run_open', 'run', ['id'], unique=False, schema=schema, postgresql_where=sa.text('ended_at IS NULL'))


def create_import_tables(schema: str) -> None:
    """Create the tables of lists that offices bring in, and of the experts they name."""
    op.create_table('expert',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('expertise', sa.Text(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=True),
    sa.Column('post', sa.Text(), nullable=True),
    sa.Column('phone', sa.Text(), nullable=True),
    sa.Column('confirmed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=True),
    sa.Column('confirmed_how', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_by', sa.Text(), nullable=True),
    sa.Column('retired_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("confirmed_how IN ('count', 'seen', 'phone', 'import', 'hand_over')", name=op.f('ck_expert_confirmed_how')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_expert')),
    sa.UniqueConstraint('code', name=op.f('uq_expert_code')),
    schema=schema
    )
    op.create_index(op.f('ix_expert_jurisdiction_code'), 'expert', ['jurisdiction_code'], unique=False, schema=schema)
    op.create_table('import_batch',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('file_name', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('outline', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('options', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('error', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by', sa.Uuid(), nullable=False),
    sa.Column('created_by_name', sa.Text(), nullable=False),
    sa.Column('applied_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('applied_by_name', sa.Text(), nullable=True),
    sa.Column('undone_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('undone_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('lots', 'teams', 'depots', 'trucks', 'shelters', 'hospitals', 'experts', 'items', 'classes')", name=op.f('ck_import_batch_kind')),
    sa.CheckConstraint("state IN ('reading', 'read', 'previewing', 'previewed', 'applying', 'applied', 'undoing', 'undone', 'failed', 'cancelled')", name=op.f('ck_import_batch_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_batch')),
    schema=schema
    )
    op.create_index(op.f('ix_import_batch_jurisdiction_code_created_at'), 'import_batch', ['jurisdiction_code', 'created_at'], unique=False, schema=schema)
    op.create_table('import_file',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('source', sa.LargeBinary(), nullable=True),
    sa.Column('cells', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], [f"{schema}.import_batch.id"], name=op.f('fk_import_file_batch_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_import_file')),
    schema=schema
    )
    op.create_table('import_job',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('asked_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('asked_by', sa.Uuid(), nullable=False),
    sa.Column('asked_by_name', sa.Text(), nullable=False),
    sa.Column('prefixes', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('beat_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('step', sa.Text(), nullable=True),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('cancelled', sa.Boolean(), nullable=False),
    sa.CheckConstraint("action IN ('read', 'outline', 'preview', 'apply', 'undo')", name=op.f('ck_import_job_action')),
    sa.ForeignKeyConstraint(['batch_id'], [f"{schema}.import_batch.id"], name=op.f('fk_import_job_batch_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('batch_id', name=op.f('pk_import_job')),
    schema=schema
    )
    op.create_table('import_row',
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('target_id', sa.Uuid(), nullable=True),
    sa.Column('seen_version', sa.Integer(), nullable=True),
    sa.Column('applied_version', sa.Integer(), nullable=True),
    sa.Column('values', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('old', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('problems', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('cells', sa.ARRAY(sa.Text()), nullable=False),
    sa.CheckConstraint("outcome IN ('added', 'changed', 'unchanged', 'removed', 'error')", name=op.f('ck_import_row_outcome')),
    sa.ForeignKeyConstraint(['batch_id'], [f"{schema}.import_batch.id"], name=op.f('fk_import_row_batch_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('batch_id', 'number', name=op.f('pk_import_row')),
    schema=schema
    )
    op.create_index(op.f('ix_import_row_batch_id_outcome_number'), 'import_row', ['batch_id', 'outcome', 'number'], unique=False, schema=schema)
    op.create_table('import_memory',
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('columns', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('words', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('datum', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('jurisdiction_code', 'kind', name=op.f('pk_import_memory')),
    schema=schema
    )
    op.create_table('entered_position',
    sa.Column('noun', sa.Text(), nullable=False),
    sa.Column('object_id', sa.Uuid(), nullable=False),
    sa.Column('batch_id', sa.Uuid(), nullable=False),
    sa.Column('datum', sa.Text(), nullable=False),
    sa.Column('lon', sa.Double(), nullable=True),
    sa.Column('lat', sa.Double(), nullable=True),
    sa.Column('approximate', sa.Boolean(), nullable=False),
    sa.Column('place_name', sa.Text(), nullable=True),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.CheckConstraint("noun IN ('team', 'depot', 'facility')", name=op.f('ck_entered_position_noun')),
    sa.PrimaryKeyConstraint('noun', 'object_id', name=op.f('pk_entered_position')),
    schema=schema
    )


SUPPLY_STANDARD = "GB/T 38565-2020"
SUPPLY_CLASSES = (
    ("1000000", None, "基本生活保障物资", "basic living supplies", SUPPLY_STANDARD, "read"),
    ("2000000", None, "应急装备及配套物资", "emergency equipment and accessories", SUPPLY_STANDARD, "read"),
    ("3000000", None, "工程材料与机械加工设备", "engineering materials and machinery", SUPPLY_STANDARD, "read"),
    ("1010000", "1000000", "粮食", "grain", SUPPLY_STANDARD, "reported"),
    ("1010100", "1010000", "面粉", "flour", SUPPLY_STANDARD, "reported"),
    ("1990000", "1000000", "其他", "other", SUPPLY_STANDARD, "read"),
    ("2990000", "2000000", "其他", "other", SUPPLY_STANDARD, "read"),
    ("3990000", "3000000", "其他", "other", SUPPLY_STANDARD, "read"),
)
OLDER_CLASSES = {
    "1000000": ("临时食宿", "生命支持"),
    "2000000": ("防护用品", "生命救助", "救援运载", "污染清理", "动力燃料", "器材工具", "照明设备", "通讯广播", "交通运输"),
    "3000000": ("工程设备", "工程材料"),
}


def create_supply_classes() -> None:
    """Create the classes of supplies with what could be read of the standard, and older names.

    Codes and top classes were read in the standard, 99 is "other" in every layer; the two of grain
    were seen in a public platform. Which top class an older relief class belongs to is our own view.
    """
    classes = op.create_table('supply_class',
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('parent_code', sa.Text(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('name_en', sa.Text(), nullable=True),
    sa.Column('standard', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('id', sa.Uuid(), server_default=sa.text('gen_random_uuid()'), nullable=False),
    sa.Column('version', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.CheckConstraint("code ~ '^[1-3]([0-9]{2}){3}$'", name=op.f('ck_supply_class_code')),
    sa.CheckConstraint("basis IN ('read', 'reported', 'imported', 'local')", name=op.f('ck_supply_class_basis')),
    sa.ForeignKeyConstraint(['parent_code'], ['shared.supply_class.code'], name=op.f('fk_supply_class_parent_code')),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_supply_class')),
    sa.UniqueConstraint('id', name=op.f('uq_supply_class_id')),
    schema='shared'
    )
    synonyms = op.create_table('supply_synonym',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('class_code', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['class_code'], ['shared.supply_class.code'], name=op.f('fk_supply_synonym_class_code')),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_supply_synonym')),
    schema='shared'
    )
    names = ("code", "parent_code", "name", "name_en", "standard", "basis")
    op.bulk_insert(classes, [dict(zip(names, row, strict=True)) for row in SUPPLY_CLASSES])
    older = [{"name": name, "class_code": code} for code, names in OLDER_CLASSES.items() for name in names]
    op.bulk_insert(synonyms, older)


def create_stock_tables(schema: str) -> None:
    """Create what stands beside the stock ledger and the teams: transfers, loans, shifts."""
    op.create_table('shift',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('starts_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('ends_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('duty_name', sa.Text(), nullable=True),
    sa.Column('duty_phone', sa.Text(), nullable=True),
    sa.Column('set_by', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('starts_at < ends_at', name=op.f('ck_shift_span')),
    sa.ForeignKeyConstraint(['team_id'], [f"{schema}.team.id"], name=op.f('fk_shift_team_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shift')),
    postgresql.ExcludeConstraint((sa.column('team_id'), '='), (sa.text('tstzrange(starts_at, ends_at)'), '&&'), using='gist', name='ex_shift_team'),
    schema=schema
    )
    op.create_index(op.f('ix_shift_team_id'), 'shift', ['team_id'], unique=False, schema=schema)
    op.create_table('stock_transfer',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('from_lot_id', sa.Uuid(), nullable=False),
    sa.Column('to_depot_id', sa.Uuid(), nullable=False),
    sa.Column('to_lot_id', sa.Uuid(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('received', sa.Integer(), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('paper_number', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('sent_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('sent_by', sa.Text(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=True),
    sa.Column('end_note', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('in_transit', 'received', 'turned_back')", name=op.f('ck_stock_transfer_state')),
    sa.CheckConstraint('quantity > 0 AND received >= 0 AND lost >= 0 AND received + lost <= quantity', name=op.f('ck_stock_transfer_amounts')),
    sa.ForeignKeyConstraint(['from_lot_id'], [f"{schema}.lot.id"], name=op.f('fk_stock_transfer_from_lot_id')),
    sa.ForeignKeyConstraint(['to_depot_id'], [f"{schema}.depot.id"], name=op.f('fk_stock_transfer_to_depot_id')),
    sa.ForeignKeyConstraint(['to_lot_id'], [f"{schema}.lot.id"], name=op.f('fk_stock_transfer_to_lot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_transfer')),
    schema=schema
    )
    op.create_index(op.f('ix_stock_transfer_from_lot_id'), 'stock_transfer', ['from_lot_id'], unique=False, schema=schema)
    op.create_index('ix_stock_transfer_open', 'stock_transfer', ['to_depot_id'], unique=False, schema=schema, postgresql_where=sa.text("state = 'in_transit'"))
    op.create_table('stock_loan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('borrower', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('lent_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('lent_by', sa.Text(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'settled', 'undone')", name=op.f('ck_stock_loan_state')),
    sa.CheckConstraint('quantity > 0 AND returned >= 0 AND lost >= 0 AND returned + lost <= quantity', name=op.f('ck_stock_loan_amounts')),
    sa.ForeignKeyConstraint(['lot_id'], [f"{schema}.lot.id"], name=op.f('fk_stock_loan_lot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_loan')),
    schema=schema
    )
    op.create_index(op.f('ix_stock_loan_lot_id'), 'stock_loan', ['lot_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_stock_loan_order_id'), 'stock_loan', ['order_id'], unique=False, schema=schema)
    op.create_index('ix_stock_loan_open', 'stock_loan', ['lot_id'], unique=False, schema=schema, postgresql_where=sa.text("state = 'open'"))
    op.create_table('safety_stock',
    sa.Column('depot_id', sa.Uuid(), nullable=False),
    sa.Column('item_code', sa.Text(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('set_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('set_by', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_safety_stock_quantity')),
    sa.ForeignKeyConstraint(['depot_id'], [f"{schema}.depot.id"], name=op.f('fk_safety_stock_depot_id')),
    *live_alone(schema, sa.ForeignKeyConstraint(['item_code'], ['shared.item.code'], name=op.f('fk_safety_stock_item_code'))),
    sa.PrimaryKeyConstraint('depot_id', 'item_code', name=op.f('pk_safety_stock')),
    schema=schema
    )


def let_the_ledger_keep_the_balances(schema: str) -> None:
    """A lot's balance is the sum of its movements: they alone change it, whoever writes them.

    Every change of a balance is a new version of the lot, so a clerk who saw the old one is told.
    """
    op.execute(f"""
        CREATE FUNCTION "{schema}".add_up_movements() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE "{schema}".lot SET
            quantity = lot.quantity + moved.quantity,
            reserved = lot.reserved + moved.reserved,
            on_the_way = lot.on_the_way + moved.on_the_way,
            delivered = lot.delivered + moved.delivered,
            version = lot.version + moved.newer,
            changed_at = CASE WHEN moved.newer = 1 THEN moved.at ELSE lot.changed_at END,
            changed_by = CASE WHEN moved.newer = 1 THEN moved.by_name ELSE lot.changed_by END
          FROM (
            SELECT lot_id, sum(quantity_change)::int AS quantity, sum(reserved_change)::int AS reserved,
              sum(on_the_way_change)::int AS on_the_way, sum(delivered_change)::int AS delivered,
              max(CASE WHEN kind = 'opening' THEN 0 ELSE 1 END) AS newer,
              max(at) AS at, max(by_name) AS by_name
            FROM new_movement GROUP BY lot_id
          ) AS moved
          WHERE lot.id = moved.lot_id;
          RETURN NULL;
        END $$
    """)
    op.execute(f"""
        CREATE TRIGGER add_up_movements AFTER INSERT ON "{schema}".stock_movement
        REFERENCING NEW TABLE AS new_movement
        FOR EACH STATEMENT EXECUTE FUNCTION "{schema}".add_up_movements()
    """)
    op.execute(f"""
        CREATE FUNCTION "{schema}".refuse_unmoved_balance() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'the balance of a lot is changed by movements only'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'lot_balance_is_the_sum_of_movements';
        END $$
    """)
    op.execute(f"""
        CREATE TRIGGER refuse_balance_at_entry BEFORE INSERT ON "{schema}".lot FOR EACH ROW
        WHEN (NEW.quantity <> 0 OR NEW.reserved <> 0 OR NEW.on_the_way <> 0 OR NEW.delivered <> 0)
        EXECUTE FUNCTION "{schema}".refuse_unmoved_balance()
    """)
    op.execute(f"""
        CREATE TRIGGER refuse_unmoved_balance
        BEFORE UPDATE OF quantity, reserved, on_the_way, delivered ON "{schema}".lot FOR EACH ROW
        WHEN (pg_trigger_depth() < 1 AND
          (OLD.quantity, OLD.reserved, OLD.on_the_way, OLD.delivered) IS DISTINCT FROM
          (NEW.quantity, NEW.reserved, NEW.on_the_way, NEW.delivered))
        EXECUTE FUNCTION "{schema}".refuse_unmoved_balance()
    """)


def create_label_tables(schema: str) -> None:
    """Create the tables of holds by clerks, of printed labels and of what was scanned."""
    op.create_table('stock_hold',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('expires_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('made_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_by', sa.Text(), nullable=True),
    sa.Column('end_note', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'released', 'lapsed', 'used')", name=op.f('ck_stock_hold_state')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_stock_hold_quantity')),
    sa.ForeignKeyConstraint(['lot_id'], [f"{schema}.lot.id"], name=op.f('fk_stock_hold_lot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_hold')),
    schema=schema
    )
    op.create_index(op.f('ix_stock_hold_lot_id'), 'stock_hold', ['lot_id'], unique=False, schema=schema)
    op.create_index('ix_stock_hold_open', 'stock_hold', ['expires_at'], unique=False, schema=schema, postgresql_where=sa.text("state = 'open'"))
    op.create_table('label_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('noun', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('issued_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('issued_by', sa.Text(), nullable=True),
    sa.CheckConstraint("noun IN ('box', 'shelf', 'truck', 'transfer', 'order')", name=op.f('ck_label_run_noun')),
    sa.CheckConstraint('count > 0', name=op.f('ck_label_run_count')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_label_run')),
    schema=schema
    )
    op.create_index(op.f('ix_label_run_jurisdiction_code_issued_at'), 'label_run', ['jurisdiction_code', 'issued_at'], unique=False, schema=schema)
    op.create_table('label',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('noun', sa.Text(), nullable=False),
    sa.Column('serial', sa.Integer(), nullable=False),
    sa.Column('of_count', sa.Integer(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=True),
    sa.Column('depot_id', sa.Uuid(), nullable=True),
    sa.Column('truck_id', sa.Uuid(), nullable=True),
    sa.Column('transfer_id', sa.Uuid(), nullable=True),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('loan_id', sa.Uuid(), nullable=True),
    sa.Column('printed_amount', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('to_name', sa.Text(), nullable=True),
    sa.Column('last_scan_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(noun = 'box') = (lot_id IS NOT NULL)", name=op.f('ck_label_box')),
    sa.CheckConstraint("amount >= 0 AND (noun = 'box' OR amount = 0)", name=op.f('ck_label_amount')),
    sa.CheckConstraint("noun = 'box' OR num_nonnulls(depot_id, truck_id, transfer_id, order_id) = 1", name=op.f('ck_label_subject')),
    sa.CheckConstraint("noun IN ('box', 'shelf', 'truck', 'transfer', 'order')", name=op.f('ck_label_noun')),
    sa.CheckConstraint("state IN ('awaited', 'in_stock', 'on_transfer', 'on_order', 'handed_over', 'missing', 'void')", name=op.f('ck_label_state')),
    sa.CheckConstraint('serial BETWEEN 1 AND of_count', name=op.f('ck_label_serial')),
    sa.ForeignKeyConstraint(['depot_id'], [f"{schema}.depot.id"], name=op.f('fk_label_depot_id')),
    sa.ForeignKeyConstraint(['loan_id'], [f"{schema}.stock_loan.id"], name=op.f('fk_label_loan_id')),
    sa.ForeignKeyConstraint(['lot_id'], [f"{schema}.lot.id"], name=op.f('fk_label_lot_id')),
    sa.ForeignKeyConstraint(['run_id'], [f"{schema}.label_run.id"], name=op.f('fk_label_run_id')),
    sa.ForeignKeyConstraint(['transfer_id'], [f"{schema}.stock_transfer.id"], name=op.f('fk_label_transfer_id')),
    sa.ForeignKeyConstraint(['truck_id'], [f"{schema}.truck.id"], name=op.f('fk_label_truck_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_label')),
    sa.UniqueConstraint('code', name=op.f('uq_label_code')),
    schema=schema
    )
    op.create_index(op.f('ix_label_lot_id'), 'label', ['lot_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_label_order_id'), 'label', ['order_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_label_run_id'), 'label', ['run_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_label_transfer_id'), 'label', ['transfer_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_label_truck_id'), 'label', ['truck_id'], unique=False, schema=schema)
    op.create_table('box_scan',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('act', sa.Text(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=True),
    sa.Column('by_name', sa.Text(), nullable=True),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('to_name', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('movement_ids', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('undone_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('undone_by', sa.Text(), nullable=True),
    sa.Column('undo_note', sa.Text(), nullable=True),
    sa.CheckConstraint("act IN ('receive', 'load', 'deliver', 'hand_over', 'send', 'return', 'count', 'seen', 'void')", name=op.f('ck_box_scan_act')),
    sa.CheckConstraint('(undone_at IS NULL) = (undone_by IS NULL)', name=op.f('ck_box_scan_undone')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_box_scan')),
    schema=schema
    )
    op.create_index(op.f('ix_box_scan_jurisdiction_code_at'), 'box_scan', ['jurisdiction_code', 'at'], unique=False, schema=schema)
    op.create_table('box_scan_line',
    sa.Column('scan_id', sa.Uuid(), nullable=False),
    sa.Column('label_id', sa.Uuid(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('lost', sa.Integer(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('was_scanned', sa.Boolean(), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint('amount >= 0 AND lost >= 0', name=op.f('ck_box_scan_line_amounts')),
    sa.ForeignKeyConstraint(['label_id'], [f"{schema}.label.id"], name=op.f('fk_box_scan_line_label_id')),
    sa.ForeignKeyConstraint(['scan_id'], [f"{schema}.box_scan.id"], name=op.f('fk_box_scan_line_scan_id')),
    sa.PrimaryKeyConstraint('scan_id', 'label_id', name=op.f('pk_box_scan_line')),
    schema=schema
    )
    op.create_index(op.f('ix_box_scan_line_label_id'), 'box_scan_line', ['label_id'], unique=False, schema=schema)


def create_exchange_tables(schema: str) -> None:
    """Create what other systems call our rows."""
    op.create_table('external_ref',
    sa.Column('office_code', sa.Text(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('noun', sa.Text(), nullable=False),
    sa.Column('external_id', sa.Text(), nullable=False),
    sa.Column('object_id', sa.Uuid(), nullable=False),
    sa.Column('sent', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('sent_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('sent_by', sa.Text(), nullable=False),
    sa.CheckConstraint("noun IN ('team', 'depot', 'truck', 'lot', 'facility', 'expert')", name=op.f('ck_external_ref_noun')),
    sa.PrimaryKeyConstraint('office_code', 'source', 'noun', 'external_id', name=op.f('pk_external_ref')),
    sa.UniqueConstraint('office_code', 'source', 'noun', 'object_id', name=op.f('uq_external_ref_office_code_source_noun_object_id')),
    schema=schema
    )


def create_edit_tables(schema: str) -> None:
    """Create the table of edits of lots that can be taken back."""
    op.create_table('stock_edit',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('lots', sa.Integer(), nullable=False),
    sa.Column('rows', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('undone_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.CheckConstraint("action IN ('edit', 'confirm', 'move', 'write_off')", name=op.f('ck_stock_edit_action')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stock_edit')),
    schema=schema
    )
    op.create_index(op.f('ix_stock_edit_by_at'), 'stock_edit', ['by', 'at'], unique=False, schema=schema)


def create_requisition_tables(schema: str) -> None:
    """Create the tables of requisitions."""
    op.create_table('requisition',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('legal_basis', sa.Text(), nullable=False),
    sa.Column('executing_body', sa.Text(), nullable=False),
    sa.Column('issuing_body', sa.Text(), nullable=True),
    sa.Column('decision_number', sa.Text(), nullable=True),
    sa.Column('decided_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('decided_by_name', sa.Text(), nullable=True),
    sa.Column('owner_kind', sa.Text(), nullable=False),
    sa.Column('owner_name', sa.Text(), nullable=False),
    sa.Column('owner_reference', sa.Text(), nullable=True),
    sa.Column('owner_phone', sa.Text(), nullable=True),
    sa.Column('address', sa.Text(), nullable=False),
    sa.Column('until_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('handed_over_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('handed_over_by_name', sa.Text(), nullable=True),
    sa.Column('received_from', sa.Text(), nullable=True),
    sa.Column('papers_due_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('returned_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('returned_to', sa.Text(), nullable=True),
    sa.Column('claimed_yuan', sa.BigInteger(), nullable=True),
    sa.Column('valued_yuan', sa.BigInteger(), nullable=True),
    sa.Column('valuer', sa.Text(), nullable=True),
    sa.Column('paid_yuan', sa.BigInteger(), nullable=True),
    sa.Column('settled_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('created_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('created_by_name', sa.Text(), nullable=True),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'decided' OR decision_number IS NOT NULL", name=op.f('ck_requisition_decision')),
    sa.CheckConstraint("owner_kind IN ('unit', 'person')", name=op.f('ck_requisition_owner_kind')),
    sa.CheckConstraint('paid_yuan IS NULL OR paid_yuan >= 0', name=op.f('ck_requisition_paid')),
    sa.CheckConstraint("state IN ('drafted', 'decided', 'in_use', 'returned', 'settled', 'cancelled')", name=op.f('ck_requisition_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requisition')),
    sa.UniqueConstraint('number', name=op.f('uq_requisition_number')),
    schema=schema
    )
    op.create_index(op.f('ix_requisition_jurisdiction_code'), 'requisition', ['jurisdiction_code'], unique=False, schema=schema)
    op.create_index(op.f('ix_requisition_open'), 'requisition', ['id'], unique=False, schema=schema, postgresql_where=sa.text("state NOT IN ('settled', 'cancelled')"))
    op.create_table('requisition_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('requisition_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('item_code', sa.Text(), nullable=True),
    sa.Column('plate', sa.Text(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('condition', sa.Text(), nullable=False),
    sa.Column('value_yuan', sa.BigInteger(), nullable=True),
    sa.Column('operator_name', sa.Text(), nullable=True),
    sa.Column('operator_phone', sa.Text(), nullable=True),
    sa.Column('condition_after', sa.Text(), nullable=True),
    sa.Column('damage', sa.Text(), nullable=True),
    sa.Column('lost', sa.Boolean(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('truck_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("kind IN ('vehicle', 'equipment', 'site', 'material')", name=op.f('ck_requisition_line_kind')),
    sa.CheckConstraint('team_id IS NULL OR truck_id IS NULL', name=op.f('ck_requisition_line_one_use')),
    sa.CheckConstraint('quantity > 0', name=op.f('ck_requisition_line_quantity')),
    sa.ForeignKeyConstraint(['requisition_id'], [f'{schema}.requisition.id'], name=op.f('fk_requisition_line_requisition_id_requisition'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], [f'{schema}.team.id'], name=op.f('fk_requisition_line_team_id_team')),
    sa.ForeignKeyConstraint(['truck_id'], [f'{schema}.truck.id'], name=op.f('fk_requisition_line_truck_id_truck')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_requisition_line')),
    sa.UniqueConstraint('requisition_id', 'position', name=op.f('uq_requisition_line_requisition_id_position')),
    schema=schema
    )


def create_alarm_tables(schema: str) -> None:
    """Create what must not be overlooked, and the limits a site sets for it."""
    op.create_table('alarm',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('noun', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('since_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('raised_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('called_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('calls', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('repeats', sa.Integer(), nullable=False),
    sa.Column('acknowledged_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('acknowledged_by', sa.Uuid(), nullable=True),
    sa.Column('acknowledged_by_name', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('escalated_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('report_overdue', 'report_due', 'help_asked', 'solver_lost', 'way_cut', 'order_declined', 'order_unacknowledged', 'need_uncovered', 'eta_slipped', 'promise_lapsed', 'stock_short', 'drill_due', 'plan_due', 'task_due')", name=op.f('ck_alarm_kind')),
    sa.CheckConstraint('(acknowledged_at IS NULL) = (acknowledged_by IS NULL)', name=op.f('ck_alarm_by_name')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_alarm_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alarm')),
    schema=schema
    )
    op.create_index(op.f('ix_alarm_raised_at'), 'alarm', ['raised_at'], unique=False, schema=schema)
    op.create_index(op.f('ix_alarm_ended_at'), 'alarm', ['ended_at'], unique=False, schema=schema)
    op.create_index(op.f('ix_alarm_incident_id'), 'alarm', ['incident_id'], unique=False, schema=schema)
    op.create_index('uq_alarm_open', 'alarm', ['kind', 'subject'], unique=True, schema=schema, postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('alarm_limit',
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('after_s', sa.Integer(), nullable=False),
    sa.Column('repeat_s', sa.Integer(), nullable=False),
    sa.Column('escalate_s', sa.Integer(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=False),
    sa.Column('changed_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('report_overdue', 'report_due', 'help_asked', 'solver_lost', 'way_cut', 'order_declined', 'order_unacknowledged', 'need_uncovered', 'eta_slipped', 'promise_lapsed', 'stock_short', 'drill_due', 'plan_due', 'task_due')", name=op.f('ck_alarm_limit_kind')),
    sa.CheckConstraint('repeat_s > 0 AND escalate_s > 0', name=op.f('ck_alarm_limit_again')),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_alarm_limit')),
    schema=schema
    )
    op.create_table('timer_limit',
    sa.Column('priority', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('waiting_s', sa.Integer(), nullable=False),
    sa.Column('quiet_s', sa.Integer(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('changed_by', sa.Uuid(), nullable=False),
    sa.Column('changed_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('priority BETWEEN 1 AND 5', name=op.f('ck_timer_limit_priority')),
    sa.CheckConstraint('waiting_s > 0 AND quiet_s > 0', name=op.f('ck_timer_limit_positive')),
    sa.PrimaryKeyConstraint('priority', name=op.f('pk_timer_limit')),
    schema=schema
    )


def create_field_tables(schema: str) -> None:
    """Create the tables of reports from the field and their photos."""
    op.create_table('field_report',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('order_id', sa.Uuid(), nullable=True),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('team_name', sa.Text(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('told_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('happened_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by', sa.Uuid(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('position', geoalchemy2.types.Geometry(geometry_type='POINT', srid=4326, dimension=2, from_text='ST_GeomFromEWKT', name='geometry'), nullable=True),
    sa.Column('accuracy_m', sa.Float(), nullable=True),
    sa.Column('lacking', sa.Text(), nullable=True),
    sa.Column('capability_code', sa.Text(), nullable=True),
    sa.Column('item_code', sa.Text(), nullable=True),
    sa.Column('label', sa.Text(), nullable=True),
    sa.Column('label_en', sa.Text(), nullable=True),
    sa.Column('quantity', sa.Integer(), nullable=True),
    sa.Column('acknowledged_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('acknowledged_by_name', sa.Text(), nullable=True),
    sa.Column('settled_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('settled_by_name', sa.Text(), nullable=True),
    sa.Column('need_id', sa.Uuid(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("kind IN ('note', 'help')", name=op.f('ck_field_report_kind')),
    sa.CheckConstraint("lacking IS NULL OR lacking IN ('team', 'item', 'people')", name=op.f('ck_field_report_lacking')),
    sa.CheckConstraint("(kind = 'help') = (lacking IS NOT NULL)", name=op.f('ck_field_report_help_lacks')),
    sa.CheckConstraint('quantity IS NULL OR quantity > 0', name=op.f('ck_field_report_quantity')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_field_report_incident_id')),
    sa.ForeignKeyConstraint(['need_id'], [f"{schema}.need.id"], name=op.f('fk_field_report_need_id')),
    sa.ForeignKeyConstraint(['order_id'], [f"{schema}.order.id"], name=op.f('fk_field_report_order_id')),
    sa.ForeignKeyConstraint(['team_id'], [f"{schema}.team.id"], name=op.f('fk_field_report_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_report')),
    schema=schema
    )
    op.create_index(op.f('ix_field_report_incident_id'), 'field_report', ['incident_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_field_report_team_id'), 'field_report', ['team_id'], unique=False, schema=schema)
    op.create_index('ix_field_report_open_help', 'field_report', ['id'], unique=False, schema=schema, postgresql_where=sa.text('settled_at IS NULL'))
    op.create_table('field_photo',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('width_px', sa.Integer(), nullable=False),
    sa.Column('height_px', sa.Integer(), nullable=False),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], [f"{schema}.field_report.id"], name=op.f('fk_field_photo_report_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('report_id', name=op.f('pk_field_photo')),
    schema=schema
    )


def create_survey_tables(schema: str) -> None:
    """Create the table of survey reports."""
    op.create_table('survey_report',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('jurisdiction_name', sa.Text(), nullable=False),
    sa.Column('edition', sa.Integer(), nullable=False),
    sa.Column('unit', sa.Text(), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('with_neighbours', sa.Boolean(), nullable=False),
    sa.Column('readers_code', sa.Text(), nullable=False),
    sa.Column('prepared_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('prepared_by', sa.Uuid(), nullable=False),
    sa.Column('prepared_by_name', sa.Text(), nullable=False),
    sa.Column('picture', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('summary', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_survey_report')),
    sa.UniqueConstraint('jurisdiction_code', 'edition', name=op.f('uq_survey_report_jurisdiction_code_edition')),
    schema=schema
    )
    op.create_index(op.f('ix_survey_report_readers_code_prepared_at'), 'survey_report', ['readers_code', 'prepared_at'], unique=False, schema=schema)


def create_aid_tables(schema: str) -> None:
    """Create the tables of agreements, lent teams and help from outside."""
    op.create_table('mutual_aid',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('provider_code', sa.Text(), nullable=False),
    sa.Column('receiver_code', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('valid_from', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('valid_to', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('drafted_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('drafted_by_name', sa.Text(), nullable=True),
    sa.Column('provider_signed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('provider_signed_by_name', sa.Text(), nullable=True),
    sa.Column('receiver_signed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('receiver_signed_by_name', sa.Text(), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_by_name', sa.Text(), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('(ended_at IS NULL) = (end_reason IS NULL)', name=op.f('ck_mutual_aid_end_reason')),
    sa.CheckConstraint('provider_code <> receiver_code', name=op.f('ck_mutual_aid_two_parties')),
    sa.CheckConstraint('valid_to > valid_from', name=op.f('ck_mutual_aid_validity')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mutual_aid')),
    sa.UniqueConstraint('number', name=op.f('uq_mutual_aid_number')),
    schema=schema
    )
    op.create_index(op.f('ix_mutual_aid_provider_code'), 'mutual_aid', ['provider_code'], unique=False, schema=schema)
    op.create_index(op.f('ix_mutual_aid_receiver_code'), 'mutual_aid', ['receiver_code'], unique=False, schema=schema)
    op.create_table('aid_request',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('requester_code', sa.Text(), nullable=False),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('due_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('to_depot_id', sa.Uuid(), nullable=True),
    sa.Column('contact_name', sa.Text(), nullable=True),
    sa.Column('contact_phone', sa.Text(), nullable=True),
    sa.Column('asked_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('asked_by_name', sa.Text(), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_by_name', sa.Text(), nullable=True),
    sa.Column('end_note', sa.Text(), nullable=True),
    sa.Column('merged_into_id', sa.Uuid(), nullable=True),
    sa.Column('merge_record', postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    sa.Column('synthetic', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f('ck_aid_request_merged')),
    sa.CheckConstraint("state IN ('open', 'closed', 'withdrawn', 'merged')", name=op.f('ck_aid_request_state')),
    sa.CheckConstraint('priority BETWEEN 1 AND 5', name=op.f('ck_aid_request_priority')),
    sa.ForeignKeyConstraint(['incident_id'], [f'{schema}.incident.id'], name=op.f('fk_aid_request_incident_id')),
    sa.ForeignKeyConstraint(['merged_into_id'], [f'{schema}.aid_request.id'], name=op.f('fk_aid_request_merged_into_id')),
    sa.ForeignKeyConstraint(['to_depot_id'], [f'{schema}.depot.id'], name=op.f('fk_aid_request_to_depot_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_request')),
    sa.UniqueConstraint('number', name=op.f('uq_aid_request_number')),
    schema=schema
    )
    op.create_index(op.f('ix_aid_request_incident_id'), 'aid_request', ['incident_id'], unique=False, schema=schema)
    op.create_index('ix_aid_request_open', 'aid_request', ['id'], unique=False, schema=schema, postgresql_where=sa.text("state = 'open'"))
    op.create_index(op.f('ix_aid_request_requester_code'), 'aid_request', ['requester_code'], unique=False, schema=schema)
    op.create_table('lent_team',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=False),
    sa.Column('receiver_code', sa.Text(), nullable=False),
    sa.Column('cause_id', sa.Uuid(), nullable=False),
    sa.Column('lent_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], [f'{schema}.team.id'], name=op.f('fk_lent_team_team_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lent_team')),
    schema=schema
    )
    op.create_index(op.f('ix_lent_team_cause_id'), 'lent_team', ['cause_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_lent_team_receiver_code'), 'lent_team', ['receiver_code'], unique=False, schema=schema)
    op.create_index('uq_lent_team_open', 'lent_team', ['team_id'], unique=True, schema=schema, postgresql_where=sa.text('ended_at IS NULL'))
    op.create_table('mutual_aid_term',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mutual_aid_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=True),
    sa.CheckConstraint("kind IN ('team_kind', 'capability', 'item')", name=op.f('ck_mutual_aid_term_kind')),
    sa.CheckConstraint('most > 0', name=op.f('ck_mutual_aid_term_most')),
    sa.ForeignKeyConstraint(['mutual_aid_id'], [f'{schema}.mutual_aid.id'], name=op.f('fk_mutual_aid_term_mutual_aid_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mutual_aid_term')),
    sa.UniqueConstraint('mutual_aid_id', 'kind', 'code', name=op.f('uq_mutual_aid_term_mutual_aid_id_kind_code')),
    schema=schema
    )
    op.create_table('aid_ask',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('provider_code', sa.Text(), nullable=False),
    sa.Column('upward', sa.Boolean(), nullable=False),
    sa.Column('asked_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('answer_due_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('answered_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('answered_by_name', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint("answer IN ('accepted', 'partly', 'refused')", name=op.f('ck_aid_ask_answer')),
    sa.CheckConstraint('(answer IS NULL) = (answered_at IS NULL)', name=op.f('ck_aid_ask_answered')),
    sa.ForeignKeyConstraint(['request_id'], [f'{schema}.aid_request.id'], name=op.f('fk_aid_ask_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_ask')),
    sa.UniqueConstraint('request_id', 'provider_code', name=op.f('uq_aid_ask_request_id_provider_code')),
    schema=schema
    )
    op.create_index(op.f('ix_aid_ask_provider_code'), 'aid_ask', ['provider_code'], unique=False, schema=schema)
    op.create_table('aid_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('capability_code', sa.Text(), nullable=True),
    sa.Column('item_code', sa.Text(), nullable=True),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('need_id', sa.Uuid(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint('(capability_code IS NULL) <> (item_code IS NULL)', name=op.f('ck_aid_line_one_kind')),
    sa.CheckConstraint('amount > 0', name=op.f('ck_aid_line_amount')),
    sa.ForeignKeyConstraint(['need_id'], [f'{schema}.need.id'], name=op.f('fk_aid_line_need_id')),
    sa.ForeignKeyConstraint(['request_id'], [f'{schema}.aid_request.id'], name=op.f('fk_aid_line_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_line')),
    sa.UniqueConstraint('request_id', 'position', name=op.f('uq_aid_line_request_id_position')),
    schema=schema
    )
    op.create_index(op.f('ix_aid_line_need_id'), 'aid_line', ['need_id'], unique=False, schema=schema)
    op.create_table('aid_message',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('ask_id', sa.Uuid(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('originating_id', sa.Uuid(), nullable=False),
    sa.Column('preceding_id', sa.Uuid(), nullable=True),
    sa.Column('recalls_id', sa.Uuid(), nullable=True),
    sa.Column('from_code', sa.Text(), nullable=False),
    sa.Column('to_code', sa.Text(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=True),
    sa.Column('response', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('supplies', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint("response IN ('Accept', 'Decline', 'Provisional')", name=op.f('ck_aid_message_response')),
    sa.ForeignKeyConstraint(['ask_id'], [f'{schema}.aid_ask.id'], name=op.f('fk_aid_message_ask_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['request_id'], [f'{schema}.aid_request.id'], name=op.f('fk_aid_message_request_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_message')),
    schema=schema
    )
    op.create_index(op.f('ix_aid_message_request_id'), 'aid_message', ['request_id'], unique=False, schema=schema)
    op.create_table('aid_supply',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('request_id', sa.Uuid(), nullable=False),
    sa.Column('ask_id', sa.Uuid(), nullable=False),
    sa.Column('line_id', sa.Uuid(), nullable=False),
    sa.Column('team_id', sa.Uuid(), nullable=True),
    sa.Column('lot_id', sa.Uuid(), nullable=True),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('offered_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('offered_by_name', sa.Text(), nullable=True),
    sa.Column('committed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('expires_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('transfer_id', sa.Uuid(), nullable=True),
    sa.Column('shipped_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('eta_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('received_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('received', sa.Integer(), nullable=True),
    sa.Column('damaged', sa.Integer(), nullable=True),
    sa.Column('receipt_note', sa.Text(), nullable=True),
    sa.Column('back_transfer_id', sa.Uuid(), nullable=True),
    sa.Column('sent_back_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('back_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('back', sa.Integer(), nullable=True),
    sa.Column('back_note', sa.Text(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.CheckConstraint("state IN ('offered', 'ordered', 'committed', 'shipped', 'received', 'return_asked', 'returning', 'returned', 'used_up', 'declined', 'withdrawn', 'released', 'lapsed')", name=op.f('ck_aid_supply_state')),
    sa.CheckConstraint('(team_id IS NULL) <> (lot_id IS NULL)', name=op.f('ck_aid_supply_one_kind')),
    sa.CheckConstraint('amount > 0', name=op.f('ck_aid_supply_amount')),
    sa.CheckConstraint('back >= 0 AND back <= received', name=op.f('ck_aid_supply_no_more_than_received')),
    sa.CheckConstraint('received + damaged <= amount', name=op.f('ck_aid_supply_no_more_than_sent')),
    sa.CheckConstraint('received >= 0 AND damaged >= 0', name=op.f('ck_aid_supply_counted')),
    sa.ForeignKeyConstraint(['ask_id'], [f'{schema}.aid_ask.id'], name=op.f('fk_aid_supply_ask_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['back_transfer_id'], [f'{schema}.stock_transfer.id'], name=op.f('fk_aid_supply_back_transfer_id')),
    sa.ForeignKeyConstraint(['line_id'], [f'{schema}.aid_line.id'], name=op.f('fk_aid_supply_line_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lot_id'], [f'{schema}.lot.id'], name=op.f('fk_aid_supply_lot_id')),
    sa.ForeignKeyConstraint(['request_id'], [f'{schema}.aid_request.id'], name=op.f('fk_aid_supply_request_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], [f'{schema}.team.id'], name=op.f('fk_aid_supply_team_id')),
    sa.ForeignKeyConstraint(['transfer_id'], [f'{schema}.stock_transfer.id'], name=op.f('fk_aid_supply_transfer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_aid_supply')),
    schema=schema
    )
    op.create_index('ix_aid_supply_committed', 'aid_supply', ['expires_at'], unique=False, schema=schema, postgresql_where=sa.text("state = 'committed'"))
    op.create_index(op.f('ix_aid_supply_lot_id'), 'aid_supply', ['lot_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_aid_supply_request_id'), 'aid_supply', ['request_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_aid_supply_team_id'), 'aid_supply', ['team_id'], unique=False, schema=schema)


def create_inject_tables(schema: str) -> None:
    """Create the tables of an exercise's course: injects, who read them, evaluation sheets."""
    op.create_table('inject',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ref', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('ad_hoc', sa.Boolean(), nullable=False),
    sa.Column('trigger', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('doing', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('roles', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('hidden', sa.Boolean(), nullable=False),
    sa.Column('expected', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('due_s', sa.Integer(), nullable=True),
    sa.Column('watches', sa.Boolean(), nullable=False),
    sa.Column('passed_s', sa.Integer(), nullable=True),
    sa.Column('given_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('given_by_name', sa.Text(), nullable=True),
    sa.Column('incident_id', sa.Uuid(), nullable=True),
    sa.Column('result', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('trouble', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('verdicts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('pending', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('waiting', 'given', 'skipped', 'failed')", name=op.f('ck_inject_state')),
    sa.CheckConstraint("(state IN ('given', 'skipped')) = (passed_s IS NOT NULL)", name=op.f('ck_inject_passed')),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_inject_incident_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inject')),
    sa.UniqueConstraint('ref', name=op.f('uq_inject_ref')),
    schema=schema
    )
    op.create_table('inject_reading',
    sa.Column('inject_id', sa.Uuid(), nullable=False),
    sa.Column('account_id', sa.Uuid(), nullable=False),
    sa.Column('account_name', sa.Text(), nullable=False),
    sa.Column('read_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('understood_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['inject_id'], [f"{schema}.inject.id"], name=op.f('fk_inject_reading_inject_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('inject_id', 'account_id', name=op.f('pk_inject_reading')),
    schema=schema
    )
    op.create_table('evaluation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('criterion', sa.Text(), nullable=False),
    sa.Column('about', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('observer_id', sa.Uuid(), nullable=False),
    sa.Column('observer_name', sa.Text(), nullable=False),
    sa.Column('rating', sa.Text(), nullable=True),
    sa.Column('points', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('corrects_id', sa.Uuid(), nullable=True),
    sa.CheckConstraint("rating IN ('P', 'S', 'M', 'U')", name=op.f('ck_evaluation_rating')),
    sa.CheckConstraint('points BETWEEN 0 AND 100', name=op.f('ck_evaluation_points')),
    sa.CheckConstraint('rating IS NULL OR points IS NULL', name=op.f('ck_evaluation_one_scale')),
    sa.ForeignKeyConstraint(['corrects_id'], [f"{schema}.evaluation.id"], name=op.f('fk_evaluation_corrects_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation')),
    sa.UniqueConstraint('corrects_id', name=op.f('uq_evaluation_corrects_id')),
    schema=schema
    )
    op.create_index(op.f('ix_evaluation_observer_id'), 'evaluation', ['observer_id'], unique=False, schema=schema)
    op.create_table('evaluation_photo',
    sa.Column('evaluation_id', sa.Uuid(), nullable=False),
    sa.Column('width_px', sa.Integer(), nullable=False),
    sa.Column('height_px', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['evaluation_id'], [f"{schema}.evaluation.id"], name=op.f('fk_evaluation_photo_evaluation_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('evaluation_id', name=op.f('pk_evaluation_photo')),
    schema=schema
    )


def create_simulated_field_tables(schema: str) -> None:
    """Create what the simulated field of an exercise remembers between two steps."""
    op.create_table('sim_order',
    sa.Column('order_id', sa.Uuid(), nullable=False),
    sa.Column('thing', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('way_s', sa.Integer(), nullable=True),
    sa.Column('lost_s', sa.Float(), nullable=False),
    sa.Column('turned', sa.Integer(), nullable=False),
    sa.Column('eta_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('stuck_since', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ends_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('supplies_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('next_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['order_id'], [f"{schema}.order.id"], name=op.f('fk_sim_order_order_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('order_id', name=op.f('pk_sim_order')),
    schema=schema
    )
    op.create_table('sim_scene',
    sa.Column('incident_id', sa.Uuid(), nullable=False),
    sa.Column('thing', sa.Text(), nullable=False),
    sa.Column('scene', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('next_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('asked_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('controlled_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['incident_id'], [f"{schema}.incident.id"], name=op.f('fk_sim_scene_incident_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('incident_id', name=op.f('pk_sim_scene')),
    schema=schema
    )
    op.create_table('sim_deed',
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('thing', sa.Text(), nullable=False),
    sa.Column('due_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('done_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('role', 'thing', name=op.f('pk_sim_deed')),
    schema=schema
    )
    op.create_table('sim_note',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=True), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('row', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sim_note')),
    schema=schema
    )


def create_readiness_tables(schema: str) -> None:
    """Create the tests of all plans with their cases, and how plans stood week by week."""
    op.create_table('readiness_run',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), sa.Identity(always=True), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('asked_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('asked_by_name', sa.Text(), nullable=True),
    sa.Column('started_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('ended_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('cancel_asked', sa.Boolean(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=True),
    sa.Column('as_of', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('basis_seq', sa.Integer(), nullable=True),
    sa.Column('counts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('actions', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('lost', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('took_s', sa.Float(), nullable=True),
    sa.Column('trouble', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("why IN ('asked', 'nightly')", name=op.f('ck_readiness_run_why')),
    sa.CheckConstraint("state IN ('requested', 'running', 'done', 'failed', 'cancelled')", name=op.f('ck_readiness_run_state')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readiness_run')),
    sa.UniqueConstraint('number', name=op.f('uq_readiness_run_number')),
    schema=schema
    )
    op.create_table('readiness_line',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('run_id', sa.Uuid(), nullable=False),
    sa.Column('plan_id', sa.Uuid(), nullable=False),
    sa.Column('plan_code', sa.Text(), nullable=False),
    sa.Column('plan_title', sa.Text(), nullable=False),
    sa.Column('plan_title_en', sa.Text(), nullable=False),
    sa.Column('response_level', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('spot_key', sa.Text(), nullable=False),
    sa.Column('spot_name', sa.Text(), nullable=False),
    sa.Column('spot_why', sa.Text(), nullable=False),
    sa.Column('lon', sa.Float(), nullable=False),
    sa.Column('lat', sa.Float(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('first_s', sa.Integer(), nullable=True),
    sa.Column('last_s', sa.Integer(), nullable=True),
    sa.Column('estimated', sa.Boolean(), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('asked', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('losses', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.CheckConstraint("state IN ('met', 'short', 'unclear', 'unknown', 'empty')", name=op.f('ck_readiness_line_state')),
    sa.CheckConstraint('response_level BETWEEN 1 AND 4', name=op.f('ck_readiness_line_level')),
    sa.ForeignKeyConstraint(['run_id'], [f"{schema}.readiness_run.id"], name=op.f('fk_readiness_line_run_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_readiness_line')),
    schema=schema
    )
    op.create_index(op.f('ix_readiness_line_run_id_plan_code_jurisdiction_code'), 'readiness_line', ['run_id', 'plan_code', 'jurisdiction_code'], unique=False, schema=schema)
    op.create_table('readiness_week',
    sa.Column('plan_code', sa.Text(), nullable=False),
    sa.Column('response_level', sa.Integer(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('week', sa.Date(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('met', sa.Integer(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('plan_code', 'response_level', 'jurisdiction_code', 'week', name=op.f('pk_readiness_week')),
    schema=schema
    )


def create_improvement_tables(schema: str) -> None:
    """Create the tables of findings, improvement tasks and evaluation reports."""
    op.create_table('finding',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('subject_kind', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('subject_number', sa.Text(), nullable=False),
    sa.Column('subject_title', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('origin_key', sa.Text(), nullable=True),
    sa.Column('aspect', sa.Text(), nullable=True),
    sa.Column('criterion', sa.Text(), nullable=True),
    sa.Column('seen', sa.Text(), nullable=False),
    sa.Column('severity', sa.Text(), nullable=False),
    sa.Column('evidence', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('plan_triggers', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('recorded_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('recorded_by', sa.Uuid(), nullable=False),
    sa.Column('recorded_by_name', sa.Text(), nullable=False),
    sa.Column('withdrawn_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('withdrawn_by_name', sa.Text(), nullable=True),
    sa.Column('withdrawn_why', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("origin IN ('evaluation', 'inject', 'score', 'free')", name=op.f('ck_finding_origin')),
    sa.CheckConstraint("severity IN ('minor', 'major', 'critical')", name=op.f('ck_finding_severity')),
    sa.CheckConstraint("subject_kind IN ('exercise', 'incident')", name=op.f('ck_finding_subject_kind')),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (withdrawn_why IS NULL)', name=op.f('ck_finding_withdrawn')),
    *live_alone(schema, sa.ForeignKeyConstraint(['jurisdiction_code'], ['shared.jurisdiction.code'], name=op.f('fk_finding_jurisdiction_code'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_finding')),
    sa.UniqueConstraint('number', name=op.f('uq_finding_number')),
    schema=schema
    )
    op.create_index(op.f('ix_finding_jurisdiction_code_recorded_at'), 'finding', ['jurisdiction_code', 'recorded_at'], unique=False, schema=schema)
    op.create_index(op.f('ix_finding_subject_id'), 'finding', ['subject_id'], unique=False, schema=schema)
    op.create_table('improvement_task',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('finding_id', sa.Uuid(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('action', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=True),
    sa.Column('owner_name', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('due_in_working_days', sa.Integer(), nullable=True),
    sa.Column('uncertain_years', sa.ARRAY(sa.Integer()), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('told', sa.Text(), nullable=False),
    sa.Column('set_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('set_by_name', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'done', 'verified', 'dropped')", name=op.f('ck_improvement_task_state')),
    sa.CheckConstraint("told IN ('', 'soon', 'overdue')", name=op.f('ck_improvement_task_told')),
    sa.ForeignKeyConstraint(['finding_id'], [f"{schema}.finding.id"], name=op.f('fk_improvement_task_finding_id')),
    *live_alone(schema, sa.ForeignKeyConstraint(['jurisdiction_code'], ['shared.jurisdiction.code'], name=op.f('fk_improvement_task_jurisdiction_code'))),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_improvement_task')),
    sa.UniqueConstraint('number', name=op.f('uq_improvement_task_number')),
    schema=schema
    )
    op.create_index(op.f('ix_improvement_task_finding_id'), 'improvement_task', ['finding_id'], unique=False, schema=schema)
    op.create_index(op.f('ix_improvement_task_jurisdiction_code_due_on'), 'improvement_task', ['jurisdiction_code', 'due_on'], unique=False, schema=schema)
    op.create_table('improvement_step',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('task_id', sa.Uuid(), nullable=False),
    sa.Column('step', sa.Text(), nullable=False),
    sa.Column('before', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by_id', sa.Uuid(), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.Column('takes_back_id', sa.Uuid(), nullable=True),
    sa.ForeignKeyConstraint(['task_id'], [f"{schema}.improvement_task.id"], name=op.f('fk_improvement_step_task_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_improvement_step')),
    sa.UniqueConstraint('takes_back_id', name=op.f('uq_improvement_step_takes_back_id')),
    schema=schema
    )
    op.create_index(op.f('ix_improvement_step_task_id_at'), 'improvement_step', ['task_id', 'at'], unique=False, schema=schema)
    op.create_table('evaluation_report',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('subject_kind', sa.Text(), nullable=False),
    sa.Column('subject_id', sa.Uuid(), nullable=False),
    sa.Column('subject_number', sa.Text(), nullable=False),
    sa.Column('jurisdiction_code', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('head', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('as_of', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('until_seq', sa.BigInteger(), nullable=False),
    sa.Column('made_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('made_by_name', sa.Text(), nullable=False),
    sa.Column('refreshed_at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("language IN ('zh-CN', 'en')", name=op.f('ck_evaluation_report_language')),
    sa.CheckConstraint("subject_kind IN ('exercise', 'incident')", name=op.f('ck_evaluation_report_subject_kind')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_evaluation_report')),
    sa.UniqueConstraint('number', name=op.f('uq_evaluation_report_number')),
    schema=schema
    )
    op.create_index(op.f('ix_evaluation_report_jurisdiction_code_made_at'), 'evaluation_report', ['jurisdiction_code', 'made_at'], unique=False, schema=schema)
    op.create_index(op.f('ix_evaluation_report_subject_id'), 'evaluation_report', ['subject_id'], unique=False, schema=schema)
    op.create_table('report_section',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('annex', sa.Boolean(), nullable=False),
    sa.Column('blocks', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('row_edits', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('made_text', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('changed_at', postgresql.TIMESTAMP(timezone=True), nullable=True),
    sa.Column('changed_by_name', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], [f"{schema}.evaluation_report.id"], name=op.f('fk_report_section_report_id')),
    sa.PrimaryKeyConstraint('report_id', 'key', name=op.f('pk_report_section')),
    schema=schema
    )
    op.create_table('report_text',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('origin', sa.Text(), nullable=False),
    sa.Column('at', postgresql.TIMESTAMP(timezone=True), nullable=False),
    sa.Column('by_name', sa.Text(), nullable=False),
    sa.CheckConstraint("origin IN ('made', 'edited', 'restored')", name=op.f('ck_report_text_origin')),
    sa.ForeignKeyConstraint(['report_id'], [f"{schema}.evaluation_report.id"], name=op.f('fk_report_text_report_id')),
    sa.PrimaryKeyConstraint('report_id', 'key', 'revision', name=op.f('pk_report_text')),
    schema=schema
    )
    op.create_table('report_picture',
    sa.Column('report_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('caption', sa.Text(), nullable=False),
    sa.Column('svg', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], [f"{schema}.evaluation_report.id"], name=op.f('fk_report_picture_report_id')),
    sa.PrimaryKeyConstraint('report_id', 'name', name=op.f('pk_report_picture')),
    schema=schema
    )
