"""Studies over HTTP: asked, listed, refused with the path of what is wrong, never by who may not."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient

SAFE = {"X-Muster": "1"}


def post(client: TestClient, path: str, **body: Any) -> Any:
    return client.post(f"/api{path}", json=body, headers=SAFE)


def question(*edits: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "what_if", "variants": [{"edits": list(edits)}]}


def test_without_a_proposal_there_is_nothing_to_ask_about(
    sign_in: Callable[[str], TestClient],
) -> None:
    answer = post(sign_in("duty"), "/studies", question={"kind": "confidence"})
    assert answer.status_code == 409
    assert answer.json()["code"] == "nothing_to_study"


def test_an_unknown_kind_of_edit_and_a_wrong_field_are_named_by_their_path(
    sign_in: Callable[[str], TestClient],
) -> None:
    client = sign_in("duty")
    odd = post(client, "/studies", question=question({"edit": "wish"}))
    assert odd.status_code == 422
    assert "question.variants.0.edits.0" in str(odd.json()["facts"])
    lacking = post(client, "/studies", question=question({"edit": "team_lost"}))
    assert lacking.status_code == 422
    assert "question.variants.0.edits.0.team_id" in str(lacking.json()["facts"])


def test_a_field_that_has_the_name_of_its_shape_stays_in_the_path(
    sign_in: Callable[[str], TestClient],
) -> None:
    asked = {"kind": "policies", "policies": [7]}
    answer = post(sign_in("duty"), "/studies", question=asked)
    assert answer.status_code == 422
    assert "question.policies.0" in str(answer.json()["facts"])


def test_a_study_of_a_proposal_nobody_made_is_not_there(
    sign_in: Callable[[str], TestClient],
) -> None:
    asked = {"kind": "why_not", "team_id": str(uuid4())}
    answer = post(sign_in("duty"), "/studies", proposal_id=str(uuid4()), question=asked)
    assert answer.status_code == 404


def test_an_auditor_reads_studies_and_asks_none(sign_in: Callable[[str], TestClient]) -> None:
    client = sign_in("auditor")
    assert client.get("/api/studies").json() == []
    assert post(client, "/studies", question={"kind": "confidence"}).status_code == 403
    assert client.get(f"/api/studies/{uuid4()}").status_code == 404
