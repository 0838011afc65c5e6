"""The demo's cover standards: invented for the demo, and they say so on every line."""

from datetime import datetime

from app.seed.bulk import Row
from app.seed.records import demo_id, ewkt_point
from app.seed.sites import read_places

SOURCE = "演示数据：虚构的覆盖标准，不代表任何单位的规定"
STANDARDS = (("fire_suppression", 900, 2), ("ambulance_transport", 900, 1))
"""Capability, seconds to the middle of the district, teams that must stay within reach."""

SHARE = 0.9
"""Part of a district's people who shall have the cover."""

WEIGHT = 2_400
"""One team of cover lost weighs as much as ten minutes of one team's delay to a grave incident
(priority 3, whose seconds count four times)."""


def cover_standard_rows(now: datetime) -> list[Row]:
    """Return two standards for every district, each at the district's middle."""
    districts = [row for row in read_places() if row["kind"] == "district"]
    return [
        {
            "id": demo_id("cover_standard", f"{place['jurisdiction_code']}/{code}"),
            "area_name": place["name"],
            "jurisdiction_code": place["jurisdiction_code"],
            "position": ewkt_point(float(place["lon"]), float(place["lat"])),
            "capability_code": code,
            "within_s": within_s,
            "count": count,
            "weight": WEIGHT,
            "share": SHARE,
            "source": SOURCE,
            "retired_at": None,
            "changed_at": now,
            "changed_by": None,
            "changed_by_name": None,
            "version": 1,
        }
        for place in districts
        for code, within_s, count in STANDARDS
    ]
