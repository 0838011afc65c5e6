"""Lists of experts, of the catalogue and of facilities: brought in, seen by whom, taken back."""

from collections.abc import Callable
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import func, select

from core.db import Database
from resources.importing.work import ImportWork
from resources.models import Facility, Item
from resources.models_catalogue import SupplyClass
from resources.models_experts import Expert

Bring = Callable[..., dict[str, Any]]


def lines(*rows: str) -> bytes:
    return "\r\n".join(rows).encode("gb18030")


EXPERTS = lines(
    "序号,专家姓名,专业,所在单位,职务/职称,联系电话",
    "1,演示甲,危险化学品处置,某大学,教授,027-00000001",
    "2,演示乙,水利抢险；地质灾害,某设计院,高工,027-00000002",
    "3,演示甲,结构工程,某研究所,研究员,027-00000003",
    "4,演示丙,,某医院,主任医师,027-00000004",
)


def test_experts_are_brought_in_and_seen_only_in_their_area_by_those_who_may_ask_them(
    at_the_door: Callable[[str], TestClient], bring: Bring, county: Database
) -> None:
    batch = bring("clerk-hongshan", "experts", EXPERTS, apply=True)
    assert (batch["counts"]["added"], batch["counts"]["error"]) == (3, 1)
    found = at_the_door("clerk-hongshan").get("/api/experts", params={"q": "结构 研究所"}).json()
    assert [(one["name"], one["jurisdiction_code"]) for one in found["rows"]] == [
        ("演示甲", "420111")
    ]
    assert at_the_door("duty").get("/api/experts").json()["total"] == 3
    assert at_the_door("clerk-jianghan").get("/api/experts").json()["total"] == 0
    for stranger in ("auditor", "admin"):
        assert at_the_door(stranger).get("/api/experts").status_code == 403
        assert at_the_door(stranger).get("/api/exports/experts").status_code == 403
    snapshot = at_the_door("duty").get("/api/snapshot").text
    assert "演示乙" not in snapshot


def test_experts_of_one_name_are_told_apart_by_unit_and_a_whole_list_retires_the_rest(
    bring: Bring, county: Database
) -> None:
    bring("clerk-hongshan", "experts", EXPERTS, apply=True)
    again = lines("姓名,单位,专业,电话", "演示甲,某大学,危化品处置,027-00000001")
    batch = bring("clerk-hongshan", "experts", again, apply=True, whole=True)
    assert {name: batch["counts"][name] for name in ("added", "changed", "removed")} == {
        "added": 0,
        "changed": 1,
        "removed": 2,
    }
    with county.picture() as session:
        standing = select(Expert.expertise).where(Expert.retired_at.is_(None))
        assert session.scalars(standing).all() == ["危化品处置"]


ITEMS = lines(
    "item code,item description,volume litre,weight kg",
    'FITTESTA01,"TENT, family, 16 m2",198,55',
    'FITTESTA02,"BLANKET, woollen",12 l,2.2 kg',
    "FITTESTA03,Unknown weight,0,0",
    'FITTESTA04,"STOVE, kerosene",0,5 000 g',
)


def test_items_of_another_catalogue_get_local_codes_below_the_chosen_class(
    bring: Bring, county: Database
) -> None:
    told = {"unit": "件", "class_code": "基本生活保障物资", "litres": "1"}
    batch = bring("duty", "items", ITEMS, apply=True, otherwise=told)
    assert (batch["counts"]["added"], batch["counts"]["error"]) == (3, 1)
    with county.picture() as session:
        query = select(Item).where(Item.own_code.startswith("FITTEST")).order_by(Item.own_code)
        rows = session.scalars(query).all()
    assert [(one.kg, one.litres, one.unit) for one in rows] == [
        (55, 198, "件"),
        (2.2, 12, "件"),
        (5, 1, "件"),
    ]
    assert all(one.code.startswith("199") and one.standard == "local" for one in rows)
    assert len({one.code for one in rows}) == 3
    same = bring("duty", "items", ITEMS, otherwise=told)
    assert (same["counts"]["unchanged"], same["counts"]["added"]) == (3, 0)


