"""What a team reports from the field: photos within limits, calls for help, times told later."""

import base64
import io
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import func, select, update

from app.alarm_watch import AlarmWatch
from app.testing.services import Enter, Services
from core.config import Environment, Settings
from core.db import Database
from core.models import Account, IdempotencyKey
from dispatch.models_field import FieldPhoto, FieldReport
from resources.models import TeamCapability


@pytest.fixture
def enter(services: Services, city: Database) -> Iterator[Enter]:
    """Sign in over HTTP in this test's own city."""
    with services.door(city) as sign_in:
        yield sign_in


@pytest.fixture
def order(desk: Any, city: Database) -> Any:
    """An order whose team the account leader-hazmat leads."""
    by_frequency = (
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
    )
    code = desk.read(by_frequency.limit(1))[0]
    desk.need(desk.incident(), capability_code=code, quantity=1)
    issued = desk.accept(desk.solve())[0]
    with city.transaction() as session:
        session.execute(
            update(Account)
            .where(Account.username == "leader-hazmat")
            .values(team_id=issued.team_id)
        )
    return issued


@pytest.fixture
def leader(enter: Enter, order: Any) -> TestClient:
    """The leader of the team that the order went to, signed in."""
    return enter("leader-hazmat")


def picture(kind: str = "JPEG", size: tuple[int, int] = (800, 600), **saved: Any) -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, (180, 40, 30)).save(out, kind, **saved)
    return out.getvalue()


def with_place() -> bytes:
    """A picture that hides where it was taken, and a comment."""
    exif = Image.Exif()
    exif[0x010F] = "SecretMaker"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    return picture(exif=exif, comment=b"SecretComment")


def note(order: Any, **more: Any) -> dict[str, Any]:
    """A report about the order's incident."""
    told = {"kind": "note", "incident_id": str(order.incident_id), "order_id": str(order.id)}
    photo = more.pop("photo", None)
    if photo is not None:
        told["photo"] = base64.b64encode(photo).decode()
    return told | more


def call(order: Any, **more: Any) -> dict[str, Any]:
    """A call for two more teams of the capability that the order is about."""
    asked = {"kind": "help", "lacking": "people", "quantity": 6, "text": "人手不足"}
    return note(order, **(asked | more))


def test_a_photo_arrives_upright_small_and_without_anything_hidden_in_it(
    leader: TestClient, enter: Enter, order: Any
) -> None:
    sent = leader.post(
        "/api/field-reports",
        json=note(order, text="东侧火势", photo=with_place(), position={"lon": 114.3, "lat": 30.5}),
    )
    assert sent.status_code == 201, sent.text
    report = sent.json()
    assert (report["photo"]["width_px"], report["photo"]["height_px"]) == (600, 800)
    assert report["position"] == {"lon": 114.3, "lat": 30.5}
    duty = enter("duty")
    shown = duty.get(f"/api/field-reports/{report['id']}/photo")
    assert shown.status_code == 200
    assert b"Secret" not in shown.content
    assert dict(Image.open(io.BytesIO(shown.content)).getexif()) == {}
    assert shown.headers["content-type"] == "image/jpeg"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in shown.headers["content-security-policy"]
    listed = duty.get(f"/api/incidents/{order.incident_id}/field-reports").json()
    assert [row["text"] for row in listed] == ["东侧火势"]
    course = duty.get(f"/api/incidents/{order.incident_id}/history").json()
    assert "field_report.sent" in [event["kind"] for event in course]


@pytest.mark.parametrize("kind", ["SVG", "GIF"])
def test_what_is_no_photo_is_refused_and_leaves_nothing_behind(
    leader: TestClient, city: Database, order: Any, kind: str
) -> None:
    sent = picture("GIF") if kind == "GIF" else b"<svg onload='alert(1)'/>"
    refused = leader.post("/api/field-reports", json=note(order, photo=sent))
    assert (refused.status_code, refused.json()["code"]) == (422, "photo_unreadable")
    with city.picture() as session:
        assert session.scalar(select(func.count()).select_from(FieldReport)) == 0


def test_what_follows_the_picture_in_a_file_is_not_stored(
    leader: TestClient, city: Database, order: Any
) -> None:
    both = picture() + b"<script>alert(1)</script>"
    assert leader.post("/api/field-reports", json=note(order, photo=both)).status_code == 201
    with city.picture() as session:
        content = session.scalars(select(FieldPhoto.content)).one()
    assert b"script" not in content
    assert content.startswith(b"\xff\xd8")


