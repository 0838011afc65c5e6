"""HTTP of exercises, at the live world's address: planning, directing, seats, going in."""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import BackgroundTasks, Depends, Request, Response

from core import auth, live_only
from core.auth import Actor, allow
from core.db import Database
from core.errors import Forbidden
from core.models import Account
from core.transaction import IfMatch, SessionDep
from core.wire import Problem
from exercises import queries, schemas, service, telling
from exercises.branching_plan import require_moment
from exercises.lifecycle import Act

router = live_only.router("exercises")

READS: dict[int | str, dict[str, Any]] = {401: {"model": Problem}, 403: {"model": Problem}}
ONE = READS | {404: {"model": Problem}}
WRITES = ONE | {409: {"model": Problem}, 422: {"model": Problem}}
CHANGES = WRITES | {412: {"model": Problem}, 428: {"model": Problem}}

Reader = Annotated[Actor, allow("exercises.read")]
Director = Annotated[Actor, allow("exercises.direct")]


@dataclass(frozen=True)
class Directing:
    """A call that sets the clock of an exercise, which then tells it in its own log."""

    actor: Actor
    version: int | None
    database: Database
    background: BackgroundTasks

    def told(self, view: schemas.ExerciseView) -> schemas.ExerciseView:
        """Return the answer; once it is committed, the exercise hears how its clock goes."""
        self.background.add_task(telling.tell_clock, self.database, view.world, self.actor)
        return view


async def directing(
    request: Request, actor: Director, version: IfMatch, background: BackgroundTasks
) -> Directing:
    """Read who directs, based on which version."""
    return Directing(actor, version, request.app.state.database, background)


Directs = Annotated[Directing, Depends(directing)]


@router.get("/exercises", responses=READS)
def list_exercises(session: SessionDep, actor: Reader) -> list[schemas.ExerciseView]:
    """Return the exercises of the reader's area, and those they have a seat in, newest first."""
    return queries.exercises(session, actor.prefixes, actor.account_id)


@router.post("/exercises", status_code=201, responses=WRITES)
def plan_exercise(
    request: Request, session: SessionDep, actor: Director, wanted: schemas.ExerciseIn
) -> schemas.ExerciseView:
    """Plan an exercise: its world is made in the background, then it can be started."""
    planned = service.plan(session, actor, wanted)
    if wanted.branch is not None:
        require_moment(request.app.state.database, wanted.branch)
    return planned


@router.get("/exercises/{exercise_id}", responses=ONE)
def get_exercise(session: SessionDep, actor: Reader, exercise_id: UUID) -> schemas.ExerciseView:
    """Return one exercise."""
    row = queries.exercise(session, actor.prefixes, exercise_id, account_id=actor.account_id)
    return queries.view(session, row)


@router.post("/exercises/{exercise_id}/start", responses=CHANGES)
def start_exercise(session: SessionDep, by: Directs, exercise_id: UUID) -> schemas.ExerciseView:
    """Start an exercise: its clock goes."""
    return by.told(service.act(session, by.actor, exercise_id, by.version, Act.START))


@router.post("/exercises/{exercise_id}/pause", responses=CHANGES)
def pause_exercise(session: SessionDep, by: Directs, exercise_id: UUID) -> schemas.ExerciseView:
    """Let the clock of an exercise stand."""
    return by.told(service.act(session, by.actor, exercise_id, by.version, Act.PAUSE))


@router.post("/exercises/{exercise_id}/resume", responses=CHANGES)
def resume_exercise(session: SessionDep, by: Directs, exercise_id: UUID) -> schemas.ExerciseView:
    """Let the clock of an exercise go on."""
    return by.told(service.act(session, by.actor, exercise_id, by.version, Act.RESUME))


@router.post("/exercises/{exercise_id}/end", responses=CHANGES)
def end_exercise(session: SessionDep, by: Directs, exercise_id: UUID) -> schemas.ExerciseView:
    """End an exercise: its clock stands for good, its world stays to be looked at."""
    return by.told(service.act(session, by.actor, exercise_id, by.version, Act.END))


@router.post("/exercises/{exercise_id}/speed", responses=CHANGES)
def set_exercise_speed(
    session: SessionDep, by: Directs, exercise_id: UUID, wanted: schemas.SpeedIn
) -> schemas.ExerciseView:
    """Let the time of an exercise pass so many times as fast."""
    set_to = service.set_speed(session, by.actor, exercise_id, by.version, wanted.speed)
    return by.told(set_to)


@router.post("/exercises/{exercise_id}/jump", responses=CHANGES)
def jump_exercise(
    session: SessionDep, by: Directs, exercise_id: UUID, wanted: schemas.JumpIn
) -> schemas.ExerciseView:
    """Set the clock of an exercise forward."""
    return by.told(service.jump(session, by.actor, exercise_id, by.version, wanted.to))


@router.post("/exercises/{exercise_id}/seats", status_code=201, responses=WRITES)
def take_seat(
    session: SessionDep, actor: Director, exercise_id: UUID, wanted: schemas.SeatIn
) -> schemas.ExerciseView:
    """Give somebody a role in an exercise."""
    return service.seat(session, actor, exercise_id, wanted)


@router.delete("/exercises/{exercise_id}/seats/{seat_id}", responses=WRITES)
def leave_seat(
    session: SessionDep, actor: Director, exercise_id: UUID, seat_id: UUID
) -> schemas.ExerciseView:
    """Take a role in an exercise away."""
    return service.unseat(session, actor, exercise_id, seat_id)


@router.delete("/exercises/{exercise_id}", responses=CHANGES)
def remove_exercise(
    session: SessionDep, actor: Director, exercise_id: UUID, version: IfMatch
) -> schemas.ExerciseView:
    """Remove an exercise that is over, with its world."""
    return service.strike(session, actor, exercise_id, version)


@router.post("/exercises/{exercise_id}/enter", responses=WRITES)
def enter_exercise(
    request: Request, response: Response, session: SessionDep, actor: Reader, exercise_id: UUID
) -> schemas.ExerciseView:
    """Go into an exercise by one's seat: this browser gets a session that is good there alone."""
    row = queries.exercise(session, actor.prefixes, exercise_id, account_id=actor.account_id)
    service.require_enterable(row)
    view = queries.view(session, row)
    if not any(seat.account_id == actor.account_id for seat in view.seats):
        raise Forbidden(permission="exercises.enter")
    settings = request.app.state.settings
    secret = auth.open_session(
        session,
        settings,
        session.get_one(Account, actor.account_id),
        request.client.host if request.client else None,
        request.headers.get("user-agent"),
        world=row.world,
    )
    auth.set_cookie(response, settings, secret, settings.session_absolute_s, row.world)
    return view
