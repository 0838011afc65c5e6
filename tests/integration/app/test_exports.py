"""Lists as files for a spreadsheet, whole and in the reader's language."""

import csv
import io
from typing import Any

from fastapi.testclient import TestClient


def table(client: TestClient, path: str, language: str = "zh-CN") -> list[list[str]]:
    """Read an export as a spreadsheet would."""
    answer = client.get(f"/api{path}", headers={"Accept-Language": language})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_all_teams_and_lots_are_exported_beyond_one_page(duty: TestClient) -> None:
    teams, lots = table(duty, "/teams.csv"), table(duty, "/lots.csv", "en")
    assert len(teams) - 1 == duty.get("/api/teams?limit=1").json()["total"] > 0
    assert len(lots) - 1 == duty.get("/api/lots?limit=1").json()["total"] > 500
    assert teams[0][:2] == ["编号", "名称"]
    assert lots[0][:2] == ["Item code", "Item"]
    assert len({tuple(row) for row in teams}) == len(teams)


def test_the_duty_log_of_an_incident_is_exported_without_formulas(
    duty: TestClient, tanker: dict[str, Any]
) -> None:
    incident = duty.post("/api/incidents", json=tanker).json()
    path = f"/incidents/{incident['id']}/log"
    for entry in ("已通知省厅", '=HYPERLINK("x")'):
        assert duty.post(f"/api{path}", json={"text": entry}).status_code == 201
    rows = table(duty, f"{path}.csv")
    assert [row[2] for row in rows[1:]] == ["已通知省厅", '\'=HYPERLINK("x")']
    assert rows[1][0].startswith("2026-11-21 12:00")
