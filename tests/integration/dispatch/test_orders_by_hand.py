"""Orders by hand: what one would mean, that it is given under every lock, and what is refused."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

import dispatch.service_by_hand
from app.testing.services import Enter, Services
from core.db import Database
from core.errors import NotFound
from core.grants import Grant
from core.ids import new_id
from core.models import Event
from dispatch.models import Assignment, Order, Steering
from dispatch.schemas_by_hand import OrderIn
from geo.road_book import RoadBook
from incidents.models import Need
from resources.models import Team, TeamCapability

Row = dict[str, Any]


@pytest.fixture
def enter(services: Services, city: Database) -> Iterator[Enter]:
    """Sign somebody in at a service on this test's own city."""
    with services.door(city) as sign_in:
        yield sign_in


@pytest.fixture
def duty(enter: Enter) -> TestClient:
    return enter("duty")


def team_able(desk: Any, code: str = "fire_suppression", nth: int = 0) -> Team:
    """A free team of the city with a capability."""
    query = (
        select(Team)
        .join(TeamCapability, TeamCapability.team_id == Team.id)
        .where(TeamCapability.capability_code == code, Team.state == "available", Team.on_duty)
        .order_by(Team.code)
    )
    row: Team = desk.read(query)[nth]
    return row


def give(
    client: TestClient, team: Team, incident_id: Any, *, version: int | None = None, **more: Any
) -> Any:
    """Send a team, as the command line does."""
    headers = {"Idempotency-Key": more.pop("key", str(new_id()))}
    headers["If-Match"] = f'"{team.version if version is None else version}"'
    body = {"team_id": str(team.id), "incident_id": str(incident_id), **more}
    return client.post("/api/orders", json=body, headers=headers)


def look(client: TestClient, team: Team, incident_id: Any) -> Row:
    """What sending the team would mean."""
    asked = {"team_id": str(team.id), "incident_id": str(incident_id)}
    answer = client.get("/api/order-preview", params=asked)
    assert answer.status_code == 200, answer.text
    found: Row = answer.json()
    return found


def test_a_team_sent_by_hand_has_an_order_a_share_in_the_need_and_an_event(
    desk: Any, duty: TestClient
) -> None:
    fire = desk.incident()
    need = desk.need(fire, capability_code="fire_suppression", quantity=9)
    team = team_able(desk)
    seen = look(duty, team, fire)
    assert seen["refusal"] is None
    assert seen["reason_required"] is False
    assert seen["eta_s"] == seen["ready_s"] + seen["travel_s"]
    assert [one["need_id"] for one in seen["serves"]] == [str(need)]

    answer = give(duty, team, fire)
    assert answer.status_code == 201, answer.text
    order = answer.json()
    assert (order["state"], order["proposal_id"]) == ("issued", None)
    assert order["reason"]["code"] == "by_hand"
    assert order["fills"] == {str(need): seen["serves"][0]["units"]}
    assert order["eta_at"] is not None
    assert desk.read(select(Team).where(Team.id == team.id))[0].state == "assigned"
    assert {"order.issued", "team.changed", "need.covered"} <= set(desk.kinds())
    event = desk.read(select(Event).where(Event.kind == "order.issued"))[-1]
    assert (event.actor_id, event.incident_id) == (desk.duty.account_id, fire)


def test_a_team_that_is_held_already_is_refused_with_who_holds_it(
    desk: Any, duty: TestClient
) -> None:
    first, second = desk.incident(title="仓库火灾"), desk.incident(title="商场火灾", lon=114.30)
    team = team_able(desk)
    assert give(duty, team, first).status_code == 201
    again = give(duty, team, second)
    assert again.status_code == 409
    assert again.json()["code"] == "team_already_committed"
    assert again.json()["facts"]["incident"] == "仓库火灾"
    assert len(desk.read(select(Assignment).where(Assignment.state == "live"))) == 1


