"""Takes rows of another system over: matched by its own names, whole or row by row, undoable.

Reading, matching and writing are those of the lists (``resources.importing``): a bulk call becomes
a batch of that kind, so that quantities go through the ledger and the whole can be taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as put
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import Forbidden
from core.grants import Grant
from core.ids import new_id
from core.visibility import audience, prefix_of, sees
from exchange import bulk_comparing, queries_bulk
from exchange.bulk_comparing import Named
from exchange.bulk_reading import DEPOT_NAME, as_understood, entries_of, given_names
from exchange.bulk_sentences import detail
from exchange.errors import BulkOvertaken, BulkRefused, NotYourKindOfRow
from exchange.models import ExternalRef
from exchange.queries_bulk import NOUN_OF
from exchange.schemas_bulk import (
    BulkAnswer,
    BulkChange,
    BulkCounts,
    BulkIn,
    BulkProblem,
    BulkRow,
    BulkRowAnswer,
    Outcome,
)
from resources.importing import applying, queries, queries_known, telling
from resources.importing.abilities import Abilities
from resources.importing.comparing import compare
from resources.importing.events import ImportBatchApplied
from resources.importing.fields import Kind
from resources.importing.kinds import KINDS
from resources.importing.matching import CAN_BE_WHOLE, Known, Matched, removal
from resources.importing.models import ImportBatch, ImportRow
from resources.importing.problems import Problem
from resources.importing.rows import Entry
from resources.importing.service import NO_OPTIONS

REFUSALS_TOLD = 100
_OUTCOMES: Mapping[str, Outcome] = {
    "added": "created",
    "changed": "changed",
    "unchanged": "unchanged",
    "removed": "removed",
    "error": "refused",
}


@dataclass
class Sent:
    """One row on its way: what came, what was understood, what it would do, what is known of it."""

    row: BulkRow
    given: set[str]
    understood: dict[str, Any]
    matched: Matched
    named: Named | None
    conflicts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def outcome(self) -> Outcome:
        """What becomes of the row."""
        return "conflict" if self.conflicts else _OUTCOMES[self.matched.outcome]


def upsert(session: Session, actor: Actor, kind: Kind, wanted: BulkIn, locale: str) -> BulkAnswer:
    """Take rows over; refuse all when one is faulty, unless the caller wants them row by row."""
    office = _office(actor, kind, wanted)
    if not wanted.dry_run:
        _one_at_a_time(session, office, wanted.source, kind)
    batch = _batch(session, actor, kind, office, wanted)
    sent = _compared(session, batch, kind, wanted)
    counts = _counts(sent)
    faulty = counts.refused + counts.conflict
    applied = not wanted.dry_run and not (wanted.atomic and faulty)
    answer = BulkAnswer(
        applied=applied,
        import_id=batch.id if applied else None,
        counts=counts,
        rows=[_answer(kind, n, one, locale) for n, one in enumerate(sent)],
    )
    if not wanted.dry_run and not applied:
        raise _refusal(answer)
    if applied:
        _apply(session, actor, batch, sent)
        _remember(session, batch, wanted.source, sent)
        _name_what_came(answer, sent)
    return answer


def _office(actor: Actor, kind: Kind, wanted: BulkIn) -> str:
    require_may(actor, kind)
    office = wanted.office_code or actor.home_code
    if not sees(actor.prefixes, office):
        raise Forbidden(field="office_code")
    return office


def require_may(actor: Actor, kind: Kind) -> None:
    """Refuse whoever may not write rows of a kind: what was said of experts is personal data."""
    if not actor.may(kind.permission):
        raise NotYourKindOfRow(kind=kind.name)


def _one_at_a_time(session: Session, office: str, source: str, kind: Kind) -> None:
    """Let one call of a system for a kind end before the next begins."""
    name = f"bulk:{office}:{source}:{NOUN_OF[kind.name]}"
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _batch(session: Session, actor: Actor, kind: Kind, office: str, wanted: BulkIn) -> ImportBatch:
    """Return the batch of this call, not yet entered."""
    return ImportBatch(
        id=new_id(),
        kind=kind.name,
        jurisdiction_code=office,
        file_name=f"API: {wanted.source}",
        state="previewed",
        outline={},
        options={**NO_OPTIONS, "datum": wanted.datum.value},
        counts={},
        error=None,
        created_at=clock.now(session),
        created_by=actor.account_id,
        created_by_name=actor.name,
        version=1,
    )


def _compared(session: Session, batch: ImportBatch, kind: Kind, wanted: BulkIn) -> list[Sent]:
    """Return every row with what it would do and what is wrong with it."""
    office = batch.jurisdiction_code
    ids = [row.external_id for row in wanted.rows]
    names = queries_bulk.named(session, kind, office, wanted.source, ids)
    if wanted.force:  # what is gone may be made anew
        names = {one: known for one, known in names.items() if known.key is not None}
    entries = _entries(session, kind, office, wanted)
    given = [
        given_names(row, entry.values) for row, entry in zip(wanted.rows, entries, strict=True)
    ]
    for row, entry, told in zip(wanted.rows, entries, given, strict=True):
        if row.external_id in names:
            bulk_comparing.hold_to(entry, names[row.external_id], told)
    _refuse_repeats(wanted.rows, entries)
    read = [dict(entry.values) for entry in entries]
    rows = compare(session, batch, entries)
    _remove_gone(session, kind, office, wanted.rows, rows, names)
    sent = [
        Sent(row, told, _understood(wanted, values, one), one, names.get(row.external_id))
        for row, told, values, one in zip(wanted.rows, given, read, rows, strict=True)
    ]
    _refuse_linked(session, kind, office, wanted.source, sent)
    for each in sent:
        bulk_comparing.drop_derived(each.matched, each.given)
        each.conflicts = [] if wanted.force else bulk_comparing.contested(each.matched, each.named)
    return sent


def _entries(session: Session, kind: Kind, office: str, wanted: BulkIn) -> list[Entry]:
    asked = {str(row.values[DEPOT_NAME]) for row in wanted.rows if DEPOT_NAME in row.values}
    return entries_of(
        kind,
        wanted.rows,
        queries.catalogues(session, kind, office),
        queries.units_of_items(session) if kind.name == "lots" else {},
        queries_bulk.depot_codes(session, office, wanted.source, sorted(asked)),
        Abilities(**queries.abilities(session)),
    )


def _understood(wanted: BulkIn, values: Mapping[str, Any], row: Matched) -> dict[str, Any]:
    swapped = any(problem["code"] == "swapped" for problem in row.problems)
    return as_understood(values, wanted.datum, swapped=swapped)


def _refuse_repeats(rows: Sequence[BulkRow], entries: Sequence[Entry]) -> None:
    seen: set[str] = set()
    for row, entry in zip(rows, entries, strict=True):
        if row.external_id in seen:
            entry.fault("external_id_repeated", None, external_id=row.external_id)
        seen.add(row.external_id)


def _remove_gone(
    session: Session,
    kind: Kind,
    office: str,
    sent: Sequence[BulkRow],
    rows: list[Matched],
    names: Mapping[str, Named],
) -> None:
    """Replace the rows that are gone over there by what takes them out of the inventory here."""
    places = [n for n, row in enumerate(sent) if row.gone]
    if not places:
        return
    known = {one.id: one for one in queries_known.known_of(session, kind, office, None)}
    for n in places:
        name = names.get(sent[n].external_id)
        one = known.get(name.object_id) if name else None
        rows[n] = _removal(kind, one, rows[n])


def _removal(kind: Kind, known: Known | None, row: Matched) -> Matched:
    if known is None or known.retired or not _stands(known):
        return replace(row, outcome="unchanged", values={}, old={}, problems=[], target_id=None)
    if kind.name not in CAN_BE_WHOLE:
        return replace(row, outcome="error", problems=[Problem("cannot_be_removed").as_json()])
    return removal(kind, known, row.number)


def _stands(known: Known) -> bool:
    return bool(known.values.get("quantity", 1))


def _refuse_linked(
    session: Session, kind: Kind, office: str, source: str, sent: Sequence[Sent]
) -> None:
    """Refuse a second name for a row that the same system has named already."""
    fresh = [one for one in sent if one.named is None and one.matched.target_id is not None]
    ids = [one.matched.target_id for one in fresh if one.matched.target_id is not None]
    taken = queries_bulk.others(session, office, source, NOUN_OF[kind.name], ids)
    for one in fresh:
        other = taken.get(one.matched.target_id) if one.matched.target_id else None
        if other is not None and other != one.row.external_id:
            one.matched.outcome = "error"
            fault = Problem("linked_to_another", facts={"external_id": other})
            one.matched.problems.append(fault.as_json())


def _counts(sent: Sequence[Sent]) -> BulkCounts:
    outcomes = [one.outcome for one in sent]
    return BulkCounts(**{name: outcomes.count(name) for name in BulkCounts.model_fields})  # type: ignore[arg-type]


def _answer(kind: Kind, n: int, one: Sent, locale: str) -> BulkRowAnswer:
    row = one.matched
    known = row.target_id is not None and one.outcome not in ("created", "refused")
    return BulkRowAnswer(
        row=n,
        external_id=one.row.external_id,
        outcome=one.outcome,
        id=row.target_id if known else None,
        changes=[
            BulkChange(field=name, old=old, new=row.values.get(name))
            for name, old in row.old.items()
        ],
        problems=[
            BulkProblem(**problem, detail=detail(kind, problem, locale))
            for problem in (*row.problems, *one.conflicts)
        ],
    )


def _refusal(answer: BulkAnswer) -> BulkRefused:
    faulty = [row for row in answer.rows if row.outcome in ("refused", "conflict")]
    return BulkRefused(
        refused=answer.counts.refused,
        conflicts=answer.counts.conflict,
        rows=[row.model_dump(mode="json") for row in faulty[:REFUSALS_TOLD]],
        rows_not_told=max(0, len(faulty) - REFUSALS_TOLD),
    )


def _apply(session: Session, actor: Actor, batch: ImportBatch, sent: Sequence[Sent]) -> None:
    """Write what the rows say, as one list that can be taken back as a whole."""
    session.add(batch)
    session.flush()
    session.execute(insert(ImportRow), [_stored(batch, one) for one in sent])
    applying.lock_targets(session, batch)
    if telling.stale_rows(session, batch):
        raise BulkOvertaken()
    batch.counts = queries.counts_of(session, batch.id)
    code = batch.jurisdiction_code
    here = replace(actor, grants=(Grant("county_clerk", code, code, prefix_of(code)),))
    try:
        with session.begin_nested():
            applying.apply_rows(session, here, batch, lambda _step, _done, _total: None)
    except IntegrityError:
        raise BulkOvertaken() from None
    telling.tell_rows(session, batch)
    batch.state = "applied"
    batch.applied_at, batch.applied_by_name = clock.now(session), actor.name
    batch.version += 1
    note = ImportBatchApplied(import_batch=telling.note_of(batch))
    outbox.record(session, note, audience=audience(code))


def _stored(batch: ImportBatch, one: Sent) -> dict[str, Any]:
    row = one.matched
    idle = row.target_id is None and row.outcome == "unchanged"
    return {
        "batch_id": batch.id,
        "number": row.number,
        "outcome": "error" if one.conflicts or idle else row.outcome,
        "label": row.label[:200],
        "target_id": row.target_id,
        "seen_version": row.seen_version,
        "applied_version": None,
        "values": row.values,
        "old": row.old,
        "problems": [*row.problems, *one.conflicts],
        "cells": row.cells,
    }


def _remember(session: Session, batch: ImportBatch, source: str, sent: Sequence[Sent]) -> None:
    """Keep what the system calls each row and what it said of it."""
    stored = select(ImportRow.number, ImportRow.target_id).where(ImportRow.batch_id == batch.id)
    ids = {row[0]: row[1] for row in session.execute(stored)}
    rows = []
    for one in sent:
        one.matched.target_id = ids[one.matched.number]
        if one.outcome in ("refused", "conflict") or one.matched.target_id is None:
            continue
        rows.append(_ref(session, batch, source, one))
    if not rows:
        return
    entered = put(ExternalRef).values(rows)
    kept = {name: entered.excluded[name] for name in ("object_id", "sent", "sent_at", "sent_by")}
    keys = ["office_code", "source", "noun", "external_id"]
    session.execute(entered.on_conflict_do_update(index_elements=keys, set_=kept))


def _ref(session: Session, batch: ImportBatch, source: str, one: Sent) -> dict[str, Any]:
    known = one.named.sent if one.named else {}
    if one.row.gone:
        said = dict(known) | ({"quantity": 0} if batch.kind == "lots" else {})
    else:
        said = bulk_comparing.sent_now(one.understood, one.matched, one.given, one.named)
    return {
        "office_code": batch.jurisdiction_code,
        "source": source,
        "noun": NOUN_OF[batch.kind],
        "external_id": one.row.external_id,
        "object_id": one.matched.target_id,
        "sent": said,
        "sent_at": clock.now(session),
        "sent_by": batch.created_by_name,
    }


def _name_what_came(answer: BulkAnswer, sent: Sequence[Sent]) -> None:
    """Say which row of ours each created one became."""
    for told, one in zip(answer.rows, sent, strict=True):
        if told.outcome == "created":
            told.id = one.matched.target_id


def kind_named(name: str) -> Kind:
    """Return the kind of a list by its name."""
    return KINDS[name]
