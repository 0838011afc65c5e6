"""The caller can be called back, by those who take reports, and every look is on record."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient


def test_an_officer_reads_the_caller_and_the_look_is_on_record_without_the_data(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    tanker |= {"caller_name": "来电人", "caller_phone": "000-0001"}
    incident = duty.post("/api/incidents", json=tanker).json()
    assert "000-0001" not in str(incident)
    caller = duty.post(f"/api/incidents/{incident['id']}/caller").json()
    assert (caller["name"], caller["phone"]) == ("来电人", "000-0001")
    course = duty.get(f"/api/incidents/{incident['id']}/history").json()
    assert course[-1]["kind"] == "caller.read"
    assert course[-1]["actor_name"]
    assert "000-0001" not in str(course)


def test_an_auditor_may_not_read_the_caller(
    duty: TestClient, sign_in: Callable[[str], TestClient], tanker: dict[str, Any]
) -> None:
    tanker |= {"caller_name": "来电人"}
    incident = duty.post("/api/incidents", json=tanker).json()
    assert sign_in("auditor").post(f"/api/incidents/{incident['id']}/caller").status_code == 403


def test_an_incident_without_a_caller_says_so(duty: TestClient, tanker: dict[str, Any]) -> None:
    for name in ("caller_name", "caller_phone"):
        tanker.pop(name, None)
    incident = duty.post("/api/incidents", json=tanker).json()
    answer = duty.post(f"/api/incidents/{incident['id']}/caller")
    assert (answer.status_code, answer.json()["facts"]) == (404, {"noun": "caller"})
