"""Danger areas that a run card wants drawn: told to whoever draws them, in the same transaction.

The package of hazards stands beside this one; the application wires the two together.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core.auth import Actor
from plans.schemas_cards import CardArea

Draw = Callable[[Session, Actor, UUID, Sequence[CardArea]], None]

_drawers: list[Draw] = []


def drawn_by(drawer: Draw) -> None:
    """Let this function draw what cards want; saying it twice changes nothing."""
    if drawer not in _drawers:
        _drawers.append(drawer)


def draw(session: Session, actor: Actor, incident_id: UUID, areas: Sequence[CardArea]) -> None:
    """Have the areas of a card drawn."""
    for drawer in _drawers if areas else ():
        drawer(session, actor, incident_id, areas)
