"""All plans tested against the demo city: stored, read by area, lost plans told, stopped, by night."""

import csv
import io
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import docx
import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from app.readiness import RunJob
from app.readiness_job import MOST_LOST, ReadinessWatch
from app.testing.services import Enter, Services
from core.config import Environment, Settings
from core.db import Database
from core.local_time import BEIJING
from core.models import Event
from geo.road_book import RoadBook
from plans import queries_readiness, service_readiness
from plans.errors_readiness import ReadinessUnderWay
from plans.models_documents import PlanTrigger
from plans.models_readiness import ReadinessRun
from resources.models import Team, TeamCapability

SETTINGS = Settings(environment=Environment.TEST, readiness_places=1)


@pytest.fixture(scope="module")
def tested(shared_city_url: str) -> Iterator[Database]:
    """The demo city after one test of all its plans, without a road file: straight lines."""
    database = Database(shared_city_url)
    assert carried_out(database) == "done"
    yield database
    database.dispose()


@pytest.fixture
def sign_in(services: Services, tested: Database) -> Iterator[Enter]:
    with services.door(tested, SETTINGS) as enter:
        yield enter


def carried_out(database: Database, **more: object) -> str:
    with database.transaction() as session:
        run_id = service_readiness.request(session, "asked", "测试").id
    roads = RoadBook(None, Path("unused"))
    return RunJob(database, roads, SETTINGS, run_id, **more).run()  # type: ignore[arg-type]


def kinds(database: Database) -> list[str]:
    with database.picture() as session:
        query = select(Event.kind).where(Event.kind.startswith("readiness."))
        return list(session.scalars(query.order_by(Event.seq)))


def test_every_plan_is_tested_at_every_level_in_every_district(sign_in: Enter) -> None:
    told = sign_in("planner").get("/api/plan-readiness").json()
    counts = told["run"]["counts"]
    assert counts["cases"] == counts["plans"] * 4 * 13 == sum(one["cases"] for one in told["plans"])
    assert (
        sum(counts[name] for name in ("met", "short", "unclear", "unknown", "empty"))
        == counts["cases"]
    )
    assert counts["met"] > 0 < counts["short"]
    assert len(told["areas"]) == 13
    assert len(told["cells"]) == counts["plans"] * 13
    assert [one["response_level"] for one in told["cells"][0]["levels"]] == [4, 3, 2, 1]
    assert told["trend"][0]["cases"] == counts["cases"]
    assert told["actions"][0]["newly"] > 0


def test_a_case_says_what_is_missing_why_and_what_breaks_it(sign_in: Enter) -> None:
    client = sign_in("commander")
    run = client.get("/api/plan-readiness").json()["run"]
    path = f"/api/plan-readiness/runs/{run['id']}/lines"
    short = client.get(path, params={"state": "short", "limit": 500}).json()["rows"]
    missing = [one for line in short for one in line["asked"] if one["missing"]]
    assert missing
    assert all(one["reasons"] for one in missing)
    met = client.get(path, params={"state": "met", "limit": 500}).json()["rows"]
    assert all(line["last_s"] is not None for line in met)
    assert any(loss["kind"] == "team" for line in met for loss in line["losses"])
    sources = {line["facts"]["source"] for line in (*short, *met)}
    assert "trigger" in sources
    assert sources <= {"trigger", "nothing", "stated"}


def test_a_county_sees_its_own_cases_and_names_nothing_of_others(sign_in: Enter) -> None:
    client = sign_in("commander-hongshan")
    told = client.get("/api/plan-readiness").json()
    assert [area["code"] for area in told["areas"]] == ["420111"]
    path = f"/api/plan-readiness/runs/{told['run']['id']}/lines"
    lines = client.get(path, params={"limit": 500}).json()["rows"]
    assert {line["jurisdiction_code"][:6] for line in lines} == {"420111"}
    losses = [loss for line in lines for loss in line["losses"] if loss["kind"] != "road"]
    for loss in losses:
        own = (loss["jurisdiction_code"] or "").startswith("420111")
        assert (loss["name"] is not None) == own