def test_a_report_without_words_or_picture_or_of_no_base64_is_refused(
    leader: TestClient, order: Any
) -> None:
    assert leader.post("/api/field-reports", json=note(order)).json()["code"] == "nothing_reported"
    odd = leader.post("/api/field-reports", json=note(order) | {"photo": "不是图片"})
    assert odd.json()["code"] == "photo_unreadable"
    longest = leader.post("/api/field-reports", json=note(order) | {"photo": "A" * 1_500_000})
    assert longest.status_code == 422


def test_photos_are_seen_by_the_own_team_and_the_area_and_by_nobody_else(
    leader: TestClient, enter: Enter, order: Any
) -> None:
    sent = leader.post("/api/field-reports", json=note(order, photo=picture())).json()
    address = f"/api/field-reports/{sent['id']}/photo"
    other = enter("leader-boat")
    assert leader.get(address).status_code == 200
    assert enter("duty").get(address).status_code == 200
    assert other.get(address).status_code == 404
    assert other.get(f"/api/incidents/{order.incident_id}/field-reports").json() == []
    assert other.post("/api/field-reports", json=note(order, text="x")).status_code == 404
    without_order = {"kind": "note", "incident_id": str(order.incident_id), "text": "x"}
    assert other.post("/api/field-reports", json=without_order).status_code == 404
    assert enter("clerk-huangpi").get(address).status_code == 404


def test_the_same_report_sent_five_times_is_one_report(
    leader: TestClient, city: Database, order: Any
) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    body = note(order, text="到达东门", photo=picture())
    answers = [leader.post("/api/field-reports", json=body, headers=key) for _ in range(5)]
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}
    with city.picture() as session:
        assert session.scalar(select(func.count()).select_from(FieldReport)) == 1
        kept = select(func.count()).where(IdempotencyKey.key == key["Idempotency-Key"])
        assert session.scalar(kept) == 1


def look(city: Database) -> None:
    """Let the watch look once."""
    AlarmWatch(Settings(environment=Environment.TEST), city, threading.Event()).look()


def help_alarms(client: TestClient) -> list[dict[str, Any]]:
    """The alarms about calls for help, the latest first."""
    rows = client.get("/api/alarms", params={"kind": "help_asked"}).json()["rows"]
    return list(rows)


def test_a_call_for_help_is_an_alarm_and_whoever_takes_it_is_told_to_the_phone(
    leader: TestClient, enter: Enter, city: Database, order: Any
) -> None:
    duty = enter("duty")
    sent = leader.post("/api/field-reports", json=call(order)).json()
    look(city)
    (alarm,) = help_alarms(duty)
    assert (alarm["severity"], alarm["facts"]["quantity"]) == ("urgent", 6)
    taken = duty.post(
        f"/api/alarms/{alarm['id']}/acknowledge",
        json={"note": ""},
        headers={"If-Match": f'"{alarm["version"]}"'},
    )
    assert taken.status_code == 200, taken.text
    (seen,) = leader.get(f"/api/incidents/{order.incident_id}/field-reports").json()
    assert seen["acknowledged_by_name"] == taken.json()["acknowledged_by_name"] != ""
    assert seen["version"] == sent["version"] + 1


def test_acknowledging_the_call_acknowledges_its_alarm_and_an_answer_ends_it(
    leader: TestClient, enter: Enter, city: Database, order: Any
) -> None:
    duty = enter("duty")
    sent = leader.post("/api/field-reports", json=call(order)).json()
    look(city)
    address = f"/api/field-reports/{sent['id']}"
    seen = duty.post(f"{address}/acknowledge", headers={"If-Match": '"1"'}).json()
    assert help_alarms(duty)[0]["acknowledged_by_name"] == seen["acknowledged_by_name"]
    stale = duty.post(f"{address}/answer", json={"answer": "坚守"}, headers={"If-Match": '"1"'})
    assert stale.status_code == 412
    said = duty.post(
        f"{address}/answer",
        json={"answer": "邻队五分钟到"},
        headers={"If-Match": f'"{seen["version"]}"'},
    )
    assert said.json()["answer"] == "邻队五分钟到"
    look(city)
    assert help_alarms(duty)[0]["ended_at"] is not None


def test_the_duty_officer_turns_a_call_into_a_need_in_one_press(
    leader: TestClient, enter: Enter, desk: Any, order: Any
) -> None:
    duty = enter("duty")
    code = desk.read(select(TeamCapability.capability_code).limit(1))[0]
    asked = call(order, lacking="team", capability_code=code, quantity=2)
    sent = leader.post("/api/field-reports", json=asked).json()
    address = f"/api/field-reports/{sent['id']}/need"
    assert leader.post(address, json={}, headers={"If-Match": '"1"'}).status_code == 403
    raised = duty.post(address, json={}, headers={"If-Match": '"1"'})
    assert raised.status_code == 201, raised.text
    need = raised.json()
    assert (need["capability_code"], need["quantity"]) == (code, 2)
    assert "人手不足" in need["explanation"]
    (report,) = duty.get(f"/api/incidents/{order.incident_id}/field-reports").json()
    assert report["need_id"] == need["id"]
    again = duty.post(address, json={}, headers={"If-Match": f'"{report["version"]}"'})
    assert again.json()["code"] == "help_settled"


