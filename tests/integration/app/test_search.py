"""One search finds places and own records, as far as the asker may see them."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

SignIn = Callable[[str], TestClient]


def hits(client: TestClient, text: str, **more: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/search", params={"q": text, **more})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["hits"]
    return found


def test_a_team_is_found_by_its_name_its_code_and_its_initials(sign_in: SignIn) -> None:
    duty = sign_in("duty")
    team = duty.get("/api/teams?limit=1").json()["rows"][0]
    for typed in (team["name"], team["code"], team["name"][:4]):
        found = hits(duty, typed, limit=50)
        assert team["id"] in [hit["id"] for hit in found], typed
    exact = hits(duty, team["name"])[0]
    assert (exact["kind"], exact["match"]) == ("team", "whole_name")


def test_what_is_not_visible_is_not_found(sign_in: SignIn) -> None:
    duty, clerk = sign_in("duty"), sign_in("clerk-hongshan")
    rows = duty.get("/api/teams?limit=500").json()["rows"]
    other = next(row for row in rows if not row["jurisdiction_code"].startswith("420111"))
    assert other["id"] in [hit["id"] for hit in hits(duty, other["name"], limit=50)]
    assert other["id"] not in [hit["id"] for hit in hits(clerk, other["name"], limit=50)]


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("洪山区", "district"), ("114.34,30.5", "coordinates"), ("hsq", "district")],
)
def test_places_and_positions_are_found_in_the_same_search(
    sign_in: SignIn, typed: str, kind: str
) -> None:
    assert kind in [hit["kind"] for hit in hits(sign_in("duty"), typed)]


def test_where_a_milestone_cannot_be_placed_the_reason_is_told(sign_in: SignIn) -> None:
    answer = sign_in("duty").get("/api/search", params={"q": "G42 K785+300"}).json()
    assert answer["hits"] == []
    assert answer["notes"][0]["code"] in ("no_such_road", "no_stones")
