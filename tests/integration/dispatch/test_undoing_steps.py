"""Steps of orders taken back by a correcting entry: what was and what is now stand side by side."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

import dispatch.queries
import dispatch.service_promises
import dispatch.service_undo
import incidents.service
import resources.queries
from core.correcting import CorrectionIn, CorrectionNeedsReason, NothingToUndo
from core.errors import Forbidden
from core.models import Event
from dispatch.errors import IncidentOver, NoteRequired, SentElsewhereMeanwhile, StepCannotBeUndone
from dispatch.lifecycle import Step
from dispatch.models import Assignment
from dispatch.schemas import Order
from incidents.models import Incident, Need
from resources.models import Lot, StockMovement, TeamCapability

CLICKED_WRONG = "误点"


def capability(desk: Any) -> str:
    """The capability that most teams of the demo city have."""
    query = select(TeamCapability.capability_code).group_by(TeamCapability.capability_code)
    code: str = desk.read(query.order_by(func.count().desc()).limit(1))[0]
    return code


def item(desk: Any) -> str:
    """An item that the depots of the demo city hold."""
    code: str = desk.read(select(Lot.item_code).order_by(Lot.item_code).limit(1))[0]
    return code


def the_need(desk: Any, incident_id: UUID) -> Need:
    """The one need of an incident."""
    need: Need = desk.read(select(Need).where(Need.incident_id == incident_id))[0]
    return need


def undo(desk: Any, order: Order, reason: str = CLICKED_WRONG, actor: Any = None) -> Order:
    """Take back the last step of an order as it is now."""
    version = desk.order(order.id).version
    with desk.database.transaction() as session:
        return dispatch.service_undo.undo_step(
            session, actor or desk.duty, order.id, version, CorrectionIn(reason=reason)
        )


def team_state(desk: Any, order: Order) -> str:
    """The state of an order's team now."""
    assert order.team_id is not None
    with desk.database.picture() as session:
        return resources.queries.teams_by_id(session, [order.team_id])[order.team_id].state


def events_of(desk: Any, order: Order) -> list[Event]:
    """What happened to an order, in order."""
    with desk.database.picture() as session:
        query = select(Event).where(Event.kind.startswith("order.")).order_by(Event.seq)
        found = [row for row in session.scalars(query) if row.data["order"]["id"] == str(order.id)]
        session.expunge_all()
        return found


def sent(desk: Any, quantity: int = 1) -> tuple[UUID, Order]:
    """One team sent to a fire."""
    incident_id = desk.incident()
    desk.need(incident_id, capability_code=capability(desk), quantity=quantity)
    order = next(one for one in desk.accept(desk.solve()) if one.kind == "team")
    return incident_id, order


def test_an_arrival_taken_back_puts_the_team_on_the_road_again_and_the_log_shows_both(
    desk: Any,
) -> None:
    _, order = sent(desk)
    for step in (Step.ACKNOWLEDGE, Step.DEPART, Step.ARRIVE):
        order = desk.step(order, step)
    again = undo(desk, order)
    assert (again.state, again.arrived_at, again.version) == ("en_route", None, order.version + 1)
    assert again.departed_at == order.departed_at
    assert team_state(desk, order) == "en_route"
    arrived, corrected = events_of(desk, order)[-2:]
    assert (arrived.kind, corrected.kind) == ("order.arrived", "order.corrected")
    correction = corrected.data["correction"]
    assert correction["undoes_seq"] == arrived.seq
    assert (correction["was"], correction["now"]) == ("on_scene", "en_route")
    assert correction["reason"] == CLICKED_WRONG


def test_taking_back_twice_goes_back_two_steps_and_never_forward(desk: Any) -> None:
    _, order = sent(desk)
    for step in (Step.ACKNOWLEDGE, Step.DEPART, Step.ARRIVE):
        order = desk.step(order, step)
    assert undo(desk, order).state == "en_route"
    assert undo(desk, order).state == "acknowledged"
    assert undo(desk, order).state == "issued"
    with pytest.raises(NothingToUndo):
        undo(desk, order)


def test_a_release_taken_back_holds_the_team_again(desk: Any) -> None:
    _, order = sent(desk)
    for step in (Step.ACKNOWLEDGE, Step.DEPART, Step.ARRIVE, Step.RELEASE):
        order = desk.step(order, step)
    again = undo(desk, order)
    assert (again.state, team_state(desk, order)) == ("on_scene", "on_scene")
    with desk.database.picture() as session:
        held = session.scalars(select(Assignment).where(Assignment.team_id == order.team_id)).one()
        assert (held.state, held.during.upper) == ("live", None)


def test_a_release_is_not_taken_back_once_the_team_was_sent_elsewhere(desk: Any) -> None:
    _, order = sent(desk)
    for step in (Step.ACKNOWLEDGE, Step.DEPART, Step.ARRIVE, Step.RELEASE, Step.CLOSE):
        order = desk.step(order, step)
    second = desk.incident(title="仓库火灾")
    desk.need(second, capability_code=capability(desk), quantity=1)
    desk.steer("pin", order.team_id, second)
    newer = next(one for one in desk.accept(desk.solve()) if one.team_id == order.team_id)
    assert undo(desk, order).state == "released"
    assert team_state(desk, order) == "assigned"
    with pytest.raises(SentElsewhereMeanwhile) as refusal:
        undo(desk, order)
    assert refusal.value.facts["number"] == newer.number
    assert refusal.value.facts["incident"] == "仓库火灾"
    assert desk.order(order.id).state == "released"


