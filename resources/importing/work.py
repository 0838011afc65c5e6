"""Does the work on lists: reads the file, compares every row, takes the list over, takes it back.

Each piece runs for a job that was asked for. Reading happens in the limited process, between
transactions; applying and undoing are one transaction each.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.db import Database
from core.errors import DomainError
from core.grants import Grant
from core.visibility import audience, prefix_of
from resources.errors import CountRefused
from resources.importing import applying, queries, telling
from resources.importing.comparing import compare
from resources.importing.events import ImportBatchApplied, ImportBatchUndone
from resources.importing.kinds import KINDS
from resources.importing.matching import Matched
from resources.importing.models import ImportBatch, ImportFile, ImportJob, ImportRow
from resources.importing.problems import FileRefused, Problem
from resources.importing.process import Cancelled, Workshop, run, workshop
from resources.importing.rows import Entry

logger = logging.getLogger("muster.worker")

STALE_AFTER = timedelta(seconds=180)
"""Work whose worker has not been heard of for so long is begun once more."""

MOST_ATTEMPTS = 2
_COPY = (
    "batch_id", "number", "outcome", "label", "target_id", "seen_version", "applied_version",
    "values", "old", "problems", "cells",
)  # fmt: skip
_BACK = {"reading": "failed", "previewing": "read", "applying": "previewed", "undoing": "applied"}


class Refused(Exception):
    """The work comes to nothing, for a reason that is told."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class ImportWork:
    """Works off the jobs of one world, one at a time."""

    def __init__(self, database: Database, world: str) -> None:
        self._database = database
        self._world = world

    def do_next(self) -> bool:
        """Do the oldest waiting job; say whether there was one."""
        job = self._claim()
        if job is None:
            return False
        try:
            {
                "read": self._read,
                "outline": self._outline,
                "preview": self._preview,
                "apply": self._apply,
                "undo": self._undo,
            }[job.action](job)
        except Cancelled:
            self._give_up(job, "cancelled", {})
        except (FileRefused, Refused) as refused:
            self._give_up(job, refused.code, refused.facts)
        except CountRefused as refused:
            self._give_up(job, "ledger_refused", telling.ledger_facts(refused.facts))
        except DomainError as error:
            logger.warning("work on list %s refused: %s", job.batch_id, error)
            self._give_up(job, "work_failed", {})
        except IntegrityError:
            logger.exception("work on list %s met what others did", job.batch_id)
            self._give_up(job, "still_in_use" if job.action == "undo" else "work_failed", {})
        except Exception:
            logger.exception("work on list %s failed", job.batch_id)
            self._give_up(job, "work_failed", {})
        return True

    def _claim(self) -> ImportJob | None:
        with self._database.transaction(self._world) as session:
            now = clock.now(session)
            free = or_(ImportJob.beat_at.is_(None), ImportJob.beat_at < now - STALE_AFTER)
            query = select(ImportJob).where(free).order_by(ImportJob.asked_at).limit(1)
            job = session.scalar(query.with_for_update(skip_locked=True))
            if job is None:
                return None
            job.beat_at = now
            job.attempt += 1
            worn_out = job.attempt > MOST_ATTEMPTS
            session.flush()
            session.expunge(job)
        if worn_out:
            self._give_up(job, "work_failed", {})
            return None
        return job

    @contextmanager
    def _as_asked(self, job: ImportJob) -> Iterator[tuple[Session, ImportBatch]]:
        """A transaction in the name of whoever asked; the batch is locked."""
        with self._database.transaction(self._world) as session:
            session.info.update(actor_id=job.asked_by, actor_name=job.asked_by_name)
            batch = session.get_one(ImportBatch, job.batch_id, with_for_update=True)
            yield session, batch

    def _beat(self, job: ImportJob, step: str, done: int, total: int) -> None:
        """Say how far the work is; raise Cancelled where somebody no longer wants it."""
        with self._database.transaction(self._world) as session:
            cancelled = session.scalar(
                update(ImportJob)
                .where(ImportJob.batch_id == job.batch_id)
                .values(step=step, done=done, total=total, beat_at=clock.now(session))
                .returning(ImportJob.cancelled)
            )
        if cancelled is not False:
            raise Cancelled

    def _is_cancelled(self, job: ImportJob) -> bool:
        with self._database.transaction(self._world) as session:
            found = session.scalar(
                select(ImportJob.cancelled).where(ImportJob.batch_id == job.batch_id)
            )
        return found is not False

    def _give_up(self, job: ImportJob, code: str, facts: dict[str, Any]) -> None:
        """Put the batch back to where it stood and say why."""
        with self._database.transaction(self._world) as session:
            batch = session.get(ImportBatch, job.batch_id, with_for_update=True)
            if batch is None:
                return
            back = _BACK.get(batch.state, batch.state)
            if batch.state == "reading" and batch.outline.get("columns"):
                back = "read"
            batch.state = "cancelled" if code == "cancelled" and back == "failed" else back
            batch.error = {"code": code, "facts": facts}
            batch.version += 1
            _finish(session, job.batch_id)

    def _run(
        self, job: ImportJob, shop: Workshop, work: dict[str, Any], step: str
    ) -> dict[str, Any]:
        def tell(done: int, total: int) -> None:
            self._beat(job, step, done, total)

        return run(shop, work, on_progress=tell, cancelled=lambda: self._is_cancelled(job))

    def _read(self, job: ImportJob) -> None:
        with self._as_asked(job) as (session, batch):
            source = session.get_one(ImportFile, job.batch_id).source
            known = queries.remembered(session, batch.jurisdiction_code, batch.kind)
            work = {"action": "read", "kind": batch.kind, "remembered": known}
        with workshop() as shop:
            shop.put("source", source or b"")
            outline = self._run(job, shop, work, "reading")
            cells = shop.get("cells")
        with self._as_asked(job) as (session, batch):
            file = session.get_one(ImportFile, job.batch_id)
            file.source, file.cells = None, cells
            self._take_outline(session, batch, outline)

    def _outline(self, job: ImportJob) -> None:
        with self._as_asked(job) as (session, batch):
            cells = session.get_one(ImportFile, job.batch_id).cells
            known = queries.remembered(session, batch.jurisdiction_code, batch.kind)
            asked = {
                name: value for name, value in batch.outline["asked"].items() if value is not None
            }
            work = {"action": "outline", "kind": batch.kind, "remembered": known} | asked
        with workshop() as shop:
            shop.put("cells", cells or b"")
            outline = self._run(job, shop, work, "reading")
        with self._as_asked(job) as (session, batch):
            self._take_outline(session, batch, outline)

    def _take_outline(self, session: Session, batch: ImportBatch, outline: dict[str, Any]) -> None:
        memory = queries.memory_of(session, batch.jurisdiction_code, batch.kind)
        batch.outline = outline
        batch.options = batch.options | {
            "mapping": {str(one["column"]): one["field"] for one in outline["suggestions"]},
            "datum": memory.datum if memory else batch.options["datum"],
        }
        batch.state, batch.error = "read", None
        batch.version += 1
        session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
        _finish(session, batch.id)

    def _preview(self, job: ImportJob) -> None:
        with self._as_asked(job) as (session, batch):
            cells = session.get_one(ImportFile, job.batch_id).cells
            work = _preview_work(session, batch)
        with workshop() as shop:
            shop.put("cells", cells or b"")
            told = self._run(job, shop, work, "reading")
            entries = [_entry(line) for line in shop.lines("rows")]
        if not entries:
            raise Refused("no_rows")
        self._beat(job, "comparing", 0, len(entries))
        with self._as_asked(job) as (session, batch):
            doubts: dict[str, Any] = {"datum_doubt": None}
            rows = compare(session, batch, entries, doubts)
            self._beat(job, "keeping", len(entries), len(entries))
            _keep(session, batch, rows)
            batch.counts = queries.counts_of(session, batch.id)
            batch.outline = batch.outline | {"left_out": told["left_out"]} | doubts
            batch.state, batch.error = "previewed", None
            batch.version += 1
            _finish(session, batch.id)

    def _apply(self, job: ImportJob) -> None:
        with self._as_asked(job) as (session, batch):
            applying.lock_targets(session, batch)
            self._beat(job, "checking", 0, sum(batch.counts.values()))
            _require_unchanged(session, batch)
            actor = _actor(job, batch, self._world)
            applying.apply_rows(session, actor, batch, lambda *told: self._beat(job, *told))
            telling.tell_rows(session, batch)
            batch.state = "applied"
            batch.applied_at, batch.applied_by_name = clock.now(session), job.asked_by_name
            batch.version += 1
            note = ImportBatchApplied(import_batch=telling.note_of(batch))
            outbox.record(session, note, audience=audience(batch.jurisdiction_code))
            _finish(session, batch.id)

    def _undo(self, job: ImportJob) -> None:
        with self._as_asked(job) as (session, batch):
            applying.lock_targets(session, batch)
            self._beat(job, "checking", 0, sum(batch.counts.values()))
            _require_as_applied(session, batch)
            applying.undo_rows(
                session, _actor(job, batch, self._world), batch, batch.file_name[:200]
            )
            telling.tell_rows(session, batch, undone=True)
            batch.state = "undone"
            batch.undone_at, batch.undone_by_name = clock.now(session), job.asked_by_name
            batch.version += 1
            note = ImportBatchUndone(import_batch=telling.note_of(batch))
            outbox.record(session, note, audience=audience(batch.jurisdiction_code))
            _finish(session, batch.id)


