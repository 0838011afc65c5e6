"""Help from outside over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from aid import queries, schemas, service, service_merging, service_offers, service_steps
from aid.schemas_spare import SpareLine
from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem

router = transaction.router("aid")

READS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
ONE = READS | {404: {"model": Problem}}
CHANGES = ONE | {code: {"model": Problem} for code in (409, 412, 428)}

Reader = Annotated[Actor, allow("aid.read")]
Asker = Annotated[Actor, allow("aid.ask")]
Answerer = Annotated[Actor, allow("aid.answer")]
Mover = Annotated[Actor, allow("aid.move")]
ONE_REQUEST = "/aid-requests/{request_id}"


def _part(actor: Actor, whole: schemas.AidRequest) -> schemas.AidRequest:
    """What this reader may see of a request."""
    return queries.part_for(whole, actor.prefixes)


@router.get("/aid-requests", responses=READS)
def list_aid_requests(
    session: SessionDep,
    actor: Reader,
    is_open: bool | None = None,
    incident_id: UUID | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[schemas.AidRequest]:
    """List requests of one's own and those to one, open and urgent ones first."""
    return queries.list_requests(
        session,
        actor.prefixes,
        is_open=is_open,
        incident_id=incident_id,
        text=q,
        offset=offset,
        limit=limit,
    )


@router.post("/aid-requests", status_code=201, responses=READS)
def ask_for_help(
    session: SessionDep, actor: Asker, wanted: schemas.AidRequestIn
) -> schemas.AidRequest:
    """Ask one or several jurisdictions for help."""
    return _part(actor, service.ask_for_help(session, actor, wanted))


@router.get(ONE_REQUEST, responses=ONE)
def get_aid_request(session: SessionDep, actor: Reader, request_id: UUID) -> schemas.AidRequest:
    """Return one request: to the asking side all of it, to an asked side its own part."""
    return queries.request(session, actor.prefixes, request_id)


@router.get(ONE_REQUEST + "/spare", responses=ONE)
def get_spare_help(
    session: SessionDep,
    actor: Reader,
    request_id: UUID,
    provider_code: Annotated[str, Query(pattern=r"^\d{6}$")],
) -> list[SpareLine]:
    """Return what an asked jurisdiction could offer, and what it would keep."""
    return service_offers.spare(session, actor, request_id, provider_code)


