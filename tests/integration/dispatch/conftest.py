"""A desk in the demo city: incidents and needs raised, solved in this process, accepted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

import dispatch.queries
import dispatch.queries_orders
import dispatch.schemas
import dispatch.schemas_acceptance
import dispatch.service
import dispatch.service_orders
import dispatch.service_solving
import dispatch.service_steering
import incidents.schemas
import incidents.service
import incidents.service_needs
from app.permissions import PERMISSIONS
from app.solve_job import SolveJob
from app.worker import Worker
from core.auth import Actor
from core.config import Environment, Settings
from core.db import LIVE, Database
from core.grants import Grant
from core.models import Account, Event, Membership
from core.visibility import prefix_of
from core.wire import Point
from dispatch.lifecycle import Step
from dispatch.optimiser.solve import solve
from geo.road_book import RoadBook
from resources.models import TeamCapability

STRAIGHT_LINES = RoadBook(None, Path())


def actor_named(database: Database, username: str) -> Actor:
    """A demo account as services see it."""
    with database.transaction() as session:
        account = session.scalars(select(Account).where(Account.username == username)).one()
        member = session.scalars(
            select(Membership).where(Membership.account_id == account.id)
        ).one()
        code = member.jurisdiction_code
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.display_name,
        locale=account.locale,
        team_id=account.team_id,
        world=LIVE,
        grants=(Grant(member.role, code, code, prefix_of(code)),),
        permissions=frozenset(n for n, roles in PERMISSIONS.items() if member.role in roles),
        session_id=None,
    )


class Desk:
    """The duty officer's desk with the solver beside it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.duty = actor_named(database, "duty")

    def incident(self, lon: float = 114.35, lat: float = 30.53, **more: Any) -> UUID:
        """Report a fire."""
        wanted = incidents.schemas.IncidentIn(
            kind="fire_explosion",
            title=more.pop("title", "厂房火灾"),
            position=Point(lon=lon, lat=lat),
            place_name="演示地点",
            **more,
        )
        with self.database.transaction() as session:
            return incidents.service.report_incident(session, self.duty, wanted).id

    def need(self, incident_id: UUID, **wanted: Any) -> UUID:
        """Raise a need."""
        shape = incidents.schemas.NeedIn(**{"within_s": 3600, **wanted})
        with self.database.transaction() as session:
            row = incidents.service_needs.raise_need(session, self.duty, incident_id, shape)
            return row.id

    def solve(self, **options: Any) -> dispatch.schemas.Proposal:
        """Solve all open needs and return the proposal."""
        with self.database.transaction() as session:
            taken = dispatch.service_solving.take_on(session, [{"code": "test", "facts": {}}])
        assert taken is not None
        settings = {"budget_s": 20.0, "overtaken": lambda _seq: False, **options}
        SolveJob(self.database, STRAIGHT_LINES, taken, **settings).run()
        return self.proposal(taken.id)

    def proposal(self, proposal_id: UUID) -> dispatch.schemas.Proposal:
        """Return a proposal as the duty officer sees it."""
        with self.database.picture() as session:
            return dispatch.queries.proposal(session, self.duty.prefixes, proposal_id)

    def accept(
        self, proposal: dispatch.schemas.Proposal, actor: Actor | None = None, **wanted: Any
    ) -> list[dispatch.schemas.Order]:
        """Accept a proposal and return its orders."""
        shape = dispatch.schemas_acceptance.AcceptIn(**wanted)
        with self.database.transaction() as session:
            done = dispatch.service.accept_proposal(
                session, actor or self.duty, proposal.id, proposal.version, shape
            )
        return [self.order(order_id) for order_id in done.order_ids]

    def order(self, order_id: UUID) -> dispatch.schemas.Order:
        """Return an order as it is now."""
        with self.database.picture() as session:
            return dispatch.queries_orders.order(session, self.duty.prefixes, None, order_id)

    def step(
        self, order: dispatch.schemas.Order, step: Step, actor: Actor | None = None, note: str = ""
    ) -> dispatch.schemas.Order:
        """Report one step of an order, based on its present version."""
        remark = dispatch.schemas.OrderRemark(note=note)
        version = self.order(order.id).version
        with self.database.transaction() as session:
            return dispatch.service_orders.report_step(
                session, actor or self.duty, order.id, version, step, remark
            )

    def steer(self, kind: str, team_id: UUID, incident_id: UUID) -> dispatch.schemas.Steering:
        """Pin or exclude a team."""
        wanted = dispatch.schemas.SteeringIn.model_validate(
            {"kind": kind, "team_id": team_id, "incident_id": incident_id, "reason": "现场要求"}
        )
        with self.database.transaction() as session:
            return dispatch.service_steering.set_steering(session, self.duty, wanted)

    def read(self, query: Any) -> list[Any]:
        """Return the rows of a query."""
        with self.database.picture() as session:
            return list(session.scalars(query))

    def kinds(self) -> list[str]:
        """Return the kinds of all events in order."""
        return self.read(select(Event.kind).order_by(Event.seq))

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)


@pytest.fixture
def desk(city: Database) -> Iterator[Desk]:
    """The duty officer's desk in a demo city of this test's own."""
    yield Desk(city)


@pytest.fixture
def worker(city_url: str) -> Iterator[Worker]:
    """A worker in this process that leads and solves when it is told to catch up."""
    database = Database(city_url)
    settings = Settings(environment=Environment.TEST)
    worker = Worker(settings, database, STRAIGHT_LINES, solver=solve)
    worker.take_lead()
    yield worker
    worker.solver_process.close()
    database.dispose()


@pytest.fixture
def common(desk: Any) -> str:
    """The capability that most teams have."""
    code: str = desk.read(
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
        .limit(1)
    )[0]
    return code