def test_the_table_has_a_line_for_each_thing_and_leaves_the_unknown_empty(sign_in: Enter) -> None:
    client = sign_in("auditor")
    run = client.get("/api/plan-readiness").json()["run"]
    answer = client.get(f"/api/plan-readiness/runs/{run['id']}/export", params={"language": "en"})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert (
        len({(row["plan code"], row["response level"], row["place"], row["area"]) for row in rows})
        == run["counts"]["cases"]
    )
    assert {row["proven"] for row in rows} <= {"yes", "no"}
    nobody = [row for row in rows if not row["first arrival (min)"]]
    assert nobody
    assert all(not row["complete (min)"] for row in nobody)
    assert "0" not in {row["first arrival (min)"] for row in nobody}
    assert client.post("/api/plan-readiness/runs").status_code == 403


def test_the_paper_says_it_on_a_page_as_word_and_pdf(sign_in: Enter) -> None:
    client = sign_in("commander")
    word = client.get("/api/plan-readiness/paper", params={"form": "docx"})
    paper = docx.Document(io.BytesIO(word.content))
    assert any("今天" in one.text and "能按时到位" in one.text for one in paper.paragraphs)
    titles = {row.cells[0].text for table in paper.tables for row in table.rows}
    assert "武汉市城市内涝专项应急预案（演示）" in titles
    pdf = client.get("/api/plan-readiness/paper", params={"form": "pdf", "language": "en"})
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.content)).pages)
    assert "Readiness of plans" in text


def test_one_test_at_a_time_and_a_waiting_one_is_stopped_at_once(
    tested: Database, sign_in: Enter
) -> None:
    client = sign_in("planner")
    first = client.post("/api/plan-readiness/runs")
    assert first.status_code == 201
    assert client.post("/api/plan-readiness/runs").status_code == 409
    stop = f"/api/plan-readiness/runs/{first.json()['id']}/cancel"
    assert client.post(stop).json()["state"] == "cancelled"
    assert client.post(stop).status_code == 409
    assert kinds(tested)[-2:] == ["readiness.requested", "readiness.cancelled"]


def test_a_test_under_way_looks_up_and_stops(tested: Database) -> None:
    def ask_to_stop(stage: str, _done: int, _total: int) -> None:
        if stage == "cases":
            with tested.transaction() as session:
                row = queries_readiness.under_way(session)
                assert row is not None
                row.cancel_asked = True

    assert carried_out(tested, told=ask_to_stop) == "cancelled"
    assert kinds(tested)[-2:] == ["readiness.started", "readiness.cancelled"]


def test_a_test_whose_process_ended_is_begun_again(tested: Database) -> None:
    def end(stage: str, _done: int, _total: int) -> None:
        if stage == "actions":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carried_out(tested, told=end)
    with tested.picture() as session:
        left = queries_readiness.under_way(session)
    assert left is not None
    assert left.state == "running"
    roads = RoadBook(None, Path("unused"))
    assert RunJob(tested, roads, SETTINGS, left.id).run() == "done"
    assert kinds(tested)[-3:] == ["readiness.started", "readiness.started", "readiness.finished"]


def test_planners_name_places_and_the_incident_a_level_is_for(sign_in: Enter) -> None:
    client = sign_in("planner")
    path = "/api/plan-readiness/settings/WH-YA-03"
    wanted = {
        "places": [{"name": "王家湾", "position": {"lon": 114.21, "lat": 30.56}}],
        "cases": {"2": {"trapped": 40}},
    }
    assert client.put(path, json=wanted).status_code == 428
    done = client.put(path, json=wanted, headers={"If-Match": '"0"'})
    assert done.status_code == 200, done.text
    assert done.json()["places"][0]["jurisdiction_code"].startswith("4201")
    far = {"places": [{"name": "外地", "position": {"lon": 116.4, "lat": 39.9}}]}
    assert client.put(path, json=far, headers={"If-Match": '"1"'}).status_code == 422
    wrong = {"cases": {"2": {"heroes": 3}}}
    assert client.put(path, json=wrong, headers={"If-Match": '"1"'}).status_code == 422


