"""From needs to a proven proposal, from there to orders in the field and back, on one database."""

from typing import Any

import pytest
from sqlalchemy import select

from dispatch.errors import (
    ProposalAlreadyDecided,
    ProposalStale,
    TeamAlreadyCommitted,
    TeamCannotBeSteered,
)
from dispatch.lifecycle import Step
from dispatch.models import Assignment
from incidents.models import Need
from resources.models import Lot, Team, Truck


@pytest.fixture
def fire(desk: Any) -> Any:
    return desk.incident()


def capability(desk: Any) -> str:
    """The capability that most teams of the demo city have."""
    from sqlalchemy import func

    from resources.models import TeamCapability

    query = (
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
        .limit(1)
    )
    return desk.read(query)[0]


def test_a_solve_gives_a_proven_checked_proposal_with_reasons(desk: Any, fire: Any) -> None:
    need = desk.need(fire, capability_code=capability(desk), quantity=3)
    proposal = desk.solve()
    assert proposal.error is None
    assert proposal.state == "proven"
    assert proposal.objective == proposal.bound
    assert sum(pick.fills[str(need)] for pick in proposal.picks) >= 3
    assert all(pick.reason.code and pick.status == "new" for pick in proposal.picks)
    assert proposal.data_age is not None
    assert proposal.data_age.road_data is False
    assert all(pick.estimated for pick in proposal.picks)
    assert {"load", "travel", "build", "solve"} <= set(proposal.timings_s)
    assert desk.kinds()[-2:] == ["proposal.improved", "proposal.proven"]


def test_an_accepted_proposal_becomes_orders_and_the_team_goes_there_and_back(
    desk: Any, fire: Any
) -> None:
    need = desk.need(fire, capability_code=capability(desk), quantity=1)
    orders = desk.accept(desk.solve())
    assert [order.state for order in orders] == ["issued"]
    row = desk.read(select(Need).where(Need.id == need))[0]
    assert (row.committed >= 1, row.arrived) == (True, 0)
    order = orders[0]
    for step, state, team_state in (
        (Step.ACKNOWLEDGE, "acknowledged", "assigned"),
        (Step.DEPART, "en_route", "en_route"),
        (Step.ARRIVE, "on_scene", "on_scene"),
        (Step.RELEASE, "released", "returning"),
        (Step.CLOSE, "closed", "available"),
    ):
        assert desk.step(order, step).state == state
        team = desk.read(select(Team).where(Team.id == order.team_id))[0]
        assert team.state == team_state
    row = desk.read(select(Need).where(Need.id == need))[0]
    assert row.arrived == row.committed >= 1, "who served and left has served"
    assignment = desk.read(select(Assignment))[0]
    assert (assignment.state, assignment.during.upper is not None) == ("ended", True)


def test_accepting_twice_is_refused_and_changes_nothing(desk: Any, fire: Any) -> None:
    desk.need(fire, capability_code=capability(desk), quantity=2)
    proposal = desk.solve()
    orders = desk.accept(proposal)
    with pytest.raises(ProposalAlreadyDecided):
        desk.accept(proposal)
    assert len(desk.read(select(Assignment))) == len(orders)


def test_a_proposal_whose_need_changed_is_stale_and_names_what_changed(
    desk: Any, fire: Any
) -> None:
    import incidents.schemas
    import incidents.service_needs

    need = desk.need(fire, capability_code=capability(desk), quantity=1)
    proposal = desk.solve()
    with desk.database.transaction() as session:
        row = session.get(Need, need)
        patch = incidents.schemas.NeedPatch(quantity=2)
        incidents.service_needs.change_need(session, desk.duty, need, row.version, patch)
    with pytest.raises(ProposalStale) as refusal:
        desk.accept(proposal)
    assert refusal.value.facts["names"] == [row.label]
    assert desk.read(select(Assignment)) == []


