"""Questions about sites under way: one at a time, each solved in a process of its own.

They change nothing and are kept in memory only, the newest of each account; after a restart they
are asked again.
"""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from uuid import UUID

from core.ids import new_id
from dispatch import schemas_siting as schemas
from dispatch.errors import TooManySitings
from geo.siting import NoSiting, Siting
from geo.siting_child import SitingLost, SitingProcess
from geo.siting_task import SitingTask

logger = logging.getLogger("muster.siting")

KEPT_PER_ACCOUNT = 10
MOST_WAITING = 20
OVER = ("done", "failed", "stopped")

Answer = Callable[[Siting, float], schemas.SitingAnswer]
"""Makes the answer of the solver's, given how long that took."""


@dataclass
class Job:
    """A question, who asked it, and what has become of it."""

    account_id: UUID
    question: schemas.SitingIn
    asked_at: datetime
    prepare: Callable[[], tuple[SitingTask, Answer]]
    id: UUID = field(default_factory=new_id)
    state: schemas.SitingState = "waiting"
    error: schemas.SitingError | None = None
    answer: schemas.SitingAnswer | None = None
    began_s: float | None = None
    ended_s: float | None = None
    process: SitingProcess | None = None

    def out(self) -> schemas.Siting:
        """The question as it travels."""
        began = self.began_s
        elapsed_s = 0.0 if began is None else (self.ended_s or time.monotonic()) - began
        return schemas.Siting(
            id=self.id,
            asked_at=self.asked_at,
            state=self.state,
            elapsed_s=round(elapsed_s, 2),
            question=self.question,
            error=self.error,
            answer=self.answer,
        )


class Refused(Exception):
    """A question that cannot be answered, by its code."""

    def __init__(self, code: schemas.SitingError) -> None:
        super().__init__(code)
        self.code: schemas.SitingError = code


class SitingDesk:
    """All questions of this service; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._jobs: OrderedDict[UUID, Job] = OrderedDict()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="siting")

    def ask(self, job: Job) -> schemas.Siting:
        """Take a question on; too many that wait are refused."""
        with self._lock:
            if sum(one.state not in OVER for one in self._jobs.values()) >= MOST_WAITING:
                raise TooManySitings(most=MOST_WAITING)
            self._jobs[job.id] = job
            self._forget(job.account_id)
        self._worker.submit(self._work, job)
        return job.out()

    def find(self, account_id: UUID, job_id: UUID) -> Job | None:
        """Return a question of somebody's own."""
        with self._lock:
            job = self._jobs.get(job_id)
        return job if job is not None and job.account_id == account_id else None

    def of(self, account_id: UUID) -> list[schemas.Siting]:
        """Return somebody's questions, the newest first."""
        with self._lock:
            mine = [job for job in self._jobs.values() if job.account_id == account_id]
        return [job.out() for job in reversed(mine)]

    def stop(self, job: Job) -> schemas.Siting:
        """End a question that is not over."""
        with self._lock:
            if job.state not in OVER:
                job.state, job.ended_s = "stopped", time.monotonic()
            process = job.process
        if process is not None:
            process.stop()
        return job.out()

    def close(self) -> None:
        """End everything: the service stops."""
        with self._lock:
            jobs = list(self._jobs.values())
        for job in jobs:
            self.stop(job)
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _forget(self, account_id: UUID) -> None:
        mine = [one for one in self._jobs.values() if one.account_id == account_id]
        for old in [one for one in mine if one.state in OVER][
            : max(0, len(mine) - KEPT_PER_ACCOUNT)
        ]:
            del self._jobs[old.id]

    def _work(self, job: Job) -> None:
        with self._lock:
            if job.state != "waiting":
                return
            job.state, job.began_s = "solving", time.monotonic()
        try:
            answer, error = self._answer(job), None
        except (NoSiting, Refused) as refused:
            answer, error = (
                None,
                refused.code if isinstance(refused, Refused) else "cannot_reach_all",
            )
        except SitingLost:
            answer, error = None, "lost"
        except Exception:
            logger.exception("a question about sites failed")
            answer, error = None, "lost"
        with self._lock:
            if job.state == "solving":
                job.state = "done" if answer is not None else "failed"
                job.answer, job.error, job.ended_s = answer, error, time.monotonic()

    def _answer(self, job: Job) -> schemas.SitingAnswer:
        task, told = job.prepare()
        began_s = time.monotonic()
        with self._lock:
            if job.state != "solving":
                raise SitingLost
            job.process = SitingProcess(task)
        found = job.process.answer()
        return told(found, time.monotonic() - began_s)
