"""Help that does not go the straight way: turned back, used up, merged line by line, held up."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

import aid.service_lapsing
from core.auth import Actor
from core.db import LIVE, Database
from core.grants import Grant
from resources import schemas, service_stock
from resources.models import Depot, Item, Team

Json = dict[str, Any]
HONGSHAN, WUCHANG, CITY = "420111", "420106", "420100"
TENT = "1990201"


@pytest.fixture
def hongshan(sign_in: Callable[[str], TestClient]) -> TestClient:
    """The commander of the county that asks."""
    return sign_in("commander-hongshan")


@pytest.fixture
def wuchang(sign_in: Callable[[str], TestClient]) -> TestClient:
    """The commander of the county that is asked."""
    return sign_in("commander-wuchang")


@pytest.fixture
def enter(served_city: Database, noon: Any) -> Callable[[str, str], str]:
    """Enter sixty of an item in a depot of Wuchang and return the lot's identifier."""

    def entered(item_code: str, batch: str) -> str:
        with served_city.transaction() as session:
            query = select(Depot).where(Depot.jurisdiction_code == WUCHANG).order_by(Depot.code)
            depot = session.scalars(query.limit(1)).one()
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
            told = schemas.LotIn(depot_id=depot.id, item_code=item_code, batch=batch, quantity=60)
            return str(service_stock.enter_lot(session, keeper, told).id)

    return entered


def ask(client: TestClient, noon: Any, lines: list[Json], **other: Any) -> Json:
    wanted = {
        "requester_code": HONGSHAN,
        "provider_codes": [WUCHANG],
        "purpose": "南湖内涝转移安置",
        "priority": 2,
        "due_at": (noon.at + timedelta(hours=6)).isoformat(),
        "place": "南湖",
        "lines": lines,
    }
    answer = client.post("/api/aid-requests", json=wanted | other)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def step(client: TestClient, row: Json, name: str, body: Json) -> Json:
    """Take one step on the request as it stands and return it after."""
    path = f"/api/aid-requests/{row['id']}"
    seen = {"If-Match": f'"{client.get(path).json()["version"]}"'}
    answer = client.post(f"{path}/{name}", json=body, headers=seen)
    assert answer.status_code == 200, answer.text
    after: Json = answer.json()
    return after


def promised(hongshan: TestClient, wuchang: TestClient, row: Json, given: Json) -> Json:
    """Offer one supply for the first line, take it and commit it."""
    line = {"line_id": row["lines"][0]["id"], **given}
    row = step(wuchang, row, "offer", {"provider_code": WUCHANG, "lines": [line]})
    named = {"supply_ids": [row["supplies"][0]["id"]]}
    step(hongshan, row, "supplies/take", named)
    return step(wuchang, row, "supplies/commit", named)


def test_goods_turned_back_on_the_way_do_not_hold_their_request_open_for_ever(
    hongshan: TestClient, wuchang: TestClient, enter: Callable[[str, str], str], noon: Any,
    sign_in: Callable[[str], TestClient],
) -> None:  # fmt: skip
    lot = enter(TENT, "turned-back")
    depots = hongshan.get("/api/depots?limit=500").json()["rows"]
    depot = next(one["id"] for one in depots if one["jurisdiction_code"] == HONGSHAN)
    row = ask(hongshan, noon, [{"item_code": TENT, "amount": 20}], to_depot_id=depot)
    row = promised(hongshan, wuchang, row, {"lot_id": lot, "amount": 20})
    supply = row["supplies"][0]["id"]
    row = step(wuchang, row, "supplies/ship", {"supply_ids": [supply]})
    transfer = row["supplies"][0]["transfer_id"]
    duty = sign_in("duty")
    turned = duty.post(
        f"/api/stock-transfers/{transfer}/turn-back",
        json={"received": 20, "note": "桥断"},
        headers={"If-Match": '"1"'},
    )
    assert turned.status_code == 200, turned.text
    nothing = {"supply_id": supply, "received": 0, "note": "途中折返"}
    row = step(hongshan, row, "supplies/receive", {"supplies": [nothing]})
    row = step(hongshan, row, "supplies/use-up", {"supply_ids": [supply]})
    assert step(hongshan, row, "close", {})["state"] == "closed"
    assert wuchang.get(f"/api/lots/{lot}").json()["quantity"] == 60


