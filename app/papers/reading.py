"""Reads what papers are written from, at one instant and within what the reader may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy.orm import Session

import aid.queries
import dispatch.queries
import dispatch.queries_orders
import incidents.queries
import plans.queries
import resources.queries
from app.papers.schemas import Answer, Area, DutyPicture, IncidentFile, Setting
from core import clock
from core.auth import Actor
from core.errors import NotFound
from core.models import Jurisdiction, World
from core.visibility import prefix_of, require_visible, sees
from dispatch.lifecycle import ACCEPTABLE_PROPOSAL
from dispatch.schemas import Order, Proposal
from incidents.schemas import Incident

MOST_ROWS = 10_000
ENDED = ("closed",)
_LOOKED_AT = 10


class OfIncident(Protocol):
    """Something that belongs to an incident."""

    incident_id: Any


Belonging = TypeVar("Belonging", bound=OfIncident)


def read_incident(
    session: Session, actor: Actor, incident_id: UUID, *, is_demo: bool
) -> IncidentFile:
    """Read all that papers say of one incident the actor may read; nobody's telephone number."""
    row = incidents.queries.find_readable(session, actor.prefixes, incident_id)
    orders, _ = dispatch.queries_orders.orders(
        session, actor.prefixes, None, incident_id=row.id, limit=MOST_ROWS
    )
    running = plans.queries.activations_of(session, row.id, standing_only=False)
    teams = _teams_of(session, orders)
    demo = is_demo or any(team.synthetic for team in teams)
    asked = aid.queries.list_requests(
        session, actor.prefixes, incident_id=row.id, limit=MOST_ROWS
    ).rows
    return IncidentFile(
        setting=_setting(session, actor, _office(session, actor, row.jurisdiction_code), demo),
        incident=incidents.queries.incident_view(session, row),
        district=_named(session, row.jurisdiction_code),
        needs=incidents.queries.needs_page(session, row.id, 0, MOST_ROWS).rows,
        orders=sorted(orders, key=lambda order: order.number),
        sitreps=[
            incidents.queries.sitrep_view(one)
            for one in incidents.queries.sitreps_of(session, row.id)
        ],
        log=incidents.queries.log_page(session, row.id, 0, MOST_ROWS).rows,
        activations=[plans.queries.activation_view(one) for one in running],
        tasks=[
            plans.queries.task_view(task)
            for one in running
            for task in plans.queries.tasks_of(session, one.id)
        ],
        requests=asked if "aid.read" in actor.permissions else [],
        teams=teams,
        units=_units(session),
        answer=_answer(session, actor),
    )


def current_proposal(session: Session, actor: Actor) -> Proposal | None:
    """Return the newest answer that can still be accepted; none once a newer one was accepted."""
    for one in dispatch.queries.proposals(session, actor.prefixes, _LOOKED_AT):
        if one.state in ACCEPTABLE_PROPOSAL:
            return one
        if one.state == "accepted":
            return None
    return None


def _answer(session: Session, actor: Actor) -> Answer | None:
    found = current_proposal(session, actor)
    if found is None:
        return None
    return Answer(found.number, frozenset(one.need_id for one in found.shortfalls))


def read_duty(
    session: Session, actor: Actor, code: str | None, *, is_demo: bool, with_log: bool = False
) -> DutyPicture:
    """Read every open incident of an area and its teams; without a code the reader's own area."""
    wanted = code or _own(actor)
    require_visible(actor.prefixes, wanted, "jurisdiction")
    area = area_of(session, wanted)
    prefixes = [prefix_of(wanted)]
    teams = resources.queries.snapshot_teams(session, prefixes)
    demo = is_demo or any(team.synthetic for team in teams)
    setting = _setting(session, actor, area, demo)
    files = _files(session, actor, prefixes, setting)
    if with_log:
        log = _by_incident(incidents.queries.snapshot_log_entries(session, prefixes))
        files = [replace(one, log=log[one.incident.id]) for one in files]
    return DutyPicture(setting, files, teams)


def _files(
    session: Session, actor: Actor, prefixes: list[str], setting: Setting
) -> list[IncidentFile]:
    found = incidents.queries.snapshot_incidents(session, prefixes)
    running = [one for one in found if one.state not in ENDED]
    names = {one.jurisdiction_code: _named(session, one.jurisdiction_code) for one in running}
    needs = _by_incident(incidents.queries.snapshot_needs(session, prefixes))
    sitreps = _by_incident(incidents.queries.snapshot_sitreps(session, prefixes))
    orders = _by_incident(dispatch.queries_orders.snapshot_orders(session, actor.prefixes, None))
    activations = _by_incident(plans.queries.snapshot_activations(session, prefixes))
    tasks = _by_incident(plans.queries.snapshot_tasks(session, prefixes))
    units = _units(session)
    answer = _answer(session, actor)

    def file_of(one: Incident) -> IncidentFile:
        empty = IncidentFile(setting, one, names[one.jurisdiction_code], units=units)
        return replace(
            empty,
            needs=needs[one.id],
            sitreps=sitreps[one.id],
            orders=orders[one.id],
            activations=activations[one.id],
            tasks=tasks[one.id],
            answer=answer,
        )

    return [file_of(one) for one in running]


def _by_incident(rows: Iterable[Belonging]) -> Mapping[UUID, list[Belonging]]:
    found: dict[UUID, list[Belonging]] = defaultdict(list)
    for row in rows:
        found[row.incident_id].append(row)
    return found


def _teams_of(session: Session, orders: Iterable[Order]) -> list[Any]:
    ids = {order.team_id for order in orders if order.team_id is not None}
    return list(resources.queries.teams_by_id(session, ids).values())


def _units(session: Session) -> dict[str, tuple[str, str]]:
    return {one.code: (one.unit, one.unit_en) for one in resources.queries.items(session)}


def read_setting(session: Session, actor: Actor, *, is_demo: bool) -> Setting:
    """Return for whom, when and in which world a paper of somebody's own area is written."""
    return _setting(session, actor, area_of(session, _own(actor)), is_demo)


def _setting(session: Session, actor: Actor, area: Area, is_demo: bool) -> Setting:
    return Setting(
        area=area,
        at=clock.now(session),
        written_by=actor.name,
        is_exercise=session.get_one(World, actor.world).kind == "exercise",
        is_demo=is_demo,
    )


def _own(actor: Actor) -> str:
    if not actor.grants:
        raise NotFound(noun="jurisdiction")
    return actor.grants[0].jurisdiction_code


def _office(session: Session, actor: Actor, code: str) -> Area:
    """The reader's own office: the one whose area the incident lies in, else the first."""
    seeing = [one for one in actor.grants if sees([one.prefix], code)]
    return area_of(session, seeing[0].jurisdiction_code if seeing else _own(actor))


def area_of(session: Session, code: str) -> Area:
    """Return a jurisdiction with its names and the offices from it upwards."""
    name, name_en = _named(session, code)
    county = code[:6]
    offices = list(dict.fromkeys([county, f"{county[:4]}00", f"{county[:2]}0000"]))
    return Area(code, name, name_en, offices)


def _named(session: Session, code: str) -> tuple[str, str]:
    row = session.get(Jurisdiction, code)
    if row is None:
        raise NotFound(noun="jurisdiction")
    return row.name, row.name_en or row.name
