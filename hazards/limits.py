"""The concentrations above which a gas harms people, each with where the figure was read.

AEGL-2 is where people can no longer save themselves, AEGL-3 and ERPG-3 where life is in danger,
IDLH what a worker escapes from within half an hour. Tag `r` was read in a public copy, `GK` comes
from general knowledge: both are offered, never applied unseen, and an officer may enter her own.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

MOLAR_LITRES = 24.45
"""Litres of a mole of gas at 25 degrees and one atmosphere: ppm to mg/m3."""


@dataclass(frozen=True)
class ToxicityLimit:
    """One published limit of a substance for a time of exposure."""

    un_number: str
    name: str
    minutes: int
    ppm: float
    mg_m3: float
    source: str
    tag: str


@cache
def all_limits() -> dict[str, tuple[ToxicityLimit, ...]]:
    """Every limit on file by UN number, in the order of the table."""
    text = (resources.files("hazards") / "data" / "toxicity_limits.csv").read_text("utf-8")
    found: dict[str, list[ToxicityLimit]] = {}
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["un_number"], []).append(_limit(row))
    return {un_number: tuple(limits) for un_number, limits in found.items()}


def limits_of(un_number: str) -> tuple[ToxicityLimit, ...]:
    """The limits on file for a substance; none means that none was transcribed."""
    return all_limits().get(un_number, ())


def _limit(row: dict[str, str]) -> ToxicityLimit:
    ppm = float(row["ppm"])
    mg_m3 = ppm * float(row["molar_g"]) / MOLAR_LITRES
    return ToxicityLimit(
        un_number=row["un_number"],
        name=row["limit"],
        minutes=int(row["minutes"]),
        ppm=ppm,
        mg_m3=float(f"{mg_m3:.3g}"),
        source=row["source"],
        tag=row["tag"],
    )
