"""What the worker of exercises keeps at work, what it begins anew, and what wakes it."""

import threading
from contextlib import ExitStack
from typing import cast

from app.doors import GOING, LIVE_PACE, STANDING, Bell, Exercised
from app.exercise_worker import AtWork, ExerciseWorker, Opened
from core.config import Environment, Settings
from core.db import Database
from core.outbox import event_channel
from geo.road_book import RoadBook

NOWHERE = "postgresql://nobody@/nowhere?host=/nowhere"
PATIENCE_S = 180.0


class _Goes:
    """Works until it is told to stop."""

    def __init__(self) -> None:
        self.stop = threading.Event()

    def run(self) -> None:
        self.stop.wait()


class _FallsOut(_Goes):
    """Ends by itself at once."""

    def run(self) -> None:
        return


def _worker() -> ExerciseWorker:
    settings = Settings(environment=Environment.TEST)
    return ExerciseWorker(settings, Database(NOWHERE), cast(RoadBook, None))


def _opened(world: str, *parts: AtWork) -> Opened:
    return Opened(Database(NOWHERE), Exercised(world), list(parts))


def test_a_world_in_which_one_part_ended_by_itself_is_begun_anew() -> None:
    worker = _worker()
    going, fallen = AtWork.begin("a", _Goes()), AtWork.begin("b", _FallsOut())
    fallen.thread.join()
    worker.at_work = {"a": _opened("a", going), "b": _opened("b", going, fallen)}
    assert not worker._is_over("a", {"a", "b"})
    assert worker._is_over("b", {"a", "b"})
    assert worker._is_over("a", {"b"})
    worker.at_work["a"].end()
    worker.at_work["a"].close()
    assert not going.thread.is_alive()


def _open(stack: ExitStack, exercised: Exercised, channel: str) -> Bell:
    return stack.enter_context(exercised.door(channel).opened(threading.Event()))


def test_a_ring_reaches_all_who_wait_for_its_channel_and_nobody_else() -> None:
    exercised, events = Exercised("exercise_a"), event_channel("exercise_a")
    exercised.is_led.set()
    with ExitStack() as stack:
        bells = [_open(stack, exercised, one) for one in (events, events, "of lists")]
        exercised.ring(events)
        assert [bell.wait(0) for bell in bells] == [True, True, False]
        assert [bell.wait(0) for bell in bells] == [False, False, False]
        exercised.ring()
        assert [bell.wait(0) for bell in bells] == [True, True, True]


def test_nobody_works_in_an_exercise_in_which_this_process_does_not_lead_yet() -> None:
    exercised, stop, worked = Exercised("exercise_a"), threading.Event(), threading.Event()

    def work() -> None:
        with exercised.door("events").opened(stop):
            worked.set()

    waiting = threading.Thread(target=work)
    waiting.start()
    assert not worked.wait(0.05)
    exercised.is_led.set()
    assert worked.wait(PATIENCE_S)
    waiting.join(PATIENCE_S)


def test_an_exercise_whose_clock_stands_is_looked_at_less_often_than_one_that_goes() -> None:
    exercised = Exercised("exercise_a")
    door = exercised.door("events")
    assert door.pace is GOING
    exercised.goes = False
    assert door.pace is STANDING
    assert LIVE_PACE.poll_s <= GOING.poll_s < STANDING.poll_s
    assert LIVE_PACE.alarms_s <= GOING.alarms_s < STANDING.alarms_s
