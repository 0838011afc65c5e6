"""The steps of the simulated field in their order: orders, scenes, then those at their desks."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from exercises.field import commander, duty, orders, scenes

STEPS: tuple[Callable[[Session], None], ...] = (
    orders.step,
    scenes.step,
    duty.step,
    commander.step,
)
"""Each is given a session of the exercise's world and a transaction of its own."""
