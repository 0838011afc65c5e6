"""The demo city in a real database: complete, once, and never in production."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select, text
from sqlalchemy.orm import selectinload

from aid.models import AidRequest
from app.seed.load import DEMO_PASSWORD, DEMO_SIGN_INS, DemoDataInProduction, seed_demo
from app.testing.databases import Address, cloned_database
from core.config import Environment, Settings
from core.db import Database
from core.models import Account, Jurisdiction, Membership, World
from geo.models import Boundary
from geo.models_places import Place
from hazards.models import HazardSource
from plans.expressions import Source, quantity
from plans.facts import incident_facts
from plans.matching import match
from plans.models import Plan, Requirement, RunCard, TaskTemplate
from resources.models import (
    Depot,
    Facility,
    Item,
    Lot,
    StockMovement,
    Team,
    TeamCapability,
    Truck,
)
from resources.models_sharing import MutualAid
from resources.queries_seen import agreements_in_force

NOW = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)


def demo_settings() -> Settings:
    return Settings(environment=Environment.TEST)


@pytest.fixture(scope="module")
def seeded(template: Address) -> Iterator[Database]:
    """The demo city, loaded once for the tests that only read it."""
    with cloned_database(template) as url:
        database = Database(url, clock=lambda: NOW)
        seed_demo(database, demo_settings(), lambda _line: None)
        yield database
        database.dispose()


def count(database: Database, table: type) -> int:
    with database.picture() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_the_demo_city_has_the_size_that_the_story_needs(seeded: Database) -> None:
    assert count(seeded, Team) >= 220
    assert count(seeded, Depot) == 60
    assert count(seeded, Lot) == 5000
    assert count(seeded, Facility) == 30
    assert count(seeded, HazardSource) == 40
    assert count(seeded, Plan) == 6
    assert count(seeded, RunCard) == 24
    assert count(seeded, Boundary) == 14
    assert count(seeded, Jurisdiction) == 2 + 13 + 193


def test_a_second_seeding_changes_nothing(seeded: Database) -> None:
    tables = (Team, Lot, StockMovement, Plan, Place, Account, World)
    before = [count(seeded, table) for table in tables]
    said: list[str] = []
    seed_demo(seeded, demo_settings(), said.append)
    assert [count(seeded, table) for table in tables] == before
    assert said == ["the demo city is already loaded"]


def test_the_ledger_of_every_lot_adds_up_to_its_balance(seeded: Database) -> None:
    ledger = (
        select(
            StockMovement.lot_id,
            func.sum(StockMovement.quantity_change).label("quantity"),
            func.sum(StockMovement.reserved_change).label("reserved"),
        )
        .group_by(StockMovement.lot_id)
        .subquery()
    )
    query = (
        select(func.count())
        .select_from(Lot)
        .join(ledger, ledger.c.lot_id == Lot.id, isouter=True)
        .where(
            (ledger.c.quantity.is_distinct_from(Lot.quantity))
            | (ledger.c.reserved.is_distinct_from(Lot.reserved))
        )
    )
    with seeded.picture() as session:
        assert session.scalar(query) == 0


def test_every_code_that_a_plan_asks_for_is_kept_somewhere(seeded: Database) -> None:
    with seeded.picture() as session:
        capabilities = set(session.scalars(select(Requirement.capability_code))) - {None}
        items = set(session.scalars(select(Requirement.item_code))) - {None}
        assert capabilities <= set(session.scalars(select(TeamCapability.capability_code)))
        assert items <= set(session.scalars(select(Lot.item_code)))
        assert session.scalar(select(func.count()).select_from(TaskTemplate))


def test_every_synthetic_record_says_so(seeded: Database) -> None:
    with seeded.picture() as session:
        for table in (Team, Depot, Facility, HazardSource):
            names = session.execute(select(table.name, table.synthetic, table.phone)).all()
            assert all("演示" in name and synthetic for name, synthetic, _phone in names)
            assert all(phone.startswith("000-") for _name, _synthetic, phone in names)
        assert set(session.scalars(select(Lot.synthetic))) == {True}


def test_the_demo_sign_ins_are_accounts_with_that_password(seeded: Database) -> None:
    with seeded.picture() as session:
        hashes = dict(session.execute(select(Account.username, Account.password_hash)).all())
        for sign_in in DEMO_SIGN_INS:
            assert PasswordHasher().verify(hashes[sign_in.username], sign_in.password)
        assert all(DEMO_PASSWORD not in stored for stored in hashes.values())


def test_there_is_an_account_for_every_role(seeded: Database) -> None:
    with seeded.picture() as session:
        assert set(session.scalars(select(Membership.role))) == {
            "commander",
            "duty_officer",
            "county_clerk",
            "team_leader",
            "planner",
            "auditor",
            "administrator",
        }


def test_a_team_leader_belongs_to_a_team_of_the_own_district(seeded: Database) -> None:
    query = (
        select(Team.jurisdiction_code, Membership.jurisdiction_code)
        .join(Account, Account.team_id == Team.id)
        .join(Membership, Membership.account_id == Account.id)
    )
    with seeded.picture() as session:
        pairs = session.execute(query).all()
    assert len(pairs) >= 4
    assert all(team == member for team, member in pairs)


def test_of_the_mutual_aid_agreements_two_are_in_force_and_all_are_marked(
    seeded: Database,
) -> None:
    with seeded.picture() as session:
        assert len(agreements_in_force(session, NOW)) == 2
        assert all(session.scalars(select(MutualAid.synthetic)).all())
        assert session.scalars(select(AidRequest.synthetic)).all() == [True]
    assert count(seeded, MutualAid) == 5


def test_every_outline_is_valid_and_every_district_lies_around_its_centre(
    seeded: Database,
) -> None:
    query = text(
        "SELECT count(*) FROM shared.boundary b JOIN shared.place p ON p.jurisdiction_code = b.code"
        " WHERE p.kind = 'district' AND ST_IsValid(b.area) AND ST_Contains(b.area, p.position)"
    )
    with seeded.picture() as session:
        assert session.scalar(query) == 13


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("三环", "三环线东段"), ("武昌", "武昌区"), ("wu chang", "武昌区")],
)
def test_places_are_kept_with_their_name_and_pinyin_by_syllables(
    seeded: Database, typed: str, expected: str
) -> None:
    query = select(Place.name).where(Place.name.contains(typed) | Place.pinyin.startswith(typed))
    with seeded.picture() as session:
        assert expected in set(session.scalars(query))


def test_a_production_database_is_refused(committed: Database) -> None:
    production = Settings(
        environment=Environment.PRODUCTION,
        public_origin="https://muster.wuhan.invalid",
        secure_cookies=True,
    )
    with pytest.raises(DemoDataInProduction):
        seed_demo(committed, production, lambda _line: None)
    assert count(committed, Plan) == 0
    assert count(committed, Account) == 0


def test_two_starts_at_once_load_the_city_once(committed: Database) -> None:
    said: list[str] = []
    with ThreadPoolExecutor(max_workers=2) as starts:
        both = [starts.submit(seed_demo, committed, demo_settings(), said.append) for _ in range(2)]
        for start in both:
            start.result()
    assert said.count("the demo city is already loaded") == 1
    assert count(committed, Plan) == 6


def test_a_seeding_that_fails_leaves_nothing_behind(committed: Database) -> None:
    def refuse(line: str) -> None:
        if "teams" in line:
            raise RuntimeError("stopped half way")

    with pytest.raises(RuntimeError, match="half way"):
        seed_demo(committed, demo_settings(), refuse)
    assert count(committed, Plan) == 0
    assert count(committed, Team) == 0
    assert count(committed, Item) == 0
    assert count(committed, Truck) == 0


def test_a_leaking_chlorine_tanker_finds_its_plan_and_the_needs_have_numbers(
    seeded: Database,
) -> None:
    facts = incident_facts(
        "hazmat_leak", substance_un="1017", spill="large", container="road_tanker", exposed=400
    )
    loading = selectinload(Plan.run_cards).selectinload(RunCard.requirements)
    with seeded.picture() as session:
        plans = session.scalars(select(Plan).options(loading)).all()
    best, *others = match(plans, facts, "420111")
    assert best.plan.code == "WH-YA-01"
    assert best.suggested_level == 2
    assert not any(other.matches for other in others)
    needs: dict[str, int] = {}
    for card in best.plan.run_cards:
        for r in card.requirements if card.response_level >= 2 else ():
            code = r.capability_code or r.item_code or ""
            found = quantity(r.quantity, facts, Source("WH-YA-01", r.label)).value
            needs[code] = needs.get(code, 0) + (found or 0)
    assert needs["hazmat_control"] == 4
    assert needs["2990102"] == 800


def test_a_leaking_petrol_tanker_finds_the_fire_plan_too_but_after_its_own(
    seeded: Database,
) -> None:
    loading = selectinload(Plan.run_cards)
    with seeded.picture() as session:
        plans = session.scalars(select(Plan).options(loading)).all()
    found = match(plans, incident_facts("hazmat_leak", substance_un="1203"), "420106")
    assert [m.plan.code for m in found if m.matches] == ["WH-YA-01", "WH-YA-02"]
