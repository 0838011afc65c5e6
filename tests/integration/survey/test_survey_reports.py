"""Surveys over the demo city: read, kept as editions, made into files, seen by who may see them."""

import io
from collections.abc import Callable
from typing import Any

import docx
import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.models import Event
from resources.models import Team

SignIn = Callable[[str], TestClient]
WANTED = {"jurisdiction_code": "420111", "unit": "洪山区应急管理局", "dated_on": "2026-11-22"}


@pytest.fixture
def clerk(sign_in: SignIn) -> TestClient:
    """The clerk of Hongshan district."""
    return sign_in("clerk-hongshan")


def kept(client: TestClient, **other: Any) -> dict[str, Any]:
    answer = client.post("/api/survey-reports", json=WANTED | other)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_a_survey_counts_what_the_county_has(clerk: TestClient, desk: Session) -> None:
    told = clerk.get("/api/survey", params={"jurisdiction_code": "420111"}).json()
    own = select(func.count()).where(Team.jurisdiction_code == "420111", Team.retired_at.is_(None))
    assert told["figures"]["teams"] == desk.scalar(own)
    assert told["area"]["name"] == "洪山区"
    assert told["point"] is not None
    assert told["covers"]
    for gap in told["gaps"]:
        assert gap["missing_own"] == gap["wanted"] - gap["own"] > 0
        assert sum(fix["amount"] for fix in gap["fixes"]) == gap["missing"]


def test_gaps_stand_with_the_worst_first(clerk: TestClient) -> None:
    gaps = clerk.get("/api/survey", params={"jurisdiction_code": "420111"}).json()["gaps"]
    shares = [gap["missing"] / gap["wanted"] for gap in gaps]
    assert shares == sorted(shares, reverse=True)


def test_a_clerk_surveys_no_other_county(clerk: TestClient) -> None:
    asked = {"jurisdiction_code": "420103"}
    assert clerk.get("/api/survey", params=asked).status_code == 404
    assert clerk.post("/api/survey-reports", json=WANTED | asked).status_code == 404


def test_a_clerk_sees_others_through_agreements_alone(clerk: TestClient) -> None:
    asked = {"jurisdiction_code": "420111", "with_neighbours": True}
    refused = clerk.get("/api/survey", params=asked)
    assert refused.status_code == 403
    assert refused.json()["code"] == "neighbours_not_seen"
    told = clerk.get("/api/survey", params={"jurisdiction_code": "420111"}).json()
    assert told["figures"]["agreements"] == 1
    assert told["figures"]["outside_teams"] > 0


def test_a_report_is_kept_as_an_edition_with_who_and_when(clerk: TestClient, desk: Session) -> None:
    first = kept(clerk)
    second = kept(clerk)
    assert second["edition"] == first["edition"] + 1
    assert first["prepared_by_name"] == "洪山区管理员（演示）"
    rows = clerk.get("/api/survey-reports", params={"jurisdiction_code": "420111"}).json()["rows"]
    assert [row["id"] for row in rows][:2] == [second["id"], first["id"]]
    whole = clerk.get(f"/api/survey-reports/{first['id']}").json()
    assert whole["summary"] == first["summary"]
    events = desk.scalars(select(Event).where(Event.kind == "survey_report.prepared")).all()
    told = [event.data["survey_report"] for event in events]
    assert {first["id"], second["id"]} <= {one["id"] for one in told}
    assert all("picture" not in one for one in told)


def test_a_report_with_neighbours_is_read_by_those_who_see_them(
    clerk: TestClient, duty: TestClient
) -> None:
    made = kept(duty, with_neighbours=True)
    assert made["readers_code"] == "420100"
    assert clerk.get(f"/api/survey-reports/{made['id']}").status_code == 404
    assert clerk.get(f"/api/survey-reports/{made['id']}/file").status_code == 404
    listed = clerk.get("/api/survey-reports", params={"jurisdiction_code": "420111"}).json()
    assert made["id"] not in [row["id"] for row in listed["rows"]]
    plain = kept(duty)
    assert clerk.get(f"/api/survey-reports/{plain['id']}").status_code == 200


def test_an_auditor_reads_reports_and_makes_none(sign_in: SignIn, clerk: TestClient) -> None:
    auditor = sign_in("auditor")
    made = kept(clerk)
    assert auditor.get(f"/api/survey-reports/{made['id']}").status_code == 200
    assert auditor.post("/api/survey-reports", json=WANTED).status_code == 403


def test_the_pdf_says_what_the_survey_found(clerk: TestClient) -> None:
    made = kept(clerk)
    answer = clerk.get(f"/api/survey-reports/{made['id']}/file", params={"form": "pdf"})
    assert answer.headers["content-type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(answer.content)).pages
    said = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    figures = made["summary"]["figures"]
    assert "洪山区应急资源调查报告" in said
    assert f"救援队伍{figures['teams']}支" in said
    assert made["summary"]["gaps"][0]["name"] in said
    again = clerk.get(f"/api/survey-reports/{made['id']}/file", params={"form": "pdf"})
    assert again.content == answer.content


def test_the_word_file_can_be_edited_and_has_the_same_tables(clerk: TestClient) -> None:
    made = kept(clerk)
    where = f"/api/survey-reports/{made['id']}/file"
    told = clerk.get(where, params={"form": "docx", "language": "en"})
    paper = docx.Document(io.BytesIO(told.content))
    headings = [line.text for line in paper.paragraphs if line.style.name == "Heading 1"]
    assert headings[0] == "1. Purpose and basis"
    heads = [[cell.text for cell in table.rows[0].cells] for table in paper.tables]
    gaps = next(n for n, row in enumerate(heads) if row[0] == "Thing")
    assert len(paper.tables[gaps].rows) == 1 + len(made["summary"]["gaps"])
    assert len(paper.inline_shapes) == 1


def test_a_city_is_surveyed_from_its_seat(duty: TestClient) -> None:
    told = duty.get("/api/survey", params={"jurisdiction_code": "420100"}).json()
    assert told["point"]["name"] == "武汉市"
    assert told["figures"]["teams"] > 200


@pytest.mark.parametrize(
    "wrong", [{"unit": ""}, {"dated_on": "1066-10-14"}, {"jurisdiction_code": "420111001"}]
)
def test_a_report_that_cannot_be_meant_is_refused(clerk: TestClient, wrong: dict[str, Any]) -> None:
    assert clerk.post("/api/survey-reports", json=WANTED | wrong).status_code == 422
