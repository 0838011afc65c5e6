"""Draws isolation and protective-action areas for a release, with the source of each distance.

What is not known is taken at its worst, and the area says so: an unknown container, wind class or
medium takes the longest figure, an unknown wind direction turns the downwind square into a circle.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import shapely

from geo.areas import circle, downwind_square
from geo.types import LonLat
from hazards.daylight import Period
from hazards.substances import (
    Container,
    Figure,
    Medium,
    SpillSize,
    Substance,
    WindClass,
    all_editions,
)

CALM_BELOW_M_S = 0.3
"""Beaufort 0: smoke rises vertically, no direction can be relied on."""

_LOW_BELOW_KMH = 10.0
_HIGH_ABOVE_KMH = 20.0


class AreaKind(StrEnum):
    """What people do about an area: keep everyone out, or evacuate and shelter."""

    ISOLATION = "isolation"
    PROTECTIVE_ACTION = "protective_action"


class Caution(StrEnum):
    """What must be read with a distance; the text lives in the message catalogues."""

    VERIFY_AGAINST_OFFICIAL = "verify_against_official"
    FIRST_30_MINUTES = "first_30_minutes"
    AT_LEAST = "at_least"
    EDITIONS_DIFFER = "editions_differ"
    CONTAINER_UNKNOWN = "container_unknown_longest_taken"
    CONTAINER_NOT_LISTED = "container_not_listed_longest_taken"
    MEDIUM_UNKNOWN = "medium_unknown_longest_taken"
    MEDIUM_NOT_LISTED = "medium_not_listed_longest_taken"
    WIND_SPEED_UNKNOWN = "wind_speed_unknown_longest_taken"
    WIND_DIRECTION_UNKNOWN = "wind_direction_unknown_circle_drawn"
    WIND_CALM = "wind_calm_circle_drawn"
    SPILL_NOT_LISTED = "spill_not_listed_worse_one_taken"
    PRECAUTIONARY = "precautionary_isolation_only"


@dataclass(frozen=True)
class Spill:
    """What is known of a release; `None` is unknown and taken at its worst."""

    size: SpillSize
    container: Container | None = None
    medium: Medium | None = None


@dataclass(frozen=True)
class ProtectiveArea:
    """An area with the distance behind it and everything that must be shown beside it.

    `distance_m` is the radius of an isolation area, the downwind distance of a protective one.
    `wind_to_deg` is None where the area has no direction.
    """

    kind: AreaKind
    polygon: shapely.Polygon
    distance_m: float
    at_least: bool
    period: Period | None
    wind_to_deg: float | None
    edition: str
    source: str
    tag: str
    cautions: tuple[Caution, ...]


class NoFigures(LookupError):
    """The edition gives no distances for this substance and release."""


def wind_class(speed_m_s: float) -> WindClass:
    """Class of a wind speed in Table 3: low under 10, moderate 10 to 20, high over 20 km/h."""
    speed_kmh = round(speed_m_s * 3.6, 6)
    if speed_kmh < _LOW_BELOW_KMH:
        return WindClass.LOW
    return WindClass.HIGH if speed_kmh > _HIGH_ABOVE_KMH else WindClass.MODERATE


def protective_areas(
    substance: Substance,
    spill: Spill,
    *,
    at: LonLat,
    period: Period,
    wind_from_deg: float | None = None,
    wind_speed_m_s: float | None = None,
    edition: str | None = None,
) -> list[ProtectiveArea]:
    """The isolation circle around a release and, where toxic, the protective area downwind of it.

    Without an edition the substance's preferred one is used. Raises `NoFigures` where it has none,
    `ValueError` for a wind that cannot be.
    """
    _require_possible_wind(wind_from_deg, wind_speed_m_s)
    chosen = edition or (substance.editions() or [""])[0]
    figure, cautions = _worst_figure(substance, spill, period, wind_speed_m_s, chosen)
    cautions |= _edition_cautions(substance, figure)
    areas = [_isolation(figure, at, cautions)]
    if figure.protective_m is not None:
        calm = wind_speed_m_s is not None and wind_speed_m_s < CALM_BELOW_M_S
        areas.append(_protective(figure, at, None if calm else wind_from_deg, calm, cautions))
    return areas


def _worst_figure(
    substance: Substance,
    spill: Spill,
    period: Period,
    wind_speed_m_s: float | None,
    edition: str,
) -> tuple[Figure, set[Caution]]:
    """The figure of an edition that holds for the release, the longest where facts are missing."""
    cautions: set[Caution] = set()
    figures = [
        figure
        for figure in substance.figures
        if figure.edition == edition and figure.period in (None, period)
    ]
    figures = _of_size(figures, spill.size, cautions)
    if not figures:
        raise NoFigures(f"UN {substance.un_number}, {spill.size.value} spill, edition {edition}")
    figures = _of_container(figures, spill.container, cautions)
    figures = _of_medium(figures, spill.medium, cautions)
    figures = _of_wind(figures, wind_speed_m_s, cautions)
    return max(figures, key=_reach), cautions


def _reach(figure: Figure) -> tuple[float, bool, float]:
    protective_m = -1.0 if figure.protective_m is None else figure.protective_m
    return protective_m, figure.at_least, figure.isolation_m


def _of_size(figures: list[Figure], size: SpillSize, cautions: set[Caution]) -> list[Figure]:
    """Figures of the spill size, else of the next worse one; a fire of a toxic one counts large."""
    found = [figure for figure in figures if figure.spill is size]
    if found:
        return found
    cautions.add(Caution.SPILL_NOT_LISTED)
    toxic = any(figure.protective_m is not None for figure in figures)
    worse = {SpillSize.SMALL: SpillSize.LARGE, SpillSize.LARGE: SpillSize.FIRE}.get(size)
    if size is SpillSize.FIRE and toxic:
        worse = SpillSize.LARGE
    return [figure for figure in figures if figure.spill is worse]


def _of_container(
    figures: list[Figure], container: Container | None, cautions: set[Caution]
) -> list[Figure]:
    if all(figure.container is Container.ANY for figure in figures):
        return figures
    found = [figure for figure in figures if figure.container is container]
    if not found:
        unknown = container is None or container is Container.ANY
        cautions.add(Caution.CONTAINER_UNKNOWN if unknown else Caution.CONTAINER_NOT_LISTED)
    return found or figures


def _of_medium(
    figures: list[Figure], medium: Medium | None, cautions: set[Caution]
) -> list[Figure]:
    if all(figure.medium is Medium.ANY for figure in figures):
        return figures
    found = [figure for figure in figures if figure.medium is medium]
    if not found:
        unknown = medium is None or medium is Medium.ANY
        cautions.add(Caution.MEDIUM_UNKNOWN if unknown else Caution.MEDIUM_NOT_LISTED)
    return found or figures


def _of_wind(
    figures: list[Figure], wind_speed_m_s: float | None, cautions: set[Caution]
) -> list[Figure]:
    if all(figure.wind is WindClass.ANY for figure in figures):
        return figures
    if wind_speed_m_s is None:
        cautions.add(Caution.WIND_SPEED_UNKNOWN)
        return figures
    return [figure for figure in figures if figure.wind is wind_class(wind_speed_m_s)]


def _edition_cautions(substance: Substance, figure: Figure) -> set[Caution]:
    edition = all_editions()[figure.edition]
    cautions: set[Caution] = set()
    if edition.read_at_second_hand:
        cautions.add(Caution.VERIFY_AGAINST_OFFICIAL)
    if edition.first_30_minutes:
        cautions.add(Caution.FIRST_30_MINUTES)
    if len(substance.editions()) > 1:
        cautions.add(Caution.EDITIONS_DIFFER)
    if figure.protective_m is None:
        cautions.add(Caution.PRECAUTIONARY)
    return cautions


def _isolation(figure: Figure, at: LonLat, cautions: set[Caution]) -> ProtectiveArea:
    return _area(AreaKind.ISOLATION, figure, circle(at, figure.isolation_m), None, cautions)


def _protective(
    figure: Figure,
    at: LonLat,
    wind_from_deg: float | None,
    calm: bool,
    cautions: set[Caution],
) -> ProtectiveArea:
    assert figure.protective_m is not None
    more = {Caution.AT_LEAST} if figure.at_least else set()
    if wind_from_deg is None:
        more.add(Caution.WIND_CALM if calm else Caution.WIND_DIRECTION_UNKNOWN)
        polygon, wind_to = circle(at, figure.protective_m), None
    else:
        polygon = downwind_square(at, wind_from_deg, figure.protective_m)
        wind_to = (wind_from_deg + 180.0) % 360.0
    return _area(AreaKind.PROTECTIVE_ACTION, figure, polygon, wind_to, cautions | more)


def _area(
    kind: AreaKind,
    figure: Figure,
    polygon: shapely.Polygon,
    wind_to_deg: float | None,
    cautions: Iterable[Caution],
) -> ProtectiveArea:
    edition = all_editions()[figure.edition]
    protective = kind is AreaKind.PROTECTIVE_ACTION
    distance_m = figure.protective_m if protective else figure.isolation_m
    assert distance_m is not None
    return ProtectiveArea(
        kind=kind,
        polygon=polygon,
        distance_m=distance_m,
        at_least=figure.at_least and protective,
        period=figure.period,
        wind_to_deg=wind_to_deg,
        edition=figure.edition,
        source=edition.title_zh,
        tag=edition.tag,
        cautions=tuple(sorted(set(cautions))),
    )


def _require_possible_wind(from_deg: float | None, speed_m_s: float | None) -> None:
    if from_deg is not None and not 0.0 <= from_deg <= 360.0:
        raise ValueError(f"the wind blows from 0 to 360 degrees, not from {from_deg}")
    if speed_m_s is not None and not 0.0 <= speed_m_s < 120.0:
        raise ValueError(f"a wind of {speed_m_s} m/s is not possible")
