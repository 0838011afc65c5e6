"""Sketches isolation and protective-action areas by the guide, for one substance or several."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from geo.types import LonLat
from hazards.errors import NoPublishedDistance, SubstanceMissing
from hazards.protective import NoFigures, ProtectiveArea, Spill, protective_areas
from hazards.schemas_how import ByGuide
from hazards.sketch import Scene, Sketch
from hazards.substances import (
    Container,
    Medium,
    SpillSize,
    Substance,
    UnknownSubstance,
    substance_by_un,
)

SPILL_UNKNOWN = "spill_size_unknown_large_taken"
MIXTURE = "mixture_each_substance_alone"
NOT_ON_FILE = "a_substance_has_no_distance_on_file"


def by_incident(scene: Scene) -> list[Sketch]:
    """The areas that follow from an incident alone; none where no distance is on file."""
    if scene.substance_un is None:
        return []
    try:
        return by_guide(ByGuide(method="guide"), scene)
    except NoPublishedDistance:
        return []


def by_guide(how: ByGuide, scene: Scene) -> list[Sketch]:
    """The isolation area and, where a substance is toxic, the protective-action area.

    Of several substances each is looked up alone and the longest distance of each kind is taken:
    the guide knows nothing of what they make of each other, and the areas say so.
    """
    numbers = how.substances or ([scene.substance_un] if scene.substance_un else [])
    if not numbers:
        raise SubstanceMissing(field="substances")
    here = _filled(how, scene)
    found = {number: _areas(number, how, here) for number in dict.fromkeys(numbers)}
    missing = [number for number, areas in found.items() if not areas]
    if len(missing) == len(found):
        raise NoPublishedDistance(field="substances", value=", ".join(missing))
    more = _more_cautions(here, found, missing)
    basis = _basis(how, here, found)
    return [
        _sketch(number, area, more, basis)
        for kind in ("isolation", "protective_action")
        for number, area in _longest(found, kind)
    ]


def _filled(how: ByGuide, scene: Scene) -> Scene:
    """The scene with what was entered put before what the incident says.

    Another place is another release: of the incident it takes only the wind.
    """
    elsewhere = how.position is not None
    at = LonLat(how.position.lon, how.position.lat) if how.position is not None else scene.at
    wind = how.wind_from_deg if how.wind_from_deg is not None else scene.wind_from_deg
    speed = how.wind_speed_ms if how.wind_speed_ms is not None else scene.wind_speed_m_s
    return replace(
        scene,
        at=at,
        spill=how.spill or (None if elsewhere else scene.spill),
        container=how.container or (None if elsewhere else scene.container),
        wind_from_deg=wind,
        wind_speed_m_s=speed,
    )


def _areas(number: str, how: ByGuide, here: Scene) -> list[ProtectiveArea]:
    try:
        substance = substance_by_un(number)
        return _of_substance(substance, how, here)
    except (UnknownSubstance, NoFigures):
        return []


def _of_substance(substance: Substance, how: ByGuide, here: Scene) -> list[ProtectiveArea]:
    return protective_areas(
        substance,
        Spill(
            SpillSize(here.spill or SpillSize.LARGE),
            None if here.container is None else Container(here.container),
            None if how.medium is None else Medium(how.medium),
        ),
        at=here.at,
        period=here.period,
        wind_from_deg=here.wind_from_deg,
        wind_speed_m_s=here.wind_speed_m_s,
        edition=how.edition,
    )


def _longest(found: dict[str, list[ProtectiveArea]], kind: str) -> list[tuple[str, ProtectiveArea]]:
    """The area of a kind with the longest distance, and whose it is; none where there is none."""
    all_of_kind = [
        (number, area)
        for number, areas in found.items()
        for area in areas
        if area.kind.value == kind
    ]
    longest = max(
        all_of_kind, key=lambda pair: (pair[1].distance_m, pair[1].at_least), default=None
    )
    return [] if longest is None else [longest]


def _more_cautions(
    here: Scene, found: dict[str, list[ProtectiveArea]], missing: list[str]
) -> list[str]:
    cautions = [] if here.spill else [SPILL_UNKNOWN]
    if len(found) > 1:
        cautions.append(MIXTURE)
    return [*cautions, NOT_ON_FILE] if missing else cautions


def _basis(how: ByGuide, here: Scene, found: dict[str, list[ProtectiveArea]]) -> dict[str, Any]:
    alone = {
        number: {area.kind.value: round(area.distance_m) for area in areas}
        for number, areas in found.items()
    }
    return {
        "method": "guide",
        "substance_un": next(iter(found)),
        "substances": alone,
        "spill": here.spill,
        "container": here.container,
        "medium": how.medium,
        "wind_from_deg": here.wind_from_deg,
        "wind_speed_ms": here.wind_speed_m_s,
        "lon": here.at.lon,
        "lat": here.at.lat,
        "period": here.period.value,
        "note": how.note,
    }


def _sketch(number: str, area: ProtectiveArea, more: list[str], basis: dict[str, Any]) -> Sketch:
    return Sketch(
        kind=area.kind.value,
        area=area.polygon,
        distance_m=area.distance_m,
        source=area.source,
        edition=area.edition,
        cautions=(*more, *(caution.value for caution in area.cautions)),
        basis=basis | {"decided_by": number, "tag": area.tag},
    )
