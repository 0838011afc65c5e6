"""Seeded random cities, kept under their former name: see `app.bench.optimiser.instances`."""

from app.bench.optimiser.instances import SCALES, city_problem

__all__ = ["SCALES", "city_problem"]
