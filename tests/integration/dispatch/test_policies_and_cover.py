"""Policies and cover standards of a site: written down, put in force, solved with, refused."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

import dispatch.picture
import dispatch.problem_loader
import dispatch.triggers
from app.seed.cover_rows import cover_standard_rows
from app.worker import Worker
from core import outbox
from core.config import Environment, Settings
from core.db import Database
from core.models import Event
from dispatch import service_policies
from dispatch.models import Proposal
from dispatch.models_policies import CoverStandard, SitePolicy
from dispatch.optimiser.files.writing import plain
from dispatch.optimiser.policies import BALANCED, SHIPPED
from dispatch.optimiser.solve import solve
from dispatch.queries_policies import policy_of
from geo.road_book import RoadBook
from resources.models import TeamCapability
from tests.integration.dispatch.conftest import actor_named

Json = dict[str, Any]


@pytest.fixture
def commander(sign_in: Any) -> TestClient:
    """The commander of the city, signed in."""
    client: TestClient = sign_in("commander")
    return client


def policies(client: TestClient) -> dict[str, Json]:
    return {row["name"]: row for row in client.get("/api/policies").json()}


def seen(row: Json) -> dict[str, str]:
    return {"If-Match": f'"{row["version"]}"'}


def activate(client: TestClient, name: str) -> Any:
    row = policies(client)[name]
    return client.post(f"/api/policies/{row['id']}/activate", headers=seen(row))


def test_a_new_database_holds_the_shipped_policies_and_the_default_is_in_force(
    city_url: str,
) -> None:
    database = Database(city_url)
    with database.transaction() as session:
        rows = session.scalars(select(SitePolicy)).all()
        assert {row.name: row.document for row in rows} == {
            name: plain(policy) for name, policy in SHIPPED.items()
        }
        assert [row.name for row in rows if row.active] == [BALANCED.name]
        assert all(policy_of(row) == SHIPPED[row.name] for row in rows)
        assert all(row.title and row.title_en for row in rows)
    database.dispose()


def test_exactly_one_policy_is_in_force_after_activating_another(commander: TestClient) -> None:
    before = policies(commander)
    answer = activate(commander, "keep_cover")
    assert answer.status_code == 200, answer.text
    after = policies(commander)
    assert [name for name, row in after.items() if row["active"]] == ["keep_cover"]
    assert after["balanced"]["version"] == before["balanced"]["version"] + 1
    again = activate(commander, "keep_cover")
    assert (again.status_code, again.json()["code"]) == (409, "policy_in_force")
    assert activate(commander, "balanced").status_code == 200


def test_a_policy_is_kept_with_its_defaults_and_changed_by_its_version(
    commander: TestClient,
) -> None:
    name = f"p{uuid4().hex[:8]}"
    wanted = {"name": name, "title": "汛期", "document": {"weights": {"cover_lost": 40}}}
    made = commander.post("/api/policies", json=wanted)
    assert made.status_code == 201, made.text
    row = made.json()
    assert row["document"]["weights"] == {**plain(BALANCED)["weights"], "cover_lost": 40}
    assert (row["active"], row["version"], row["document"]["name"]) == (False, 1, name)
    twice = commander.post("/api/policies", json=wanted)
    assert (twice.status_code, twice.json()["code"]) == (409, "policy_name_taken")
    path = f"/api/policies/{row['id']}"
    patch = {"title": "主汛期", "document": {"move_ups": True}}
    changed = commander.patch(path, json=patch, headers=seen(row)).json()
    assert changed["document"]["move_ups"] and changed["document"]["weights"]["cover_lost"] == 10
    assert (changed["title"], changed["version"]) == ("主汛期", 2)
    assert commander.patch(path, json=patch, headers=seen(row)).status_code == 412
    assert commander.patch(path, json=patch).status_code == 428


@pytest.mark.parametrize(
    ("document", "field"),
    [
        ({"weights": {"shortage": -1}}, "document.weights.shortage"),
        ({"weights": {"speed": 1}}, "document.weights.speed"),
        ({"strict": "yes"}, "document.strict"),
        ({"lateness_factor": 0.5}, "document.lateness_factor"),
        ({"disturbance_s": {"asleep": 1}}, "document.disturbance_s.asleep"),
        ({"age_limits": []}, "document.age_limits"),
        ({"name": "another"}, "document.name"),
    ],
)
def test_a_document_with_a_fault_is_refused_by_the_path_of_its_field(
    commander: TestClient, document: Json, field: str
) -> None:
    body = {"name": f"p{uuid4().hex[:8]}", "title": "试", "document": document}
    refused = commander.post("/api/policies", json=body)
    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "policy_wrong")
    assert problem["facts"]["field"] == field
    assert field in problem["detail"]


def test_only_commander_and_administrator_write_policies(sign_in: Any) -> None:
    body = {"name": f"p{uuid4().hex[:8]}", "title": "试", "document": {}}
    for username in ("duty", "clerk-hongshan", "planner", "auditor"):
        client = sign_in(username)
        assert client.get("/api/policies").status_code == 200
        assert client.post("/api/policies", json=body).status_code == 403
    assert sign_in("admin").post("/api/policies", json=body).status_code == 201


def test_a_change_of_the_policy_in_force_calls_for_a_new_solve(
    commander: TestClient, served_city: Database
) -> None:
    def called(since: int) -> bool:
        with served_city.transaction() as session:
            return dispatch.triggers.solve_called_after(session, since)

    def now() -> int:
        with served_city.transaction() as session:
            return outbox.last_seq(session)

    before = now()
    other = policies(commander)["lives_first"]
    path = f"/api/policies/{other['id']}"
    commander.patch(path, json={"title": other["title"]}, headers=seen(other))
    assert not called(before), "it is not in force"
    assert activate(commander, "lives_first").status_code == 200
    assert called(before)
    before = now()
    row = policies(commander)["lives_first"]
    commander.patch(path, json={"title": row["title"]}, headers=seen(row))
    assert called(before)
    assert activate(commander, "balanced").status_code == 200


def test_every_change_of_a_policy_is_on_record_with_who_made_it(
    commander: TestClient, served_city: Database
) -> None:
    activate(commander, "keep_cover")
    activate(commander, "balanced")
    with served_city.transaction() as session:
        last = session.scalars(
            select(Event).where(Event.kind == "policy.activated").order_by(Event.seq.desc())
        ).first()
        assert last is not None
        assert last.data["policy"]["name"] == "balanced"
        assert last.actor_name == commander.get("/api/me").json()["account"]["display_name"]


def test_the_problem_takes_the_policy_in_force_the_cover_and_the_districts(
    desk: Any, noon: Any
) -> None:
    with desk.database.transaction() as session:
        session.execute(SitePolicy.__table__.update().values(active=False))
        row = session.scalars(select(SitePolicy).where(SitePolicy.name == "keep_cover")).one()
        row.active = True
    incident = desk.incident()
    desk.need(incident, capability_code="fire_suppression", quantity=2)
    with desk.database.picture() as session:
        picture = dispatch.picture.read_picture(session)
    problem = dispatch.problem_loader.load_problem(picture, RoadBook(None, None)).problem
    assert problem.policy == SHIPPED["keep_cover"]
    assert {policy.name for policy in picture.policies} >= set(SHIPPED)
    assert len(problem.cover) == len(cover_standard_rows(noon()))
    able = {team.id for team in problem.teams if "fire_suppression" in team.units}
    rule = next(row for row in problem.cover if row.capability == "fire_suppression")
    reached = {team.id for team, s in zip(problem.teams, rule.travel, strict=True) if s >= 0}
    assert reached and able <= reached
    assert problem.incidents[0].district == "420111"


def _standard(**more: Any) -> Json:
    return {
        "area_name": "关山街道",
        "jurisdiction_code": "420111",
        "position": {"lon": 114.41, "lat": 30.49},
        "capability_code": "fire_suppression",
        "within_s": 900,
        "count": 2,
        "weight": 2400,
        **more,
    }


def test_a_cover_standard_is_entered_changed_and_retired(commander: TestClient) -> None:
    made = commander.post("/api/cover-standards", json=_standard())
    assert made.status_code == 201, made.text
    row = made.json()
    path = f"/api/cover-standards/{row['id']}"
    changed = commander.patch(path, json={"count": 3}, headers=seen(row)).json()
    assert (changed["count"], changed["within_s"], changed["version"]) == (3, 900, 2)
    assert commander.patch(path, json={"count": 4}, headers=seen(row)).status_code == 412
    retired = commander.post(f"{path}/retire", headers=seen(changed))
    assert retired.json()["retired_at"] is not None
    over = commander.post(f"{path}/retire", headers=seen(retired.json()))
    assert (over.status_code, over.json()["code"]) == (409, "cover_standard_over")
    listed = {one["id"] for one in commander.get("/api/cover-standards").json()}
    with_retired = commander.get("/api/cover-standards?retired=true").json()
    assert row["id"] not in listed and row["id"] in {one["id"] for one in with_retired}


@pytest.mark.parametrize(
    ("wrong", "status", "field"),
    [
        ({"capability_code": "flying"}, 422, "capability_code"),
        ({"jurisdiction_code": "420199"}, 422, "jurisdiction_code"),
        ({"jurisdiction_code": "430100"}, 403, "jurisdiction_code"),
        ({"count": 0}, 422, "count"),
        ({"within_s": 1.5}, 422, "within_s"),
    ],
)
def test_a_cover_standard_with_a_fault_is_refused_by_the_name_of_its_field(
    commander: TestClient, wrong: Json, status: int, field: str
) -> None:
    refused = commander.post("/api/cover-standards", json=_standard(**wrong))
    assert refused.status_code == status, refused.text
    assert field in refused.text


def test_a_county_sees_the_cover_of_its_own_area(sign_in: Any) -> None:
    codes = {
        row["jurisdiction_code"]
        for row in sign_in("clerk-hongshan").get("/api/cover-standards").json()
    }
    assert codes == {"420111"}


def test_cover_of_the_demo_says_that_it_is_invented(served_city: Database) -> None:
    with served_city.transaction() as session:
        told = session.execute(
            select(CoverStandard.source, func.count()).group_by(CoverStandard.source)
        ).all()
        known = set(session.scalars(select(TeamCapability.capability_code).distinct()))
        asked = set(session.scalars(select(CoverStandard.capability_code).distinct()))
    assert any("虚构" in source and count >= 26 for source, count in told)
    assert asked <= known


def test_the_worker_solves_again_when_another_policy_is_put_in_force(
    desk: Any, city_url: str
) -> None:
    database = Database(city_url)
    worker = Worker(
        Settings(environment=Environment.TEST), database, RoadBook(None, Path()), solver=solve
    )
    worker.take_lead()
    incident = desk.incident()
    desk.need(incident, capability_code="fire_suppression", quantity=2)
    worker.catch_up()
    commander = actor_named(desk.database, "commander")
    with desk.database.transaction() as session:
        row = session.scalars(select(SitePolicy).where(SitePolicy.name == "keep_cover")).one()
        service_policies.activate_policy(session, commander, row.id, row.version)
    worker.catch_up()
    newest, first = desk.read(select(Proposal).order_by(Proposal.number.desc()))
    assert newest.reason[0]["code"] == "policy.activated"
    assert (newest.state, first.state) == ("proven", "superseded")
    worker.solver_process.close()
    database.dispose()
