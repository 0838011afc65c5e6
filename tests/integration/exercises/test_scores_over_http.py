"""Scores over HTTP: who sees them when, criteria weighed anew, tables, refused second promises."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.db import LIVE, Database
from core.models import Event
from exercises import giving
from exercises.criteria_shipped import for_incidents
from resources.models import Team

Door = Callable[[str], TestClient]
Json = dict[str, Any]
FIRE = {
    "kind": "fire_explosion",
    "title": "仓库火灾",
    "place_name": "珞喻路",
    "position": {"lon": 114.36, "lat": 30.53},
}


def act(director: TestClient, row: Json, what: str) -> Json:
    """Start or end an exercise."""
    seen = director.get(f"/api/exercises/{row['id']}").json()
    headers = {"If-Match": f'"{seen["version"]}"'}
    answer = director.post(f"/api/exercises/{row['id']}/{what}", headers=headers)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


@pytest.fixture
def played(rehearsed: Database, director: TestClient, door: Door, exercise: Json) -> Json:
    """An exercise that is running, with the duty officer of the city as its player."""
    account_id = door("duty").get("/api/me").json()["account"]["id"]
    seat = {"account_id": account_id, "role": "duty_officer", "jurisdiction_code": "420111"}
    path = f"/api/exercises/{exercise['id']}/seats"
    assert director.post(path, json=seat).status_code == 201
    running = act(director, exercise, "start")
    with rehearsed.transaction(running["world"]) as session:
        giving.step(session)
    return running


def test_an_exercise_that_has_not_begun_has_nothing_to_score(
    director: TestClient, exercise: Json
) -> None:
    answer = director.get(f"/api/exercises/{exercise['id']}/score")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_score")


def test_players_see_the_score_when_it_is_over_and_directors_any_time(
    director: TestClient, door: Door, played: Json
) -> None:
    path = f"/api/exercises/{played['id']}/score"
    early = door("duty").get(path)
    assert (early.status_code, early.json()["code"]) == (409, "score_when_over")
    running = director.get(path).json()
    assert running["subject"]["is_over"] is False
    assert (running["marks"]["points"], running["marks"]["rating"]) == (None, None)
    assert door("clerk-huangpi").get(path).status_code == 404
    act(director, played, "end")
    after = door("duty").get(path)
    assert after.status_code == 200, after.text
    assert after.json()["subject"]["is_over"] is True
    assert director.get(path).content == after.content


def test_criteria_are_weighed_anew_and_given_back_and_the_score_follows(
    director: TestClient, played: Json
) -> None:
    path = f"/api/exercises/{played['id']}/criteria"
    before = director.get(path).json()
    assert (before["origin"], before["version"]) == ("shipped", 0)
    wanted = before["criteria"]
    wanted["objectives"][0]["weight"] = 80
    stale = director.put(path, json={"criteria": wanted}, headers={"If-Match": '"3"'})
    assert stale.status_code == 412
    kept = director.put(path, json={"criteria": wanted}, headers={"If-Match": '"0"'})
    assert kept.status_code == 200, kept.text
    assert (kept.json()["origin"], kept.json()["version"]) == ("exercise", 1)
    score = director.get(f"/api/exercises/{played['id']}/score").json()
    assert score["marks"]["origin"] == "exercise"
    assert score["marks"]["objectives"][0]["weight"] == 80
    back = director.put(path, json={"criteria": None}, headers={"If-Match": '"1"'})
    assert back.json()["origin"] == "shipped"


def test_criteria_that_count_a_thing_twice_are_refused(director: TestClient, played: Json) -> None:
    path = f"/api/exercises/{played['id']}/criteria"
    wanted = director.get(path).json()["criteria"]
    wanted["objectives"][0]["criteria"].append(wanted["objectives"][0]["criteria"][0])
    answer = director.put(path, json={"criteria": wanted}, headers={"If-Match": '"0"'})
    assert answer.status_code == 422


def test_a_score_leaves_as_a_table_that_says_it_is_of_an_exercise(
    director: TestClient, played: Json
) -> None:
    answer = director.get(f"/api/exercises/{played['id']}/score/export?language=en")
    assert answer.status_code == 200, answer.text
    assert answer.text.lstrip("\ufeff").startswith("part,item,incident")
    assert "%E6%BC%94%E7%BB%83" in answer.headers["content-disposition"]


def test_a_second_promise_is_refused_kept_in_the_log_and_counted_in_the_score(
    rehearsed: Database, door: Door
) -> None:
    duty = door("duty")
    first, second = (
        duty.post("/api/incidents", json={**FIRE, "title": title}).json()
        for title in ("仓库火灾甲", "仓库火灾乙")
    )
    with rehearsed.picture(LIVE) as session:
        free = select(Team).where(Team.state == "available", Team.retired_at.is_(None))
        team = session.scalars(free.order_by(Team.code)).first()
        assert team is not None
    answers = []
    for incident in (first, second, second):
        version = duty.get(f"/api/teams/{team.id}").json()["version"]
        body = {"team_id": str(team.id), "incident_id": incident["id"], "reason": "先行出动"}
        headers = {"If-Match": f'"{version}"'}
        answers.append(duty.post("/api/orders", json=body, headers=headers))
    assert [one.status_code for one in answers] == [201, 409, 409], answers[0].text
    with rehearsed.picture(LIVE) as session:
        query = select(Event).where(Event.kind == "refusal.noted").order_by(Event.seq)
        told = [
            one for one in session.scalars(query) if one.data["refusal"]["resource"] == team.name
        ]
    assert [one.data["refusal"]["incident"] for one in told] == ["仓库火灾甲"] * 2
    me = duty.get("/api/me").json()["account"]["id"]
    assert {str(one.actor_id) for one in told} == {me}
    score = duty.get(f"/api/incidents/{first['id']}/score").json()
    (refused,) = score["refusals"]
    assert (refused["code"], len(refused["events"])) == ("team_already_committed", 2)
    assert score["totals"]["double_promises"] == 1
    assert [one["kind"] for one in score["decisions"]] == ["by_hand"]
    assert (score["totals"]["cover_excess"], score["totals"]["cover_unknown"]) == (None, 1)
    assert score["decisions"][0]["why_unknown"] in ("by_hand", "no_proposal")
    table = duty.get(f"/api/incidents/{first['id']}/score/export")
    assert team.name in table.text


def test_a_site_weighs_real_incidents_by_a_set_of_its_own_and_goes_back_to_the_shipped_one(
    door: Door,
) -> None:
    duty, commander = door("duty"), door("commander")
    incident = duty.post("/api/incidents", json=FIRE).json()
    shipped = commander.get("/api/score-criteria/incident").json()
    assert (shipped["origin"], shipped["version"]) == ("shipped", 0)
    own = shipped["criteria"] | {"least_judged_percent": 90}
    own["objectives"][0]["weight"] = 100
    path, first = "/api/score-criteria/incident", {"If-Match": '"0"'}
    kept = commander.put(path, json={"criteria": own}, headers=first)
    assert kept.status_code == 200, kept.text
    assert (kept.json()["origin"], kept.json()["version"]) == ("site", 1)
    marks = duty.get(f"/api/incidents/{incident['id']}/score").json()["marks"]
    assert (marks["origin"], marks["criteria"]["least_judged_percent"]) == ("site", 90)
    assert marks["objectives"][0]["weight"] == 100
    assert commander.put(path, json={"criteria": own}, headers=first).status_code == 412
    watched = commander.get("/api/score-criteria/exercise").json()["criteria"]
    refused = commander.put(path, json={"criteria": watched}, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (422, "nobody_observes")
    assert duty.put(path, json={"criteria": own}, headers={"If-Match": '"1"'}).status_code == 403
    back = commander.put(path, json={"criteria": None}, headers={"If-Match": '"1"'})
    assert (back.json()["origin"], back.json()["criteria"]) == (
        "shipped",
        shipped["criteria"] | {"objectives": for_incidents().model_dump(mode="json")["objectives"]},
    )


def test_an_incident_elsewhere_has_no_score_for_a_clerk(door: Door) -> None:
    reported = door("duty").post("/api/incidents", json=FIRE).json()
    assert door("clerk-huangpi").get(f"/api/incidents/{reported['id']}/score").status_code == 403