def test_goods_that_are_used_up_stand_in_the_books_again_when_they_come_back_unused(
    hongshan: TestClient, wuchang: TestClient, enter: Callable[[str, str], str], noon: Any,
    served_city: Database,
) -> None:  # fmt: skip
    with served_city.picture() as session:
        query = select(Item.code).where(Item.reusable.is_(False)).order_by(Item.code).limit(1)
        item = session.scalars(query).one()
    lot = enter(item, "unused")
    row = ask(hongshan, noon, [{"item_code": item, "amount": 20}])
    row = promised(hongshan, wuchang, row, {"lot_id": lot, "amount": 20})
    supply = row["supplies"][0]["id"]
    step(wuchang, row, "supplies/ship", {"supply_ids": [supply]})
    step(hongshan, row, "supplies/receive", {"supplies": [{"supply_id": supply, "received": 20}]})
    back = {"supply_id": supply, "amount": 15}
    step(hongshan, row, "supplies/send-back", {"supplies": [back]})
    step(wuchang, row, "supplies/take-back", {"supplies": [back]})
    books = wuchang.get(f"/api/lots/{lot}").json()
    assert (books["quantity"], books["delivered"]) == (55, 5)
    step(hongshan, row, "close", {})


def test_two_lines_joined_into_one_are_both_taken_out_again_when_parted(
    hongshan: TestClient, noon: Any
) -> None:
    first = ask(hongshan, noon, [{"item_code": TENT, "amount": 10}])
    twice = [{"item_code": TENT, "amount": 20}, {"item_code": TENT, "amount": 30}]
    second = ask(hongshan, noon, twice)
    row = step(hongshan, first, "merge", {"from_id": second["id"], "amounts": "sum"})
    assert [line["amount"] for line in row["lines"]] == [60]
    step(hongshan, second, "part", {})
    row = hongshan.get(f"/api/aid-requests/{first['id']}").json()
    assert [line["amount"] for line in row["lines"]] == [10]
    for one in (first, second):
        step(hongshan, one, "withdraw", {"note": "测试结束"})


def test_teams_still_out_do_not_keep_the_promises_of_others_from_lapsing(
    hongshan: TestClient, wuchang: TestClient, enter: Callable[[str, str], str], noon: Any,
    served_city: Database, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(aid.service_lapsing, "_AT_ONCE", 1)
    held = ask(hongshan, noon, [{"capability_code": "water_rescue", "amount": 1}])
    spare = wuchang.get(f"/api/aid-requests/{held['id']}/spare?provider_code={WUCHANG}").json()
    team_id = spare[0]["teams"][0]["team_id"]
    promised(hongshan, wuchang, held, {"team_id": team_id, "amount": 1})
    lot = enter(TENT, "lapsing")
    row = ask(hongshan, noon, [{"item_code": TENT, "amount": 20}])
    promised(hongshan, wuchang, row, {"lot_id": lot, "amount": 20})
    with served_city.transaction() as session:
        team = session.get_one(Team, team_id)
        before, team.state = team.state, "on_scene"
    noon.move(hours=25)
    with served_city.transaction() as session:
        lapsed = [str(one) for one in aid.service_lapsing.lapse_commitments(session)]
    with served_city.transaction() as session:
        session.get_one(Team, team_id).state = before
        aid.service_lapsing.lapse_commitments(session)
    noon.move(hours=-25)
    for one in (held, row):
        step(hongshan, one, "withdraw", {"note": "测试结束"})
    assert lapsed == [row["id"]]
