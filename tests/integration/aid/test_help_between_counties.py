"""Help between two counties over HTTP: asked, offered, committed, sent, received, given back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

import aid.service_lapsing
from core.db import Database
from core.models import Event
from resources.models import Depot, Lot

Json = dict[str, Any]
HONGSHAN, WUCHANG, JIANGXIA, CITY = "420111", "420106", "420115", "420100"
TENT = "1990201"
FIRE = {
    "kind": "fire_explosion",
    "title": "仓库火灾",
    "position": {"lon": 114.34, "lat": 30.5},
    "place_name": "洪山区珞狮南路",
}


@pytest.fixture
def hongshan(sign_in: Callable[[str], TestClient]) -> TestClient:
    """The commander of the county that asks."""
    return sign_in("commander-hongshan")


@pytest.fixture
def wuchang(sign_in: Callable[[str], TestClient]) -> TestClient:
    """The commander of the county that is asked."""
    return sign_in("commander-wuchang")


def depot_of(client: TestClient, code: str) -> Json:
    """A depot of one county."""
    rows = client.get("/api/depots?limit=500").json()["rows"]
    return next(row for row in rows if row["jurisdiction_code"] == code)


@pytest.fixture
def stocked(served_city: Database, noon: Any) -> Json:
    """A lot of 60 tents in a depot of Wuchang, counted just now."""
    from core.auth import Actor
    from core.db import LIVE
    from core.grants import Grant
    from resources import schemas, service_stock

    with served_city.transaction() as session:
        depot = session.scalars(
            select(Depot).where(Depot.jurisdiction_code == WUCHANG).order_by(Depot.code).limit(1)
        ).one()
        lots = session.scalars(select(Lot).where(Lot.depot_id == depot.id, Lot.item_code == TENT))
        count = len(lots.all())
        keeper = Actor(
            account_id=depot.id,
            username="keeper",
            name="keeper",
            locale="en",
            team_id=None,
            world=LIVE,
            grants=(Grant("county_clerk", WUCHANG, WUCHANG, WUCHANG),),
            permissions=frozenset(),
            session_id=None,
        )
        entered = schemas.LotIn(
            depot_id=depot.id, item_code=TENT, batch=f"aid-{count}", quantity=60
        )
        return service_stock.enter_lot(session, keeper, entered).model_dump(mode="json")


def wanted(hongshan: TestClient, noon: Any, **other: Any) -> Json:
    """Fifty tents for a depot of one's own and a boat crew, from two neighbours."""
    return {
        "requester_code": HONGSHAN,
        "provider_codes": [WUCHANG, JIANGXIA],
        "purpose": "南湖内涝转移安置",
        "priority": 2,
        "due_at": (noon.at + timedelta(hours=6)).isoformat(),
        "place": "南湖",
        "to_depot_id": depot_of(hongshan, HONGSHAN)["id"],
        "contact_phone": "027-00000000",
        "lines": [
            {"item_code": TENT, "amount": 50},
            {"capability_code": "water_rescue", "amount": 1},
        ],
        **other,
    }


def ask(client: TestClient, noon: Any, **other: Any) -> Json:
    answer = client.post("/api/aid-requests", json=wanted(client, noon, **other))
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def step(client: TestClient, row: Json, name: str, body: Json) -> Json:
    """Take one step on the request as it stands and return it after."""
    seen = client.get(f"/api/aid-requests/{row['id']}").json()
    answer = client.post(
        f"/api/aid-requests/{row['id']}/{name}",
        json=body,
        headers={"If-Match": f'"{seen["version"]}"'},
    )
    assert answer.status_code == 200, answer.text
    after: Json = answer.json()
    return after


def refused(client: TestClient, row: Json, name: str, body: Json) -> str:
    """Try a step that is refused and return its code."""
    seen = client.get(f"/api/aid-requests/{row['id']}").json()
    answer = client.post(
        f"/api/aid-requests/{row['id']}/{name}",
        json=body,
        headers={"If-Match": f'"{seen.get("version", 1)}"'},
    )
    assert answer.status_code in (403, 404, 409, 412, 422), answer.text
    code: str = answer.json()["code"]
    return code


