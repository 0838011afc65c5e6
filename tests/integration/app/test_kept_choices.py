"""How somebody likes a screen is kept for the account, small and for nobody else."""

from collections.abc import Callable

from fastapi.testclient import TestClient

SignIn = Callable[[str], TestClient]
GRID = "/api/me/choices/stock-grid"


def test_a_choice_is_found_again_by_whoever_kept_it(sign_in: SignIn) -> None:
    clerk, auditor = sign_in("clerk-hongshan"), sign_in("auditor")
    assert clerk.get(GRID).json() == {"name": "stock-grid", "document": None, "changed_at": None}
    columns = {"columns": ["物资", "quantity"], "widths": {"quantity": 90}}
    assert clerk.put(GRID, json={"document": columns}).json()["document"] == columns
    later = {"columns": ["quantity"]}
    assert clerk.put(GRID, json={"document": later}).status_code == 200
    assert sign_in("clerk-hongshan").get(GRID).json()["document"] == later
    assert auditor.get(GRID).json()["document"] is None


def test_a_team_leader_keeps_choices_like_everybody(sign_in: SignIn) -> None:
    leader = sign_in("leader-hazmat")
    assert leader.put(GRID, json={"document": {"dense": True}}).status_code == 200
    assert leader.get(GRID).json()["document"] == {"dense": True}


def test_a_choice_that_is_too_large_or_badly_named_is_refused(sign_in: SignIn) -> None:
    clerk = sign_in("clerk-hongshan")
    large = {"document": {"text": "库" * 6_000}}
    assert clerk.put(GRID, json=large).status_code == 422
    assert clerk.put(GRID, json={"document": {"text": "\0"}}).status_code == 422
    assert clerk.put("/api/me/choices/Stock Grid", json={"document": {}}).status_code == 422
    assert clerk.put(GRID, json={"document": ["columns"]}).status_code == 422
