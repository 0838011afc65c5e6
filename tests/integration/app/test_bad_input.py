"""Bad input over HTTP: each gets an error that names the field, in both languages, and no effect."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import unknown_reference
from core.db import Database
from core.ids import new_id
from core.wire import Problem
from geo.datum import from_wgs84
from geo.types import Datum

Json = dict[str, Any]
SignIn = Callable[[str], TestClient]
CENTRE = {"lon": 114.35, "lat": 30.53}
SQUARE = [[114.30, 30.50], [114.32, 30.50], [114.32, 30.52], [114.30, 30.52], [114.30, 30.50]]


def contents(database: Database) -> dict[str, tuple[int, str]]:
    """How many rows every table of the live world holds, and a digest of all of them."""
    with database.picture() as session:
        names = session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'live' ORDER BY 1")
        )
        digest = "count(*), coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '')"
        return {
            name: tuple(session.execute(text(f'SELECT {digest} FROM live."{name}" t')).one())
            for name in names.all()
        }


def fields_of(problem: Json) -> list[str]:
    """The fields that an error names."""
    faults = problem["facts"].get("fields")
    return [one["field"] for one in faults] if faults else [problem["facts"]["field"]]


def check_refused(
    client: TestClient,
    database: Database,
    request: tuple[str, str, Any],
    status: int,
    field: str | None,
    said: tuple[str, str],
    **headers: str,
) -> None:
    """Send it in both languages: the same refusal, said in each, and nothing has changed."""
    method, path, body = request
    sent: Json = {"content": body} if isinstance(body, str | bytes) else {"json": body}
    before = contents(database)
    for language, words in zip(("zh-CN", "en"), said, strict=True):
        given = {"Accept-Language": language, "Content-Type": "application/json", **headers}
        answer = client.request(method, f"/api{path}", headers=given, **sent)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        Problem.model_validate(problem)
        assert words in problem["detail"], problem["detail"]
        assert has_chinese(problem["detail"]) is (language == "zh-CN"), problem["detail"]
        if field is not None:
            assert field in fields_of(problem), problem
            assert status != 422 or problem["detail"]
    assert contents(database) == before


def has_chinese(text_: str) -> bool:
    """Say whether there are Chinese characters in it."""
    return re.search(r"[\u4e00-\u9fff]", text_) is not None


REPORT_FAULTS: list[tuple[str, Json, str, tuple[str, str]]] = [
    ("kind", {"kind": "dragon"}, "kind", ("没有“dragon”", "unknown incident kind: dragon")),
    ("no_title", {"title": "  "}, "title", ("至少 1 个字符", "at least 1 characters")),
    ("title_number", {"title": 7}, "title", ("必须是文字", "must be text")),
    ("deaths", {"deaths": -1}, "deaths", ("不得小于 0", "must be at least 0")),
    ("wind", {"wind_from_deg": 360}, "wind_from_deg", ("必须小于 360", "must be less than 360")),
    ("substance", {"substance_un": "氯"}, "substance_un", ("格式不符", "required form")),
    ("un", {"substance_un": "9999"}, "substance_un", ("不是联合国", "is not a UN number")),
    ("container", {"container": "bucket"}, "container", ("没有“bucket”", "unknown container")),
    ("spill", {"spill": "huge"}, "spill", ("只能是", "must be one of")),
    ("field", {"colour": "red"}, "colour", ("不认识的字段", "is not a known field")),
    ("when", {"occurred_at": "昨天"}, "occurred_at", ("不是有效的时间", "not a valid instant")),
    ("zone", {"occurred_at": "2026-11-21T08:00:00"}, "occurred_at", ("时区", "time zone")),
    ("future", {"occurred_at": "2031-01-01T00:00:00Z"}, "occurred_at", ("晚于", "future")),
    ("century", {"occurred_at": "0001-01-01T00:00:00Z"}, "occurred_at", ("不得小于", "at least")),
    ("long", {"container": "x" * 100_000}, "container", ("最多 50 个字符", "at most 50")),
    ("zero", {"title": "a\0b"}, "title", ("U+0000", "U+0000")),
    ("no_place", {"position": None}, "position", ("必须是对象", "must be an object")),
    ("half", {"position": {"lon": 114.3}}, "position.lat", ("必填", "is required")),
    ("word", {"position": {"lon": "东", "lat": 30.5}}, "position.lon", ("数字", "a number")),
    (
        "swapped",
        {"position": {"lon": 30.53, "lat": 114.35}},
        "position.lon",
        ("填反了", "swapped"),
    ),
    ("range", {"position": {"lon": 200, "lat": 30.5}}, "position.lon", ("不得大于", "at most 180")),
    ("outside", {"position": {"lon": 116.4, "lat": 39.9}}, "position", ("管辖区域", "outside the")),
    (
        "datum",
        {"position": CENTRE | {"datum": "WGS72"}},
        "position.datum",
        ("不认识的坐标系“WGS72”", "unknown datum, WGS72"),
    ),
    ("facts", {"facts": {"a": [1]}}, "facts.a", ("有限的数字", "a finite number")),
]


@pytest.mark.parametrize(
    ("wrong", "field", "said"), [fault[1:] for fault in REPORT_FAULTS], ids=lambda one: None
)
def test_a_report_with_one_fault_is_refused_by_the_name_of_its_field(
    duty: TestClient,
    served_city: Database,
    tanker: Json,
    wrong: Json,
    field: str,
    said: tuple[str, str],
) -> None:
    request = ("POST", "/incidents", tanker | wrong)
    check_refused(duty, served_city, request, 422, field, said)


WHOLE = '{"kind":"hazmat_leak","place_name":"x","position":{"lon":114.35,"lat":30.53},"title":"a"'
ODD_VALUES = {
    "surrogate": (WHOLE + ',"description":"\\ud800"}', "description"),
    "nan": (WHOLE + ',"wind_speed_ms":NaN}', "wind_speed_ms"),
    "infinite": (WHOLE + ',"wind_speed_ms":1e400}', "wind_speed_ms"),
    "nan fact": (WHOLE + ',"facts":{"a":NaN}}', "facts.a"),
    "surrogate fact": (WHOLE + ',"facts":{"\\ud800":1}}', None),
    "zero fact": (WHOLE + ',"facts":{"a\\u0000":1}}', "facts"),
    "long number": (WHOLE + f',"deaths":{"9" * 400}}}', "deaths"),
    "nan position": (WHOLE.replace("114.35", "NaN") + "}", "position.lon"),
}


@pytest.mark.parametrize("name", sorted(ODD_VALUES))
def test_values_that_json_can_hold_and_a_database_cannot_are_refused(
    duty: TestClient, served_city: Database, name: str
) -> None:
    body, field = ODD_VALUES[name]
    check_refused(duty, served_city, ("POST", "/incidents", body), 422, field, ("", ""))


@pytest.mark.parametrize("body", ["[" * 100_000, '{"deaths": ' + "9" * 5000 + "}"])
def test_a_body_made_to_break_the_reader_is_refused(
    duty: TestClient, served_city: Database, body: str
) -> None:
    request = ("POST", "/incidents", body)
    check_refused(duty, served_city, request, 400, "body", ("UTF-8", "UTF-8"))


@pytest.mark.parametrize("body", ["", "{", '{"kind": }', "nonsense", "[1,2"])
def test_a_body_that_is_no_json_is_refused_and_names_the_body(
    duty: TestClient, served_city: Database, body: str | bytes
) -> None:
    check_refused(duty, served_city, ("POST", "/incidents", body), 422, "body", ("body", "body"))


def test_a_body_that_is_no_text_is_refused_and_names_the_body(
    duty: TestClient, served_city: Database
) -> None:
    request = ("POST", "/incidents", b"\xff\xfe\x00")
    check_refused(duty, served_city, request, 400, "body", ("UTF-8", "UTF-8"))


def test_a_body_larger_than_any_form_could_send_is_refused_unread(
    duty: TestClient, served_city: Database
) -> None:
    request = ("POST", "/incidents", " " * 4_000_001)
    check_refused(duty, served_city, request, 413, "body", ("过大", "too large"))


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "12345678"}])
def test_a_body_that_does_not_say_how_long_it_is_is_cut_off_at_the_same_length(
    duty: TestClient, headers: dict[str, str]
) -> None:
    pieces = (b" " * 1_000_000 for _piece in range(5))
    answer = duty.post("/api/incidents", content=pieces, headers=headers)
    assert "content-length" not in answer.request.headers
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("world", ["", "/w/exercise_000000000000"])
def test_a_file_may_be_longer_than_a_form_in_an_exercise_too(duty: TestClient, world: str) -> None:
    body = b" " * 4_000_001
    assert duty.post(f"{world}/api/imports", content=body).status_code != 413
    assert duty.post(f"{world}/api/incidents", content=body).status_code == 413


AREA_FAULTS: dict[str, tuple[Any, str, tuple[str, str]]] = {
    "crosses": (
        [[[114.30, 30.50], [114.32, 30.52], [114.32, 30.50], [114.30, 30.52], [114.30, 30.50]]],
        "area",
        ("自相交", "crosses itself"),
    ),
    "open": ([SQUARE[:-1]], "area", ("首尾不相接", "does not end where it begins")),
    "short": ([[SQUARE[0], SQUARE[1], SQUARE[0]]], "area", ("四个点", "four positions")),
    "flat": ([[SQUARE[0], SQUARE[1], SQUARE[0], SQUARE[0]]], "area", ("面积", "encloses nothing")),
    "empty": ([], "area", ("不是多边形", "is not a polygon")),
    "many": (
        [[[114.30 + i * 1e-6, 30.50] for i in range(10_001)] + [[114.30, 30.50]]],
        "area",
        ("10000", "10,000"),
    ),
    "far": (
        [[[116.3, 39.9], [116.4, 39.9], [116.4, 40.0], [116.3, 39.9]]],
        "area",
        ("管辖区域", "outside the region"),
    ),
    "swapped": (
        [[[lat, lon] for lon, lat in SQUARE]],
        "area.coordinates",
        ("填反了", "swapped"),
    ),
    "letters": ([[["a", "b"]] * 4], "area.coordinates.0.0.0", ("数字", "a number")),
    "range": (
        [[[200, 30.50], *SQUARE[1:-1], [200, 30.50]]],
        "area.coordinates.0.0.0",
        ("不得大于", "at most 180"),
    ),
}


@pytest.mark.parametrize("fault", sorted(AREA_FAULTS))
def test_a_wrong_polygon_is_refused_with_its_fault(
    duty: TestClient, served_city: Database, fault: str
) -> None:
    rings, field, said = AREA_FAULTS[fault]
    area = {"type": "Polygon", "coordinates": rings}
    body = {"kind": "control", "reason": "交通管制", "area": area}
    check_refused(duty, served_city, ("POST", "/closures", body), 422, field, said)


def test_a_wrong_polygon_is_refused_as_a_danger_area_too(
    duty: TestClient, served_city: Database, tanker: Json
) -> None:
    incident = duty.post("/api/incidents", json=tanker).json()
    rings, field, said = AREA_FAULTS["crosses"]
    area = {"type": "Polygon", "coordinates": rings}
    body = {"how": {"method": "drawn", "area": area, "note": "警戒区"}}
    path = f"/incidents/{incident['id']}/hazard-areas"
    check_refused(duty, served_city, ("POST", path, body), 422, field, said)


def test_positions_in_other_datums_are_stored_in_wgs84(
    sign_in: SignIn, duty: TestClient, tanker: Json
) -> None:
    for datum in (Datum.GCJ02, Datum.BD09, Datum.CGCS2000):
        lon, lat = from_wgs84(CENTRE["lon"], CENTRE["lat"], datum)
        given = {"lon": lon, "lat": lat, "datum": datum.value}
        reported = duty.post("/api/incidents", json=tanker | {"position": given}).json()
        assert set(reported["position"]) == {"lon", "lat"}
        assert reported["position"] == pytest.approx(CENTRE, abs=1e-8)
    leader = sign_in("leader-hazmat")
    team_id = leader.get("/api/me").json()["account"]["team_id"]
    position = {"team_id": team_id, "lon": lon, "lat": lat, "datum": "CGCS2000"}
    lon, lat = from_wgs84(CENTRE["lon"], CENTRE["lat"], Datum.GCJ02)
    position = {"team_id": team_id, "lon": lon, "lat": lat, "datum": "GCJ02"}
    answer = leader.post("/api/positions", json=position)
    assert answer.status_code == 201, answer.text
    stored = {name: answer.json()[name] for name in ("lon", "lat")}
    assert stored == pytest.approx(CENTRE, abs=1e-8)


def test_a_closure_drawn_in_gcj02_is_stored_in_wgs84(duty: TestClient) -> None:
    ring = [list(from_wgs84(lon, lat, Datum.GCJ02)) for lon, lat in SQUARE]
    area = {"type": "Polygon", "coordinates": [ring], "datum": "GCJ02"}
    body = {"kind": "works", "reason": "道路施工", "area": area}
    drawn = duty.post("/api/closures", json=body)
    assert drawn.status_code == 201, drawn.text
    assert "datum" not in drawn.json()["area"]
    kept = drawn.json()["area"]["coordinates"][0]
    for found, meant in zip(sorted(kept), sorted(SQUARE), strict=True):
        assert found == pytest.approx(meant, abs=1e-8)


def test_a_reported_position_is_checked_like_every_other(
    sign_in: SignIn, served_city: Database
) -> None:
    leader = sign_in("leader-hazmat")
    team_id = leader.get("/api/me").json()["account"]["team_id"]
    swapped = {"team_id": team_id, "lon": 30.5, "lat": 114.3}
    request = ("POST", "/positions", swapped)
    check_refused(leader, served_city, request, 422, "lon", ("填反了", "swapped"))
    request = ("POST", "/positions", swapped | {"datum": "x"})
    check_refused(leader, served_city, request, 422, "datum", ("不认识的坐标系", "unknown datum"))


@pytest.mark.parametrize(
    ("wanted", "field", "said"),
    [
        ({"capability_code": "fly"}, "capability_code", ("没有“fly”", "unknown capability: fly")),
        ({"item_code": "9999999"}, "item_code", ("没有“9999999”", "unknown item: 9999999")),
        ({}, "capability_code", ("必须且只能填写一个", "exactly one")),
        ({"capability_code": "x", "item_code": "y"}, "capability_code", ("一个", "exactly one")),
        ({"item_code": "9999999", "quantity": 0}, "quantity", ("必须大于 0", "greater than 0")),
        ({"item_code": "9999999", "least": 9}, "least", ("不得大于数量", "must not exceed")),
        ({"item_code": "9999999", "within_s": 1.5}, "within_s", ("整数", "whole number")),
    ],
)
def test_a_need_with_a_fault_is_refused_by_the_name_of_its_field(
    duty: TestClient,
    served_city: Database,
    tanker: Json,
    wanted: Json,
    field: str,
    said: tuple[str, str],
) -> None:
    incident = duty.post("/api/incidents", json=tanker).json()
    body = {"quantity": 2, "within_s": 1800} | wanted
    path = f"/incidents/{incident['id']}/needs"
    check_refused(duty, served_city, ("POST", path, body), 422, field, said)


def test_what_does_not_exist_is_named_in_the_readers_language(
    duty: TestClient, served_city: Database, tanker: Json
) -> None:
    incident = duty.post("/api/incidents", json=tanker).json()
    here = f"/incidents/{incident['id']}"
    start = {"plan_id": str(uuid4()), "response_level": 3}
    team = {"kind": "pin", "team_id": str(uuid4()), "incident_id": incident["id"], "reason": "试"}
    nowhere = f"/incidents/{uuid4()}/log"
    for path, body, field, said in (
        (f"{here}/activations", start, "plan_id", ("没有这条记录（预案）", "no such plan")),
        ("/steerings", team, "team_id", ("没有这条记录（救援队伍）", "no such team")),
        (nowhere, {"text": "试"}, None, ("没有这条记录（突发事件）", "no such incident")),
    ):
        check_refused(duty, served_city, ("POST", path, body), 404, field, said)
    request = ("POST", "/nothing", {})
    said = ("该地址不支持", "does not know this method")
    check_refused(duty, served_city, request, 405, None, said)
    request = ("GET", "/nothing", None)
    check_refused(duty, served_city, request, 404, None, ("没有这个地址", "no such address"))


def test_a_reference_to_nothing_names_the_field(
    duty: TestClient, served_city: Database, tanker: Json
) -> None:
    area = {"type": "Polygon", "coordinates": [SQUARE]}
    body = {"kind": "works", "reason": "施工", "area": area, "incident_id": str(uuid4())}
    said = ("所指的突发事件不存在", "does not exist")
    check_refused(duty, served_city, ("POST", "/closures", body), 422, "incident_id", said)
    incident = duty.post("/api/incidents", json=tanker).json()
    entry = (
        "POST",
        f"/incidents/{incident['id']}/log",
        {"text": "更正", "corrects_id": str(uuid4())},
    )
    said = ("corrects_id", "corrects_id")
    check_refused(duty, served_city, entry, 422, "corrects_id", said)


@pytest.mark.parametrize(
    ("path", "field", "said"),
    [
        ("/incidents/17", "incident_id", ("不是有效的编号", "not a valid identifier")),
        ("/incidents?limit=501", "limit", ("不得大于 500", "at most 500")),
        ("/incidents?offset=-1", "offset", ("不得小于 0", "at least 0")),
        ("/incidents?state=lost", "state", ("只能是", "must be one of")),
        ("/places?q=", "q", ("至少 1 个字符", "at least 1 characters")),
        ("/places/near?lon=114.3", "lat", ("必填", "is required")),
        ("/places?q=%00", "q", ("字段 q", "The field q")),
        ("/lots?item_code=%00", "item_code", ("字段 item_code", "The field item_code")),
        (f"/orders?offset={10**30}", "offset", ("不得大于", "at most")),
        (f"/events?after={10**30}", "after", ("不得大于", "at most")),
        ("/events?after=x", "after", ("整数", "whole number")),
    ],
)
def test_a_wrong_address_or_parameter_is_named(
    duty: TestClient, served_city: Database, path: str, field: str, said: tuple[str, str]
) -> None:
    check_refused(duty, served_city, ("GET", path, None), 422, field, said)


def team_in(duty: TestClient) -> Json:
    """A team as it is entered."""
    return {
        "code": f"T-{uuid4().hex[:8]}",
        "name": "Rescue 1",
        "kind": "social",
        "jurisdiction_code": "420111",
        "home": CENTRE,
        "address": "洪山区",
        "vehicle": "light",
        "headcount": 5,
        "turnout_s": 300,
        "capabilities": [
            {"capability_code": duty.get("/api/capabilities").json()[0]["code"], "units": 1}
        ],
    }


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"jurisdiction_code": "429999"}, "jurisdiction_code", ("不存在", "is not known")),
        (
            {"capabilities": [{"capability_code": "fly", "units": 1}]},
            "capabilities",
            ("不在目录内", "not in the catalogue"),
        ),
        ({"capabilities": []}, "capabilities", ("至少 1 项", "at least 1 entries")),
        ({"home": {"lon": 30.5, "lat": 114.3}}, "home.lon", ("填反了", "swapped")),
        ({"home": {"lon": 2.35, "lat": 48.85}}, "home", ("管辖区域", "outside the region")),
        ({"home": CENTRE | {"datum": "wgs84"}}, "home.datum", ("坐标系", "unknown datum")),
        ({"headcount": 0}, "headcount", ("必须大于 0", "greater than 0")),
        ({"vehicle": "ufo"}, "vehicle", ("只能是", "must be one of")),
    ],
)
def test_a_team_with_a_fault_is_refused_by_the_name_of_its_field(
    duty: TestClient, served_city: Database, wrong: Json, field: str, said: tuple[str, str]
) -> None:
    request = ("POST", "/teams", team_in(duty) | wrong)
    check_refused(duty, served_city, request, 422, field, said)


def test_a_retired_team_can_neither_be_pinned_nor_changed_nor_reported(
    duty: TestClient, served_city: Database, tanker: Json
) -> None:
    team = duty.post("/api/teams", json=team_in(duty)).json()
    answer = duty.patch(
        f"/api/teams/{team['id']}", json={"retired": True}, headers={"If-Match": '"1"'}
    )
    assert answer.status_code == 200, answer.text
    incident = duty.post("/api/incidents", json=tanker).json()
    pin = {"kind": "pin", "team_id": team["id"], "incident_id": incident["id"], "reason": "试"}
    said = ("处于 已停用 状态", "is retired and cannot be pinned")
    check_refused(duty, served_city, ("POST", "/steerings", pin), 409, "team_id", said)
    change = ("PATCH", f"/teams/{team['id']}", {"name": "新名"})
    said = ("已停用", "is retired")
    check_refused(duty, served_city, change, 409, None, said, **{"If-Match": '"2"'})
    position = ("POST", "/positions", {"team_id": team["id"]} | CENTRE)
    check_refused(duty, served_city, position, 404, "team_id", ("救援队伍", "no such team"))
    back = {"retired": False}
    again = duty.patch(f"/api/teams/{team['id']}", json=back, headers={"If-Match": '"2"'})
    assert again.json()["retired_at"] is None


def test_an_expired_lot_and_wrong_stock_are_refused(
    duty: TestClient, served_city: Database
) -> None:
    lot = duty.get("/api/lots?limit=1&expired=false").json()["rows"][0]
    good = {"depot_id": lot["depot_id"], "item_code": lot["item_code"], "batch": "B-1"}
    good |= {"quantity": 5}
    for wrong, status, field, said in (
        ({"expires_on": "2020-01-01"}, 409, "expires_on", ("过期", "expired on 2020-01-01")),
        ({"expires_on": "2026-13-01"}, 422, "expires_on", ("有效的日期", "not a valid date")),
        ({"item_code": "3999999"}, 422, "item_code", ("不在目录内", "not in the catalogue")),
        ({"item_code": "water"}, 422, "item_code", ("格式不符", "required form")),
        ({"depot_id": str(uuid4())}, 422, "depot_id", ("可见的仓库", "no depot")),
        ({"quantity": -1}, 422, "quantity", ("不得小于 0", "at least 0")),
        ({"quantity": 10**30}, 422, "quantity", ("不得大于", "at most")),
        (
            {"made_on": "2026-02-02", "expires_on": "2026-01-01"},
            422,
            "made_on",
            ("晚于有效期", "after it expires"),
        ),
        ({"batch": lot["batch"]}, 409, "batch", ("已有物资", "already")),
    ):
        check_refused(duty, served_city, ("POST", "/lots", good | wrong), status, field, said)


def test_a_change_without_its_version_or_with_an_old_one_is_refused(
    duty: TestClient, served_city: Database, tanker: Json
) -> None:
    incident = duty.post("/api/incidents", json=tanker).json()
    change = ("PATCH", f"/incidents/{incident['id']}", {"deaths": 2})
    check_refused(duty, served_city, change, 428, None, ("If-Match", "If-Match"))
    bad = {"If-Match": '"two"'}
    check_refused(duty, served_city, change, 422, "If-Match", ("If-Match", "If-Match"), **bad)
    for odd in (b'"\xb2"', b'"' + b"9" * 10 + b'"'):
        refused = duty.patch(f"/api{change[1]}", json={"deaths": 2}, headers={b"If-Match": odd})
        assert refused.status_code == 422
        assert "If-Match" in fields_of(refused.json())
    newer = duty.patch(f"/api{change[1]}", json={"deaths": 3}, headers={"If-Match": '"1"'})
    assert newer.status_code == 200
    said = ("已被他人修改", "Somebody changed this meanwhile")
    check_refused(duty, served_city, change, 412, None, said, **{"If-Match": '"1"'})
    stale = duty.patch(f"/api{change[1]}", json={"deaths": 2}, headers={"If-Match": '"1"'}).json()
    assert stale["facts"]["current"] == newer.json()["version"]
    assert stale["facts"]["record"] == newer.json()


def test_an_incident_that_is_over_says_so_in_the_readers_language(
    duty: TestClient, served_city: Database, tanker: Json
) -> None:
    incident = duty.post("/api/incidents", json=tanker).json()
    over = duty.post(
        f"/api/incidents/{incident['id']}/stand-down", headers={"If-Match": '"1"'}
    ).json()
    path = f"/incidents/{incident['id']}/stand-down"
    said = ("终止", "stood down")
    version = {"If-Match": f'"{over["version"]}"'}
    check_refused(duty, served_city, ("POST", path, None), 409, None, said, **version)


def test_a_double_click_has_one_effect_and_both_get_the_same_answer(
    sign_in: SignIn, served_city: Database, tanker: Json
) -> None:
    duty = sign_in("duty")
    key = {"Idempotency-Key": str(new_id())}
    before = contents(served_city)
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(duty.post, "/api/incidents", json=tanker, headers=key) for _ in range(4)
        ]
        answers = [call.result() for call in calls]
    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.text for answer in answers}) == 1
    replayed = [answer.headers.get("idempotency-replayed") for answer in answers]
    assert sorted(map(str, replayed)) == ["None", "true", "true", "true"]
    after = contents(served_city)
    assert after["incident"][0] == before["incident"][0] + 1


def test_a_key_used_for_something_else_is_refused(
    duty: TestClient, served_city: Database, tanker: Json
) -> None:
    key = {"Idempotency-Key": str(new_id())}
    assert duty.post("/api/incidents", json=tanker, headers=key).status_code == 201
    other = ("POST", "/incidents", tanker | {"title": "另一起"})
    said = ("幂等键", "idempotency key")
    check_refused(duty, served_city, other, 422, None, said, **key)
    short = {"Idempotency-Key": "1"}
    check_refused(
        duty, served_city, other, 422, "Idempotency-Key", ("Idempotency-Key",) * 2, **short
    )


def test_a_key_on_a_call_that_keeps_no_answers_does_no_harm(duty: TestClient) -> None:
    key = {"Idempotency-Key": str(new_id())}
    changes = [duty.patch("/api/me", json={"locale": "zh-CN"}, headers=key) for _ in range(2)]
    assert [answer.status_code for answer in changes] == [200, 200]


def test_of_two_officers_who_change_the_same_at_once_one_is_told_what_is_there_now(
    sign_in: SignIn, tanker: Json
) -> None:
    officers = [sign_in("duty"), sign_in("duty2")]
    incident = officers[0].post("/api/incidents", json=tanker).json()
    path, version = f"/api/incidents/{incident['id']}", {"If-Match": '"1"'}
    with ThreadPoolExecutor(2) as pool:
        calls = [
            pool.submit(officer.patch, path, json={"deaths": 4 + number}, headers=version)
            for number, officer in enumerate(officers)
        ]
        answers = sorted((call.result() for call in calls), key=lambda one: one.status_code)
    assert [answer.status_code for answer in answers] == [200, 412]
    assert answers[1].json()["facts"]["record"] == answers[0].json()


def test_a_reference_that_only_the_database_notices_names_its_column(session: Session) -> None:
    insert = text(
        "INSERT INTO live.log_entry (id, incident_id, jurisdiction_code, at, by, by_name, text)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), '', now(), gen_random_uuid(), '', '')"
    )
    with pytest.raises(IntegrityError) as broken:
        session.execute(insert)
    refusal = unknown_reference(broken.value)
    assert refusal.facts["field"] == "incident_id"
    assert refusal.status == 422
