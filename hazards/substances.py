"""The dangerous substances with published distances: what they are called, and their figures.

The tables are facts transcribed into `hazards/data/`; every figure carries its edition, and every
edition says where it was read. None of it was read in the official text yet, so each edition is
marked `read_at_second_hand` and each area says that it must be verified.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources

from pypinyin import lazy_pinyin

from hazards.daylight import Period


class SpillSize(StrEnum):
    """How much is released: up to 208 litres (55 US gallons), more, or a tank on fire."""

    SMALL = "small"
    LARGE = "large"
    FIRE = "fire"


class Container(StrEnum):
    """What leaks, where the large-spill distance depends on it (Table 3)."""

    ANY = "any"
    RAIL_TANK_CAR = "rail_tank_car"
    ROAD_TANKER = "road_tanker"
    AGRICULTURAL_TANK = "agricultural_tank"
    SEVERAL_TON_CYLINDERS = "several_ton_cylinders"
    ONE_TON_CYLINDER = "one_ton_cylinder"
    SEVERAL_SMALL_CYLINDERS = "several_small_cylinders"


class Medium(StrEnum):
    """Where the substance is spilled, where it reacts with water."""

    ANY = "any"
    LAND = "land"
    WATER = "water"


class WindClass(StrEnum):
    """Wind speed as Table 3 counts it: under 10, 10 to 20, over 20 km/h."""

    ANY = "any"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True)
class Edition:
    """One published set of distances; two editions may differ and both are kept."""

    edition: str
    title_zh: str
    title_en: str
    source: str
    tag: str
    read_at_second_hand: bool
    first_30_minutes: bool


@dataclass(frozen=True)
class Figure:
    """One line of a distance table; `protective_m` is None where only isolation is published.

    `at_least` stands for the printed "11+ km": the true distance is longer than the figure.
    `period` is None where the figure holds by day and by night.
    """

    edition: str
    spill: SpillSize
    container: Container
    medium: Medium
    period: Period | None
    wind: WindClass
    isolation_m: float
    protective_m: float | None
    at_least: bool


@dataclass(frozen=True)
class Substance:
    """A substance under its UN number; `guide` is the orange-page guide, None where not read."""

    un_number: str
    name_zh: str
    name_en: str
    aliases: tuple[str, ...]
    guide: str | None
    toxic_by_inhalation: bool
    figures: tuple[Figure, ...]

    def editions(self) -> list[str]:
        """The editions that give figures for this substance, the preferred one first."""
        return list(dict.fromkeys(figure.edition for figure in self.figures))

    def containers(self) -> list[Container]:
        """The containers that make a difference for a large spill; empty where none does."""
        listed = dict.fromkeys(figure.container for figure in self.figures)
        return [container for container in listed if container is not Container.ANY]

    def media(self) -> list[Medium]:
        """Land and water where the distance depends on it; empty where it does not."""
        listed = dict.fromkeys(figure.medium for figure in self.figures)
        return [medium for medium in listed if medium is not Medium.ANY]


class UnknownSubstance(LookupError):
    """No distances are published here for this UN number."""


@cache
def all_editions() -> dict[str, Edition]:
    """Every edition of distances by its key, the preferred one first."""
    return {
        row["edition"]: Edition(
            **{name: row[name] for name in ("edition", "title_zh", "title_en", "source", "tag")},
            read_at_second_hand=_yes(row["read_at_second_hand"]),
            first_30_minutes=_yes(row["first_30_minutes"]),
        )
        for row in _rows("editions.csv")
    }


@cache
def all_substances() -> dict[str, Substance]:
    """Every substance by UN number, in the order of the numbers."""
    figures: dict[str, list[Figure]] = {}
    for row in _rows("protective_distances.csv"):
        figures.setdefault(row["un_number"], []).append(_figure(row))
    return {row["un_number"]: _substance(row, figures) for row in _rows("substances.csv")}


def substance_by_un(un_number: str) -> Substance:
    """The substance of a UN number, written with or without "UN"; raises `UnknownSubstance`."""
    digits = re.sub(r"^\s*UN[\s-]*", "", un_number.strip(), flags=re.IGNORECASE)
    found = all_substances().get(digits.zfill(4))
    if found is None:
        raise UnknownSubstance(un_number)
    return found


def find_substances(text: str, limit: int = 10) -> list[Substance]:
    """Substances whose UN number, name or alias matches the text: Chinese, English or pinyin.

    Whole matches come first, then beginnings, then parts; then the lower UN number.
    """
    wanted = _plain(re.sub(r"^\s*UN[\s-]*(?=\d)", "", text, flags=re.IGNORECASE))
    if not wanted:
        return []
    ranked = [
        (rank, substance.un_number, substance)
        for substance in all_substances().values()
        if (rank := _rank(wanted, _keys(substance.un_number))) is not None
    ]
    return [substance for _, _, substance in sorted(ranked, key=lambda entry: entry[:2])[:limit]]


@cache
def _keys(un_number: str) -> tuple[str, ...]:
    substance = all_substances()[un_number]
    names = (substance.name_zh, *(alias for alias in substance.aliases))
    spoken = [lazy_pinyin(name) for name in names if not name.isascii()]
    pinyin = ["".join(parts) for parts in spoken]
    initials = ["".join(part[0] for part in parts) for parts in spoken]
    whole = (substance.un_number, substance.name_en, *names, *pinyin, *initials)
    return tuple(dict.fromkeys(_plain(key) for key in whole))


def _rank(wanted: str, keys: tuple[str, ...]) -> int | None:
    if wanted in keys:
        return 0
    if any(key.startswith(wanted) for key in keys):
        return 1
    return 2 if any(wanted in key for key in keys) else None


def _plain(text: str) -> str:
    """Lower case without spaces and marks; ü is typed v, as Chinese keyboards do."""
    return re.sub(r"[\s,，、·()（）-]", "", text.casefold().replace("ü", "v"))


def _substance(row: dict[str, str], figures: dict[str, list[Figure]]) -> Substance:
    return Substance(
        un_number=row["un_number"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        aliases=tuple(alias for alias in row["aliases"].split(";") if alias),
        guide=row["guide"] or None,
        toxic_by_inhalation=_yes(row["toxic_by_inhalation"]),
        figures=tuple(figures.get(row["un_number"], ())),
    )


def _figure(row: dict[str, str]) -> Figure:
    protective_km = row["protective_km"]
    return Figure(
        edition=row["edition"],
        spill=SpillSize(row["spill"]),
        container=Container(row["container"]),
        medium=Medium(row["medium"]),
        period=None if row["period"] == "any" else Period(row["period"]),
        wind=WindClass(row["wind"]),
        isolation_m=float(row["isolation_m"]),
        protective_m=round(float(protective_km) * 1000.0, 3) if protective_km else None,
        at_least=_yes(row["at_least"]),
    )


def _yes(text: str) -> bool:
    return text == "true"


def _rows(name: str) -> list[dict[str, str]]:
    text = (resources.files("hazards") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
