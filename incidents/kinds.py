"""What can happen: the one enumeration of incident kinds, with labels and the statutory class.

The four classes are those of the Emergency Response Law (2024): natural disaster, accident
disaster, public-health event, social-security event.
"""

from enum import StrEnum
from typing import NamedTuple

from geo.names import initials_of, pinyin_of


class IncidentClass(StrEnum):
    """The statutory class of an incident."""

    NATURAL_DISASTER = "natural_disaster"
    ACCIDENT_DISASTER = "accident_disaster"
    PUBLIC_HEALTH = "public_health"
    SOCIAL_SECURITY = "social_security"


class IncidentKind(StrEnum):
    """What is happening."""

    HAZMAT_LEAK = "hazmat_leak"
    FIRE_EXPLOSION = "fire_explosion"
    URBAN_FLOOD = "urban_flood"
    BUILDING_COLLAPSE = "building_collapse"
    TRAFFIC_ACCIDENT = "traffic_accident"
    MINE_TUNNEL_ACCIDENT = "mine_tunnel_accident"
    GAS_LEAK = "gas_leak"
    EARTHQUAKE = "earthquake"
    LANDSLIDE = "landslide"
    FOREST_FIRE = "forest_fire"
    EPIDEMIC = "epidemic"
    OTHER = "other"


class KindLabel(NamedTuple):
    """How a kind reads, and its class; the class of ``other`` is not known beforehand."""

    name: str
    name_en: str
    incident_class: IncidentClass | None


CLASS_LABELS: dict[IncidentClass, tuple[str, str]] = {
    IncidentClass.NATURAL_DISASTER: ("自然灾害", "natural disaster"),
    IncidentClass.ACCIDENT_DISASTER: ("事故灾难", "accident disaster"),
    IncidentClass.PUBLIC_HEALTH: ("公共卫生事件", "public-health event"),
    IncidentClass.SOCIAL_SECURITY: ("社会安全事件", "social-security event"),
}

_NATURAL = IncidentClass.NATURAL_DISASTER
_ACCIDENT = IncidentClass.ACCIDENT_DISASTER

LABELS: dict[IncidentKind, KindLabel] = {
    IncidentKind.HAZMAT_LEAK: KindLabel("危险化学品泄漏", "hazardous-materials leak", _ACCIDENT),
    IncidentKind.FIRE_EXPLOSION: KindLabel("火灾爆炸", "fire or explosion", _ACCIDENT),
    IncidentKind.URBAN_FLOOD: KindLabel("城市内涝", "urban flooding", _NATURAL),
    IncidentKind.BUILDING_COLLAPSE: KindLabel("建筑物坍塌", "building collapse", _ACCIDENT),
    IncidentKind.TRAFFIC_ACCIDENT: KindLabel("交通事故", "traffic accident", _ACCIDENT),
    IncidentKind.MINE_TUNNEL_ACCIDENT: KindLabel(
        "矿山（隧道）事故", "mine or tunnel accident", _ACCIDENT
    ),
    IncidentKind.GAS_LEAK: KindLabel("燃气泄漏", "gas leak", _ACCIDENT),
    IncidentKind.EARTHQUAKE: KindLabel("地震", "earthquake", _NATURAL),
    IncidentKind.LANDSLIDE: KindLabel("滑坡泥石流", "landslide", _NATURAL),
    IncidentKind.FOREST_FIRE: KindLabel("森林火灾", "forest fire", _NATURAL),
    IncidentKind.EPIDEMIC: KindLabel("传染病疫情", "epidemic", IncidentClass.PUBLIC_HEALTH),
    IncidentKind.OTHER: KindLabel("其他突发事件", "other incident", None),
}


def label_of(kind: str, locale: str) -> str:
    """Return how a kind reads in the reader's language; an unknown code reads as itself."""
    try:
        label = LABELS[IncidentKind(kind)]
    except ValueError:
        return kind
    return label.name if locale.startswith("zh") else label.name_en


def kind_entries() -> list[dict[str, str | None]]:
    """Return every kind with its labels, class and pinyin, in the order of the enumeration."""
    return [
        {
            "code": kind.value,
            "name": label.name,
            "name_en": label.name_en,
            "incident_class": label.incident_class and label.incident_class.value,
            "pinyin": pinyin_of(label.name),
            "initials": initials_of(label.name),
        }
        for kind, label in LABELS.items()
    ]
