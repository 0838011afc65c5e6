"""Who may not direct an exercise though they might direct others: whoever plays in it.

A commander or planner of the area may direct any exercise there. Seated as a player of one, nobody
sets its clock, changes its seats or reads what is to come while it goes on.
"""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.auth import Actor
from core.errors import Forbidden
from core.models import Seat
from exercises.lifecycle import OPEN
from exercises.models import Exercise
from exercises.queries_injects import WATCHING
from exercises.scenario import Scenario

_GOES_ON = ("preparing", *(state.value for state in OPEN))


class PlayerDirects(Forbidden):
    """You play in this exercise: its director does this, until it has ended."""

    zh = "您是本次演练的参演人员，演练结束前此操作由导演进行。"


def require_not_playing(session: Session, actor: Actor, row: Exercise) -> None:
    """Refuse whoever has only players' seats in an exercise that goes on."""
    if row.state in _GOES_ON and _only_plays(session, actor, row.world):
        raise PlayerDirects()


class PlayerRehearses(Forbidden):
    """You play what this template holds: until that exercise has ended it is not read or planned.

    Planning it anew would show its script: whoever plans an exercise directs it.
    """

    zh = "您正在参加由此模板开展的演练，结束前不能查看该模板，也不能用它另行组织演练。"


def require_not_rehearsed(
    session: Session, actor: Actor, template_id: str, scenario: Scenario
) -> None:
    """Refuse a template, and a copy of it, to whoever plays it in an exercise that goes on."""
    same = or_(Exercise.template_id == template_id, Exercise.scenario["id"].astext == scenario.id)
    for row in session.scalars(select(Exercise).where(same, Exercise.state.in_(_GOES_ON))):
        if _only_plays(session, actor, row.world):
            raise PlayerRehearses(number=row.number)


def _only_plays(session: Session, actor: Actor, world: str) -> bool:
    query = select(Seat.role).where(Seat.world == world, Seat.account_id == actor.account_id)
    roles = set(session.scalars(query))
    return bool(roles) and not roles & set(WATCHING)
