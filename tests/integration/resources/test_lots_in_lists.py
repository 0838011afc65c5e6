"""Lots in lists: every filter and every order as plain reading of all lots would have it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from core.db import Database
from resources import queries_lots, schemas, service_stock
from resources.lot_filter import SORT_KEYS, LotFilter
from resources.schemas_lots import LotRow

Json = dict[str, Any]
SignIn = Callable[[str], TestClient]
BY_TEXT = {"item_name", "depot_name", "county_name", "unit", "confirmed_by", "changed_by"}
"""Sorted as people read, by pinyin: not as Python compares."""


@pytest.fixture
def everything(town: Session) -> list[LotRow]:
    """All lots of the city."""
    return list(queries_lots.each_lot(town, ["4201"], LotFilter()))


def ids(rows: list[LotRow]) -> set[Any]:
    """Which lots these are."""
    return {row.id for row in rows}


SOON, DAY = datetime(2026, 9, 1, tzinfo=UTC), date(2027, 6, 1)
FILTERS: list[tuple[Json, Callable[[LotRow], bool]]] = [
    ({"expired": True}, lambda row: row.expired),
    ({"expired": False}, lambda row: not row.expired),
    ({"expires_before": DAY}, lambda row: row.expires_on is not None and row.expires_on <= DAY),
    ({"expires_after": DAY}, lambda row: row.expires_on is not None and row.expires_on >= DAY),
    ({"confirmed_before": SOON}, lambda row: row.confirmed_at < SOON),
    ({"confirmed_after": SOON}, lambda row: row.confirmed_at >= SOON),
    ({"quantity_min": 100, "quantity_max": 200}, lambda row: 100 <= row.quantity <= 200),
    ({"free_min": 50, "free_max": 60}, lambda row: 50 <= row.free <= 60),
    ({"reusable": True, "free_min": 1}, lambda row: row.reusable and row.free > 0),
    ({"jurisdiction_code": ("420111",)}, lambda row: row.county_code == "420111"),
    ({"below_safety": True}, lambda row: row.below_safety),
    ({"below_safety": False, "expired": True}, lambda row: row.expired and not row.below_safety),
    ({"confirmed_how": ("count", "phone")}, lambda row: row.confirmed_how in ("count", "phone")),
    ({"synthetic": False}, lambda row: not row.synthetic),
]


@pytest.mark.parametrize(("given", "holds"), FILTERS, ids=[str(one) for one, _ in FILTERS])
def test_a_filter_finds_exactly_the_lots_for_which_it_holds(
    town: Session, everything: list[LotRow], given: Json, holds: Callable[[LotRow], bool]
) -> None:
    wanted = {row.id for row in everything if holds(row)}
    found = list(queries_lots.each_lot(town, ["4201"], LotFilter(**given)))
    assert ids(found) == wanted
    assert queries_lots.count_lots(town, ["4201"], LotFilter(**given)) == len(wanted)


@pytest.mark.parametrize("key", SORT_KEYS)
@pytest.mark.parametrize("falls", ["", "-"])
def test_every_column_can_be_sorted_with_the_unknown_last(
    town: Session, key: str, falls: str
) -> None:
    rows = list(queries_lots.each_lot(town, ["420111"], LotFilter(), sort=falls + key))
    values = [getattr(row, key) for row in rows]
    known = [value for value in values if value is not None and value != ""]
    assert values[: len(known)] == known, "the unknown stands last"
    if key in BY_TEXT:
        runs = [value for k, value in enumerate(known) if k == 0 or known[k - 1] != value]
        assert len(runs) == len(set(known)), "equal names stand together"
    else:
        folded = [one.casefold() if isinstance(one, str) else one for one in known]
        assert folded == sorted(folded, reverse=bool(falls))


def test_pages_of_a_list_join_without_gap_or_overlap(town: Session) -> None:
    sort = "item_name,-quantity,expires_on"
    whole = list(queries_lots.each_lot(town, ["4201"], LotFilter(), sort=sort))
    paged: list[LotRow] = []
    offset: int | None = 0
    while offset is not None:
        page = queries_lots.list_lots(
            town, ["4201"], LotFilter(), sort=sort, offset=offset, limit=500
        )
        paged += page.rows
        offset = page.next_offset
    assert [row.id for row in paged] == [row.id for row in whole]
    assert page.total == len(whole)


def test_a_list_shows_what_was_committed_a_moment_ago(city: Database, people: Any) -> None:
    with city.transaction() as session:
        before = queries_lots.count_lots(session, ["4201"], LotFilter())
        like = queries_lots.list_lots(session, ["4201"], LotFilter(), limit=1).rows[0]
    batch = uuid4().hex
    with city.transaction() as session:
        entered = service_stock.enter_lot(
            session,
            people.officer,
            schemas.LotIn(
                depot_id=like.depot_id, item_code=like.item_code, batch=batch, quantity=5
            ),
        )
        own = queries_lots.list_lots(session, ["4201"], LotFilter(batch=batch))
        assert [row.id for row in own.rows] == [entered.id], "whoever writes sees it at once"
    with city.transaction() as session:
        assert queries_lots.count_lots(session, ["4201"], LotFilter()) == before + 1
        service_stock.correct_lot(
            session, people.officer, entered.id, 1, schemas.LotPatch(quantity=77, note="盘点")
        )
    with city.picture() as session:
        wanted = LotFilter(batch=batch.upper(), quantity_min=77, quantity_max=77)
        assert queries_lots.count_lots(session, ["4201"], wanted) == 1


def test_nobody_sees_lots_outside_the_own_area(town: Session) -> None:
    assert queries_lots.count_lots(town, [], LotFilter()) == 0
    assert queries_lots.count_lots(town, [""], LotFilter()) == 0
    rows = queries_lots.list_lots(town, ["420111"], LotFilter(own=True), limit=500).rows
    assert {row.county_code for row in rows} == {"420111"}
    helped = queries_lots.list_lots(town, ["420111"], LotFilter(own=False), limit=500).rows
    assert "420111" not in {row.county_code for row in helped}
    both = queries_lots.count_lots(town, ["420111"], LotFilter())
    assert both == sum(
        queries_lots.count_lots(town, ["420111"], LotFilter(own=o)) for o in (True, False)
    )
    other = LotFilter(own=True, depot_id=(rows[0].depot_id,))
    assert queries_lots.count_lots(town, ["420102"], other) == 0


def test_an_unknown_column_is_refused_by_name(duty: TestClient) -> None:
    for path in ("/api/lots?sort=-colour", "/api/lots?sort=batch,batch,batch,batch,batch,batch"):
        answer = duty.get(path)
        assert (answer.status_code, answer.json()["facts"]["field"]) == (422, "sort")
    assert duty.get("/api/lots/export?columns=colour").json()["facts"]["field"] == "columns"


def test_what_is_shown_is_what_is_taken_out(duty: TestClient) -> None:
    shown: Json = {"reusable": True, "quantity_min": 300, "sort": "-quantity,batch"}
    listed = duty.get("/api/lots", params={**shown, "limit": 500}).json()
    chosen = {"format": "csv", "columns": "batch,quantity,reusable", "language": "en"}
    text = duty.get("/api/lots/export", params=shown | chosen).content.decode("utf-8-sig")
    lines = text.strip().split("\r\n")
    assert lines[0] == "Batch,Quantity,Reusable"
    assert len(lines) - 1 == listed["total"]
    assert lines[1:501] == [f"{row['batch']},{row['quantity']},Yes" for row in listed["rows"]]
    book = duty.get("/api/lots/export", params=shown | {"format": "xlsx"})
    assert book.content[:2] == b"PK"


def test_a_name_that_looks_like_a_formula_is_taken_out_as_text(sign_in: SignIn) -> None:
    clerk = sign_in("clerk-hongshan")
    like = clerk.get("/api/lots", params={"limit": 1, "own": True}).json()["rows"][0]
    batch = f"=1+{uuid4().hex[:8]}"
    body = {"depot_id": like["depot_id"], "item_code": like["item_code"], "batch": batch}
    assert clerk.post("/api/lots", json={**body, "quantity": 1}).status_code == 201
    shown = {"batch": batch, "format": "csv", "columns": "batch"}
    assert f"'{batch}" in clerk.get("/api/lots/export", params=shown).text


def test_the_nearest_lots_come_by_drive_time_with_the_unknown_last(duty: TestClient) -> None:
    code = duty.get("/api/lots", params={"free_min": 1, "limit": 1}).json()["rows"][0]["item_code"]
    asked = {"item_code": code, "lon": 114.35, "lat": 30.53, "limit": 500}
    found = duty.get("/api/lots/near", params=asked).json()
    times = [row["seconds"] for row in found["rows"]]
    known = [one for one in times if one is not None]
    assert known == sorted(known)
    assert times[: len(known)] == known
    assert all(row["lot"]["free"] > 0 and not row["lot"]["expired"] for row in found["rows"])
    total = duty.get(
        "/api/lots", params={"item_code": code, "free_min": 1, "expired": False}
    ).json()["total"]
    assert len(found["rows"]) == total
    assert (
        duty.get("/api/lots/near", params={**asked, "limit": 3}).json()["rows"]
        == (found["rows"][:3])
    )
    nothing = duty.get("/api/lots/near", params={**asked, "item_code": "1999999"}).json()
    assert nothing["rows"] == []
