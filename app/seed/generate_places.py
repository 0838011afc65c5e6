"""Draws the synthetic hospitals, shelters and registered hazard sources."""

from datetime import datetime
from random import Random
from typing import Any, NamedTuple

from app.seed.generate_teams import draw_confirmed_at
from app.seed.records import FacilityRecord, HazardSourceRecord
from app.seed.sites import SiteBook, district_names


class FacilityPattern(NamedTuple):
    """A sort of place that people are taken to."""

    kind: str
    title: str
    how_many: int
    capacity: tuple[int, int]
    free_share: tuple[float, float]


FACILITY_PATTERNS = (
    FacilityPattern("hospital", "综合医院", 10, (300, 1200), (0.03, 0.15)),
    FacilityPattern("hospital", "中毒救治定点医院", 3, (200, 600), (0.05, 0.2)),
    FacilityPattern("shelter", "应急避难场所", 11, (400, 3000), (0.8, 1.0)),
    FacilityPattern("school", "中学体育馆安置点", 6, (200, 800), (0.7, 1.0)),
)


class Substance(NamedTuple):
    """A dangerous substance: UN number, names, CAS number and the mass usually held, tonnes."""

    un: str
    name: str
    name_en: str
    cas: str
    tonnes: tuple[float, float]


CHLORINE = Substance("1017", "氯", "chlorine", "7782-50-5", (2, 40))
AMMONIA = Substance("1005", "液氨", "ammonia, anhydrous", "7664-41-7", (5, 60))
LPG = Substance("1075", "液化石油气", "liquefied petroleum gas", "68476-85-7", (20, 400))
LNG = Substance("1972", "液化天然气", "natural gas, refrigerated liquid", "74-82-8", (20, 300))
PETROL = Substance("1203", "汽油", "petrol", "86290-81-5", (30, 3000))
METHANOL = Substance("1230", "甲醇", "methanol", "67-56-1", (50, 1500))
BENZENE = Substance("1114", "苯", "benzene", "71-43-2", (20, 500))
SULPHUR_DIOXIDE = Substance("1079", "二氧化硫", "sulphur dioxide", "7446-09-5", (2, 30))
HYDROGEN_CHLORIDE = Substance("1050", "氯化氢", "hydrogen chloride", "7647-01-0", (2, 30))
ETHYLENE_OXIDE = Substance("1040", "环氧乙烷", "ethylene oxide", "75-21-8", (5, 40))


class SourcePattern(NamedTuple):
    """A sort of hazard source, what it keeps and how it may be graded."""

    kind: str
    title: str
    how_many: int
    substances: tuple[Substance, ...]
    grades: tuple[int | None, ...]


SOURCE_PATTERNS = (
    SourcePattern("water_works", "自来水厂加氯间", 6, (CHLORINE,), (3, 4)),
    SourcePattern("cold_store", "冷链制冷站", 7, (AMMONIA,), (3, 4, None)),
    SourcePattern("gas_station", "液化气储配站", 7, (LPG,), (2, 3, 4)),
    SourcePattern("gas_station", "液化天然气储配站", 3, (LNG,), (3, 4)),
    SourcePattern("fuel_depot", "成品油库", 5, (PETROL,), (1, 2, 3)),
    SourcePattern(
        "chemical_plant",
        "化工装置",
        8,
        (CHLORINE, METHANOL, BENZENE, AMMONIA, SULPHUR_DIOXIDE, HYDROGEN_CHLORIDE, ETHYLENE_OXIDE),
        (1, 2, 3, 4),
    ),
    SourcePattern(
        "warehouse", "危险化学品仓库", 4, (METHANOL, BENZENE, HYDROGEN_CHLORIDE), (3, 4, None)
    ),
)
"""The grades are drawn, not computed after GB 18218-2018: the sources are invented."""


def draw_facilities(
    rng: Random, book: SiteBook, now: datetime, scale: float
) -> tuple[FacilityRecord, ...]:
    """Draw the hospitals, shelters and schools."""
    found: list[FacilityRecord] = []
    for pattern in FACILITY_PATTERNS:
        for _ in range(max(1, round(pattern.how_many * scale))):
            found.append(_facility(rng, book, now, pattern, len(found) + 1))
    return tuple(found)


def _facility(
    rng: Random, book: SiteBook, now: datetime, pattern: FacilityPattern, number: int
) -> FacilityRecord:
    site = book.draw_anywhere(rng)
    capacity = rng.randint(*pattern.capacity)
    reported = rng.random() > 0.1
    return FacilityRecord(
        code=f"WH-AZ-{number:03d}",
        kind=pattern.kind,
        name=f"{district_names()[site.district]}{pattern.title}（演示{number:02d}）",
        site=site,
        capacity=capacity,
        free=round(capacity * rng.uniform(*pattern.free_share)) if reported else None,
        phone=f"000-3{number:07d}",
        confirmed_at=draw_confirmed_at(rng, now),
    )


def draw_hazard_sources(
    rng: Random, book: SiteBook, now: datetime, scale: float
) -> tuple[HazardSourceRecord, ...]:
    """Draw the registered hazard sources."""
    found: list[HazardSourceRecord] = []
    for pattern in SOURCE_PATTERNS:
        for _ in range(max(1, round(pattern.how_many * scale))):
            found.append(_source(rng, book, now, pattern, len(found) + 1))
    return tuple(found)


def _source(
    rng: Random, book: SiteBook, now: datetime, pattern: SourcePattern, number: int
) -> HazardSourceRecord:
    site = book.draw_anywhere(rng)
    most = min(3, len(pattern.substances))
    substances = rng.sample(pattern.substances, rng.randint(1, most))
    return HazardSourceRecord(
        code=f"WH-WX-{number:03d}",
        name=f"{district_names()[site.district]}{pattern.title}（演示{number:02d}）",
        kind=pattern.kind,
        site=site,
        major_hazard_grade=rng.choice(pattern.grades),
        substances=tuple(_stored(rng, substance) for substance in substances),
        phone=f"000-4{number:07d}",
        confirmed_at=draw_confirmed_at(rng, now),
    )


def _stored(rng: Random, substance: Substance) -> dict[str, Any]:
    return {
        "un": substance.un,
        "name": substance.name,
        "name_en": substance.name_en,
        "cas": substance.cas,
        "tonnes": round(rng.uniform(*substance.tonnes), 1),
    }