def test_the_same_key_gives_one_order_and_an_old_version_none(desk: Any, duty: TestClient) -> None:
    fire, team = desk.incident(), team_able(desk)
    missing = duty.post("/api/orders", json={"team_id": str(team.id), "incident_id": str(fire)})
    assert missing.status_code == 428
    stale = give(duty, team, fire, version=team.version + 7)
    assert (stale.status_code, stale.json()["facts"]["record"]["id"]) == (412, str(team.id))
    key = str(new_id())
    answers = [give(duty, team, fire, key=key) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"]
    assert len(desk.read(select(Order))) == 1


def test_who_cannot_see_the_team_or_the_incident_can_neither_look_nor_send(
    desk: Any, enter: Enter
) -> None:
    fire, team = desk.incident(), team_able(desk)
    duty = enter("duty")
    assert give(duty, team, uuid4()).status_code == 404
    ghost = Team(id=uuid4(), version=1)
    assert give(duty, ghost, fire).status_code == 404
    clerk = enter("clerk-hongshan")
    assert give(clerk, team, fire).status_code == 403
    asked = {"team_id": str(team.id), "incident_id": str(fire)}
    assert clerk.get("/api/order-preview", params=asked).status_code == 403
    assert desk.read(select(Order)) == []


def test_an_officer_of_one_county_cannot_send_what_lies_in_another(desk: Any) -> None:
    fire, team = desk.incident(), team_able(desk)
    elsewhere = Grant("duty_officer", "420117", "新洲区", "420117")
    stranger = replace(desk.duty, grants=(elsewhere,))
    wanted = OrderIn(team_id=team.id, incident_id=fire)
    roads = RoadBook(None, Path())
    with pytest.raises(NotFound), desk.database.transaction() as session:
        dispatch.service_by_hand.order_by_hand(session, stranger, roads, team.version, wanted)
    assert desk.read(select(Order)) == []


def test_a_team_under_way_is_redirected_only_when_its_order_is_named_with_a_reason(
    desk: Any, duty: TestClient
) -> None:
    first, second = desk.incident(title="仓库火灾"), desk.incident(title="商场火灾", lon=114.30)
    need = desk.need(first, capability_code="fire_suppression", quantity=2)
    team = team_able(desk)
    old = give(duty, team, first).json()
    team = desk.read(select(Team).where(Team.id == team.id))[0]
    seen = look(duty, team, second)
    assert (seen["leaves"]["order_id"], seen["reason_required"]) == (old["id"], True)
    bare = give(duty, team, second, instead_of=old["id"])
    assert (bare.status_code, bare.json()["code"]) == (422, "reason_for_overriding")
    wrong = give(duty, team, second, instead_of=str(uuid4()), reason="伤员更多")
    assert wrong.json()["code"] == "order_to_leave_has_changed"
    given = give(duty, team, second, instead_of=old["id"], reason="伤员更多")
    assert given.status_code == 201, given.text
    assert given.json()["replaces_id"] == old["id"]
    assert duty.get(f"/api/orders/{old['id']}").json()["state"] == "redirected"
    assert desk.read(select(Need.committed).where(Need.id == need)) == [0]


def test_a_team_without_what_is_needed_goes_with_a_caution_and_stays_through_the_next_solve(
    desk: Any, duty: TestClient
) -> None:
    fire = desk.incident()
    desk.need(fire, capability_code="fire_suppression", quantity=1)
    query = (
        select(Team)
        .where(
            Team.state == "available",
            Team.id.not_in(
                select(TeamCapability.team_id).where(
                    TeamCapability.capability_code == "fire_suppression"
                )
            ),
        )
        .order_by(Team.code)
    )
    team = desk.read(query)[0]
    seen = look(duty, team, fire)
    assert "serves_nothing" in [one["code"] for one in seen["cautions"]]
    assert [one["label"] for one in seen["lacks"]]
    order = give(duty, team, fire, reason="先行侦察").json()
    assert (order["fills"], order["note"]) == ({}, "先行侦察")
    proposal = desk.solve()
    assert proposal.difference is not None
    moved = [*proposal.difference.recalled, *proposal.difference.redirected]
    assert team.id not in [one.team_id for one in moved]


def test_the_next_solve_counts_what_was_sent_by_hand_towards_the_need(
    desk: Any, duty: TestClient
) -> None:
    fire = desk.incident()
    desk.need(fire, capability_code="fire_suppression", quantity=1)
    second_best = desk.solve().picks[0].next_best
    team = desk.read(select(Team).where(Team.id == second_best.team_id))[0]
    assert give(duty, team, fire).status_code == 201
    proposal = desk.solve()
    assert [(pick.team_id, pick.status) for pick in proposal.picks] == [(team.id, "kept")]


def test_going_against_the_proposal_asks_for_a_reason_and_the_preview_says_what_it_wants(
    desk: Any, duty: TestClient
) -> None:
    fire, other = desk.incident(), desk.incident(title="另一起", lon=114.42)
    desk.need(fire, capability_code="fire_suppression", quantity=1)
    pick = desk.solve().picks[0]
    team = desk.read(select(Team).where(Team.id == pick.team_id))[0]
    seen = look(duty, team, other)
    assert seen["rather"]["elsewhere"]["incident_id"] == str(fire)
    assert seen["reason_required"] is True
    assert give(duty, team, other).json()["code"] == "reason_for_overriding"
    assert look(duty, team, fire)["rather"]["same"] is True


def test_a_refusal_is_overruled_with_a_reason_and_a_pin_elsewhere_is_not(
    desk: Any, duty: TestClient
) -> None:
    fire, other = desk.incident(), desk.incident(title="另一起", lon=114.42)
    team = team_able(desk)
    desk.steer("exclusion", team.id, fire)
    assert give(duty, team, fire).json()["code"] == "reason_for_overriding"
    assert give(duty, team, fire, reason="已修复").status_code == 201
    held = desk.read(select(Steering).where(Steering.team_id == team.id))
    assert [row.lifted_at is not None for row in held] == [True]
    second = team_able(desk, nth=1)
    desk.steer("pin", second.id, other)
    refused = give(duty, second, fire, reason="急")
    assert (refused.status_code, refused.json()["code"]) == (409, "team_pinned_elsewhere")


def test_a_named_need_the_team_cannot_serve_is_refused_by_its_name(
    desk: Any, duty: TestClient
) -> None:
    fire = desk.incident()
    codes = desk.read(select(TeamCapability.capability_code).distinct())
    team = team_able(desk)
    own = set(
        desk.read(select(TeamCapability.capability_code).where(TeamCapability.team_id == team.id))
    )
    need = desk.need(fire, capability_code=sorted(set(codes) - own)[0], quantity=1)
    refused = give(duty, team, fire, need_ids=[str(need)])
    assert (refused.status_code, refused.json()["code"]) == (422, "team_serves_no_such_need")


def test_an_incident_that_is_over_takes_no_order(desk: Any, duty: TestClient) -> None:
    fire, team = desk.incident(), team_able(desk)
    row = duty.get(f"/api/incidents/{fire}").json()
    headers = {"If-Match": f'"{row["version"]}"'}
    assert duty.post(f"/api/incidents/{fire}/stand-down", headers=headers).is_success
    assert look(duty, team, fire)["refusal"]["code"] == "incident_over"
    assert give(duty, team, fire).json()["code"] == "incident_over"
