"""Every write about exercises: planning, seats, the clock, the end."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import Integer, cast, func, select, text
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.ids import new_id
from core.local_time import BEIJING
from core.models import Account, Jurisdiction, Seat, World
from core.outbox import Happening
from core.visibility import audience, require_visible
from exercises import (
    events,
    lifecycle,
    queries,
    queries_templates,
    scenario_pictures,
    schemas,
)
from exercises.branching_plan import as_branched
from exercises.directing import require_not_playing, require_not_rehearsed
from exercises.errors import NotPossibleNow, SeatTaken, StillOpen, TooManyExercises, UnknownTeamSeat
from exercises.lifecycle import OPEN, Act, State
from exercises.models import Exercise
from exercises.roles_left import roles_left
from exercises.scenario import begins_at
from exercises.scenario_places import require_places
from resources.models import Team

MOST_OPEN = 12
_NUMBERING_LOCK = 0x4558_4552  # "EXER"
_EVENTS = {
    Act.START: events.ExerciseStarted,
    Act.PAUSE: events.ExercisePaused,
    Act.RESUME: events.ExerciseResumed,
    Act.END: events.ExerciseEnded,
}


def plan(session: Session, actor: Actor, wanted: schemas.ExerciseIn) -> schemas.ExerciseView:
    """Enter an exercise; its world is made by the worker of exercises. Who plans it directs it."""
    wanted = as_settled(session, actor, wanted)
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _NUMBERING_LOCK})
    if queries.open_count(session) >= MOST_OPEN:
        raise TooManyExercises(most=MOST_OPEN)
    row = entered(session, actor, wanted, _number(session, clock.now(session)))
    _add_seat(session, row, actor.account_id, "director", row.area_code, None)
    for seat_in in wanted.seats:
        _take_seat(session, row, seat_in)
    return _tell(session, events.ExercisePlanned, row)


def as_settled(session: Session, actor: Actor, wanted: schemas.ExerciseIn) -> schemas.ExerciseIn:
    """Return what is wanted with its scenario, as far as it can be held in its area."""
    require_visible(actor.prefixes, wanted.area_code, "jurisdiction")
    if session.get(Jurisdiction, wanted.area_code) is None:
        raise NotFound(noun="jurisdiction")
    wanted = as_branched(session, actor, wanted)
    if wanted.template_id is not None:
        script = queries_templates.scenario_by(session, actor.prefixes, wanted.template_id)
        require_not_rehearsed(session, actor, wanted.template_id, script)
        wanted = wanted.model_copy(update={"scenario": script})
    elif wanted.scenario is not None:
        script = scenario_pictures.settled(session, wanted.scenario)
        wanted = wanted.model_copy(update={"scenario": script})
    if wanted.scenario is not None:
        require_places(session, wanted.scenario, _prefix(session, wanted.area_code))
    return wanted


def entered(session: Session, actor: Actor, wanted: schemas.ExerciseIn, number: str) -> Exercise:
    """Return the row of an exercise that was just entered, with its world and standing clock."""
    row = _new(actor, wanted, number, clock.now(session))
    world = World(name=row.world, kind="exercise", title=row.title, created_at=row.created_at)
    world.clock_at, world.clock_set_at, world.clock_speed = row.begins_at, row.created_at, 0.0
    session.add_all([world, row])
    session.flush()
    return row


def _begins_at(wanted: schemas.ExerciseIn, now: datetime) -> datetime:
    """Return when an exercise begins: a branch at its moment, else as wanted or as scripted."""
    if wanted.branch is not None:
        return wanted.branch.at
    return wanted.begins_at or (begins_at(wanted.scenario) if wanted.scenario else now)


def _new(actor: Actor, wanted: schemas.ExerciseIn, number: str, now: datetime) -> Exercise:
    """Return the row of a planned exercise: what was not said is as the scenario has it."""
    script = wanted.scenario
    return Exercise(
        id=new_id(),
        number=number,
        world=f"exercise_{new_id().hex[-12:]}",
        title=wanted.title or (script.title.zh if script else ""),
        kind=wanted.kind or (script.kind if script else "tabletop"),
        purpose=wanted.purpose or (script.purpose if script else "testing"),
        area_code=wanted.area_code,
        begins_at=_begins_at(wanted, now),
        speed=wanted.speed or (script.speed if script else 1.0),
        seed=wanted.seed if wanted.seed is not None else (script.seed if script else 1),
        scenario=script.model_dump(mode="json", exclude_unset=True) if script else None,
        template_id=wanted.template_id,
        branch=wanted.branch.model_dump(mode="json") if wanted.branch else None,
        plan_codes=_plans(wanted),
        played_by_system=_played(wanted),
        starts_when_ready=wanted.starts_when_ready,
        created_at=now,
        created_by_name=actor.name,
        state=State.PREPARING.value,
        trouble=None,
        copied=0,
        version=1,
    )


def _plans(wanted: schemas.ExerciseIn) -> list[str]:
    if wanted.plan_codes is not None:
        return wanted.plan_codes
    return wanted.scenario.plan_codes if wanted.scenario else []


def _played(wanted: schemas.ExerciseIn) -> list[str]:
    if wanted.played_by_system == "rest":
        return sorted(roles_left({seat.role for seat in wanted.seats}))
    return sorted(set(wanted.played_by_system))


def _number(session: Session, now: datetime) -> str:
    """Return the next number of the year, also after removed ones: 演-2026-001."""
    begins = f"演-{now.astimezone(BEIJING).year}-"
    counted = cast(func.split_part(Exercise.number, "-", 3), Integer)
    newest = select(func.max(counted)).where(Exercise.number.startswith(begins))
    return f"{begins}{(session.scalar(newest) or 0) + 1:03d}"


def act(
    session: Session, actor: Actor, exercise_id: UUID, version: int | None, wanted: Act
) -> schemas.ExerciseView:
    """Start, pause, resume or end an exercise: its clock goes or stands accordingly."""
    return _go(session, _held(session, actor, exercise_id, version), wanted)


def start_by_itself(session: Session, row: Exercise) -> None:
    """Let the clock of a world that was just made go where that was wished when it was planned."""
    if row.starts_when_ready and State(row.state) is State.READY:
        _go(session, row, Act.START)


def _go(session: Session, row: Exercise, wanted: Act) -> schemas.ExerciseView:
    row.state = lifecycle.after(State(row.state), wanted).value
    now = clock.now(session)
    if wanted is Act.START:
        row.started_at = now
    if wanted is Act.END:
        row.ended_at = now
        session.get_one(World, row.world).closed_at = now
    _set_clock(session, row, now, row.speed if row.state == State.RUNNING else 0.0)
    return _tell(session, _EVENTS[wanted], row)


def set_speed(
    session: Session, actor: Actor, exercise_id: UUID, version: int | None, speed: float
) -> schemas.ExerciseView:
    """Let the exercise's time pass faster or slower from now on, or once it is resumed."""
    row = _held(session, actor, exercise_id, version)
    _require_open(row)
    row.speed = speed
    if row.state == State.RUNNING:
        _set_clock(session, row, clock.now(session), speed)
    return _tell(session, events.ExerciseTimed, row)


