"""What the dispatcher may use of another city, and what counties see of each other: at every read."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from geoalchemy2.shape import from_shape
from shapely.geometry import Point as ShapelyPoint
from sqlalchemy import select
from sqlalchemy.orm import Session

import incidents.schemas
import incidents.service
import incidents.service_needs
from core.auth import Actor
from core.db import LIVE
from core.errors import Forbidden, NotFound
from core.grants import Grant
from core.visibility import prefix_of
from core.wire import Point
from dispatch.picture import read_picture
from dispatch.problem_loader import Loaded, load_problem
from geo.road_book import RoadBook
from resources import queries, schemas, service_sharing, service_stock
from resources.errors_sharing import AgreementOver, AlreadySigned, NotYourSide
from resources.models import Depot, Lot, Team, TeamCapability
from resources.queries_seen import seen_lots
from resources.schemas_sharing import Agreement, AgreementIn, EndAgreementIn, TermIn

ROADS = RoadBook(None, Path())
OURS, THEIRS, COUNTY = "420100", "420000", "420205"
"""The city that is helped; the province signs for the county of another city that helps."""
TENT, WATER = "1990201", "1990101"
NEAR = (114.4, 30.5)


def actor(role: str, code: str) -> Actor:
    """Somebody with one role in one jurisdiction."""
    return Actor(
        account_id=uuid4(),
        username=role,
        name=role,
        locale="zh-CN",
        team_id=None,
        world=LIVE,
        grants=(Grant(role, code, code, prefix_of(code)),),
        permissions=frozenset(),
        session_id=None,
    )


@pytest.fixture
def incident_id(desk: Session, officer: Actor) -> UUID:
    """An incident of the demo city that needs boat crews and tents."""
    report = incidents.schemas.IncidentIn(
        kind="fire_explosion",
        title="内涝",
        position=Point(lon=114.35, lat=30.53),
        place_name="南湖",
    )
    found = incidents.service.report_incident(desk, officer, report).id
    for wanted in ({"capability_code": "water_rescue"}, {"item_code": TENT}):
        need = incidents.schemas.NeedIn(quantity=4000, within_s=7200, **wanted)
        incidents.service_needs.raise_need(desk, officer, found, need)
    return found


@pytest.fixture
def team(desk: Session, officer: Actor) -> Team:
    """A boat crew of a county in another city."""
    return boat_crew(desk, "HS-1")


def boat_crew(desk: Session, code: str) -> Team:
    row = Team(
        code=code,
        name=code,
        kind="professional",
        jurisdiction_code=COUNTY,
        home=from_shape(ShapelyPoint(*NEAR), srid=4326),
        address="",
        vehicle="light",
        headcount=6,
        turnout_s=300,
        state="available",
        confirmed_at=desk.info["clock"].at,
        synthetic=True,
        capabilities=[TeamCapability(capability_code="water_rescue", units=1)],
    )
    desk.add(row)
    desk.flush()
    return row


@pytest.fixture
def tents(desk: Session, officer: Actor) -> Lot:
    """Thirty tents in a depot of that county."""
    now = desk.info["clock"].at
    depot = Depot(
        code="HS-D1",
        name="邻市仓库",
        kind="government",
        jurisdiction_code=COUNTY,
        position=from_shape(ShapelyPoint(*NEAR), srid=4326),
        address="",
        load_s=600,
        confirmed_at=now,
        synthetic=True,
    )
    desk.add(depot)
    desk.flush()
    entered = schemas.LotIn(depot_id=depot.id, item_code=TENT, batch="A", quantity=30)
    made = service_stock.enter_lot(desk, actor("county_clerk", COUNTY), entered)
    return desk.get_one(Lot, made.id)


def agreed(desk: Session, *terms: TermIn, sides: int = 2, days: float = 10) -> Agreement:
    """Draft an agreement of the other side with ours and let one or both commanders sign."""
    now = desk.info["clock"].at
    wanted = AgreementIn(
        provider_code=THEIRS,
        receiver_code=OURS,
        valid_from=now,
        valid_to=now + timedelta(days=days),
        terms=list(terms),
    )
    made = service_sharing.draft_agreement(desk, actor("duty_officer", OURS), wanted)
    for code in (OURS, THEIRS)[:sides]:
        commander = actor("commander", code)
        made = service_sharing.sign_agreement(desk, commander, made.id, made.version)
    return made


def loaded(desk: Session) -> Loaded:
    return load_problem(read_picture(desk), ROADS)


def may_be_sent(desk: Session, team: Team, incident_id: UUID) -> bool:
    """Whether the solver may send a team to an incident."""
    problem = loaded(desk).problem
    row = next(k for k, one in enumerate(problem.teams) if one.id == str(team.id))
    column = next(k for k, one in enumerate(problem.incidents) if one.id == str(incident_id))
    return problem.teams[row].agreed and problem.travel.teams_to_incidents[row, column] >= 0


def usable(desk: Session, lot: Lot) -> int:
    """How much of a lot the solver may use."""
    problem = loaded(desk).problem
    return sum(one.amount for one in problem.lots if one.id == str(lot.id))


def test_a_team_of_another_city_is_used_only_while_both_sides_have_signed(
    desk: Session, team: Team, incident_id: UUID, noon: Any
) -> None:
    assert not may_be_sent(desk, team, incident_id)
    half = agreed(desk, sides=1)
    assert half.state == "half_signed"
    assert not may_be_sent(desk, team, incident_id)
    whole = service_sharing.sign_agreement(desk, actor("commander", THEIRS), half.id, half.version)
    assert whole.state == "in_force"
    assert may_be_sent(desk, team, incident_id)
    noon.move(days=11)
    assert not may_be_sent(desk, team, incident_id)


def test_an_agreement_ended_during_the_day_covers_nothing_a_moment_after(
    desk: Session, team: Team, incident_id: UUID
) -> None:
    made = agreed(desk)
    assert may_be_sent(desk, team, incident_id)
    end = EndAgreementIn(reason="本地险情")
    service_sharing.end_agreement(desk, actor("commander", OURS), made.id, made.version, end)
    assert not may_be_sent(desk, team, incident_id)
    with pytest.raises(AgreementOver):
        service_sharing.sign_agreement(desk, actor("commander", OURS), made.id, made.version + 1)


def test_an_agreement_about_another_kind_of_help_opens_nothing(
    desk: Session, team: Team, tents: Lot, incident_id: UUID
) -> None:
    agreed(desk, TermIn(kind="capability", code="mine_rescue"), TermIn(kind="item", code=WATER))
    assert not may_be_sent(desk, team, incident_id)
    assert usable(desk, tents) == 0
    agreed(desk, TermIn(kind="team_kind", code="professional"), TermIn(kind="item", code=TENT))
    assert may_be_sent(desk, team, incident_id)
    assert usable(desk, tents) == 30


def test_a_term_lets_no_more_teams_and_goods_help_than_it_says(
    desk: Session, team: Team, tents: Lot, incident_id: UUID
) -> None:
    second = boat_crew(desk, "HS-2")
    agreed(
        desk,
        TermIn(kind="capability", code="water_rescue", most=1),
        TermIn(kind="item", code=TENT, most=12),
    )
    assert [may_be_sent(desk, one, incident_id) for one in (team, second)].count(True) == 1
    assert usable(desk, tents) == 12


def test_a_lent_team_is_used_without_any_agreement_and_only_by_whom_it_is_lent_to(
    desk: Session, team: Team, incident_id: UUID
) -> None:
    service_sharing.lend_team(desk, team, "420111", uuid4())
    assert may_be_sent(desk, team, incident_id)
    home = desk.get_one(Team, team.id)
    assert read_picture(desk).lent[home.id] == "420111"
    lent = desk.info.get("happenings", [])[-1]
    assert {"j:420111", f"j:{COUNTY}"} <= set(lent["audience"])


def test_what_is_missing_is_named_as_an_agreement_where_only_that_is_missing(
    desk: Session, tents: Lot, incident_id: UUID
) -> None:
    barred = loaded(desk).barred
    assert barred[TENT, incident_id] == 30
    agreed(desk)
    assert loaded(desk).barred == {}


def test_what_the_whole_city_may_use_does_not_shrink_by_agreements(
    desk: Session, team: Team, tents: Lot, incident_id: UUID
) -> None:
    def own(now: Loaded) -> tuple[int, int]:
        teams = sum(one.agreed for one in now.problem.teams if one.id != str(team.id))
        return teams, sum(one.id != str(tents.id) for one in now.problem.lots)

    before = own(loaded(desk))
    agreed(desk, TermIn(kind="item", code=TENT, most=1))
    assert own(loaded(desk)) == before


@pytest.mark.parametrize(("role", "code"), [("county_clerk", "420111"), ("commander", "420111")])
def test_a_county_sees_in_its_lists_what_an_agreement_covers_and_loses_it_with_the_end(
    desk: Session, officer: Actor, team: Team, tents: Lot, role: str, code: str
) -> None:
    reader = actor(role, code)

    def seen() -> tuple[bool, bool]:
        teams = queries.list_teams(desk, reader.prefixes, q=team.code, shared=True).rows
        lots = select(Lot.id).join(Depot).where(seen_lots(desk, reader.prefixes))
        return len(teams) == 1, tents.id in set(desk.scalars(lots))

    assert seen() == (False, False)
    with pytest.raises(NotFound):
        service_stock.get_lot(desk, reader, tents.id)
    made = agreed(desk, TermIn(kind="item", code=TENT))
    assert seen() == (False, True)
    assert service_stock.get_lot(desk, reader, tents.id).free == 30
    end = EndAgreementIn(reason="到此为止")
    service_sharing.end_agreement(desk, actor("commander", THEIRS), made.id, made.version, end)
    assert seen() == (False, False)
    service_sharing.lend_team(desk, team, code, uuid4())
    assert seen() == (True, False)


def test_only_a_commander_of_the_party_itself_signs_and_only_once(desk: Session) -> None:
    made = agreed(desk, sides=0)
    for wrong in (actor("duty_officer", OURS), actor("commander", "420111")):
        with pytest.raises((NotYourSide, NotFound)):
            service_sharing.sign_agreement(desk, wrong, made.id, made.version)
    mine = actor("commander", OURS)
    made = service_sharing.sign_agreement(desk, mine, made.id, made.version)
    with pytest.raises(AlreadySigned):
        service_sharing.sign_agreement(desk, mine, made.id, made.version)
    with pytest.raises(Forbidden):
        service_sharing.draft_agreement(
            desk,
            actor("commander", "420111"),
            AgreementIn(
                provider_code="420102",
                receiver_code="420103",
                valid_from=made.valid_from,
                valid_to=made.valid_to,
            ),
        )


@pytest.fixture(autouse=True)
def _nothing_left_over(desk: Session) -> Iterator[None]:
    """Events of a rolled-back session are dropped with it."""
    yield
    desk.info.pop("happenings", None)
