"""What must happen together with something else: reactions to a kind of event, in its transaction.

A package above reacts to what a package below records, which cannot import it. The application
registers the reactions at start. A reaction runs inside the transaction that records the event and
may refuse it by raising a ``DomainError``: then nothing of the whole is done.
"""

from collections.abc import Callable

from pydantic import BaseModel
from sqlalchemy.orm import Session

Reaction = Callable[[Session, BaseModel], None]

_reactions: dict[str, list[Reaction]] = {}


def on(kind: str, reaction: Reaction) -> None:
    """Let this function react to this kind of event; saying it twice changes nothing."""
    listed = _reactions.setdefault(kind, [])
    if reaction not in listed:
        listed.append(reaction)


def off(kind: str, reaction: Reaction) -> None:
    """No longer let this function react to this kind of event."""
    listed = _reactions.get(kind, [])
    if reaction in listed:
        listed.remove(reaction)


def react(session: Session, kind: str, happening: BaseModel) -> None:
    """Run the reactions to what was just recorded, in the order in which they were registered."""
    for reaction in tuple(_reactions.get(kind, ())):
        reaction(session, happening)
