"""Where a released gas exceeds a concentration: Gaussian plume and puff, for planning only.

Sources and method
------------------
Stability class from wind, sun and cloud: Pasquill (1961) as tabulated by Turner, Workbook of
Atmospheric Dispersion Estimates (1970), table of classes. Spread of a plume: Briggs (1973), open
country and urban, as reprinted by Hanna, Briggs & Hosker, Handbook on Atmospheric Diffusion
(DOE/TIC-11223, 1982), table 4.5. Spread of a puff: Slade, Meteorology and Atomic Energy (1968),
relative diffusion. All three encoded from the formulas in general use: verify before relying on.

Limits
------
Passive gas on flat ground, steady wind of at least 1 m/s, ten-minute mean, 100 m to 10 km. A cold
or heavy gas (chlorine, ammonia, LPG close to its tank) hugs the ground and spreads against the
wind; buildings and hills are not seen. For the first half hour the isolation distances of the
guide (`hazards.protective`) go before this.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.snapping import metres_per_degree

FloatArray = NDArray[np.float64]

NEAREST_M, FARTHEST_M = 100.0, 10_000.0
"""Between these distances the spread formulas hold; the answer is cut off and says so beyond."""

LEAST_WIND_M_S = 1.0
_STEPS = 240


class Stability(StrEnum):
    """Pasquill's classes, from very unstable to stable."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Sun(StrEnum):
    """How strongly the sun warms the ground, or how clear the night is."""

    STRONG = "strong"
    MODERATE = "moderate"
    SLIGHT = "slight"
    OVERCAST = "overcast"
    CLOUDY_NIGHT = "cloudy_night"
    CLEAR_NIGHT = "clear_night"


# wind at 10 m below: 2, 3, 5, 6, any; where the table gives two classes the more stable is taken
_CLASSES: dict[Sun, tuple[str, str, str, str, str]] = {
    Sun.STRONG: ("A", "B", "B", "C", "C"),
    Sun.MODERATE: ("B", "B", "C", "D", "D"),
    Sun.SLIGHT: ("B", "C", "C", "D", "D"),
    Sun.OVERCAST: ("D", "D", "D", "D", "D"),
    Sun.CLOUDY_NIGHT: ("E", "E", "D", "D", "D"),
    Sun.CLEAR_NIGHT: ("F", "F", "E", "D", "D"),
}
_WIND_STEPS_M_S = (2.0, 3.0, 5.0, 6.0)

# Briggs: sigma = a x (1 + b x)^c, metres
_Spread = tuple[float, float, float]
_OPEN: dict[Stability, tuple[_Spread, _Spread]] = {
    Stability.A: ((0.22, 0.0001, -0.5), (0.20, 0.0, 0.0)),
    Stability.B: ((0.16, 0.0001, -0.5), (0.12, 0.0, 0.0)),
    Stability.C: ((0.11, 0.0001, -0.5), (0.08, 0.0002, -0.5)),
    Stability.D: ((0.08, 0.0001, -0.5), (0.06, 0.0015, -0.5)),
    Stability.E: ((0.06, 0.0001, -0.5), (0.03, 0.0003, -1.0)),
    Stability.F: ((0.04, 0.0001, -0.5), (0.016, 0.0003, -1.0)),
}
_URBAN: dict[Stability, tuple[_Spread, _Spread]] = {
    Stability.A: ((0.32, 0.0004, -0.5), (0.24, 0.001, 0.5)),
    Stability.B: ((0.32, 0.0004, -0.5), (0.24, 0.001, 0.5)),
    Stability.C: ((0.22, 0.0004, -0.5), (0.20, 0.0, 0.0)),
    Stability.D: ((0.16, 0.0004, -0.5), (0.14, 0.0003, -0.5)),
    Stability.E: ((0.11, 0.0004, -0.5), (0.08, 0.0015, -0.5)),
    Stability.F: ((0.11, 0.0004, -0.5), (0.08, 0.0015, -0.5)),
}
# Slade: sigma = a x^b, metres, across and upwards: unstable, neutral, very stable
_PUFF: dict[Stability, tuple[tuple[float, float], tuple[float, float]]] = {
    Stability.A: ((0.14, 0.92), (0.53, 0.73)),
    Stability.B: ((0.14, 0.92), (0.53, 0.73)),
    Stability.C: ((0.14, 0.92), (0.53, 0.73)),
    Stability.D: ((0.06, 0.92), (0.15, 0.70)),
    Stability.E: ((0.02, 0.89), (0.05, 0.61)),
    Stability.F: ((0.02, 0.89), (0.05, 0.61)),
}


@dataclass(frozen=True)
class Air:
    """Wind at 10 m in m/s and where it comes FROM in degrees from north; class; built-up or not."""

    wind_m_s: float
    wind_from_deg: float
    stability: Stability
    urban: bool = True

    def __post_init__(self) -> None:
        if not LEAST_WIND_M_S <= self.wind_m_s <= 60.0:
            raise ValueError(f"wind {self.wind_m_s} m/s: the model holds from {LEAST_WIND_M_S} on")
        if not 0.0 <= self.wind_from_deg < 360.0:
            raise ValueError(f"wind from {self.wind_from_deg} degrees: expected 0 to 360")


@dataclass(frozen=True)
class Footprint:
    """The area above a concentration, degrees; empty where nothing exceeds it.

    `reaches_m` is how far downwind; `is_cut_off` that the true area goes on beyond the model.
    """

    area: BaseGeometry
    reaches_m: float
    is_cut_off: bool


