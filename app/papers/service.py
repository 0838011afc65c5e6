"""Writes of papers: that somebody took away one that holds personal data."""

from sqlalchemy.orm import Session

from app.papers.events import PaperAccess, PaperTaken
from core import clock, outbox
from core.auth import Actor
from core.ids import new_id
from core.visibility import audience


def note_taken(session: Session, actor: Actor, subject: str, title: str, form: str) -> None:
    """Put on record who took away a paper with names and telephone numbers, and when."""
    session.info.update(actor_id=actor.account_id, actor_name=actor.name)
    access = PaperAccess(
        id=new_id(), subject=subject, title=title, form=form, taken_at=clock.now(session)
    )
    outbox.record(session, PaperTaken(paper=access), audience=audience(actor.home_code))