def test_a_call_for_people_becomes_a_need_once_a_capability_is_chosen(
    leader: TestClient, enter: Enter, desk: Any, order: Any
) -> None:
    duty = enter("duty")
    sent = leader.post("/api/field-reports", json=call(order)).json()
    address = f"/api/field-reports/{sent['id']}/need"
    refused = duty.post(address, json={}, headers={"If-Match": '"1"'})
    assert refused.json()["code"] == "no_capability_named"
    code = desk.read(select(TeamCapability.capability_code).limit(1))[0]
    raised = duty.post(address, json={"capability_code": code}, headers={"If-Match": '"1"'})
    assert raised.json()["quantity"] == 6


@pytest.mark.parametrize(
    "wrong",
    [{"lacking": None}, {"quantity": None}, {"lacking": "team"}, {"lacking": "item"}],
)
def test_a_call_for_help_says_what_is_lacking_and_how_much(
    leader: TestClient, order: Any, wrong: dict[str, Any]
) -> None:
    refused = leader.post("/api/field-reports", json=call(order, **wrong))
    assert refused.json()["code"] == "help_incomplete"


def press(client: TestClient, order: Any, verb: str, version: int, **body: Any) -> Any:
    """Report a step."""
    headers = {"If-Match": f'"{version}"'}
    return client.post(f"/api/orders/{order.id}/{verb}", json=body, headers=headers)


def test_a_step_told_later_keeps_the_moment_of_the_press_and_of_the_telling(
    leader: TestClient, city: Database, order: Any
) -> None:
    with city.transaction() as session:
        from dispatch.models import Order

        issued = session.get_one(Order, order.id)
        issued.issued_at = datetime.now(UTC) - timedelta(hours=1)
    pressed = datetime.now(UTC) - timedelta(minutes=25)
    done = press(leader, order, "acknowledge", order.version, happened_at=pressed.isoformat())
    assert done.status_code == 200, done.text
    record = done.json()
    assert datetime.fromisoformat(record["acknowledged_at"]) == pressed
    told = datetime.fromisoformat(record["told_later"]["acknowledged_at"])
    assert told - pressed > timedelta(minutes=24)
    earlier = (pressed - timedelta(minutes=5)).isoformat()
    left = press(leader, order, "depart", record["version"], happened_at=earlier).json()
    assert datetime.fromisoformat(left["departed_at"]) == pressed


@pytest.mark.parametrize("hours", [-8 * 24, 1])
def test_a_moment_that_cannot_be_right_is_refused(
    leader: TestClient, order: Any, hours: int
) -> None:
    claimed = (datetime.now(UTC) + timedelta(hours=hours)).isoformat()
    refused = press(leader, order, "acknowledge", order.version, happened_at=claimed)
    assert (refused.status_code, refused.json()["code"]) == (422, "happened_out_of_range")
    sent = leader.post("/api/field-reports", json=note(order, text="x", happened_at=claimed))
    assert sent.json()["code"] == "happened_out_of_range"


def test_a_clock_a_little_ahead_counts_as_now(leader: TestClient, order: Any) -> None:
    claimed = (datetime.now(UTC) + timedelta(seconds=90)).isoformat()
    done = press(leader, order, "acknowledge", order.version, happened_at=claimed).json()
    assert datetime.fromisoformat(done["acknowledged_at"]) <= datetime.now(UTC)
    assert done["told_later"] == {}


def test_an_order_told_whole_warns_of_danger_and_names_who_else_is_there(
    leader: TestClient, enter: Enter, order: Any
) -> None:
    duty = enter("duty")
    place = {"type": "Polygon", "coordinates": [[[114.34, 30.52], [114.36, 30.52], [114.36, 30.54],
        [114.34, 30.54], [114.34, 30.52]]]}  # fmt: skip
    drawn = duty.post(
        f"/api/incidents/{order.incident_id}/hazard-areas",
        json={"how": {"method": "drawn", "area": place, "note": "下风向"}},
    )
    assert drawn.status_code == 201, drawn.text
    brief = leader.get(f"/api/orders/{order.id}/brief")
    assert brief.status_code == 200, brief.text
    told = brief.json()
    assert [need["quantity"] for need in told["needs"]] == list(order.fills.values())
    assert [danger["lies"] for danger in told["dangers"]] == ["goal_inside"]
    assert enter("leader-boat").get(f"/api/orders/{order.id}/brief").status_code == 404