def offered(wuchang: TestClient, row: Json, lot: Json, amount: int = 50) -> Json:
    """Wuchang offers tents of a lot and its first boat crew that is free."""
    spare = wuchang.get(f"/api/aid-requests/{row['id']}/spare?provider_code={WUCHANG}").json()
    team = spare[1]["teams"][0]
    lines = [
        {"line_id": row["lines"][0]["id"], "lot_id": lot["id"], "amount": amount},
        {"line_id": row["lines"][1]["id"], "team_id": team["team_id"], "amount": 1},
    ]
    return step(wuchang, row, "offer", {"provider_code": WUCHANG, "lines": lines})


def ids(row: Json, *states: str) -> list[str]:
    return [one["id"] for one in row["supplies"] if one["state"] in states]


def committed(hongshan: TestClient, wuchang: TestClient, row: Json) -> Json:
    row = step(hongshan, row, "supplies/take", {"supply_ids": ids(row, "offered")})
    return step(wuchang, row, "supplies/commit", {"supply_ids": ids(row, "ordered")})


def all_back(hongshan: TestClient, wuchang: TestClient, row: Json) -> Json:
    """Everything received goes home, so that the shared city is as it was."""
    out = [one for one in row["supplies"] if one["state"] in ("received", "return_asked")]
    back = [{"supply_id": one["id"], "amount": one["received"]} for one in out]
    row = step(hongshan, row, "supplies/send-back", {"supplies": back})
    return step(wuchang, row, "supplies/take-back", {"supplies": back})


def test_help_is_asked_for_offered_committed_sent_counted_and_given_back(
    hongshan: TestClient, wuchang: TestClient, stocked: Json, noon: Any
) -> None:
    row = ask(hongshan, noon)
    assert row["number"].startswith("援-20261121-")
    assert [one["kind"] for one in row["messages"]] == ["RequestResource"] * 2
    assert (row["percent"], row["offered_percent"]) == (0, 0)

    seen = wuchang.get(f"/api/aid-requests/{row['id']}").json()
    assert [one["provider_code"] for one in seen["asks"]] == [WUCHANG]
    row = offered(wuchang, row, stocked)
    assert [one["answer"] for one in row["asks"]] == ["accepted"]
    row = hongshan.get(f"/api/aid-requests/{row['id']}").json()
    assert (row["percent"], row["offered_percent"]) == (0, 100)
    team_id = next(one["team_id"] for one in row["supplies"] if one["team_id"])

    row = committed(hongshan, wuchang, row)
    lot = wuchang.get(f"/api/lots/{stocked['id']}").json()
    assert (lot["quantity"], lot["reserved"], row["percent"]) == (60, 50, 100)
    assert hongshan.get(f"/api/teams/{team_id}").status_code == 200

    row = step(wuchang, row, "supplies/ship", {"supply_ids": ids(row, "committed")})
    lot = wuchang.get(f"/api/lots/{stocked['id']}").json()
    assert (lot["quantity"], lot["reserved"], lot["on_the_way"]) == (10, 0, 50)

    counts = [
        {"supply_id": one["id"], "received": one["amount"]}
        | ({"received": 46, "damaged": 3, "note": "雨淋损坏3顶，短少1顶"} if one["lot_id"] else {})
        for one in row["supplies"]
    ]
    silent = [{**counts[0]}, {**counts[1]}]
    for one in silent:
        one.pop("note", None)
    assert refused(hongshan, row, "supplies/receive", {"supplies": silent}) == "count_note_needed"
    row = step(hongshan, row, "supplies/receive", {"supplies": counts})
    tents = row["lines"][0]
    assert (tents["received"], tents["committed"], tents["percent"]) == (46, 46, 92)

    row = step(wuchang, row, "supplies/ask-back", {"supply_ids": ids(row, "received")})
    row = all_back(hongshan, wuchang, row)
    lot = wuchang.get(f"/api/lots/{stocked['id']}").json()
    assert (lot["quantity"], lot["on_the_way"]) == (56, 0)
    assert {one["state"] for one in row["supplies"]} == {"returned"}
    kinds = [one["kind"] for one in row["messages"]]
    assert kinds == [
        "RequestResource",
        "ResponseToRequestResource",
        "RequisitionResource",
        "CommitResource",
        "ReportResourceDeploymentStatus",
        "ReportResourceDeploymentStatus",
        "RequestReturn",
        "ResponseToRequestReturn",
        "ReportResourceDeploymentStatus",
    ]
    row = step(hongshan, row, "close", {"note": "完成"})
    assert row["state"] == "closed"