def _finish(session: Session, batch_id: UUID) -> None:
    session.flush()
    session.execute(delete(ImportJob).where(ImportJob.batch_id == batch_id))


def _preview_work(session: Session, batch: ImportBatch) -> dict[str, Any]:
    kind = KINDS[batch.kind]
    memory = queries.memory_of(session, batch.jurisdiction_code, batch.kind)
    return {
        "action": "preview",
        "kind": batch.kind,
        "sheet": batch.outline["sheet"],
        "header_row": batch.outline["header_row"],
        "header_height": batch.outline["header_height"],
        "mapping": batch.options["mapping"],
        "fill_down": batch.options["fill_down"],
        "otherwise": batch.options.get("otherwise", {}),
        "catalogues": queries.catalogues(session, kind, batch.jurisdiction_code),
        "words": memory.words if memory else {},
        "units": queries.units_of_items(session) if kind.name == "lots" else {},
        "abilities": queries.abilities(session) if kind.name == "teams" else {},
    }


def _entry(line: list[Any]) -> Entry:
    number, cells, values, problems, assumed = line
    return Entry(number, cells, values, [Problem(**one) for one in problems], assumed)


def _keep(session: Session, batch: ImportBatch, rows: Sequence[Matched]) -> None:
    """Store the rows of a preview by COPY."""
    session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))
    session.flush()
    driver: Any = session.connection().connection.driver_connection
    schema = session.info["world"]
    with (
        driver.cursor() as cursor,
        cursor.copy(f'COPY "{schema}".import_row ({", ".join(_quoted(_COPY))}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(
                (
                    batch.id, row.number, row.outcome, row.label[:200], row.target_id,
                    row.seen_version, None, Jsonb(row.values), Jsonb(row.old),
                    Jsonb(row.problems), row.cells,
                )
            )  # fmt: skip


def _quoted(names: Sequence[str]) -> list[str]:
    return [f'"{name}"' for name in names]


def _require_unchanged(session: Session, batch: ImportBatch) -> None:
    """Refuse a preview that is no longer true: what a row would change must still stand there."""
    stale = telling.stale_rows(session, batch)
    if stale:
        facts = {"number": len(stale), "rows": telling.shortened(stale)}
        raise Refused("rows_changed_since", **facts)


def _require_as_applied(session: Session, batch: ImportBatch) -> None:
    """Refuse to undo what somebody has changed since; name it."""
    changed = telling.changed_rows(session, batch)
    if changed:
        facts = {"number": len(changed), "rows": telling.shortened(changed)}
        raise Refused("changed_since_applied", **facts)


def _actor(job: ImportJob, batch: ImportBatch, world: str) -> Actor:
    """Return whoever asked, confined to the office of the list."""
    code = batch.jurisdiction_code
    return Actor(
        account_id=job.asked_by,
        username="",
        name=job.asked_by_name,
        locale="zh-CN",
        team_id=None,
        world=world,
        grants=(Grant("county_clerk", code, code, prefix_of(code)),),
        permissions=frozenset({KINDS[batch.kind].permission}),
        session_id=None,
    )


def forget_old(session: Session, days: int) -> int:
    """Drop files and rows of lists that were brought in long ago; the ledger and events stay."""
    old = ImportBatch.created_at < clock.now(session) - timedelta(days=days)
    gone = session.scalars(delete(ImportBatch).where(old).returning(ImportBatch.id)).all()
    return len(gone)