def test_a_team_that_another_acceptance_took_is_refused_with_who_holds_it(
    desk: Any, fire: Any
) -> None:
    from copy import deepcopy

    from dispatch.models import Proposal

    desk.need(fire, capability_code=capability(desk), quantity=1)
    proposal = desk.solve()
    with desk.database.transaction() as session:
        row = session.get_one(Proposal, proposal.id)
        twin = Proposal(
            **{
                name: deepcopy(getattr(row, name))
                for name in row.__table__.columns.keys()  # noqa: SIM118
                if name not in ("id", "number")
            }
        )
        session.add(twin)
        session.flush()
        twin_id = twin.id
    desk.accept(proposal)
    with pytest.raises(TeamAlreadyCommitted) as refusal:
        desk.accept(desk.proposal(twin_id))
    assert refusal.value.facts["incident"] == "厂房火灾"
    assert len(desk.read(select(Assignment).where(Assignment.state == "live"))) == 1


def test_an_excluded_team_is_not_sent_and_a_pinned_one_is(desk: Any, fire: Any) -> None:
    desk.need(fire, capability_code=capability(desk), quantity=1)
    first = desk.solve()
    chosen = first.picks[0]
    other = chosen.next_best.team_id
    assert other is not None
    desk.steer("exclusion", chosen.team_id, fire)
    desk.steer("pin", other, fire)
    second = desk.solve()
    assert {pick.team_id for pick in second.picks} == {other}
    assert second.picks[0].pinned
    assert second.difference.previous_number == first.number
    moved = {change.team_id for change in second.difference.since_previous}
    assert moved == {chosen.team_id, other}
    assert desk.proposal(first.id).state == "superseded"
    orders = desk.accept(second)
    assert orders[0].team_id == other


def test_a_retired_team_cannot_be_pinned_and_the_error_says_why(desk: Any, fire: Any) -> None:
    with desk.database.transaction() as session:
        team = session.scalars(select(Team).limit(1)).one()
        team.retired_at = desk.now()
    with pytest.raises(TeamCannotBeSteered) as refusal:
        desk.steer("pin", team.id, fire)
    assert refusal.value.facts == {"team": team.name, "state": "retired", "field": "team_id"}


def test_goods_are_reserved_loaded_and_delivered_and_the_stock_is_right(
    desk: Any, fire: Any
) -> None:
    item = desk.read(select(Lot.item_code).where(Lot.quantity > 50).order_by(Lot.id).limit(1))[0]
    need = desk.need(fire, item_code=item, quantity=20)
    proposal = desk.solve()
    assert proposal.error is None
    planned = sum(row.amount for row in proposal.deliveries)
    assert planned + sum(row.amount for row in proposal.shortfalls) == 20
    assert planned > 0
    before = {lot.id: lot.quantity for lot in desk.read(select(Lot))}
    orders = desk.accept(proposal)
    assert all(order.kind == "delivery" for order in orders)
    for order in orders:
        desk.step(order, Step.LOAD)
        desk.step(order, Step.DEPART)
        desk.step(order, Step.DELIVER)
        desk.step(order, Step.CLOSE)
    taken = {row.lot_id: 0 for row in proposal.deliveries}
    for row in proposal.deliveries:
        taken[row.lot_id] += row.amount
    for lot in desk.read(select(Lot).where(Lot.id.in_(taken))):
        assert lot.quantity == before[lot.id] - taken[lot.id]
        assert lot.reserved == 0
    covered = desk.read(select(Need).where(Need.id == need))[0]
    assert (covered.committed, covered.arrived) == (planned, planned)
    trucks = [order.truck_id for order in orders]
    assert {truck.state for truck in desk.read(select(Truck).where(Truck.id.in_(trucks)))} == {
        "available"
    }


def test_a_recalled_delivery_gives_its_goods_back(desk: Any, fire: Any) -> None:
    item = desk.read(select(Lot.item_code).where(Lot.quantity > 50).order_by(Lot.id).limit(1))[0]
    desk.need(fire, item_code=item, quantity=5)
    before = {lot.id: (lot.quantity, lot.reserved) for lot in desk.read(select(Lot))}
    orders = desk.accept(desk.solve())
    desk.step(orders[0], Step.LOAD)
    desk.step(orders[0], Step.RECALL, note="道路中断")
    desk.step(orders[0], Step.CLOSE)
    for other in orders[1:]:
        desk.step(other, Step.RECALL, note="道路中断")
    after = {lot.id: (lot.quantity, lot.reserved) for lot in desk.read(select(Lot))}
    assert after == before


