"""Fills an empty database with the demo city, once: all of it in one transaction or nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import Connection, exists, select

from aid.models import AidAsk, AidLine, AidMessage, AidRequest
from app.seed import aid_rows, plan_paper_rows
from app.seed import inventory_rows as inventory
from app.seed import shared_rows as shared
from app.seed.accounts import (
    DEMO_PASSWORD,
    DEMO_SIGN_INS,
    LEADERS,
    STAFF,
    DemoAccount,
    SignIn,
)
from app.seed.bulk import Row, analyse, copy_rows
from app.seed.cover_rows import cover_standard_rows
from app.seed.generator import generate
from app.seed.plans_data.every import PLANS
from app.seed.records import DemoInventory, demo_id
from core.config import Environment, Settings, get_settings
from core.db import LIVE, Database
from core.models import WORLD, Account, Jurisdiction, Membership, World
from dispatch.models_policies import CoverStandard
from exercises.replay_keeping import keep
from geo.models import Boundary
from geo.models_places import Place, PlaceRegion
from hazards.models import HazardSource
from plans.models import Plan, Requirement, RunCard, TaskTemplate
from plans.models_documents import PlanDocument, PlanSection
from resources.models import (
    Capability,
    Depot,
    Facility,
    Item,
    Lot,
    ResourcePosition,
    StockMovement,
    Team,
    TeamCapability,
    Truck,
)
from resources.models_sharing import MutualAid, MutualAidTerm

__all__ = ["DEMO_PASSWORD", "DEMO_SIGN_INS", "is_seeded", "seed_demo", "seed_demo_at"]

Progress = Callable[[str], None]
SEED_LOCK = 6_420_100
LARGE_TABLES = (Place, Team, TeamCapability, ResourcePosition, Depot, Truck, Lot, StockMovement)


class DemoDataInProduction(RuntimeError):
    """Demo accounts share a published password and are never put into a production database."""


def seed_demo_at(database_url: str, say: Progress) -> tuple[SignIn, ...]:
    """Fill the database at an address with the demo city; return the sign-ins to be named."""
    database = Database(database_url, pool_size=1)
    try:
        seed_demo(database, get_settings(), say)
    finally:
        database.dispose()
    return DEMO_SIGN_INS


def seed_demo(
    database: Database,
    settings: Settings,
    progress: Progress,
    *,
    records: DemoInventory | None = None,
) -> None:
    """Fill the database with the demo city unless it has been filled; never in production.

    `records` replaces the generated inventory, for a bench that wants a larger city.
    """
    if settings.environment is Environment.PRODUCTION:
        raise DemoDataInProduction(
            "the demo city is not loaded where MUSTER_ENVIRONMENT is production"
        )
    engine = database.engine.execution_options(schema_translate_map={WORLD: LIVE})
    with engine.begin() as connection:
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({SEED_LOCK})")
        if is_seeded(connection):
            progress("the demo city is already loaded")
            return
        now = database.clock()
        progress("loading the demo city: Wuhan, synthetic inventory")
        _load_shared(connection, now, progress)
        stock = records or generate(now)
        _load_inventory(connection, stock, now, progress)
        _load_accounts(connection, stock, now, progress)
        analyse(connection, LARGE_TABLES, LIVE)
    with database.transaction(LIVE) as session:
        keep(session)


def is_seeded(connection: Connection) -> bool:
    """Say whether the database has the live world and the demo plans."""
    seeded = exists().where(World.name == LIVE) & exists().where(Plan.code == PLANS[0].code)
    return bool(connection.scalar(select(seeded)))


def _copy(connection: Connection, table: type, rows: Iterable[Row]) -> int:
    return copy_rows(connection, table, rows, LIVE)


def _load_shared(connection: Connection, now: datetime, progress: Progress) -> None:
    if not connection.scalar(select(exists().where(World.name == LIVE))):
        world = {"name": LIVE, "kind": "live", "title": "实战（演示数据）", "created_at": now}
        _copy(connection, World, [world])
    _copy(connection, Jurisdiction, shared.jurisdiction_rows())
    _copy(connection, Boundary, shared.boundary_rows())
    names = shared.place_rows()
    _copy(connection, PlaceRegion, [shared.place_region_row(len(names), now)])
    places = _copy(connection, Place, names)
    _copy(connection, Capability, shared.capability_rows())
    items = _copy(connection, Item, shared.item_rows())
    for number, plan in enumerate(PLANS, 1):
        _copy(connection, Plan, [shared.plan_row(plan)])
        _copy(connection, RunCard, shared.run_card_rows(plan))
        _copy(connection, Requirement, shared.requirement_rows(plan))
        _copy(connection, TaskTemplate, shared.task_rows(plan))
        _copy(connection, PlanDocument, [plan_paper_rows.paper_row(plan, number, now)])
        _copy(connection, PlanSection, plan_paper_rows.section_rows(plan, now))
    progress(f"  {places} places, {items} items, {len(PLANS)} plans")


def _load_inventory(
    connection: Connection, records: DemoInventory, now: datetime, progress: Progress
) -> None:
    teams = _copy(connection, Team, map(inventory.team_row, records.teams))
    _copy(connection, TeamCapability, inventory.team_capability_rows(records))
    _copy(connection, ResourcePosition, (inventory.position_row(t, now) for t in records.teams))
    depots = _copy(connection, Depot, (inventory.depot_row(d, now) for d in records.depots))
    _copy(connection, Truck, inventory.truck_rows(records, now))
    lots = _copy(connection, Lot, map(inventory.lot_row, records.lots))
    _copy(connection, StockMovement, (inventory.opening_row(lot, now) for lot in records.lots))
    facilities = _copy(connection, Facility, map(inventory.facility_row, records.facilities))
    sources = _copy(
        connection, HazardSource, map(inventory.hazard_source_row, records.hazard_sources)
    )
    _load_aid(connection, now)
    _copy(connection, CoverStandard, cover_standard_rows(now))
    progress(f"  {teams} teams, {depots} depots, {lots} lots")
    progress(f"  {facilities} hospitals and shelters, {sources} hazard sources")


def _load_aid(connection: Connection, now: datetime) -> None:
    _copy(connection, MutualAid, aid_rows.mutual_aid_rows(now))
    _copy(connection, MutualAidTerm, aid_rows.mutual_aid_term_rows())
    _copy(connection, AidRequest, aid_rows.aid_request_rows(now))
    _copy(connection, AidLine, aid_rows.aid_line_rows())
    _copy(connection, AidAsk, aid_rows.aid_ask_rows(now))
    _copy(connection, AidMessage, aid_rows.aid_message_rows(now))


def _load_accounts(
    connection: Connection, records: DemoInventory, now: datetime, progress: Progress
) -> None:
    accounts = [*STAFF, *_leaders(records)]
    hasher = PasswordHasher()
    _copy(connection, Account, [_account_row(a, hasher, now) for a in accounts])
    _copy(connection, Membership, [_membership_row(a) for a in accounts])
    progress(f"  {len(accounts)} demo accounts")


def _leaders(records: DemoInventory) -> list[DemoAccount]:
    teams = {team.code: team for team in records.teams}
    return [
        DemoAccount(
            username, teams[code].leader_name, "team_leader", teams[code].site.district, code
        )
        for username, code in LEADERS
        if code in teams
    ]


def _account_row(account: DemoAccount, hasher: PasswordHasher, now: datetime) -> Row:
    return {
        "id": demo_id("account", account.username),
        "username": account.username,
        "display_name": account.display_name,
        "password_hash": hasher.hash(DEMO_PASSWORD),
        "locale": "zh-CN",
        "team_id": demo_id("team", account.team_code) if account.team_code else None,
        "failed_attempts": 0,
        "locked_until": None,
        "disabled_at": None,
        "created_at": now,
    }


def _membership_row(account: DemoAccount) -> Row:
    return {
        "id": demo_id("membership", account.username),
        "account_id": demo_id("account", account.username),
        "role": account.role,
        "jurisdiction_code": account.jurisdiction_code,
    }