def stability_of(wind_m_s: float, sun: Sun) -> Stability:
    """Pasquill's class of the air."""
    column = int(np.searchsorted(_WIND_STEPS_M_S, wind_m_s, side="right"))
    return Stability(_CLASSES[sun][column])


def plume_kg_m3(
    rate_kg_s: float, height_m: float, air: Air, x_m: FloatArray, y_m: FloatArray
) -> FloatArray:
    """Concentration at the ground of a steady release, kg/m3; the ground reflects everything.

    Parameters
    ----------
    x_m, y_m : metres downwind and across; nothing is upwind
    """
    x = np.maximum(np.asarray(x_m, np.float64), 1e-9)
    across, upwards = spread_m(air, x)
    found = (
        rate_kg_s
        / (np.pi * air.wind_m_s * across * upwards)
        * np.exp(-(np.asarray(y_m) ** 2) / (2 * across**2))
        * np.exp(-(height_m**2) / (2 * upwards**2))
    )
    return np.where(np.asarray(x_m) > 0, found, 0.0)


def puff_peak_kg_m3(
    mass_kg: float, height_m: float, air: Air, x_m: FloatArray, y_m: FloatArray
) -> FloatArray:
    """The highest concentration at the ground while a puff passes, kg/m3."""
    x = np.maximum(np.asarray(x_m, np.float64), 1e-9)
    (a, b), (c, d) = _PUFF[air.stability]
    across, upwards = a * x**b, c * x**d
    found = (
        2.0
        * mass_kg
        / ((2 * np.pi) ** 1.5 * across**2 * upwards)
        * np.exp(-(np.asarray(y_m) ** 2) / (2 * across**2))
        * np.exp(-(height_m**2) / (2 * upwards**2))
    )
    return np.where(np.asarray(x_m) > 0, found, 0.0)


def spread_m(air: Air, x_m: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Standard deviations of a plume across and upwards at distances, metres."""
    (a, b, c), (d, e, f) = (_URBAN if air.urban else _OPEN)[air.stability]
    return a * x_m * (1 + b * x_m) ** c, d * x_m * (1 + e * x_m) ** f


def plume_footprint(
    source: tuple[float, float], rate_kg_s: float, height_m: float, air: Air, limit_kg_m3: float
) -> Footprint:
    """Where a steady release exceeds a concentration at the ground."""
    _require_positive(rate_kg_s, limit_kg_m3, height_m)
    x = _distances()
    centre = plume_kg_m3(rate_kg_s, height_m, air, x, np.zeros_like(x))
    return _footprint(source, air, x, centre, spread_m(air, x)[0], limit_kg_m3)


def puff_footprint(
    source: tuple[float, float], mass_kg: float, height_m: float, air: Air, limit_kg_m3: float
) -> Footprint:
    """Where a sudden release exceeds a concentration at the ground at some moment."""
    _require_positive(mass_kg, limit_kg_m3, height_m)
    x = _distances()
    centre = puff_peak_kg_m3(mass_kg, height_m, air, x, np.zeros_like(x))
    (a, b), _ = _PUFF[air.stability]
    return _footprint(source, air, x, centre, a * x**b, limit_kg_m3)


def _distances() -> FloatArray:
    return np.geomspace(NEAREST_M, FARTHEST_M, _STEPS)


def _footprint(
    source: tuple[float, float],
    air: Air,
    x: FloatArray,
    centre: FloatArray,
    across: FloatArray,
    limit: float,
) -> Footprint:
    """Half width where the profile across falls to the limit: sigma sqrt(2 ln(centre / limit))."""
    above = centre > limit
    if not above.any():
        return Footprint(shapely.Polygon(), 0.0, False)
    last = int(np.flatnonzero(above)[-1])
    first = int(np.flatnonzero(above)[0])
    reach = slice(first, last + 1)
    ratio = np.maximum(centre[reach] / limit, 1.0)
    half = np.maximum(across[reach] * np.sqrt(2 * np.log(ratio)), 1.0)
    start = 0.0 if first == 0 else float(x[first])
    ahead = np.concatenate([[start], x[reach], x[reach][::-1]])
    aside = np.concatenate([[0.0], half, -half[::-1]])
    area = shapely.make_valid(shapely.Polygon(_on_the_map(source, air, ahead, aside)))
    return Footprint(area, float(x[last]), last == len(x) - 1)


def _on_the_map(
    source: tuple[float, float], air: Air, ahead_m: FloatArray, aside_m: FloatArray
) -> FloatArray:
    """Downwind and across turned to the wind: it blows towards where it comes from plus 180."""
    towards = np.radians(air.wind_from_deg + 180.0)
    east = ahead_m * np.sin(towards) + aside_m * np.cos(towards)
    north = ahead_m * np.cos(towards) - aside_m * np.sin(towards)
    metres = np.stack([east, north], axis=1)
    return np.asarray(np.array(source) + metres / metres_per_degree(source[1]))


def _require_positive(amount: float, limit: float, height_m: float) -> None:
    if not (np.isfinite(amount) and amount > 0 and np.isfinite(limit) and limit > 0):
        raise ValueError("amount released and concentration must be above nothing")
    if not 0.0 <= height_m <= 300.0:
        raise ValueError(f"release height {height_m} m: expected 0 to 300")
