"""Watches over plans: a large loss of what one rests on raises a trigger, legal times are told."""

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from plans import models_documents as tables
from plans import queries_documents as queries
from plans.events_documents import PlanReminded
from plans.filing import ClockState
from plans.lifecycle_documents import RevisionTrigger
from plans.models import Plan
from plans.resource_change import losses
from plans.resources_documents import counted, kept, standing_of
from plans.service_documents import SOURCE_RESOURCES, raise_trigger, tell
from resources.models import Capability, Item

MOST_TOLD = 20


class Watched(NamedTuple):
    """How a look at all plans ended."""

    plans: int
    begun: int
    raised: int


def watch_resources(session: Session, least_percent: int) -> Watched:
    """Compare what stands now with what stood at the approval, for every plan in force.

    A plan that was approved before this was watched is compared with the day on which it first was.
    """
    plans = queries.standing_plans(session)
    begun = raised = 0
    for plan in plans:
        paper = queries.paper_of(session, plan)
        if paper.standing is None:
            session.add(paper)
            paper.standing = standing_of(session, plan)
            begun += 1
        elif _compare(session, plan, paper, least_percent):
            raised += 1
    session.flush()
    return Watched(len(plans), begun, raised)


def remind(session: Session) -> int:
    """Tell once of each legal time that is near, and once more when it is over; how many."""
    told = 0
    rows = {row.id: row for row in queries.all_plans(session)}
    for note in queries.notes(session, list(rows.values())):
        late = [one for one in note.clocks if one.state is not ClockState.RUNNING]
        paper = queries.paper_of(session, rows[note.id])
        for clock in late:
            mark = f"{clock.state}:{clock.last_day.isoformat()}"
            if (paper.reminded or {}).get(clock.kind) != mark:
                paper.reminded = {**(paper.reminded or {}), clock.kind.value: mark}
                tell(session, rows[note.id], PlanReminded(plan=note, clock=clock))
                told += 1
    session.flush()
    return told


def _compare(session: Session, plan: Plan, paper: tables.PlanDocument, least_percent: int) -> bool:
    before = kept(paper.standing or {})
    found = losses(before, counted(session, plan), least_percent)
    if not found:
        return False
    names = _names(session, [one.code for one in found])
    because = {
        "since": (paper.standing or {}).get("at"),
        "percent": least_percent,
        "losses": [
            one._asdict() | {"percent": one.percent} | names.get(one.code, {})
            for one in found[:MOST_TOLD]
        ],
        "more": max(0, len(found) - MOST_TOLD),
    }
    trigger = RevisionTrigger.RESOURCES_CHANGED
    return raise_trigger(session, plan.id, trigger, because, source=SOURCE_RESOURCES) is not None


def _names(session: Session, codes: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table in (Item, Capability):
        query = select(table.code, table.name, table.name_en).where(table.code.in_(codes))
        for code, name, name_en in session.execute(query):
            found[code] = {"name": name, "name_en": name_en}
    return found
