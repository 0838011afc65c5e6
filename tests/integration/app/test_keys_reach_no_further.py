"""Neither a program's key nor a county gets further than it should: signatures, experts, limits."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient

SignIn = Callable[[str], TestClient]


def program(client: TestClient, *scopes: str) -> TestClient:
    """A client with a key of these scopes, without a cookie."""
    wanted = {"name": "对接程序", "scopes": list(scopes), "days": 1}
    answer = client.post("/api/tokens", json=wanted)
    assert answer.status_code == 201, answer.text
    return TestClient(client.app, headers={"Authorization": f"Bearer {answer.json()['secret']}"})


def test_no_key_signs_an_agreement_in_the_name_of_a_county_below(sign_in: SignIn) -> None:
    city = sign_in("commander")
    wanted = {"name": "代签", "scopes": ["agreements.sign"], "days": 1, "area_code": "420111"}
    refused = city.post("/api/tokens", json=wanted)
    assert (refused.status_code, refused.json()["facts"]["unknown"]) == (422, ["agreements.sign"])


def test_a_key_for_stock_does_not_read_what_was_said_of_experts(sign_in: SignIn) -> None:
    clerk = sign_in("clerk-hongshan")
    both, stock = program(clerk, "experts.write", "lots.write"), program(clerk, "lots.write")
    expert: dict[str, Any] = {
        "name": "示例专家",
        "expertise": "危险化学品",
        "phone": "027-00000000",
    }
    rows = [{"external_id": "E-1", "values": expert}]
    sent = both.put("/api/bulk/experts", json={"source": "hr", "rows": rows})
    assert sent.status_code == 200, sent.text
    batch = sent.json()["import_id"]
    for path in ("/api/bulk/experts?source=hr", f"/api/imports/{batch}/rows", "/api/imports"):
        assert "027-00000000" in both.get(path).text or path == "/api/imports"
        assert batch not in stock.get(path).text
        assert "027-00000000" not in stock.get(path).text
    assert stock.get("/api/bulk/experts?source=hr").status_code == 403
    assert stock.get(f"/api/imports/{batch}/rows").status_code == 404
    assert batch in [one["id"] for one in both.get("/api/imports").json()["rows"]]
    assert sign_in("admin").get(f"/api/imports/{batch}/rows").status_code == 404


def test_a_county_does_not_set_when_the_alarms_of_the_whole_site_call(sign_in: SignIn) -> None:
    county, city = sign_in("commander-hongshan"), sign_in("commander")
    wanted = {"after_s": 86_400, "repeat_s": 86_400, "escalate_s": 86_400}
    path, seen = "/api/alarm-limits/order_unacknowledged", {"If-Match": '"0"'}
    refused = county.put(path, json=wanted, headers=seen)
    assert (refused.status_code, refused.json()["code"]) == (403, "limits_of_the_whole_site")
    right = {"after_s": 180, "repeat_s": 60, "escalate_s": 300}
    assert city.put(path, json=right, headers=seen).status_code == 200