def jump(
    session: Session, actor: Actor, exercise_id: UUID, version: int | None, to: datetime
) -> schemas.ExerciseView:
    """Set the exercise's clock forward; whatever is due by then becomes due at once."""
    row = _held(session, actor, exercise_id, version)
    _require_open(row)
    world = session.get_one(World, row.world)
    set_to = lifecycle.jumps(queries.clock_of(world), clock.now(session), to)
    world.clock_at, world.clock_set_at = set_to.at, set_to.set_at
    return _tell(session, events.ExerciseTimed, row)


def seat(
    session: Session, actor: Actor, exercise_id: UUID, wanted: schemas.SeatIn
) -> schemas.ExerciseView:
    """Give somebody a role in an exercise; in the live world they keep the one they have."""
    row = _held(session, actor, exercise_id, None, checks_version=False)
    _take_seat(session, row, wanted)
    return _tell(session, events.ExerciseSeated, row)


def _take_seat(session: Session, row: Exercise, wanted: schemas.SeatIn) -> None:
    require_visible([_prefix(session, row.area_code)], wanted.jurisdiction_code, "jurisdiction")
    account = session.get(Account, wanted.account_id)
    if account is None or account.disabled_at is not None:
        raise NotFound(noun="account")
    _require_team(session, row, wanted)
    known = select(Seat.id).where(
        Seat.world == row.world,
        Seat.account_id == wanted.account_id,
        Seat.role == wanted.role,
        Seat.jurisdiction_code == wanted.jurisdiction_code,
    )
    if session.scalar(known) is not None:
        raise SeatTaken(name=account.display_name)
    _add_seat(
        session, row, wanted.account_id, wanted.role, wanted.jurisdiction_code, wanted.team_id
    )


