"""Draws the synthetic teams: kinds after STANDARDS (Emergency Response Law arts. 24, 39)."""

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from app.seed.catalogue import MEASURES
from app.seed.records import Site, TeamRecord
from app.seed.sites import SiteBook, district_names

Range = tuple[int, int]


class TeamPattern(NamedTuple):
    """A sort of team: how many there are at scale 1 and what each brings."""

    prefix: str
    kind: str
    title: str
    vehicle: str
    how_many: int
    turnout_s: Range
    headcount: Range
    capabilities: dict[str, Range]
    tier: int = 0


NATIONAL = "national_fire_rescue"
PROFESSIONAL = "professional"
SOCIAL = "social"
GRASSROOTS = "grassroots"
UNIT = "unit"
VOLUNTEER = "volunteer"
CONTRACTED = "contracted"

KIND_LABELS = {
    NATIONAL: ("国家综合性消防救援队伍", "national comprehensive fire and rescue"),
    PROFESSIONAL: ("专业应急救援队伍", "professional rescue team"),
    SOCIAL: ("社会应急力量", "social rescue team"),
    GRASSROOTS: ("基层应急救援队伍", "grassroots team"),
    UNIT: ("单位专职队伍", "full-time team of a unit"),
    VOLUNTEER: ("志愿者队伍", "volunteers"),
    CONTRACTED: ("签约队伍", "team under contract"),
}

# fmt: off
PATTERNS = (
    TeamPattern("XF", NATIONAL, "消防救援站", "fire_engine", 44, (45, 75), (20, 36), {"fire_suppression": (2, 4), "foam_attack": (0, 1)}),
    TeamPattern("TQ", NATIONAL, "特勤消防站", "fire_engine", 10, (45, 75), (28, 40), {"hazmat_control": (1, 2), "decontamination": (1, 1), "fire_suppression": (1, 2)}),
    TeamPattern("DZ", NATIONAL, "地震搜救分队", "heavy_truck", 6, (90, 180), (24, 40), {"search_rescue": (2, 3), "demolition_cutting": (1, 2)}),
    TeamPattern("WH", PROFESSIONAL, "危险化学品应急救援队", "heavy_truck", 8, (120, 240), (14, 24), {"hazmat_control": (1, 2), "decontamination": (1, 2), "gas_monitoring": (0, 1)}),
    TeamPattern("HJ", PROFESSIONAL, "环境应急监测队", "light", 7, (180, 420), (6, 10), {"gas_monitoring": (1, 2)}),
    TeamPattern("PL", PROFESSIONAL, "防汛排涝抢险队", "heavy_truck", 14, (300, 600), (12, 24), {"drainage_pump": (2, 4), "power_supply": (0, 1)}),
    TeamPattern("KS", PROFESSIONAL, "矿山救护队", "light", 4, (60, 120), (12, 20), {"mine_rescue": (1, 2), "gas_monitoring": (1, 1)}),
    TeamPattern("JJ", PROFESSIONAL, "急救分站", "light", 30, (60, 150), (6, 15), {"ambulance_transport": (1, 3), "medical_first_aid": (1, 2)}),
    TeamPattern("GJ", PROFESSIONAL, "公交应急运输队", "bus", 10, (420, 900), (8, 20), {"evacuation_transport": (3, 8)}),
    TeamPattern("JT", PROFESSIONAL, "道路交通应急队", "light", 14, (90, 240), (6, 12), {"traffic_control": (1, 3)}),
    TeamPattern("DL", PROFESSIONAL, "电力保障队", "heavy_truck", 6, (300, 600), (8, 14), {"power_supply": (1, 3), "lighting": (1, 2)}),
    TeamPattern("TX", PROFESSIONAL, "应急通信保障队", "light", 5, (240, 480), (6, 10), {"communications": (1, 2), "command_support": (1, 1)}),
    TeamPattern("GC", PROFESSIONAL, "工程抢险队", "heavy_truck", 10, (480, 900), (12, 30), {"engineering_machinery": (2, 4), "heavy_lift": (0, 1)}),
    TeamPattern("SY", SOCIAL, "水上救援队", "boat_trailer", 10, (600, 1200), (10, 20), {"water_rescue": (1, 3)}),
    TeamPattern("SJ", SOCIAL, "社会搜救队", "light", 8, (600, 1200), (12, 25), {"search_rescue": (1, 1), "medical_first_aid": (1, 1)}),
    TeamPattern("XL", SOCIAL, "心理援助队", "light", 4, (900, 1800), (5, 10), {"psych_support": (1, 3)}),
    TeamPattern("JD", GRASSROOTS, "应急救援分队", "light", 26, (180, 420), (10, 20), {"traffic_control": (1, 1), "shelter_management": (1, 1)}),
    TeamPattern("QY", UNIT, "企业专职消防队", "fire_engine", 12, (45, 90), (12, 24), {"fire_suppression": (1, 2), "foam_attack": (1, 1)}),
    TeamPattern("HG", UNIT, "化工企业救援队", "heavy_truck", 4, (60, 150), (10, 18), {"hazmat_control": (1, 1), "decontamination": (0, 1)}),
    TeamPattern("ZY", VOLUNTEER, "志愿服务队", "foot", 12, (900, 1800), (15, 40), {"shelter_management": (1, 2), "psych_support": (0, 1)}, 1),
    TeamPattern("DZJ", CONTRACTED, "签约吊装队", "heavy_truck", 7, (900, 1500), (6, 12), {"heavy_lift": (1, 2)}, 1),
    TeamPattern("KY", CONTRACTED, "签约客运车队", "bus", 5, (900, 1500), (10, 20), {"evacuation_transport": (4, 10)}, 1),
    TeamPattern("ZHB", PROFESSIONAL, "现场指挥保障队", "light", 3, (180, 300), (6, 10), {"command_support": (1, 2), "communications": (1, 1), "lighting": (0, 1)}),
)
# fmt: on