def test_a_message_is_read_back_as_what_it_asked_for(hongshan: TestClient, noon: Any) -> None:
    row = ask(hongshan, noon)
    path = f"/api/aid-requests/{row['id']}/messages/{row['messages'][0]['id']}/edxl-rm"
    sent = hongshan.get(path)
    assert sent.headers["content-type"] == "application/xml"
    read = hongshan.post("/api/aid-requests/edxl-rm-preview", json={"xml": sent.text})
    assert read.status_code == 200, read.text
    seen = read.json()
    assert seen["faults"] == []
    assert (seen["lines"][0]["item_code"], seen["lines"][0]["amount"]) == (TENT, 50)
    assert seen["lines"][1]["capability_code"] == "water_rescue"
    assert seen["due_at"] == row["due_at"].replace("Z", "+08:00").replace("T10", "T18")
    step(hongshan, row, "withdraw", {"note": "测试结束"})


def test_a_promise_that_is_not_sent_lapses_and_everything_is_free_again(
    hongshan: TestClient, wuchang: TestClient, stocked: Json, noon: Any, served_city: Database
) -> None:
    row = ask(hongshan, noon)
    offered(wuchang, row, stocked)
    row = committed(hongshan, wuchang, hongshan.get(f"/api/aid-requests/{row['id']}").json())
    team_id = next(one["team_id"] for one in row["supplies"] if one["team_id"])
    noon.move(hours=25)
    with served_city.transaction() as session:
        assert len(aid.service_lapsing.lapse_commitments(session)) == 1
        assert aid.service_lapsing.lapse_commitments(session) == []
    noon.move(hours=-25)
    row = hongshan.get(f"/api/aid-requests/{row['id']}").json()
    assert {one["state"] for one in row["supplies"]} == {"lapsed"}
    assert row["percent"] == 0
    lot = wuchang.get(f"/api/lots/{stocked['id']}").json()
    assert (lot["quantity"], lot["reserved"]) == (60, 0)
    assert hongshan.get(f"/api/teams/{team_id}").status_code == 200  # by the agreement, not lent
    step(hongshan, row, "withdraw", {"note": "测试结束"})


def test_each_side_takes_its_own_steps_only_and_sees_its_own_part(
    hongshan: TestClient,
    wuchang: TestClient,
    stocked: Json,
    noon: Any,
    sign_in: Callable[[str], TestClient],
) -> None:
    row = ask(hongshan, noon)
    assert (
        refused(
            hongshan,
            row,
            "offer",
            {
                "provider_code": WUCHANG,
                "lines": [{"line_id": row["lines"][0]["id"], "lot_id": stocked["id"], "amount": 1}],
            },
        )
        == "not_your_step"
    )
    assert (
        refused(wuchang, row, "refuse", {"provider_code": JIANGXIA, "note": "x"}) == "not_your_step"
    )
    offered(wuchang, row, stocked)
    row = hongshan.get(f"/api/aid-requests/{row['id']}").json()
    named = {"supply_ids": ids(row, "offered")}
    assert refused(wuchang, row, "supplies/take", named) == "not_your_step"
    assert refused(wuchang, row, "supplies/commit", named) == "illegal_transition"
    stranger = sign_in("clerk-jianghan")
    assert stranger.get(f"/api/aid-requests/{row['id']}").status_code == 404
    assert row["id"] not in [one["id"] for one in stranger.get("/api/aid-requests").json()["rows"]]
    clerk = sign_in("clerk-hongshan")
    assert clerk.get(f"/api/aid-requests/{row['id']}").status_code == 200
    assert clerk.post("/api/aid-requests", json=wanted(hongshan, noon)).status_code == 403
    stale = hongshan.post(
        f"/api/aid-requests/{row['id']}/close", json={}, headers={"If-Match": '"1"'}
    )
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    step(hongshan, row, "withdraw", {"note": "测试结束"})


