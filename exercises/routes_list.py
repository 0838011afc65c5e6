"""HTTP beside the list of exercises, at the live world's address: people to seat, progress."""

from typing import Annotated

from fastapi import Query, Request

from core import live_only
from core.auth import Actor, allow
from core.db import Database
from core.transaction import SessionDep
from exercises import queries, queries_people, queries_progress
from exercises.routes import READS
from exercises.schemas_list import Person, Progress

router = live_only.router("exercises")
Director = Annotated[Actor, allow("exercises.direct")]
MOST_COMPARED = 30
_WITH_A_WORLD = ("ready", "running", "paused", "ended")


@router.get("/exercise-people", responses=READS)
def list_exercise_people(
    session: SessionDep,
    actor: Director,
    q: Annotated[str, Query(max_length=60)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[Person]:
    """Find people of the director's area by name or pinyin, to give them seats."""
    return queries_people.people(session, actor.prefixes, q, limit)


@router.get("/exercise-progress", responses=READS)
def list_exercise_progress(request: Request, actor: Director) -> list[Progress]:
    """Return how far the newest exercises of the director's area have come, each read in its own.

    One connection is held at a time: first the list is read, then one world after the other.
    """
    database: Database = request.app.state.database
    with database.picture() as session:
        rows = queries.exercises_with(session, actor.prefixes, _WITH_A_WORLD)
        worlds = [row.world for row in rows[:MOST_COMPARED]]
    found = []
    for world in worlds:
        with database.picture(world) as inside:
            found.append(queries_progress.progress(inside))
    return [one for one in found if one is not None]
