"""Every route by every role: deny by default, and a route that nobody thought about fails here."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.main import create_app
from app.permissions import PERMISSIONS
from app.seed.load import DEMO_PASSWORD
from core.config import Environment, Settings
from core.db import Database

PUBLIC = {"sign_in", "sign_in_wall", "get_health", "get_settings"}
ANYBODY_SIGNED_IN = {
    "sign_out",
    "get_me",
    "change_me",
    "get_choice",
    "keep_choice",
    "get_basemap",
    "get_map_picture",
    "get_map_tile",
    "get_boundaries",
    "list_jurisdictions",
}
ONE_OF_EACH = {
    "commander": "commander",
    "duty_officer": "duty",
    "county_clerk": "clerk-hongshan",
    "team_leader": "leader-hazmat",
    "planner": "planner",
    "auditor": "auditor",
    "administrator": "admin",
}


@pytest.fixture(scope="module")
def service(shared_city_url: str) -> Iterator[FastAPI]:
    """The service on a demo city of this file's own."""
    database = Database(shared_city_url)
    application = create_app(Settings(environment=Environment.TEST), database)
    with TestClient(application, raise_server_exceptions=False):
        yield application
    database.dispose()


def _routes(application: FastAPI) -> list[APIRoute]:
    found = [route for route in _flat(application.router) if isinstance(route, APIRoute)]
    return [route for route in found if route.include_in_schema]


def _flat(router: Any) -> Iterator[Any]:
    for route in router.routes:
        inner = getattr(route, "original_router", None)
        if inner is None:
            yield route
        else:
            yield from _flat(inner)


def _permissions(dependant: Dependant) -> set[str]:
    found = set(getattr(dependant.call, "permissions", ()))
    for below in dependant.dependencies:
        found |= _permissions(below)
    return found


def _call(client: TestClient, route: APIRoute, headers: dict[str, str]) -> int:
    path = route.path
    for name in route.param_convertors:
        path = path.replace("{" + name + "}", str(uuid4()))
    method = sorted(route.methods)[0]
    return client.request(method, path, headers=headers).status_code


def test_every_route_is_public_or_asks_for_a_permission_of_the_table(service: FastAPI) -> None:
    for route in _routes(service):
        asked = _permissions(route.dependant)
        if route.name in PUBLIC | ANYBODY_SIGNED_IN:
            assert not asked, f"{route.name} is listed as open but asks for {asked}"
        else:
            assert asked, f"{route.name} asks for no permission"
            assert asked <= set(PERMISSIONS), f"{route.name} asks for unknown {asked}"


def test_every_operation_has_a_name_of_its_own(service: FastAPI) -> None:
    names = [route.name for route in _routes(service)]
    assert len(names) > 50
    assert len(names) == len(set(names))


def test_whoever_is_not_signed_in_is_turned_away_everywhere(service: FastAPI) -> None:
    client = TestClient(service, raise_server_exceptions=False)
    for route in _routes(service):
        if route.name not in PUBLIC:
            assert _call(client, route, {}) == 401, route.name


@pytest.mark.parametrize("role", sorted(ONE_OF_EACH))
def test_a_role_is_refused_exactly_what_the_table_does_not_grant(
    service: FastAPI, role: str
) -> None:
    client = TestClient(service, raise_server_exceptions=False)
    credentials = {"username": ONE_OF_EACH[role], "password": DEMO_PASSWORD}
    assert client.post("/api/session", json=credentials).status_code == 200
    for route in _routes(service):
        asked = _permissions(route.dependant)
        if route.name in PUBLIC | ANYBODY_SIGNED_IN or not asked:
            continue
        granted = any(role in PERMISSIONS[name] for name in asked)
        status = _call(client, route, {"X-Muster": "1"})
        assert (status == 403) is not granted, (route.name, role, status)
        assert status != 401
        assert status < 500, (route.name, role, status)


def test_a_write_from_another_site_is_refused_despite_the_cookie(service: FastAPI) -> None:
    client = TestClient(service, raise_server_exceptions=False)
    credentials = {"username": "duty", "password": DEMO_PASSWORD}
    client.post("/api/session", json=credentials)
    no_header = client.patch("/api/me", json={"locale": "en"})
    foreign = client.patch(
        "/api/me",
        json={"locale": "en"},
        headers={"X-Muster": "1", "Origin": "http://evil.example"},
    )
    own = client.patch("/api/me", json={"locale": "zh-CN"}, headers={"X-Muster": "1"})
    assert (no_header.status_code, foreign.status_code, own.status_code) == (403, 403, 200)


def test_five_wrong_passwords_lock_the_account(service: FastAPI) -> None:
    client = TestClient(service, raise_server_exceptions=False)
    wrong = {"username": "leader-boat", "password": "wrong"}
    statuses = [client.post("/api/session", json=wrong).status_code for _ in range(5)]
    right = {"username": "leader-boat", "password": DEMO_PASSWORD}
    locked = client.post("/api/session", json=right)
    assert statuses == [401] * 5
    assert locked.status_code == 429
    assert locked.json()["code"] == "account_locked"
    client.post("/api/session", json={"username": "auditor", "password": DEMO_PASSWORD})
    tried = client.get("/api/audit/sign-ins").json()
    outcomes = [row["outcome"] for row in tried if row["username"] == "leader-boat"]
    assert outcomes == ["refused"] * 6


def test_an_api_token_may_do_only_what_its_scopes_name(service: FastAPI) -> None:
    client = TestClient(service, raise_server_exceptions=False)
    client.post("/api/session", json={"username": "admin", "password": DEMO_PASSWORD})
    wanted = {"name": "图层", "scopes": ["picture.read"], "days": 30}
    made = client.post("/api/tokens", json=wanted, headers={"X-Muster": "1"}).json()
    program = TestClient(service, headers={"Authorization": f"Bearer {made['secret']}"})
    assert program.get("/api/incidents").status_code == 200
    assert program.get("/api/tokens").status_code == 403
    client.delete(f"/api/tokens/{made['id']}", headers={"X-Muster": "1"})
    assert program.get("/api/incidents").status_code == 401