def unseat(
    session: Session, actor: Actor, exercise_id: UUID, seat_id: UUID
) -> schemas.ExerciseView:
    """Take a role in an exercise away."""
    row = _held(session, actor, exercise_id, None, checks_version=False)
    found = session.get(Seat, seat_id)
    if found is None or found.world != row.world:
        raise NotFound(noun="seat")
    session.delete(found)
    session.flush()
    return _tell(session, events.ExerciseSeated, row)


def strike(
    session: Session, actor: Actor, exercise_id: UUID, version: int | None
) -> schemas.ExerciseView:
    """Take an exercise that is over off the list; its world is taken away afterwards.

    Its row stays, without the scenario: the drill was held, and the number is not given again.
    """
    row = _held(session, actor, exercise_id, version)
    if row.state not in (State.ENDED, State.FAILED):
        raise StillOpen()
    told = _tell(session, events.ExerciseRemoved, row)
    row.state, row.scenario = queries.REMOVED, None
    session.flush()
    scenario_pictures.forget_unused(session)
    return told


def require_enterable(row: Exercise) -> None:
    """Refuse what needs a world that can be gone into: also one that is over can be looked at."""
    if State(row.state) not in (*OPEN, State.ENDED):
        raise NotPossibleNow(act="enter", state=row.state)


def _require_open(row: Exercise) -> None:
    """Refuse to set the clock of an exercise that is over, or not there yet."""
    if State(row.state) not in OPEN:
        raise NotPossibleNow(act="clock", state=row.state)


def _held(
    session: Session,
    actor: Actor,
    exercise_id: UUID,
    version: int | None,
    *,
    checks_version: bool = True,
) -> Exercise:
    row = queries.exercise(session, actor.prefixes, exercise_id, for_update=True)
    require_not_playing(session, actor, row)
    if checks_version:
        require_version(version, row.version, queries.view(session, row).model_dump(mode="json"))
    return row


def _set_clock(session: Session, row: Exercise, now: datetime, speed: float) -> None:
    world = session.get_one(World, row.world)
    set_to = lifecycle.goes(queries.clock_of(world), now, speed)
    world.clock_at, world.clock_set_at, world.clock_speed = set_to.at, set_to.set_at, set_to.speed


def _require_team(session: Session, row: Exercise, wanted: schemas.SeatIn) -> None:
    if wanted.role != "team_leader":
        if wanted.team_id is not None:
            raise UnknownTeamSeat()
        return
    team = session.get(Team, wanted.team_id) if wanted.team_id else None
    if team is None or not team.jurisdiction_code.startswith(_prefix(session, row.area_code)):
        raise UnknownTeamSeat()


def _prefix(session: Session, code: str) -> str:
    return session.get_one(Jurisdiction, code).prefix


def _add_seat(
    session: Session, row: Exercise, account_id: UUID, role: str, code: str, team_id: UUID | None
) -> None:
    session.add(
        Seat(
            world=row.world,
            account_id=account_id,
            role=role,
            jurisdiction_code=code,
            team_id=team_id,
        )
    )
    session.flush()


def _tell(session: Session, kind: Callable[..., Happening], row: Exercise) -> schemas.ExerciseView:
    row.version += 1
    session.flush()
    view = queries.view(session, row)
    outbox.record(session, kind(exercise=view), audience=audience(row.area_code))
    return view
