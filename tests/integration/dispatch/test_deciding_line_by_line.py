"""The decision in detail: who would be told, single lines, a swap priced and made, what-if real."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

import dispatch.acceptance_preview
import dispatch.queries_studies
import dispatch.service
import dispatch.service_promotion
import dispatch.service_steering_sets
import dispatch.service_studies
from app.worker import Worker
from core.errors import NotFound
from dispatch.errors import NothingToAccept, NothingToPromote
from dispatch.models import Order, Proposal, Steering
from dispatch.optimiser.solve import solve
from dispatch.queries import part_for
from dispatch.schemas_acceptance import AcceptIn
from dispatch.schemas_steering_sets import SteeringsIn
from dispatch.schemas_study_questions import PromoteIn, StudyIn
from geo.models import Closure
from resources.models import Team, TeamCapability

AREA = {
    "type": "Polygon",
    "coordinates": [
        [[114.30, 30.50], [114.40, 30.50], [114.40, 30.56], [114.30, 30.56], [114.30, 30.50]]
    ],
}


@pytest.fixture
def incident(desk: Any, worker: Worker, common: str) -> UUID:
    """A fire with a need that takes several teams, answered by a proposal."""
    found: UUID = desk.incident()
    desk.need(found, capability_code=common, quantity=3)
    worker.catch_up()
    return found


def newest(desk: Any) -> Any:
    row = desk.read(select(Proposal).order_by(Proposal.number.desc()).limit(1))[0]
    return desk.proposal(row.id)


def preview(desk: Any, proposal: Any, **wanted: Any) -> Any:
    with desk.database.picture() as session:
        return dispatch.acceptance_preview.preview(
            session, desk.duty, proposal.id, AcceptIn(**wanted)
        )


def ask(desk: Any, worker: Worker, **question: Any) -> Any:
    wanted = StudyIn.model_validate({"question": question})
    with desk.database.transaction() as session:
        study = dispatch.service_studies.ask_study(session, desk.duty, wanted)
    worker.catch_up()
    with desk.database.picture() as session:
        found = dispatch.queries_studies.study(session, desk.duty.prefixes, study.id)
    assert found.state == "answered", found.error
    return found


def test_a_proposal_says_first_what_becomes_of_each_need(desk: Any, incident: UUID) -> None:
    proposal = newest(desk)
    (need,) = proposal.needs
    assert (need.incident_id, need.asked, need.brought, need.short) == (incident, 3, 3, 0)
    assert need.last_s == max(pick.eta_s for pick in proposal.picks)
    assert (proposal.headline.code, proposal.headline.proof) == ("all_met", "proven")
    assert [one.incident_id for one in proposal.headlines] == [incident]


def test_a_county_elsewhere_hears_no_sentence_about_others(desk: Any, incident: UUID) -> None:
    told = part_for(newest(desk).model_dump(mode="json"), ["440305"])
    assert (told["needs"], told["headline"]["code"]) == ([], "nothing_asked")


def test_the_next_best_tells_minutes_and_needs_beside_its_price(desk: Any, incident: UUID) -> None:
    pick = newest(desk).picks[0]
    assert pick.next_best.eta_s - pick.eta_s == pick.next_best.later_s
    assert pick.next_best.unmet == {}
    assert pick.next_best.origin != pick.origin


def test_without_a_team_that_nobody_replaces_the_unmet_need_is_named(
    desk: Any, worker: Worker
) -> None:
    rare = desk.read(
        select(TeamCapability.capability_code)
        .join(Team)
        .where(Team.state == "available")
        .group_by(TeamCapability.capability_code)
        .order_by(func.count(), TeamCapability.capability_code)
        .limit(1)
    )[0]
    every = desk.read(
        select(func.sum(TeamCapability.units))
        .join(Team)
        .where(TeamCapability.capability_code == rare, Team.state == "available")
    )[0]
    fire = desk.incident()
    need = desk.need(fire, capability_code=rare, quantity=every, within_s=86_400)
    worker.catch_up()
    pick = newest(desk).picks[0]
    assert pick.next_best.team_id is None
    assert pick.next_best.unmet == {str(need): pick.fills[str(need)]}


def test_the_preview_names_exactly_the_orders_that_acceptance_gives(
    desk: Any, incident: UUID
) -> None:
    proposal = newest(desk)
    shown = preview(desk, proposal)
    orders = desk.accept(proposal)
    assert {one.team_id for one in shown.orders} == {order.team_id for order in orders}
    told = {one.team_id: [each.name for each in one.recipients] for one in shown.orders}
    assert told == {order.team_id: [each.name for each in order.recipients] for order in orders}
    assert shown.left_out == 0


def test_one_line_is_accepted_and_the_rest_is_proposed_again(
    desk: Any, worker: Worker, incident: UUID, common: str
) -> None:
    desk.need(incident, capability_code=common, quantity=20)
    worker.catch_up()
    proposal = newest(desk)
    one, *others = proposal.picks
    assert preview(desk, proposal, team_ids=[one.team_id]).left_out == len(others)
    orders = desk.accept(proposal, team_ids=[one.team_id])
    assert [order.team_id for order in orders] == [one.team_id]
    worker.catch_up()
    after = newest(desk)
    assert after.number > proposal.number
    status = {pick.team_id: pick.status for pick in after.picks}
    assert status[one.team_id] == "kept"
    assert "new" in status.values()


def test_lines_that_are_not_in_the_proposal_are_nothing_to_accept(
    desk: Any, incident: UUID
) -> None:
    proposal = newest(desk)
    sent = {pick.team_id for pick in proposal.picks}
    other = next(team for team in desk.read(select(Team.id)) if team not in sent)
    with pytest.raises(NothingToAccept):
        desk.accept(proposal, team_ids=[other])
    assert desk.read(select(func.count()).select_from(Order)) == [0]


def test_a_search_that_an_officer_ends_keeps_its_best_answer_so_far(desk: Any, common: str) -> None:
    fire = desk.incident()
    desk.need(fire, capability_code=common, quantity=3)
    seen: list[bool] = []

    def patient(problem: Any, *, budget: Any, on_progress: Any, previous: Any) -> Any:
        found = solve(problem, budget=budget, on_progress=on_progress, previous=previous)
        row = desk.read(select(Proposal).order_by(Proposal.number.desc()).limit(1))[0]
        seen.append(budget.stop())
        with desk.database.transaction() as session:
            dispatch.service.settle_proposal(session, desk.duty, row.id)
        while not budget.stop():
            pass
        seen.append(True)
        return found

    proposal = desk.solve(solver=patient)
    assert seen == [False, True]
    assert proposal.settled_by_name == desk.duty.name
    assert proposal.picks
    assert "proposal.settled" in desk.kinds()


def test_a_swap_is_priced_by_solving_again_and_made_by_one_word(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    proposal = newest(desk)
    out = proposal.picks[0]
    study = ask(desk, worker, kind="swap", incident_id=str(incident), team_id=str(out.team_id))
    *named, nobody = study.answer.candidates
    assert nobody.team_id is None
    assert [one.price for one in named] == sorted(one.price for one in named)
    assert all(one.price >= 0 and one.proven for one in named)
    assert all(one.later_s == one.eta_s - out.eta_s for one in named)
    chosen = named[0]
    words = SteeringsIn.model_validate(
        {
            "set": [
                {"kind": kind, "team_id": team, "incident_id": incident, "reason": "熟悉现场"}
                for kind, team in (("exclusion", out.team_id), ("pin", chosen.team_id))
            ]
        }
    )
    with desk.database.transaction() as session:
        said = dispatch.service_steering_sets.change_steerings(session, desk.duty, words)
    worker.catch_up()
    after = newest(desk)
    assert chosen.team_id in {pick.team_id for pick in after.picks}
    assert out.team_id not in {pick.team_id for pick in after.picks}
    assert after.objective - proposal.objective == chosen.price
    back = SteeringsIn.model_validate(
        {"lift": [{"id": row.id, "version": row.version} for row in said]}
    )
    with desk.database.transaction() as session:
        dispatch.service_steering_sets.change_steerings(session, desk.duty, back)
    worker.catch_up()
    assert newest(desk).objective == proposal.objective


def test_the_opposite_word_takes_the_place_of_the_one_before(desk: Any, incident: UUID) -> None:
    team = newest(desk).picks[0].team_id
    desk.steer("pin", team, incident)
    words = SteeringsIn.model_validate(
        {"set": [{"kind": "exclusion", "team_id": team, "incident_id": incident, "reason": "换"}]}
    )
    with desk.database.transaction() as session:
        dispatch.service_steering_sets.change_steerings(session, desk.duty, words)
    open_words = desk.read(select(Steering.kind).where(Steering.lifted_at.is_(None)))
    assert open_words == ["exclusion"]


def test_a_what_if_tells_both_sides_in_full(desk: Any, worker: Worker, incident: UUID) -> None:
    team = str(newest(desk).picks[0].team_id)
    edits = [{"edit": "team_lost", "team_id": team}]
    answer = ask(desk, worker, kind="what_if", variants=[{"edits": edits}]).answer
    assert team in {str(pick.team_id) for pick in answer.picks}
    assert answer.headline.code == "all_met"
    (found,) = answer.variants
    assert team not in {str(pick.team_id) for pick in found.picks}
    assert [need.need_id for need in found.needs] == [need.need_id for need in answer.needs]


def promote(desk: Any, study: Any, **more: Any) -> Any:
    with desk.database.transaction() as session:
        return dispatch.service_promotion.promote_study(
            session, desk.duty, study.id, PromoteIn(reason="研判后决定", **more)
        )


def test_what_can_be_promoted_becomes_real_and_the_rest_says_why_not(
    desk: Any, worker: Worker, incident: UUID
) -> None:
    team = newest(desk).picks[0].team_id
    edits = [
        {"edit": "road_closed", "area": AREA},
        {"edit": "team_lost", "team_id": str(team)},
        {"edit": "time_passed", "seconds": 600},
    ]
    study = ask(desk, worker, kind="what_if", variants=[{"edits": edits}])
    with desk.database.picture() as session:
        told = dispatch.service_promotion.promotion_of(session, desk.duty, study.id, 0)
    assert [one.does for one in told.steps] == ["draw_closure", "put_team_out", None]
    assert told.steps[2].because == "time_passes"
    before = newest(desk).number
    promoted = promote(desk, study)
    assert [one.does for one in promoted.done] == ["draw_closure", "put_team_out"]
    assert desk.read(select(Closure.reason)) == ["研判后决定"]
    assert desk.read(select(Team.state).where(Team.id == team)) == ["unavailable"]
    worker.catch_up()
    assert newest(desk).number > before
    assert team not in {pick.team_id for pick in newest(desk).picks}


def test_a_what_if_of_waiting_cannot_be_promoted(desk: Any, worker: Worker, incident: UUID) -> None:
    edits = [{"edit": "time_passed", "seconds": 600}]
    study = ask(desk, worker, kind="what_if", variants=[{"edits": edits}])
    with pytest.raises(NothingToPromote):
        promote(desk, study)


def test_a_search_that_is_not_there_cannot_be_ended(desk: Any) -> None:
    with desk.database.transaction() as session, pytest.raises(NotFound):
        dispatch.service.settle_proposal(session, desk.duty, UUID(int=1))
