"""Programs' keys: no stronger than their maker, bound to an area, listed, rotated, revoked, noted."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from core.db import Database
from core.models import ApiToken

SignIn = Callable[[str], TestClient]


def key(client: TestClient, *scopes: str, **more: Any) -> dict[str, Any]:
    """Make a key for a program."""
    wanted = {"name": "对接程序", "scopes": list(scopes), "days": 1} | more
    answer = client.post("/api/tokens", json=wanted)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def program(client: TestClient, made: dict[str, Any]) -> TestClient:
    """A client that carries a key and no cookie."""
    return TestClient(client.app, headers={"Authorization": f"Bearer {made['secret']}"})


def counties(client: TestClient) -> set[str]:
    """The counties whose teams somebody sees."""
    rows = client.get("/api/teams", params={"limit": 500}).json()["rows"]
    return {row["jurisdiction_code"][:6] for row in rows}


def test_a_key_bound_to_one_county_sees_and_changes_nothing_of_another(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    assert len(counties(duty)) > 3
    narrow = program(duty, key(duty, "picture.read", "teams.write", area_code="420111"))
    seen_there = counties(sign_in("clerk-hongshan"))  # the county's own, and what is shared with it
    assert counties(narrow) == seen_there < counties(duty)
    foreign = next(
        row
        for row in duty.get("/api/teams", params={"limit": 500}).json()["rows"]
        if row["jurisdiction_code"][:6] not in seen_there
    )
    assert narrow.get(f"/api/teams/{foreign['id']}").status_code == 404
    change = {"address": "别处"}
    seen = {"If-Match": f'"{foreign["version"]}"'}
    answer = narrow.patch(f"/api/teams/{foreign['id']}", json=change, headers=seen)
    assert answer.status_code in (403, 404)


def test_a_key_for_a_place_outside_its_makers_area_is_not_made(sign_in: SignIn) -> None:
    clerk = sign_in("clerk-hongshan")
    for code in ("420100", "420115"):
        wanted = {"name": "越界", "scopes": ["lots.write"], "days": 1, "area_code": code}
        assert clerk.post("/api/tokens", json=wanted).status_code == 403
    wanted = {"name": "越权", "scopes": ["orders.recall"], "days": 1}
    assert clerk.post("/api/tokens", json=wanted).status_code == 403
    wanted = {"name": "无此地", "scopes": ["lots.write"], "days": 1, "area_code": "999999"}
    assert clerk.post("/api/tokens", json=wanted).status_code == 422


def test_a_clerk_lists_and_revokes_only_keys_of_her_own(sign_in: SignIn) -> None:
    clerk, duty = sign_in("clerk-hongshan"), sign_in("duty")
    mine, theirs = key(clerk, "lots.write"), key(duty, "picture.read")
    listed = clerk.get("/api/tokens").json()
    assert mine["id"] in {row["id"] for row in listed}
    assert all(row["mine"] and "secret" not in row for row in listed)
    assert theirs["id"] not in {row["id"] for row in listed}
    assert clerk.delete(f"/api/tokens/{theirs['id']}").status_code == 404
    assert program(duty, theirs).get("/api/teams").status_code == 200


def test_an_administrator_oversees_the_keys_of_the_area_and_nobody_elses(
    sign_in: SignIn, served_city: Database
) -> None:
    clerk, admin = sign_in("clerk-hongshan"), sign_in("admin")
    made = key(clerk, "lots.write", name="区库对接")
    row = next(row for row in admin.get("/api/tokens").json() if row["id"] == made["id"])
    assert (row["mine"], row["area_code"]) == (False, "420111")
    assert admin.post(f"/api/tokens/{made['id']}/rotate", json={}).status_code == 404
    with served_city.transaction() as session:
        outside = session.get_one(ApiToken, made["id"])
        outside.area_code = "420000"  # the province: above what this administrator oversees
    assert made["id"] not in {row["id"] for row in admin.get("/api/tokens").json()}
    assert admin.delete(f"/api/tokens/{made['id']}").status_code == 404
    with served_city.transaction() as session:
        session.get_one(ApiToken, made["id"]).area_code = "420111"
    assert admin.delete(f"/api/tokens/{made['id']}").status_code == 204
    assert program(clerk, made).get("/api/tokens").status_code == 401


def test_a_rotated_key_has_a_new_secret_and_the_old_one_ends_at_once(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    old = key(duty, "picture.read", area_code="420111")
    fresh = duty.post(f"/api/tokens/{old['id']}/rotate", json={}).json()
    assert fresh["secret"] != old["secret"]
    assert (fresh["expires_at"], fresh["area_code"]) == (old["expires_at"], "420111")
    assert program(duty, old).get("/api/teams").status_code == 401
    assert "420111" in counties(program(duty, fresh)) < counties(duty)
    again = duty.post(f"/api/tokens/{old['id']}/rotate", json={})
    assert (again.status_code, again.json()["code"]) == (409, "token_over")


def test_both_secrets_work_while_a_rotation_overlaps(sign_in: SignIn, noon: Any) -> None:
    duty = sign_in("duty")
    old = key(duty, "picture.read", days=30)
    fresh = duty.post(f"/api/tokens/{old['id']}/rotate", json={"overlap_min": 60}).json()
    assert program(duty, old).get("/api/teams").status_code == 200
    noon.move(minutes=61)
    assert program(duty, old).get("/api/teams").status_code == 401
    assert program(duty, fresh).get("/api/teams").status_code == 200


def test_a_key_that_has_run_out_or_was_revoked_is_refused(sign_in: SignIn, noon: Any) -> None:
    duty = sign_in("duty")
    short, revoked = key(duty, "picture.read", days=1), key(duty, "picture.read", days=30)
    assert duty.delete(f"/api/tokens/{revoked['id']}").status_code == 204
    answer = program(duty, revoked).get("/api/teams")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    noon.move(days=1, seconds=1)
    assert program(duty, short).get("/api/teams").status_code == 401


def test_a_key_that_calls_too_often_is_told_when_to_come_back(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    slow = program(duty, key(duty, "picture.read", calls_per_min=2))
    assert [slow.get("/api/teams").status_code for _ in range(2)] == [200, 200]
    refused = slow.get("/api/teams")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_calls")
    assert 1 <= int(refused.headers["retry-after"]) <= 30
    assert duty.get("/api/teams").status_code == 200


def test_every_step_with_a_key_is_kept_for_the_auditor_with_who_took_it(sign_in: SignIn) -> None:
    clerk, auditor = sign_in("clerk-hongshan"), sign_in("auditor")
    made = key(clerk, "lots.write", name="审计对象")
    fresh = clerk.post(f"/api/tokens/{made['id']}/rotate", json={}).json()
    clerk.delete(f"/api/tokens/{fresh['id']}")
    told = [
        row for row in auditor.get("/api/audit/tokens").json() if row["token_name"] == "审计对象"
    ]
    assert sorted(row["action"] for row in told) == ["made", "revoked", "rotated"]
    assert {row["area_code"] for row in told} == {"420111"}
    assert clerk.get("/api/audit/tokens").status_code == 403


def test_what_a_program_writes_bears_its_name_beside_its_owners(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    writer = program(duty, key(duty, "picture.read", "teams.write", name="省平台"))
    team = next(
        row
        for row in duty.get("/api/teams", params={"limit": 50}).json()["rows"]
        if row["state"] == "available"
    )
    seen = {"If-Match": f'"{team["version"]}"'}
    changed = writer.patch(f"/api/teams/{team['id']}", json={"address": "新址"}, headers=seen)
    assert changed.status_code == 200, changed.text
    assert changed.json()["changed_by"].endswith(" · 省平台")


def test_the_secret_is_nowhere_in_the_database(sign_in: SignIn, served_city: Database) -> None:
    made = key(sign_in("duty"), "picture.read")
    with served_city.transaction() as session:
        row = session.scalars(select(ApiToken).where(ApiToken.id == made["id"])).one()
        assert made["secret"].encode() not in row.token_hash
        assert len(row.token_hash) == 32


@pytest.mark.parametrize("scope", ["lots.write", "audit.read"])
def test_a_call_that_no_scope_of_the_key_covers_is_forbidden(sign_in: SignIn, scope: str) -> None:
    duty = sign_in("duty")
    reader = program(duty, key(duty, "picture.read"))
    path = {"lots.write": "/api/lots", "audit.read": "/api/audit/tokens"}[scope]
    answer = reader.post(path, json={}) if scope == "lots.write" else reader.get(path)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