def test_a_declined_order_frees_the_team_and_keeps_it_away_from_that_incident(
    desk: Any, fire: Any
) -> None:
    desk.need(fire, capability_code=capability(desk), quantity=1)
    order = desk.accept(desk.solve())[0]
    desk.step(order, Step.DECLINE, note="车辆故障")
    team = desk.read(select(Team).where(Team.id == order.team_id))[0]
    assert team.state == "available"
    again = desk.solve()
    assert again.picks
    assert order.team_id not in {pick.team_id for pick in again.picks}


def test_a_worse_incident_redirects_only_by_an_accepted_proposal_and_says_what_it_buys(
    desk: Any, fire: Any
) -> None:
    """One team with the capability is left: the worse incident gets it, at a stated price."""
    code = capability(desk)
    desk.need(fire, capability_code=code, quantity=1)
    first = desk.accept(desk.solve())[0]
    with desk.database.transaction() as session:
        free = select(Team).where(Team.state.in_(("available", "standby")))
        for team in session.scalars(free):
            team.state = "unavailable"
    worse = desk.incident(114.36, 30.54, title="特大火灾", priority=1)
    desk.need(worse, capability_code=code, quantity=1)
    proposal = desk.solve()
    assert proposal.error is None
    redirected = [pick for pick in proposal.picks if pick.status == "redirected"]
    assert [pick.team_id for pick in redirected] == [first.team_id]
    assert proposal.difference.redirected[0].buys.facts["saves"] > 0
    order = desk.accept(proposal)[0]
    assert order.replaces_id == first.id
    assert desk.order(first.id).state == "redirected"
    live = desk.read(select(Assignment).where(Assignment.state == "live"))
    assert [(row.team_id, row.incident_id) for row in live] == [(first.team_id, worse)]


def test_a_part_of_a_proposal_can_be_accepted_by_incident(desk: Any, fire: Any) -> None:
    code = capability(desk)
    other = desk.incident(114.25, 30.60, title="另一起火灾")
    desk.need(fire, capability_code=code, quantity=2)
    desk.need(other, capability_code=code, quantity=2)
    proposal = desk.solve()
    orders = desk.accept(proposal, incident_ids=[other])
    assert {order.incident_id for order in orders} == {other}
    again = desk.solve()
    assert {pick.status for pick in again.picks if pick.incident_id == other} == {"kept"}
    assert {pick.status for pick in again.picks if pick.incident_id == fire} == {"new"}


def test_a_deliberately_broken_solution_is_refused_and_the_last_good_proposal_stays(
    desk: Any, fire: Any
) -> None:
    from dataclasses import replace

    from dispatch.optimiser.solve import solve

    def broken(problem: Any, **options: Any) -> Any:
        solution = solve(problem, **{**options, "on_progress": None})
        pick = solution.picks[0]
        return replace(
            solution, picks=(pick, replace(pick, incident=pick.incident), *solution.picks[1:])
        )

    desk.need(fire, capability_code=capability(desk), quantity=1)
    good = desk.solve()
    failed = desk.solve(solver=broken)
    assert failed.state == "failed"
    assert "violation" in failed.error
    assert "team_twice" in failed.error
    assert desk.proposal(good.id).state == "proven"


def test_a_solve_without_anything_to_decide_gives_an_empty_proposal(desk: Any) -> None:
    proposal = desk.solve()
    assert proposal.error is None
    assert (proposal.picks, proposal.deliveries, proposal.shortfalls) == ([], [], [])


def test_a_pin_that_cannot_hold_is_named_in_the_proposal_with_the_reason(
    desk: Any, fire: Any
) -> None:
    desk.need(fire, capability_code=capability(desk), quantity=1)
    team_id = desk.solve().picks[0].team_id
    desk.steer("pin", team_id, fire)
    with desk.database.transaction() as session:
        session.get_one(Team, team_id).state = "maintenance"
    proposal = desk.solve()
    unmet = [one for one in proposal.reason if one["code"] == "pin_cannot_hold"]
    assert [one["facts"]["because"] for one in unmet] == ["none_free"]
    assert unmet[0]["facts"]["team"] == str(team_id)
    assert team_id not in {pick.team_id for pick in proposal.picks}