def test_after_half_a_minute_a_reason_is_asked_for(desk: Any) -> None:
    _, order = sent(desk)
    order = desk.step(order, Step.ACKNOWLEDGE)
    assert undo(desk, order, reason="").state == "issued"
    order = desk.step(order, Step.ACKNOWLEDGE)
    with desk.database.transaction() as session:
        session.info["clock"] = lambda: order.acknowledged_at + timedelta(seconds=31)
        with pytest.raises(CorrectionNeedsReason):
            dispatch.service_undo.undo_step(
                session, desk.duty, order.id, order.version, CorrectionIn()
            )


def test_a_refusal_taken_back_lifts_the_exclusion_that_followed_it(desk: Any) -> None:
    _, order = sent(desk)
    order = desk.step(order, Step.DECLINE, note="车坏了")
    with desk.database.picture() as session:
        assert dispatch.queries.steerings(session, desk.duty.prefixes, with_lifted=False)
    assert undo(desk, order).state == "issued"
    with desk.database.picture() as session:
        assert not dispatch.queries.steerings(session, desk.duty.prefixes, with_lifted=False)
    assert team_state(desk, order) == "assigned"


def test_a_recall_taken_back_sends_the_team_on_and_counts_it_again(desk: Any) -> None:
    incident_id, order = sent(desk)
    for step in (Step.ACKNOWLEDGE, Step.DEPART):
        order = desk.step(order, step)
    order = desk.step(order, Step.RECALL, note="错召")
    assert the_need(desk, incident_id).committed == 0
    assert undo(desk, order).state == "en_route"
    assert the_need(desk, incident_id).committed == 1


def test_a_step_is_not_taken_back_once_the_incident_is_stood_down(desk: Any) -> None:
    incident_id, order = sent(desk)
    for step in (Step.ACKNOWLEDGE, Step.DEPART, Step.ARRIVE, Step.RELEASE):
        order = desk.step(order, step)
    with desk.database.transaction() as session:
        version = session.get_one(Incident, incident_id).version
        incidents.service.stand_down(session, desk.duty, incident_id, version)
    with pytest.raises(IncidentOver):
        undo(desk, order)


def test_a_team_that_turned_back_is_free_and_its_need_is_open_again(desk: Any) -> None:
    incident_id, order = sent(desk)
    for step in (Step.ACKNOWLEDGE, Step.DEPART):
        order = desk.step(order, step)
    with pytest.raises(NoteRequired):
        desk.step(order, Step.TURN_BACK)
    order = desk.step(order, Step.TURN_BACK, note="桥断，过不去")
    assert (order.state, team_state(desk, order)) == ("turned_back", "returning")
    need = the_need(desk, incident_id)
    assert (need.state, need.committed) == ("open", 0)
    assert events_of(desk, order)[-1].kind == "order.turned_back"
    with desk.database.picture() as session:
        kept = dispatch.queries.steerings(session, desk.duty.prefixes, with_lifted=False)
    assert [(one.kind, one.team_id) for one in kept] == [("exclusion", order.team_id)]
    assert desk.step(order, Step.CLOSE).state == "closed"


def test_a_recall_is_taken_back_only_by_whoever_may_recall(desk: Any) -> None:
    _, order = sent(desk)
    order = desk.step(order, Step.RECALL, note="错召")
    leader = dispatch_leader(desk, order)
    with pytest.raises(Forbidden):
        undo(desk, order, actor=leader)


def dispatch_leader(desk: Any, order: Order) -> Any:
    """The leader of an order's team, without the right to recall."""
    return replace(
        desk.duty, team_id=order.team_id, permissions=frozenset({"orders.report", "orders.own"})
    )


def test_goods_loaded_by_mistake_go_back_by_a_counter_movement(desk: Any) -> None:
    incident_id = desk.incident()
    desk.need(incident_id, item_code=item(desk), quantity=1)
    order = next(one for one in desk.accept(desk.solve()) if one.kind == "delivery")
    before = _lines_of_ledger(desk, order)
    order = desk.step(order, Step.LOAD)
    again = undo(desk, order)
    assert (again.state, again.loaded_at) == ("issued", None)
    assert {line.state for line in again.lines} == {"reserved"}
    after = _lines_of_ledger(desk, order)
    assert [kind for kind, *_ in after[len(before) :]][-1] == "undo"
    for account in (1, 2, 3):
        assert sum(row[account] for row in after) == sum(row[account] for row in before)


def test_a_handing_over_taken_back_has_the_goods_on_the_way_again(desk: Any) -> None:
    incident_id = desk.incident()
    desk.need(incident_id, item_code=item(desk), quantity=1)
    order = next(one for one in desk.accept(desk.solve()) if one.kind == "delivery")
    for step in (Step.LOAD, Step.DEPART, Step.DELIVER):
        order = desk.step(order, step)
    again = undo(desk, order)
    assert (again.state, again.arrived_at) == ("en_route", None)
    assert the_need(desk, incident_id).arrived == 0
    assert desk.step(again, Step.DELIVER).state == "delivered"


def test_a_promise_that_lapsed_is_not_taken_back_but_given_anew(desk: Any) -> None:
    desk.need(desk.incident(), item_code=item(desk), quantity=1)
    order = next(one for one in desk.accept(desk.solve()) if one.kind == "delivery")
    with desk.database.transaction() as session:
        session.info["clock"] = lambda: order.issued_at + timedelta(days=2)
        assert dispatch.service_promises.lapse_promises(session) == [order.id]
    with pytest.raises(StepCannotBeUndone):
        undo(desk, order)


def _lines_of_ledger(desk: Any, order: Order) -> list[tuple[Any, ...]]:
    with desk.database.picture() as session:
        query = (
            select(
                StockMovement.kind,
                StockMovement.quantity_change,
                StockMovement.reserved_change,
                StockMovement.on_the_way_change,
            )
            .where(StockMovement.order_id == order.id)
            .order_by(StockMovement.at, StockMovement.id)
        )
        return [tuple(row) for row in session.execute(query)]