def test_the_same_asked_twice_is_found_merged_by_a_person_and_parted_again(
    hongshan: TestClient, wuchang: TestClient, noon: Any
) -> None:
    first = ask(hongshan, noon, lines=[{"item_code": TENT, "amount": 50}])
    other = [{"item_code": TENT, "amount": 80}, {"item_code": "1990101", "amount": 5}]
    second = ask(hongshan, noon, provider_codes=[CITY], lines=other)
    found = {one["id"]: one["why"] for one in second["duplicates"]}
    assert found[first["id"]] == "same_thing"
    row = step(hongshan, first, "merge", {"from_id": second["id"], "amounts": "largest"})
    assert [line["amount"] for line in row["lines"]] == [80, 5]
    assert {one["provider_code"] for one in row["asks"]} == {WUCHANG, JIANGXIA, CITY}
    gone = hongshan.get(f"/api/aid-requests/{second['id']}").json()
    assert (gone["state"], gone["merged_into_id"]) == ("merged", first["id"])
    gone = step(hongshan, gone, "part", {})
    row = hongshan.get(f"/api/aid-requests/{first['id']}").json()
    assert (gone["state"], [line["amount"] for line in row["lines"]]) == ("open", [50])
    assert {one["provider_code"] for one in row["asks"]} == {WUCHANG, JIANGXIA}
    row = step(hongshan, row, "merge", {"from_id": second["id"], "amounts": "sum"})
    assert row["lines"][0]["amount"] == 130
    step(hongshan, row, "withdraw", {"note": "测试结束"})


def test_those_above_are_asked_next_and_a_refusal_keeps_its_reason(
    hongshan: TestClient, wuchang: TestClient, noon: Any, duty: TestClient
) -> None:
    row = ask(hongshan, noon)
    row = step(wuchang, row, "refuse", {"provider_code": WUCHANG, "note": "本区同时受灾"})
    assert (row["asks"][0]["answer"], row["asks"][0]["note"]) == ("refused", "本区同时受灾")
    assert row["messages"][-1]["response"] == "Decline"
    row = step(hongshan, row, "escalate", {"note": "邻区无力支援"})
    assert [one["provider_code"] for one in row["asks"] if one["upward"]] == [CITY]
    row = step(hongshan, row, "escalate", {})
    assert [one["provider_code"] for one in row["asks"] if one["upward"]] == [CITY, "420000"]
    assert refused(hongshan, row, "escalate", {}) == "nobody_above"
    spare = duty.get(f"/api/aid-requests/{row['id']}/spare?provider_code={CITY}").json()
    assert spare[0]["free"] > 0
    step(hongshan, row, "withdraw", {"note": "测试结束"})