def test_an_item_that_is_counted_somewhere_keeps_its_unit_and_is_not_taken_away(
    at_the_door: Callable[[str], TestClient],
    bring: Bring,
    county: Database,
    work: Callable[[], None],
) -> None:
    with county.picture() as session:
        item = session.scalars(select(Item).where(Item.name == "棉被")).one()
    batch = bring("duty", "items", lines("物资编码,名称,单位", f"{item.code},棉被,箱"))
    assert batch["counts"]["error"] == 1
    told = {"unit": "件", "class_code": "基本生活保障物资", "litres": "1"}
    batch = bring("duty", "items", ITEMS, apply=True, otherwise=told)
    duty = at_the_door("duty")
    depot = duty.get("/api/depots").json()["rows"][0]
    lot = lines("仓库,物资,批次,数量", f"{depot['code']},FITTESTA02,B1,12")
    assert bring("duty", "lots", lot, apply=True)["counts"]["added"] == 1
    headers = {"If-Match": f'"{batch["version"]}"'}
    duty.post(f"/api/imports/{batch['id']}/undo", headers=headers)
    work()
    refused = duty.get(f"/api/imports/{batch['id']}").json()
    assert (refused["state"], refused["error"]["code"]) == ("applied", "still_in_use")


def test_a_county_cannot_change_the_catalogue_of_all(
    at_the_door: Callable[[str], TestClient],
) -> None:
    for kind in ("items", "classes"):
        answer = at_the_door("clerk-hongshan").post(
            "/api/imports", params={"kind": kind, "name": "x.csv"}, content=ITEMS
        )
        assert answer.status_code == 403


def test_the_official_table_comes_in_as_a_list_and_goes_again(
    at_the_door: Callable[[str], TestClient],
    bring: Bring,
    county: Database,
    work: Callable[[], None],
) -> None:
    table = lines(
        "分类编码,分类名称",
        "2-01-00-00,个人防护装备",
        "2010100,头部防护",
        "2020100,没有上级",
        "4010000,写错的",
    )
    batch = bring("duty", "classes", table, apply=True)
    assert (batch["counts"]["added"], batch["counts"]["error"]) == (2, 2)
    with county.picture() as session:
        child = session.get_one(SupplyClass, "2010100")
        assert (child.parent_code, child.basis) == ("2010000", "imported")
    headers = {"If-Match": f'"{batch["version"]}"'}
    at_the_door("duty").post(f"/api/imports/{batch['id']}/undo", headers=headers)
    work()
    with county.picture() as session:
        assert session.get(SupplyClass, "2010100") is None


def test_a_whole_list_of_shelters_retires_those_it_leaves_out_and_undo_brings_them_back(
    at_the_door: Callable[[str], TestClient],
    bring: Bring,
    county: Database,
    work: Callable[[], None],
) -> None:
    clerk = at_the_door("clerk-hongshan")

    def shelters() -> int:
        return int(clerk.get("/api/facilities", params={"kind": "shelter"}).json()["total"])

    before = shelters()
    assert before > 1
    one = clerk.get("/api/facilities", params={"kind": "shelter"}).json()["rows"][0]
    table = lines("编号,名称,可容纳人数", f"{one['code']},{one['name']},777")
    batch = bring("clerk-hongshan", "shelters", table, apply=True, whole=True)
    assert (batch["counts"]["changed"], batch["counts"]["removed"]) == (1, before - 1)
    assert shelters() == 1
    hospitals = clerk.get("/api/facilities", params={"kind": "hospital"}).json()["total"]
    headers = {"If-Match": f'"{batch["version"]}"'}
    clerk.post(f"/api/imports/{batch['id']}/undo", headers=headers)
    work()
    assert shelters() == before
    with county.picture() as session:
        retired = select(func.count()).where(Facility.retired_at.is_not(None))
        assert session.scalar(retired) == 0
    assert clerk.get("/api/facilities", params={"kind": "hospital"}).json()["total"] == hospitals


def test_work_that_nobody_asked_for_is_not_done(county: Database) -> None:
    assert ImportWork(county, "live").do_next() is False
