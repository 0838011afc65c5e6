"""Policies: written down, changed, put in force; exactly one is, and a change of it is solved."""

from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

import dispatch.queries
from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.outbox import Happening
from core.visibility import audience, sees
from dispatch import events_policies as events
from dispatch import queries_policies as queries
from dispatch import schemas_policies as schemas
from dispatch.errors import BeyondYourArea, PolicyInForce, PolicyNameTaken, PolicyWrong
from dispatch.models_policies import SitePolicy
from dispatch.optimiser.files.fields import Fields, ProblemError
from dispatch.optimiser.files.policies import read_policy
from dispatch.optimiser.files.writing import plain


def enter_policy(session: Session, actor: Actor, wanted: schemas.PolicyIn) -> schemas.Policy:
    """Write a policy down; it is put in force by activating it."""
    _require_whole_area(session, actor)
    if session.scalar(select(exists().where(SitePolicy.name == wanted.name))):
        raise PolicyNameTaken(field="name", value=wanted.name)
    row = SitePolicy(
        name=wanted.name,
        title=wanted.title,
        title_en=wanted.title_en,
        document=_document(wanted.name, wanted.document),
        active=False,
        version=0,
    )
    session.add(row)
    return _tell(session, actor, events.PolicyEntered, row)


def change_policy(
    session: Session, actor: Actor, policy_id: UUID, version: int | None, patch: schemas.PolicyPatch
) -> schemas.Policy:
    """Change title or document of a policy; a change of the one in force calls for a new solve."""
    row = _found(session, actor, policy_id, version)
    if patch.title is not None:
        row.title = patch.title
    if patch.title_en is not None:
        row.title_en = patch.title_en
    if patch.document is not None:
        row.document = _document(row.name, patch.document)
    return _tell(session, actor, events.PolicyChanged, row)


def activate_policy(
    session: Session, actor: Actor, policy_id: UUID, version: int | None
) -> schemas.Policy:
    """Put a policy in force in the place of the present one."""
    rows = list(session.scalars(select(SitePolicy).order_by(SitePolicy.id).with_for_update()))
    if policy_id not in {row.id for row in rows}:
        raise NotFound(noun="policy")
    row = _found(session, actor, policy_id, version)
    if row.active:
        raise PolicyInForce(title=row.title)
    for other in rows:
        if other.active:
            other.active = False
            _tell(session, actor, events.PolicyChanged, other)
    row.active = True
    return _tell(session, actor, events.PolicyActivated, row)


def _found(session: Session, actor: Actor, policy_id: UUID, version: int | None) -> SitePolicy:
    row = queries.find_policy(session, policy_id)
    _require_whole_area(session, actor)
    record = schemas.Policy.model_validate(row).model_dump(mode="json")
    require_version(version, row.version, record)
    return row


def _require_whole_area(session: Session, actor: Actor) -> None:
    """A policy holds for everything dispatched together, so only who sees all of it decides."""
    if not sees(actor.prefixes, dispatch.queries.dispatching_code(session)):
        raise BeyondYourArea()


def _document(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Read a policy as the optimiser reads it, and keep it with its defaults written out."""
    if given.get("name", name) != name:
        raise PolicyWrong(field="document.name", fault=f"expected '{name}'")
    try:
        policy = read_policy(Fields({**given, "name": name}, "document"))
    except ProblemError as wrong:
        raise PolicyWrong(field=wrong.path, fault=wrong.message, reason=wrong.code) from wrong
    document: dict[str, Any] = plain(policy)
    return document


def _tell(
    session: Session, actor: Actor, happening: type[Happening], row: SitePolicy
) -> schemas.Policy:
    row.changed_at = clock.now(session)
    row.changed_by, row.changed_by_name = actor.account_id, actor.name
    row.version += 1
    session.flush()
    out = schemas.Policy.model_validate(row)
    heard_by = audience(dispatch.queries.dispatching_code(session))
    outbox.record(session, happening(policy=out), audience=heard_by)  # type: ignore[call-arg]
    return out