@router.post(ONE_REQUEST + "/ask", responses=CHANGES)
def ask_further(
    session: SessionDep,
    actor: Asker,
    request_id: UUID,
    more: schemas.AskMoreIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Ask further jurisdictions for the same."""
    return _part(actor, service.ask_further(session, actor, request_id, if_match, more))


@router.post(ONE_REQUEST + "/escalate", responses=CHANGES)
def escalate_request(
    session: SessionDep,
    actor: Asker,
    request_id: UUID,
    wanted: schemas.EscalateIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Ask the next level above."""
    return _part(actor, service.escalate(session, actor, request_id, if_match, wanted))


@router.post(ONE_REQUEST + "/withdraw", responses=CHANGES)
def withdraw_request(
    session: SessionDep,
    actor: Asker,
    request_id: UUID,
    end: schemas.EndRequestIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Take a request back."""
    return _part(actor, service.withdraw_request(session, actor, request_id, if_match, end))


@router.post(ONE_REQUEST + "/close", responses=CHANGES)
def close_request(
    session: SessionDep,
    actor: Asker,
    request_id: UUID,
    end: schemas.EndRequestIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Close a request that has done its work."""
    return _part(actor, service.close_request(session, actor, request_id, if_match, end))


@router.post(ONE_REQUEST + "/offer", responses=CHANGES)
def offer_help(
    session: SessionDep,
    actor: Answerer,
    request_id: UUID,
    wanted: schemas.OfferIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Offer teams and lots to whoever asked."""
    return _part(actor, service_offers.offer(session, actor, request_id, if_match, wanted))


@router.post(ONE_REQUEST + "/refuse", responses=CHANGES)
def refuse_help(
    session: SessionDep,
    actor: Answerer,
    request_id: UUID,
    said: schemas.RefuseIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Say that nothing can be given, and why."""
    return _part(actor, service_offers.refuse(session, actor, request_id, if_match, said))


@router.post(ONE_REQUEST + "/supplies/take", responses=CHANGES)
def take_supplies(
    session: SessionDep, actor: Asker, request_id: UUID, named: schemas.StepIn, if_match: IfMatch
) -> schemas.AidRequest:
    """Take what was offered (RequisitionResource)."""
    return _part(
        actor, service_steps.take_step(session, actor, request_id, if_match, "take", named)
    )


@router.post(ONE_REQUEST + "/supplies/decline", responses=CHANGES)
def decline_supplies(
    session: SessionDep, actor: Asker, request_id: UUID, named: schemas.StepIn, if_match: IfMatch
) -> schemas.AidRequest:
    """Turn down what was offered (ReleaseResource)."""
    return _part(
        actor, service_steps.take_step(session, actor, request_id, if_match, "decline", named)
    )


@router.post(ONE_REQUEST + "/supplies/withdraw", responses=CHANGES)
def withdraw_supplies(
    session: SessionDep,
    actor: Answerer,
    request_id: UUID,
    named: schemas.StepIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Take back what was offered and is not committed, with a reason."""
    return _part(
        actor, service_steps.take_step(session, actor, request_id, if_match, "withdraw", named)
    )


@router.post(ONE_REQUEST + "/supplies/commit", responses=CHANGES)
def commit_supplies(
    session: SessionDep,
    actor: Answerer,
    request_id: UUID,
    named: schemas.StepIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Commit what was taken (CommitResource): reserve its stock, lend its teams."""
    return _part(actor, service_steps.commit_supplies(session, actor, request_id, if_match, named))


@router.post(ONE_REQUEST + "/supplies/release", responses=CHANGES)
def release_supplies(
    session: SessionDep, actor: Asker, request_id: UUID, named: schemas.StepIn, if_match: IfMatch
) -> schemas.AidRequest:
    """Give up what was committed and has not left (ReleaseResource)."""
    return _part(actor, service_steps.release_supplies(session, actor, request_id, if_match, named))


@router.post(ONE_REQUEST + "/supplies/ship", responses=CHANGES)
def ship_supplies(
    session: SessionDep, actor: Mover, request_id: UUID, named: schemas.ShipIn, if_match: IfMatch
) -> schemas.AidRequest:
    """Send what was committed on its way."""
    return _part(actor, service_steps.ship_supplies(session, actor, request_id, if_match, named))


@router.post(ONE_REQUEST + "/supplies/receive", responses=CHANGES)
def receive_supplies(
    session: SessionDep,
    actor: Mover,
    request_id: UUID,
    counted: schemas.ReceiveIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Take in what arrived, counted."""
    return _part(
        actor, service_steps.receive_supplies(session, actor, request_id, if_match, counted)
    )


@router.post(ONE_REQUEST + "/supplies/ask-back", responses=CHANGES)
def ask_supplies_back(
    session: SessionDep,
    actor: Answerer,
    request_id: UUID,
    named: schemas.StepIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Ask for one's own back (RequestReturn)."""
    return _part(
        actor, service_steps.take_step(session, actor, request_id, if_match, "ask_back", named)
    )


@router.post(ONE_REQUEST + "/supplies/send-back", responses=CHANGES)
def send_supplies_back(
    session: SessionDep,
    actor: Mover,
    request_id: UUID,
    back: schemas.SendBackIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Send back what was received (ResponseToRequestReturn, or ReleaseResource)."""
    return _part(actor, service_steps.send_back(session, actor, request_id, if_match, back))


@router.post(ONE_REQUEST + "/supplies/use-up", responses=CHANGES)
def use_up_supplies(
    session: SessionDep, actor: Mover, request_id: UUID, named: schemas.StepIn, if_match: IfMatch
) -> schemas.AidRequest:
    """Note that what was received is used up and does not come back."""
    return _part(
        actor, service_steps.take_step(session, actor, request_id, if_match, "use_up", named)
    )


@router.post(ONE_REQUEST + "/supplies/take-back", responses=CHANGES)
def take_supplies_back(
    session: SessionDep,
    actor: Mover,
    request_id: UUID,
    back: schemas.SendBackIn,
    if_match: IfMatch,
) -> schemas.AidRequest:
    """Count one's own in again."""
    return _part(actor, service_steps.take_back(session, actor, request_id, if_match, back))


@router.post(ONE_REQUEST + "/merge", responses=CHANGES)
def merge_requests(
    session: SessionDep, actor: Asker, request_id: UUID, wanted: schemas.MergeIn, if_match: IfMatch
) -> schemas.AidRequest:
    """Merge another open request for the same into this one."""
    return _part(
        actor, service_merging.merge_requests(session, actor, request_id, if_match, wanted)
    )


@router.post(ONE_REQUEST + "/part", responses=CHANGES)
def part_requests(
    session: SessionDep, actor: Asker, request_id: UUID, if_match: IfMatch
) -> schemas.AidRequest:
    """Undo the merge of this request into another."""
    return _part(actor, service_merging.part_requests(session, actor, request_id, if_match))
