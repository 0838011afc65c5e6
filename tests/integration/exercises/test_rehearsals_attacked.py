"""What a rehearsal must not give away is asked for: numbers, other counties' losses, the script."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

import exercises.worlds
from app.migrate import create_world
from core.db import LIVE, Database
from core.models import WORLD, Base, Event
from exercises.from_incident_reading import read_source
from exercises.models import Exercise
from exercises.stepping import Stepper
from hazards.models import HazardSource
from plans.models import Plan, RunCard
from plans.models_documents import PlanDocument, PlanSection
from resources.models import Depot, Lot, StockMovement, Team
from tests.integration.exercises.conftest import AT_NIGHT

Door = Callable[[str], TestClient]
Json = dict[str, Any]
NUMBER = "13800138000"
LEAK: Json = {
    "kind": "hazmat_leak", "title": "液氯泄漏", "place_name": "珞狮南路",
    "position": {"lon": 114.35, "lat": 30.53}, "received_via": "phone",
}  # fmt: skip


DIALLED = "027-85556666"


def change(client: TestClient, exercise_id: str, step: str, body: Any = None) -> Response:
    """Take a step with an exercise, based on its newest version."""
    seen = client.get(f"/api/exercises/{exercise_id}").json()["version"]
    headers = {"If-Match": f'"{seen}"'}
    return client.post(f"/api/exercises/{exercise_id}/{step}", json=body, headers=headers)


def seated(director: TestClient, client: TestClient, exercise_id: str, role: str) -> Response:
    """Give somebody a seat in Hongshan."""
    account = client.get("/api/me").json()["account"]["id"]
    seat = {"account_id": account, "role": role, "jurisdiction_code": "420111"}
    return director.post(f"/api/exercises/{exercise_id}/seats", json=seat)


def test_no_number_of_the_live_world_is_in_any_table_of_an_exercise(
    rehearsed: Database, director: TestClient
) -> None:
    with rehearsed.transaction() as session:
        for model in (Team, Depot, HazardSource):
            session.execute(update(model).values(phone=NUMBER))
    wanted = {"title": "演练", "kind": "tabletop", "area_code": "420111"}
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(rehearsed, planned.json()["id"], create_world)
    numbers = [
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        if table.schema == WORLD
        for column in table.columns
        if "phone" in column.name
    ]
    assert len(numbers) > 5
    with rehearsed.engine.connect() as connection:
        for name, column in numbers:
            count = f'SELECT count({column}) FROM "{planned.json()["world"]}"."{name}"'
            assert connection.scalar(text(count)) == 0, (name, column)


def test_a_plan_started_in_an_exercise_names_functions_and_rings_nobody_up(
    rehearsed: Database, door: Door, director: TestClient, exercise: Json
) -> None:
    duty = door("duty")
    assert seated(director, duty, exercise["id"], "duty_officer").status_code == 201
    assert change(director, exercise["id"], "start").status_code == 200
    assert duty.post(f"/api/exercises/{exercise['id']}/enter").status_code == 200
    with rehearsed.picture() as session:
        plan_id = session.scalar(select(Plan.id).where(Plan.code == "WH-YA-01"))
    wanted = {"plan_id": str(plan_id), "response_level": 3}
    told: list[list[Json]] = []
    for address in (f"{exercise['address']}api", "/api"):
        incident = duty.post(f"{address}/incidents", json=LEAK).json()["id"]
        started = duty.post(f"{address}/incidents/{incident}/activations", json=wanted)
        assert started.status_code == 201, started.text
        told.append(started.json()["contacts"])
    rehearsed_ones, real = told
    assert {one["phone"] for one in rehearsed_ones} == {""}
    assert {one["phone"] for one in real} >= {"119", "120"}
    assert [one["function"] for one in rehearsed_ones] == [one["function"] for one in real]


def test_what_went_wrong_is_told_by_its_kind_and_never_with_what_was_in_it(
    rehearsed: Database, director: TestClient, exercise: Json
) -> None:
    def fails(session: Session) -> None:
        session.execute(text("SELECT CAST(:told AS int)"), {"told": NUMBER + "王某"})

    assert change(director, exercise["id"], "start").status_code == 200
    Stepper(rehearsed, exercise["world"], [fails]).step()
    with rehearsed.picture(LIVE) as session:
        named = Exercise.world == exercise["world"]
        trouble = session.scalar(select(Exercise.trouble).where(named))
        query = select(func.count()).where(func.strpos(Event.data["exercise"].astext, NUMBER) > 0)
        assert session.scalar(query.select_from(Event)) == 0
    assert trouble is not None
    assert NUMBER not in trouble
    assert "DataError (22003)" in trouble


def test_whoever_plays_neither_sets_the_clock_nor_the_seats_nor_reads_the_script(
    rehearsed: Database, door: Door, director: TestClient
) -> None:
    template = next(
        one["id"] for one in director.get("/api/exercise-templates").json() if one["is_shipped"]
    )
    wanted = {"area_code": "420100", "template_id": template, "begins_at": AT_NIGHT.isoformat()}
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    exercise_id = planned.json()["id"]
    exercises.worlds.prepare(rehearsed, exercise_id, create_world)
    player = door("planner")
    assert change(player, exercise_id, "speed", {"speed": 2.0}).status_code == 200
    assert seated(director, player, exercise_id, "commander").status_code == 201
    seats = director.get(f"/api/exercises/{exercise_id}").json()["seats"]
    to = AT_NIGHT.isoformat()
    tried = [change(player, exercise_id, step) for step in ("start", "pause", "resume", "end")]
    tried += [
        change(player, exercise_id, "speed", {"speed": 60.0}),
        change(player, exercise_id, "jump", {"to": to}),
        seated(player, player, exercise_id, "director"),
        player.post(f"/api/exercises/{exercise_id}/template"),
        *(player.delete(f"/api/exercises/{exercise_id}/seats/{one['id']}") for one in seats),
    ]
    assert {(one.status_code, one.json()["code"]) for one in tried} == {(403, "player_directs")}
    script = director.get(f"/api/exercise-templates/{template}/file")
    copied = director.post("/api/exercise-templates", json=script.json()).json()["id"]
    tried = []
    for name in (template, copied):
        anew = {"area_code": "420100", "template_id": name}
        tried += [
            player.get(f"/api/exercise-templates/{name}/file"),
            player.post("/api/exercises", json=anew),
        ]
    assert {(one.status_code, one.json()["code"]) for one in tried} == {(403, "player_rehearses")}
    assert change(director, exercise_id, "start").status_code == 200
    assert change(director, exercise_id, "end").status_code == 200
    assert player.get(f"/api/exercise-templates/{template}/file").status_code == 200


def test_no_page_and_no_file_of_a_plan_shows_a_real_number_inside_an_exercise(
    rehearsed: Database, door: Door, director: TestClient, exercise: Json
) -> None:
    duty = door("duty")
    assert seated(director, duty, exercise["id"], "duty_officer").status_code == 201
    assert change(director, exercise["id"], "start").status_code == 200
    assert duty.post(f"/api/exercises/{exercise['id']}/enter").status_code == 200
    with rehearsed.transaction() as session:
        plan = session.scalars(select(Plan).where(Plan.code == "WH-YA-01")).one()
        plan_id = plan.id
        section = session.scalars(
            select(PlanSection).where(PlanSection.plan_id == plan_id).limit(1)
        ).one()
        section.text = f"立即致电值班室{DIALLED}。"
        paper = session.get_one(PlanDocument, plan_id)
        paper.command_body = [
            {"role": "总指挥", "office": "市政府", "duties": f"手机{DIALLED}", "phone": DIALLED}
        ]
        card = session.scalars(select(RunCard).where(RunCard.plan_id == plan_id).limit(1)).one()
        card.contacts = [{"function": "专家", "function_en": "", "body": "", "phone": DIALLED}]
    paths = [
        "plans?limit=100",
        f"plans/{plan_id}",
        f"plan-documents/{plan_id}",
        f"plan-documents/{plan_id}/cards",
        f"plans/{plan_id}/cards",
        f"plans/{plan_id}/cards.csv",
    ]
    for path in paths:
        real = duty.get(f"/api/{path}")
        played = duty.get(f"{exercise['address']}api/{path}")
        assert (real.status_code, played.status_code) == (200, 200), path
        assert DIALLED in real.text, path
        assert DIALLED not in played.text, path


@pytest.fixture
def over(rehearsed: Database, door: Door) -> str:
    """An incident of Hongshan that is over."""
    duty = door("duty")
    incident = duty.post("/api/incidents", json=LEAK).json()
    path = f"/api/incidents/{incident['id']}"
    seen = {"If-Match": f'"{duty.get(path).json()["version"]}"'}
    assert duty.post(f"{path}/stand-down", json={}, headers=seen).status_code == 200
    return str(incident["id"])


def test_a_scenario_out_of_an_incident_tells_nothing_of_other_counties(
    rehearsed: Database, over: str
) -> None:
    with rehearsed.open() as session:
        own = session.scalar(_lot(Depot.jurisdiction_code.startswith("420111")))
        other = session.scalar(_lot(Depot.jurisdiction_code.startswith("420106")))
        assert own is not None
        assert other is not None
        before = read_source(session, ["420111"], over)  # type: ignore[arg-type]
        _lose(session, other, "420106")
        seen = read_source(session, ["420111"], over)  # type: ignore[arg-type]
        assert (seen.lost, seen.told) == (before.lost, before.told)
        whole = read_source(session, ["4201"], over)  # type: ignore[arg-type]
        assert len(whole.lost) == len(before.lost) + 1
        assert len(whole.told) == len(before.told) + 1
        _lose(session, own, "420111")
        assert len(read_source(session, ["420111"], over).lost) == len(before.lost) + 1  # type: ignore[arg-type]
        session.rollback()


def _lot(where: Any) -> Any:
    return select(Lot).join(Depot).where(where, Lot.quantity > 10).order_by(Lot.id).limit(1)


def _lose(session: Session, lot: Lot, code: str) -> None:
    """Write off some of a lot and take a team of its county out of service."""
    at = session.info["clock"]()
    row = StockMovement(lot_id=lot.id, kind="loss", quantity_change=-3, reserved_change=0, at=at)
    team = {"id": "a", "state": "maintenance", "out_note": "故障", "capabilities": [],
            "home": LEAK["position"]}  # fmt: skip
    told = Event(at=at, kind="team.changed", audience=[f"j:{code}"], data={"team": team}, schema=1)
    session.add_all([row, told])
    session.flush()
