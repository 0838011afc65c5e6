"""Writes of merging: two requests for the same become one, by a person's word, and can be parted.

What the merge changed is kept with the request that was merged, so that parting puts it back.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from aid import events, service
from aid import schemas as wire
from aid.errors import MergeMovedOn, NotMerged, SideOfMerge, StillBound
from aid.lifecycle import ENDED, MessageKind, RequestState, SupplyState
from aid.models import AidAsk, AidLine, AidRequest
from core import clock
from core.auth import Actor
from core.ids import new_id


def merge_requests(
    session: Session, actor: Actor, request_id: UUID, seen: int | None, wanted: wire.MergeIn
) -> wire.AidRequest:
    """Merge another open request of one's own into this one; nothing of it may be answered yet."""
    first, second = sorted((request_id, wanted.from_id))
    if first == second:
        raise SideOfMerge(field="from_id")
    rows = {one: _own(session, actor, one, request_id, seen) for one in (first, second)}
    into, gone = rows[request_id], rows[wanted.from_id]
    _require_alike(into, gone)
    running = [one for one in gone.supplies if SupplyState(one.state) not in ENDED]
    if running:
        raise StillBound(count=len(running))
    record = _join_lines(into, gone, wanted.amounts == "sum")
    record["asks"] = _join_asks(session, into, gone)
    gone.state, gone.merged_into_id = RequestState.MERGED.value, into.id
    gone.merge_record = record
    _end(session, gone)
    service.tell(session, gone, events.AidMerged)
    return service.tell(session, into, events.AidMerged)


def part_requests(
    session: Session, actor: Actor, request_id: UUID, seen: int | None
) -> wire.AidRequest:
    """Undo a merge: both requests stand as before, unless the joined one was answered meanwhile."""
    gone = service.locked(session, actor, request_id, seen)
    service.require_receiver(actor, gone)
    if gone.merged_into_id is None or gone.merge_record is None:
        raise NotMerged()
    into = _own(session, actor, gone.merged_into_id, None, None)
    record = gone.merge_record
    _require_untouched(into, record)
    for line in list(into.lines):
        if str(line.id) in record["added"]:
            into.lines.remove(line)
        elif str(line.id) in record["amounts"]:
            line.amount = record["amounts"][str(line.id)]["before"]
    added = set(record["asks"])
    into.messages = [one for one in into.messages if str(one.ask_id) not in added]
    session.flush()
    into.asks = [one for one in into.asks if str(one.id) not in added]
    gone.state, gone.merged_into_id, gone.merge_record = RequestState.OPEN.value, None, None
    gone.ended_at, gone.ended_by_name, gone.end_note = None, None, None
    service.tell(session, into, events.AidMerged)
    return service.tell(session, gone, events.AidMerged)


def _own(
    session: Session, actor: Actor, one: UUID, versioned: UUID | None, seen: int | None
) -> AidRequest:
    """Lock a request of one's own; only the one that the caller looked at states its version."""
    row = (
        service.locked(session, actor, one, seen)
        if one == versioned
        else service.locked_as_is(session, actor, one)
    )
    service.require_receiver(actor, row)
    service.require_open(row)
    return row


def _require_alike(into: AidRequest, gone: AidRequest) -> None:
    needs = {line.need_id for line in into.lines if line.need_id}
    shared = needs & {line.need_id for line in gone.lines if line.need_id}
    if into.requester_code != gone.requester_code and not shared:
        raise SideOfMerge(field="from_id")


def _thing(line: AidLine) -> tuple[str | None, str | None, UUID | None]:
    return line.capability_code, line.item_code, line.need_id


def _join_lines(into: AidRequest, gone: AidRequest, add_up: bool) -> dict[str, Any]:
    """Join the lines: the same thing once, with the larger or the added amount."""
    amounts: dict[str, dict[str, int]] = {}
    added: list[str] = []
    for line in gone.lines:
        known = next((one for one in into.lines if _same(one, line)), None)
        if known is None:
            copy = _copied(line, max(one.position for one in into.lines) + 1)
            into.lines.append(copy)
            added.append(str(copy.id))
            continue
        before = known.amount
        known.amount = before + line.amount if add_up else max(before, line.amount)
        changed = amounts.setdefault(str(known.id), {"before": before})
        changed["after"] = known.amount  # two lines may join the same one
    return {"amounts": amounts, "added": added}


def _same(one: AidLine, other: AidLine) -> bool:
    needs = {one.need_id, other.need_id} - {None}
    return _thing(one)[:2] == _thing(other)[:2] and len(needs) <= 1


def _copied(line: AidLine, position: int) -> AidLine:
    return AidLine(
        id=new_id(),
        position=position,
        capability_code=line.capability_code,
        item_code=line.item_code,
        amount=line.amount,
        need_id=line.need_id,
        note=line.note,
    )


def _join_asks(session: Session, into: AidRequest, gone: AidRequest) -> list[str]:
    """Ask whoever only the other request had asked, with the time they were given."""
    asked = {ask.provider_code for ask in into.asks}
    added = []
    for ask in gone.asks:
        if ask.provider_code in asked:
            continue
        copy = AidAsk(
            id=new_id(),
            provider_code=ask.provider_code,
            upward=ask.upward,
            asked_at=ask.asked_at,
            answer_due_at=ask.answer_due_at,
        )
        into.asks.append(copy)
        said = service.Said(MessageKind.REQUEST_RESOURCE, note=gone.number)
        service.send(session, into, copy, said, from_receiver=True)
        added.append(str(copy.id))
    return added


def _require_untouched(into: AidRequest, record: dict[str, Any]) -> None:
    touched = {str(one.line_id) for one in into.supplies} & set(record["added"])
    answered = {str(one.ask_id) for one in into.supplies} & set(record["asks"])
    answered |= {str(ask.id) for ask in into.asks if ask.answer} & set(record["asks"])
    changed = [
        line
        for line in into.lines
        if str(line.id) in record["amounts"]
        and line.amount != record["amounts"][str(line.id)]["after"]
    ]
    if touched or answered or changed:
        raise MergeMovedOn()


def _end(session: Session, row: AidRequest) -> None:
    row.ended_at = clock.now(session)
    row.ended_by_name = session.info.get("actor_name")
