"""HTTP of findings, at the live world's address: what was seen, and the plan that hears of it."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query, Request
from fastapi.params import Depends as DependsMarker

from core import live_only
from core.auth import Actor, SignedIn, allow
from core.db import Database
from core.transaction import IfMatch, SessionDep
from core.wire import Page
from exercises import queries_improvement as queries
from exercises import schemas_improvement as schemas
from exercises import service_improvement as service
from exercises.queries_improvement import Wanted
from exercises.reading_evidence import evidence
from exercises.routes import CHANGES, ONE, READS, WRITES

router = live_only.router("improvements")
Reader = Annotated[Actor, allow("findings.read")]
Writer = Annotated[Actor, allow("findings.write")]
Keeper = Annotated[Actor, allow("improvements.write")]


def held_where(permission: str) -> DependsMarker:
    """Return the dependency that says where a role of the caller gives a permission."""

    async def prefixes(request: Request, actor: SignedIn) -> list[str]:
        roles: frozenset[str] = request.app.state.permissions[permission]
        return actor.acting_as(roles).prefixes

    marker: DependsMarker = Depends(prefixes)
    return marker


DirectsAt = Annotated[list[str], held_where("exercises.direct")]
KeepsAt = Annotated[list[str], held_where("improvements.write")]
Text = Annotated[str, Query(max_length=100)]
Offset = Annotated[int, Query(ge=0, le=1_000_000)]
Limit = Annotated[int, Query(ge=1, le=200)]
_BY = "(number|severity|recorded_at|subject_title)"
SORT = rf"^-?{_BY}(,-?{_BY})*$"


def asked_findings(
    q: Text = "",
    subject_kind: schemas.SubjectKind | None = None,
    subject_id: UUID | None = None,
    severity: schemas.Severity | None = None,
    without_task: bool = False,
    state: Literal["standing", "withdrawn"] | None = None,
    sort: Annotated[str, Query(max_length=200, pattern=SORT)] = "-recorded_at",
    offset: Offset = 0,
    limit: Limit = 50,
) -> Wanted:
    """Read which findings are looked for."""
    return Wanted(
        q=q.strip(),
        subject_kind=subject_kind,
        subject_id=subject_id,
        severity=severity,
        without_task=without_task,
        withdrawn=None if state is None else state == "withdrawn",
        sort=sort,
        offset=offset,
        limit=limit,
    )


@router.get("/findings", responses=READS)
def list_findings(
    session: SessionDep, actor: Reader, wanted: Annotated[Wanted, Depends(asked_findings)]
) -> Page[schemas.FindingView]:
    """List what was found in exercises and incidents of the reader's area."""
    return queries.findings(session, actor, wanted)


@router.get("/findings/{finding_id}", responses=ONE)
def get_finding(session: SessionDep, actor: Reader, finding_id: UUID) -> schemas.FindingView:
    """Return one finding."""
    return queries.finding_views(session, [queries.finding(session, actor, finding_id)])[0]


@router.post("/findings", status_code=201, responses=WRITES)
def record_finding(
    request: Request,
    session: SessionDep,
    actor: Writer,
    directs_at: DirectsAt,
    wanted: schemas.FindingIn,
) -> schemas.FindingView:
    """Record what went wrong in an exercise or an incident."""
    kind, subject_id = wanted.subject_kind, wanted.subject_id
    subject = service.subject_of(session, actor, kind, subject_id, directs_at)
    told: list[schemas.EvidenceView] = []
    if wanted.evidence_seqs:
        database: Database = request.app.state.database
        with database.picture(subject.world) as inside:
            told = evidence(inside, wanted.evidence_seqs)
    return service.record(session, actor, subject, wanted, told)


@router.patch("/findings/{finding_id}", responses=CHANGES)
def correct_finding(
    session: SessionDep,
    actor: Writer,
    finding_id: UUID,
    version: IfMatch,
    wanted: schemas.FindingPatch,
) -> schemas.FindingView:
    """Put a finding otherwise."""
    return service.correct(session, actor, finding_id, version, wanted)


@router.post("/findings/{finding_id}/withdraw", responses=CHANGES)
def withdraw_finding(
    session: SessionDep,
    actor: Writer,
    finding_id: UUID,
    version: IfMatch,
    wanted: schemas.WithdrawIn,
) -> schemas.FindingView:
    """Withdraw a finding, saying why."""
    return service.withdraw(session, actor, finding_id, version, wanted.why)


@router.post("/findings/{finding_id}/restore", responses=CHANGES)
def restore_finding(
    session: SessionDep, actor: Writer, finding_id: UUID, version: IfMatch
) -> schemas.FindingView:
    """Let a finding that was withdrawn stand again."""
    return service.restore(session, actor, finding_id, version)


@router.post("/findings/{finding_id}/plan-triggers", status_code=201, responses=WRITES)
def trigger_plan_revision(
    session: SessionDep, actor: Keeper, finding_id: UUID, wanted: schemas.FindingTriggerIn
) -> schemas.FindingView:
    """Have a plan looked at again because of a finding."""
    return service.trigger_plan(session, actor, finding_id, wanted)