def test_more_is_never_committed_than_lies_free_and_nothing_of_it_half(
    hongshan: TestClient, wuchang: TestClient, stocked: Json, noon: Any
) -> None:
    rows = [ask(hongshan, noon, lines=[{"item_code": TENT, "amount": 50}]) for _ in range(2)]
    for row in rows:
        line = {"line_id": row["lines"][0]["id"], "lot_id": stocked["id"], "amount": 40}
        step(wuchang, row, "offer", {"provider_code": WUCHANG, "lines": [line]})
    one, two = (hongshan.get(f"/api/aid-requests/{row['id']}").json() for row in rows)
    one = committed(hongshan, wuchang, one)
    two = step(hongshan, two, "supplies/take", {"supply_ids": ids(two, "offered")})
    named = {"supply_ids": ids(two, "ordered")}
    assert refused(wuchang, two, "supplies/commit", named) == "stock_not_free"
    lot = wuchang.get(f"/api/lots/{stocked['id']}").json()
    assert (lot["quantity"], lot["reserved"]) == (60, 40)
    assert refused(hongshan, one, "withdraw", {}) == "still_bound"
    one = step(
        hongshan, one, "supplies/release", {"supply_ids": ids(one, "committed"), "note": "不需要"}
    )
    assert wuchang.get(f"/api/lots/{stocked['id']}").json()["reserved"] == 0
    for row in (one, two):
        step(hongshan, row, "withdraw", {"note": "测试结束"})


def test_goods_for_the_scene_are_handed_over_and_come_back_by_their_loan(
    hongshan: TestClient, wuchang: TestClient, stocked: Json, noon: Any, duty: TestClient
) -> None:
    incident = duty.post("/api/incidents", json=FIRE).json()
    need = {"item_code": TENT, "quantity": 20, "within_s": 3600}
    need_id = duty.post(f"/api/incidents/{incident['id']}/needs", json=need).json()["id"]

    def cover() -> tuple[int, int]:
        rows = duty.get(f"/api/incidents/{incident['id']}/needs").json()["rows"]
        return rows[0]["committed"], rows[0]["arrived"]

    asked = [{"item_code": TENT, "amount": 20, "need_id": need_id}]
    row = ask(hongshan, noon, to_depot_id=None, incident_id=incident["id"], lines=asked)
    line = {"line_id": row["lines"][0]["id"], "lot_id": stocked["id"], "amount": 20}
    step(wuchang, row, "offer", {"provider_code": WUCHANG, "lines": [line]})
    row = committed(hongshan, wuchang, hongshan.get(f"/api/aid-requests/{row['id']}").json())
    assert cover() == (20, 0)
    row = step(wuchang, row, "supplies/ship", {"supply_ids": ids(row, "committed")})
    supply = ids(row, "shipped")[0]
    count = {"supply_id": supply, "received": 19, "note": "途中丢失1顶"}
    row = step(hongshan, row, "supplies/receive", {"supplies": [count]})
    lot = wuchang.get(f"/api/lots/{stocked['id']}").json()
    assert (lot["quantity"], lot["on_the_way"], lot["delivered"]) == (40, 0, 19)
    assert cover() == (19, 19)
    row = step(
        hongshan, row, "supplies/send-back", {"supplies": [{"supply_id": supply, "amount": 18}]}
    )
    back = {"supply_id": supply, "amount": 18, "note": "损毁1顶"}
    row = step(wuchang, row, "supplies/take-back", {"supplies": [back]})
    lot = wuchang.get(f"/api/lots/{stocked['id']}").json()
    assert (lot["quantity"], lot["delivered"]) == (58, 0)
    assert step(hongshan, row, "close", {})["state"] == "closed"


def test_everything_that_happens_is_an_event_without_a_telephone_number(
    hongshan: TestClient, noon: Any, served_city: Database
) -> None:
    row = ask(hongshan, noon)
    step(hongshan, row, "withdraw", {"note": "测试结束"})
    with served_city.picture() as session:
        query = select(Event).where(Event.kind.startswith("aid_request.")).order_by(Event.seq)
        found = [
            one for one in session.scalars(query) if one.data["aid_request"]["id"] == row["id"]
        ]
    assert [one.kind for one in found] == ["aid_request.asked", "aid_request.ended"]
    assert all(one.data["aid_request"]["contact_phone"] is None for one in found)
    assert {"j:420111", "j:420106", "j:420115"} == set(found[0].audience)
    assert row["contact_phone"] == "027-00000000"