STATES = ("available", "standby", "maintenance", "unavailable")
STATE_WEIGHTS = (93, 3, 2, 2)
STALE_SHARE = 0.08


def draw_teams(rng: Random, book: SiteBook, now: datetime, count: int) -> tuple[TeamRecord, ...]:
    """Draw about `count` teams, every pattern in its share and at least once."""
    base = sum(pattern.how_many for pattern in PATTERNS)
    teams: list[TeamRecord] = []
    for pattern in PATTERNS:
        for number in range(1, max(1, round(pattern.how_many * count / base)) + 1):
            teams.append(_team(rng, book, now, pattern, number, len(teams) + 1))
    return tuple(teams)


def _team(
    rng: Random, book: SiteBook, now: datetime, pattern: TeamPattern, number: int, serial: int
) -> TeamRecord:
    site = book.draw_anywhere(rng)
    return TeamRecord(
        code=f"WH-{pattern.prefix}-{number:03d}",
        name=_name(pattern, site, number),
        kind=pattern.kind,
        site=site,
        leader_name=f"队长（演示）{serial:03d}",
        phone=f"000-1{serial:07d}",
        vehicle=pattern.vehicle,
        headcount=rng.randint(*pattern.headcount),
        turnout_s=rng.randint(*pattern.turnout_s),
        state=rng.choices(STATES, weights=STATE_WEIGHTS)[0],
        tier=pattern.tier,
        confirmed_at=draw_confirmed_at(rng, now),
        capabilities=_capabilities(rng, pattern),
    )


def _name(pattern: TeamPattern, site: Site, number: int) -> str:
    where = site.township_name if pattern.kind == GRASSROOTS else district_names()[site.district]
    return f"{where}{pattern.title}（演示{number:02d}）"


def _capabilities(rng: Random, pattern: TeamPattern) -> dict[str, int]:
    drawn = {code: rng.randint(low, high) for code, (low, high) in pattern.capabilities.items()}
    counted = {code: units for code, units in drawn.items() if units > 0}
    measured = {m.code: m.of_one * counted[m.measures] for m in MEASURES if m.measures in counted}
    return counted | measured


def draw_confirmed_at(rng: Random, now: datetime) -> datetime:
    """Draw when somebody last confirmed a record: mostly this month, some long ago."""
    days = rng.uniform(200, 420) if rng.random() < STALE_SHARE else rng.uniform(0.1, 30)
    return now - timedelta(days=days)