def test_a_test_whose_process_is_lost_each_time_is_given_up(tested: Database) -> None:
    class Lost(ReadinessWatch):
        def _start(self, run_id: UUID) -> subprocess.Popen[bytes]:
            return subprocess.Popen([sys.executable, "-S", "-c", "raise SystemExit(9)"])

    with tested.transaction() as session:
        run_id = service_readiness.request(session, "asked", "测试").id
    watch = Lost(SETTINGS, tested, threading.Event())
    for _time in range(MOST_LOST + 1):
        watch.look()
        if watch.child is not None:
            watch.child.wait()
    with tested.picture() as session:
        row = session.get_one(ReadinessRun, run_id)
        assert (row.state, row.trouble) == ("failed", "process lost 3 times (9)")


def test_who_stopped_a_test_that_works_is_kept(tested: Database, sign_in: Enter) -> None:
    with tested.transaction() as session:
        run_id = service_readiness.request(session, "asked", "测试").id
        assert service_readiness.begin_run(session, run_id)
    client = sign_in("planner")
    assert client.post(f"/api/plan-readiness/runs/{run_id}/cancel").status_code == 200
    with tested.transaction() as session:
        query = select(Event).where(Event.kind == "readiness.stopping")
        told = session.scalars(query.order_by(Event.seq.desc())).first()
        assert told is not None
        assert told.actor_name == client.get("/api/me").json()["account"]["display_name"]
        service_readiness.stop_run(session, run_id)


def test_a_county_sets_nothing_for_the_plans_of_the_city(tested: Database, sign_in: Enter) -> None:
    client, path = sign_in("commander-hongshan"), "/api/plan-readiness/settings/WH-YA-05"
    wanted = {"places": [{"name": "珞狮南路", "position": {"lon": 114.35, "lat": 30.53}}]}
    refused = client.put(path, json=wanted, headers={"If-Match": '"0"'})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_plan")
    assert client.get(path).json()["version"] == 0


def test_a_plan_that_held_and_no_longer_does_is_told_and_to_be_looked_at_again(
    city: Database, services: Services
) -> None:
    assert carried_out(city) == "done"
    able = select(TeamCapability.team_id).where(
        TeamCapability.capability_code.in_(("fire_suppression", "traffic_control", "water_rescue"))
    )
    with city.transaction() as session:
        session.execute(update(Team).where(Team.id.in_(able)).values(state="maintenance"))
    assert carried_out(city) == "done"
    with city.picture() as session:
        run = queries_readiness.newest_done(session)
        assert run is not None
        lost = {one["plan_code"] for one in run.lost}
        raised = session.scalars(select(PlanTrigger).where(PlanTrigger.source == "readiness"))
        because = [row.because for row in raised]
    assert lost
    assert {one["code"] for one in because} == {"readiness_lost"}
    assert len(because) == len(lost)
    assert kinds(city)[-2:] == ["readiness.finished", "readiness.lost"]
    _hears_of_its_own_county_alone(city, services)


def _hears_of_its_own_county_alone(city: Database, services: Services) -> None:
    """Ask, as somebody of one county, for the events and the replay of what was lost everywhere."""
    with services.door(city) as enter:
        for account, counties in (("commander-hongshan", 1), ("commander", 2)):
            client = enter(account)
            fed = client.get("/api/events", params={"nouns": "readiness"}).json()["events"]
            replayed = client.get("/api/replay/events").text.splitlines()
            for told in (fed, [json.loads(line) for line in replayed]):
                lost = [one for row in told for one in row.get("readiness", {}).get("lost", [])]
                where = {one["jurisdiction_code"] for one in lost}
                assert where == {"420111"} if counties == 1 else len(where) > 1


def test_the_night_is_due_in_its_hours_once(tested: Database) -> None:
    with tested.picture() as session:
        at = session.info["clock"]().astimezone(BEIJING).replace(minute=30)
        session.info["clock"] = lambda: at.replace(hour=3) + timedelta(days=1)
        assert service_readiness.is_night_due(session, 3)
        assert not service_readiness.is_night_due(session, None)
        assert not service_readiness.is_night_due(session, 4)
        row = service_readiness.request(session, "nightly", None)
        assert not service_readiness.is_night_due(session, 3)
        with pytest.raises(ReadinessUnderWay):
            service_readiness.request(session, "asked", None)
        assert session.get(ReadinessRun, row.id) is not None
        session.rollback()
