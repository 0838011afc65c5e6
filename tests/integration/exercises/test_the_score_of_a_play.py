"""A shipped scenario is played by the system, and its score checked against the tables it left."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dry_run import DryRun, dry_run_of
from app.permissions import PERMISSIONS
from app.score_csv import HEADINGS, rows
from core.auth import acting_as
from core.config import Environment, Settings
from core.db import Database
from core.models import Event
from dispatch.models import Order, Proposal
from exercises.criteria_shipped import for_exercises
from exercises.models import Exercise
from exercises.queries_score import score_of, score_of_incident
from exercises.scenarios import shipped
from exercises.schemas import ExerciseIn
from exercises.schemas_score import QuestionRow, Score
from geo.road_book import RoadBook
from incidents.models import Incident, Need, ReportStep
from plans.models import Task

ROLES = ["commander", "duty_officer", "county_clerk", "team_leader"]
STEP_S, MINUTES = 60, 26


@pytest.fixture(scope="module")
def played(shared_city_url: str) -> Iterator[DryRun]:
    """The beginning of the leak of chlorine, in which only the system acted."""
    scenario = next(one for one in shipped() if one.id == "chlorine_tanker")
    settings = Settings(environment=Environment.TEST)
    database = Database(shared_city_url, pool_size=1)
    with database.transaction() as session:
        director = acting_as(session, PERMISSIONS, "commander")
    database.dispose()
    wanted = ExerciseIn(scenario=scenario, area_code="420111", speed=1.0, played_by_system=ROLES)
    roads = RoadBook(None, Path())
    with dry_run_of(settings, shared_city_url, roads, director, wanted) as run:
        for _ in range(MINUTES * 60 // STEP_S):
            run.step(STEP_S)
        yield run


@pytest.fixture
def inside(played: DryRun) -> Iterator[Session]:
    """A picture of the world in which it was played."""
    with played.database.picture(played.world) as session:
        yield session


@pytest.fixture
def found(played: DryRun, inside: Session) -> Score:
    """The score of the whole play so far."""
    return score_of(inside, inside.get_one(Exercise, played.view.id))


def test_the_same_log_gives_the_same_score_byte_for_byte(
    played: DryRun, inside: Session, found: Score
) -> None:
    with played.database.picture(played.world) as another:
        again = score_of(another, another.get_one(Exercise, played.view.id))
    assert again.model_dump_json() == found.model_dump_json()
    assert found.marks.origin == "shipped"
    assert found.marks.criteria == for_exercises()


def test_times_are_those_that_the_tables_hold(inside: Session, found: Score) -> None:
    until = found.subject.until_at
    for group, query in (("statutory", select(ReportStep)), ("plan", select(Task))):
        rows_of = [one for one in found.times if one.group == group]
        held = {
            f"{'report' if group == 'statutory' else 'task'}:{one.id}"
            for one in inside.scalars(query)
        }
        assert {one.key for one in rows_of} == held
    for step in inside.scalars(select(ReportStep)):
        row = next(one for one in found.times if one.subject_id == step.id)
        assert (row.due_at, row.done_at) == (step.due_at, step.sent_at)
        in_time = step.sent_at is not None and step.sent_at <= step.due_at
        assert (row.verdict == "met") == in_time
        assert (row.verdict == "missed") == (step.sent_at is None and step.due_at < until)
    orders = list(inside.scalars(select(Order)))
    assert len([one for one in found.times if one.code == "arrival"]) == len(orders) >= 5
    for order in orders:
        row = next(one for one in found.times if one.key == f"arrival:{order.id}")
        assert row.done_at == order.arrived_at


def test_minutes_lost_are_those_between_the_offer_and_the_order(
    inside: Session, found: Score
) -> None:
    compared = 0
    for question in found.questions:
        if question.verdict not in ("as_good", "later") or len(question.orders) != 1:
            continue
        assert question.reference is not None
        proposal = inside.get_one(Proposal, question.reference.proposal_id)
        order = inside.scalars(select(Order).where(Order.number == question.orders[0])).one()
        pick_s = _offered_s(proposal, question)
        if pick_s is None:
            continue
        offered_at = question.reference.offered_at
        assert offered_at == proposal.solved_at
        if "order.eta_changed" in {one.kind for one in question.events}:
            continue  # a team that was on its way already took it on
        promised_at = _promised_at(inside, order)
        assert question.lost_s is not None and question.waited_s is not None
        lost = promised_at - (offered_at + timedelta(seconds=pick_s))
        assert question.lost_s == int(lost.total_seconds())
        assert question.waited_s == int((order.issued_at - offered_at).total_seconds())
        compared += 1
    assert compared >= 3


def _offered_s(proposal: Proposal, question: QuestionRow) -> int | None:
    """Return when the one team or lot was offered; None where several serve the need."""
    need = str(question.need_id)
    picks = [one["eta_s"] for one in proposal.picks if need in one["fills"]]
    picks += [one["eta_s"] for one in proposal.deliveries if one["need_id"] == need]
    return int(picks[0]) if len(picks) == 1 else None


def _promised_at(session: Session, order: Order) -> datetime:
    told = session.scalars(
        select(Event).where(
            Event.kind == "order.issued", Event.data["order"]["id"].astext == str(order.id)
        )
    ).one()
    return datetime.fromisoformat(told.data["order"]["eta_at"])


def test_every_need_is_asked_and_what_was_promised_is_all_accounted_for(
    inside: Session, found: Score
) -> None:
    needs = list(inside.scalars(select(Need)))
    assert {one.need_id for one in found.questions} == {one.id for one in needs}
    for need in needs:
        mine = [one for one in found.questions if one.need_id == need.id]
        asked = sum(one.to_amount - one.from_amount for one in mine)
        ordered = sum(one.ordered_amount for one in mine)
        assert asked >= need.quantity or need.state != "open"
        assert ordered >= min(need.committed, need.quantity)


def test_each_acceptance_is_a_decision_with_its_wait(inside: Session, found: Score) -> None:
    accepted = list(inside.scalars(select(Proposal).where(Proposal.state == "accepted")))
    by_number = {one.number or 0: one for one in found.decisions if one.kind == "proposal"}
    assert sorted(by_number) == sorted(one.number for one in accepted)
    for proposal in accepted:
        row = by_number[proposal.number]
        assert proposal.solved_at is not None and proposal.decided_at is not None
        assert row.waited_s == int((proposal.decided_at - proposal.solved_at).total_seconds())
        assert row.by_system and row.proven
        assert row.cover_excess in (0, None)
    assert found.totals.by_hand == 0


def test_every_figure_leads_to_events_that_are_in_the_log(inside: Session, found: Score) -> None:
    kinds = {one.seq: one.kind for one in inside.scalars(select(Event))}
    told = [one.events for one in (*found.times, *found.entries)]
    told += [one.events for one in (*found.questions, *found.decisions)]
    for one in (event for events in told for event in events):
        assert kinds[one.seq] == one.kind
    named = {key for goal in found.marks.objectives for mark in goal.marks for key in mark.rows}
    known = {one.key for one in found.times} | {one.key for one in found.questions}
    known |= {one.key for one in found.decisions}
    assert {
        key for key in named if not key.startswith(("objective", "expected", "aspect"))
    } <= known


def test_an_earlier_moment_knows_nothing_of_what_came_after(
    played: DryRun, inside: Session, found: Score
) -> None:
    offered = found.decisions[0].events[0].seq
    earlier = score_of(inside, inside.get_one(Exercise, played.view.id), offered)
    assert earlier.decisions == []
    assert earlier.totals.lost_s is None
    assert all(one.seq <= offered for row in earlier.times for one in row.events)
    assert earlier.questions and all(one.ordered_amount == 0 for one in earlier.questions)


def test_an_incident_alone_is_scored_by_the_same_rules(inside: Session, found: Score) -> None:
    incident = inside.scalars(select(Incident).order_by(Incident.number)).first()
    assert incident is not None
    alone = score_of_incident(inside, incident.id)
    mine = [one for one in found.questions if one.incident_id == incident.id]
    assert [(one.key, one.lost_s) for one in alone.questions] == [
        (one.key, one.lost_s) for one in mine
    ]
    assert {one.group for one in alone.times} <= {"statutory", "plan", "need", "field"}


def test_the_table_has_a_line_for_each_line_of_the_score(found: Score) -> None:
    marks = sum(len(one.marks) for one in found.marks.objectives)
    lines = len(found.times) + len(found.questions) + len(found.decisions) + len(found.refusals)
    for locale in ("zh", "en"):
        table = list(rows(found, locale))
        assert len(table) == 1 + marks + lines
        assert {len(one) for one in table} == {len(HEADINGS[locale])}
