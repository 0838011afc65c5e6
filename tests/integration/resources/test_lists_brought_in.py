"""A county's list from the file to the inventory and back, over HTTP, with the real child process."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from core.db import Database
from core.models import Event
from geo.datum import from_wgs84
from geo.types import Datum
from resources.importing.models import EnteredPosition, ImportRow
from resources.models import Depot, Facility, Lot, StockMovement, Team

Call = Callable[..., dict[str, Any]]


@pytest.fixture
def clerk(at_the_door: Callable[[str], TestClient]) -> TestClient:
    """The clerk of Hongshan (420111), signed in."""
    return at_the_door("clerk-hongshan")


def send(client: TestClient, kind: str, content: bytes, name: str = "清单.csv") -> dict[str, Any]:
    answer = client.post("/api/imports", params={"kind": kind, "name": name}, content=content)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def change(client: TestClient, batch: dict[str, Any], verb: str, **body: Any) -> dict[str, Any]:
    headers = {"If-Match": f'"{batch["version"]}"'}
    told = {"json": body} if body else {}
    answer = client.post(f"/api/imports/{batch['id']}/{verb}", headers=headers, **told)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def now(client: TestClient, batch: dict[str, Any]) -> dict[str, Any]:
    return dict(client.get(f"/api/imports/{batch['id']}").json())


def preview(
    client: TestClient, work: Callable[[], None], kind: str, content: bytes, **options: Any
) -> dict[str, Any]:
    """Bring a file in and have it compared, with the mapping that is suggested."""
    batch = send(client, kind, content)
    work()
    batch = now(client, batch)
    assert batch["state"] == "read", batch
    change(client, batch, "preview", mapping=batch["options"]["mapping"], **options)
    work()
    return now(client, batch)


def rows(client: TestClient, batch: dict[str, Any], **wanted: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/api/imports/{batch['id']}/rows", params=wanted)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["rows"])


def a_depot(county: Database) -> Depot:
    with county.picture() as session:
        query = select(Depot).where(Depot.jurisdiction_code == "420111").order_by(Depot.code)
        return session.scalars(query).first()


def lots_file(depot: Depot) -> bytes:
    lines = [
        "洪山区应急物资台账,,,,",
        "仓库,物資名稱,批号,数量（件）,有效期至",
        f"{depot.name},棉被,T-1,１２０床,2031年5月",
        f"{depot.code},面粉,T-2,3吨,2030.5.3",
        f"{depot.code},没有这种东西,T-3,7,",
        f"{depot.code},冲锋舟,T-4,两,",
        "合计,,,130,",
    ]
    return "\r\n".join(lines).encode("gb18030")


def test_a_list_of_lots_is_previewed_applied_and_undone(
    county: Database, clerk: TestClient, work: Callable[[], None]
) -> None:
    depot = a_depot(county)
    batch = preview(clerk, work, "lots", lots_file(depot))
    assert batch["state"] == "previewed", batch
    assert batch["outline"]["encoding"] == "gb18030"
    assert batch["counts"] == {
        "added": 3,
        "changed": 0,
        "unchanged": 0,
        "removed": 0,
        "error": 1,
        "warned": 0,
    }
    (faulty,) = rows(clerk, batch, outcome="error")
    assert faulty["number"] == 5
    assert faulty["problems"][0]["column"] == 1
    assert "没有找到“没有这种东西”" in faulty["problems"][0]["detail"]
    assert quantities(county, depot) == {}

    change(clerk, batch, "apply")
    work()
    applied = now(clerk, batch)
    assert applied["state"] == "applied", applied
    assert quantities(county, depot) == {"T-1": 120, "T-2": 3000, "T-4": 2}
    assert told(county, "import_batch.applied") == 1

    change(clerk, applied, "undo")
    work()
    assert now(clerk, batch)["state"] == "undone"
    assert quantities(county, depot) == {"T-1": 0, "T-2": 0, "T-4": 0}


def quantities(county: Database, depot: Depot) -> dict[str, int]:
    with county.picture() as session:
        query = select(Lot).where(Lot.depot_id == depot.id, Lot.batch.startswith("T-"))
        lots = list(session.scalars(query))
        for lot in lots:
            moved = select(func.sum(StockMovement.quantity_change)).where(
                StockMovement.lot_id == lot.id
            )
            assert session.scalar(moved) == lot.quantity
        return {lot.batch: lot.quantity for lot in lots}


def told(county: Database, kind: str) -> int:
    with county.picture() as session:
        return session.scalar(select(func.count()).where(Event.kind == kind)) or 0


def test_what_was_exported_comes_back_unchanged(
    clerk: TestClient, work: Callable[[], None]
) -> None:
    for kind in ("lots", "teams", "depots", "trucks", "shelters", "hospitals"):
        for form in ("xlsx", "csv"):
            answer = clerk.get(f"/api/exports/{kind}", params={"form": form})
            assert answer.status_code == 200, answer.text
            batch = preview(clerk, work, kind, answer.content)
            assert batch["state"] == "previewed", (kind, form, batch)
            counts = {name: n for name, n in batch["counts"].items() if n}
            assert set(counts) == {"unchanged"}, (
                kind,
                form,
                counts,
                rows(clerk, batch, outcome="changed")[:2],
                rows(clerk, batch, outcome="error")[:2],
            )


def test_two_changes_of_one_row_do_not_overwrite_each_other(
    county: Database, clerk: TestClient, work: Callable[[], None]
) -> None:
    depot = a_depot(county)
    with county.picture() as session:
        lot = session.scalars(
            select(Lot).where(Lot.depot_id == depot.id, Lot.reserved == 0).order_by(Lot.id)
        ).first()
    line = f"{depot.code},{lot.item_code},{lot.batch},{lot.quantity + 5}"
    content = f"物资库,物资,批次,数量\n{line}\n".encode()
    batch = preview(clerk, work, "lots", content)
    assert batch["counts"]["changed"] == 1
    answer = clerk.patch(
        f"/api/lots/{lot.id}",
        headers={"If-Match": f'"{lot.version}"'},
        json={"quantity": lot.quantity + 1, "note": "清点"},
    )
    assert answer.status_code == 200, answer.text
    change(clerk, batch, "apply")
    work()
    refused = now(clerk, batch)
    assert refused["state"] == "previewed"
    assert refused["error"]["code"] == "rows_changed_since"
    with county.picture() as session:
        assert session.get_one(Lot, lot.id).quantity == lot.quantity + 1


def test_teams_are_placed_converted_and_retired_with_a_whole_list(
    county: Database, clerk: TestClient, work: Callable[[], None]
) -> None:
    head = "队伍名称,类别,东经,北纬,驻地,车辆,人数,能力,出动时间"
    lines = [
        "甲测试队,社会,30.50,114.34,珞狮南路,卡车,12人,水域救援2；抽排水,5分钟",
        "乙测试队,专业,,,洪山区和平街道办事处,小车,8,现场医疗急救,",
        "丙测试队,专业,116.4,39.9,北京,小车,8,现场医疗急救,",
    ]
    content = "\n".join([head, *lines]).encode()
    batch = preview(clerk, work, "teams", content, whole=True, datum="GCJ02")
    assert batch["state"] == "previewed", batch
    by_label = {
        row["label"]: row for row in rows(clerk, batch) if row["outcome"] in ("added", "error")
    }
    assert [one["code"] for one in by_label["甲测试队"]["problems"]] == ["swapped"]
    assert [one["code"] for one in by_label["乙测试队"]["problems"]] == ["placed_by_address"]
    assert [one["code"] for one in by_label["丙测试队"]["problems"]] == ["outside_area"]
    assert batch["counts"]["removed"] > 0
    change(clerk, batch, "apply")
    work()
    assert now(clerk, batch)["state"] == "applied", now(clerk, batch)
    with county.picture() as session:
        team = session.scalars(select(Team).where(Team.name == "甲测试队")).one()
        source = session.get_one(EnteredPosition, ("team", team.id))
        assert (source.datum, source.lon, source.lat, source.approximate) == (
            "GCJ02",
            30.5,
            114.34,
            False,
        )
        there = select(func.count()).where(
            Team.jurisdiction_code == "420111", Team.retired_at.is_(None)
        )
        assert session.scalar(there) == 2
        rough = session.scalars(select(Team).where(Team.name == "乙测试队")).one()
    assert clerk.get("/api/entered-positions/team").json() == [str(rough.id)]
    change(clerk, now(clerk, batch), "undo")
    work()
    assert now(clerk, batch)["state"] == "undone"
    with county.picture() as session:
        assert session.scalar(there) == batch["counts"]["removed"]


def test_faulty_rows_come_back_alone_with_their_reasons_and_as_text(
    county: Database, clerk: TestClient, work: Callable[[], None]
) -> None:
    content = "物资库,物资,批次,数量\n=1+1,棉被,@x,5\n".encode()
    batch = preview(clerk, work, "lots", content)
    answer = clerk.get(f"/api/imports/{batch['id']}/faulty.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    header, row = sheet.iter_rows(values_only=True)
    assert header == ("问题", "物资库", "物资", "批次", "数量")
    assert "物资库：没有找到" in row[0]
    assert sheet["B2"].data_type == "s"
    assert sheet["B2"].value == "=1+1"


def test_an_office_teaches_its_columns_and_words_once(
    county: Database, clerk: TestClient, work: Callable[[], None]
) -> None:
    depot = a_depot(county)
    content = f"甲栏,乙栏,丙栏\n{depot.code},大被子,9\n".encode()
    batch = send(clerk, "lots", content)
    work()
    batch = now(clerk, batch)
    mapping = {"0": "depot_id", "1": "item_code", "2": "quantity"}
    change(clerk, batch, "preview", mapping=mapping, words={"item_code": {"大被子": "1990203"}})
    work()
    assert now(clerk, batch)["counts"]["added"] == 1
    again = preview(clerk, work, "lots", content)
    assert again["counts"]["added"] == 1
    assert [one["why"] for one in again["outline"]["suggestions"]] == ["remembered"] * 3


def test_a_damaged_file_is_refused_in_words_and_writes_nothing(
    county: Database, clerk: TestClient, work: Callable[[], None]
) -> None:
    batch = send(clerk, "lots", b"PK\x03\x04 not a workbook", "坏.xlsx")
    work()
    batch = now(clerk, batch)
    assert batch["state"] == "failed"
    assert batch["error"]["detail"] == "文件已损坏或不是它声称的格式"
    with county.picture() as session:
        assert session.scalar(select(func.count()).select_from(ImportRow)) == 0


def test_a_clerk_sees_and_changes_lists_of_the_own_office_only(
    clerk: TestClient, work: Callable[[], None]
) -> None:
    answer = clerk.post(
        "/api/imports",
        params={"kind": "lots", "name": "x", "jurisdiction_code": "420112"},
        content=b"a,b",
    )
    assert answer.status_code == 403
    assert answer.json()["code"] == "not_your_office"


def test_a_template_has_headings_drop_downs_and_is_empty(
    clerk: TestClient, work: Callable[[], None]
) -> None:
    for kind in ("lots", "teams", "depots", "trucks", "shelters", "hospitals"):
        answer = clerk.get(f"/api/import-kinds/{kind}/template")
        book = openpyxl.load_workbook(io.BytesIO(answer.content))
        assert book.sheetnames[1:] == ["填写示例", "填写说明", "目录"]
        assert book.worksheets[0].max_row == 1
        batch = send(clerk, kind, answer.content, "模板.xlsx")
        work()
        outline = now(clerk, batch)["outline"]
        assert outline["sheet"] == 0
        assert {one["why"] for one in outline["suggestions"]} == {"known"}
        assert len(outline["suggestions"]) == len(outline["columns"])


def test_a_list_in_another_datum_than_it_says_is_doubted_by_the_places_that_are_known(
    bring: Call, county: Database
) -> None:
    with county.picture() as session:
        at = Facility.position
        query = select(Facility.code, Facility.name, func.ST_X(at), func.ST_Y(at)).where(
            Facility.jurisdiction_code.startswith("4201"), Facility.kind == "shelter"
        )
        rows = session.execute(query.order_by(Facility.code).limit(6)).all()
    assert len(rows) >= 3
    lines = ["编号,场所名称,经度,纬度"]
    for code, name, lon, lat in rows:
        shown = from_wgs84(lon, lat, Datum.GCJ02)
        lines.append(f"{code},{name},{shown.lon:.6f},{shown.lat:.6f}")
    content = "\n".join(lines).encode()
    wrong = bring("duty", "shelters", content, datum="WGS84")
    doubt = wrong["outline"]["datum_doubt"]
    assert (doubt["datum"], doubt["rows"], doubt["of"]) == ("GCJ02", len(rows), len(rows))
    assert 300 < doubt["off_m"] < 800
    right = bring("duty", "shelters", content, datum="GCJ02")
    assert right["outline"]["datum_doubt"] is None
    assert right["counts"]["unchanged"] == len(rows)
