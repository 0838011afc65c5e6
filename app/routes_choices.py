"""How somebody likes the screens, kept for the account: shown columns, order, widths."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Path
from pydantic import Field, field_validator
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock, transaction
from core.auth import SignedIn
from core.models import AccountChoice
from core.transaction import SessionDep
from core.wire import Input, Output, Problem, example

router = transaction.router("session")

LARGEST_BYTES = 16_384
"""A choice is a handful of words and numbers; who keeps data here has the wrong place."""
Name = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]{0,49}$", examples=["stock-grid"])]
_REFUSED: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 422)}


class ChoiceIn(Input):
    """What a screen wants to find again."""

    model_config = example(document={"columns": ["item_name", "quantity"], "sort": "item_name"})

    document: dict[str, Any] = Field(description="At most 16 KB of JSON.")

    @field_validator("document")
    @classmethod
    def _small(cls, document: dict[str, Any]) -> dict[str, Any]:
        written = json.dumps(document, ensure_ascii=False)
        if len(written.encode()) > LARGEST_BYTES:
            raise ValueError(f"a choice has at most {LARGEST_BYTES} bytes")
        if "\\u0000" in written:
            raise ValueError("text must not contain U+0000")
        return document


class Choice(Output):
    """What was kept under a name; nothing where nobody kept anything."""

    name: str
    document: dict[str, Any] | None
    changed_at: datetime | None


@router.get("/me/choices/{name}", responses=_REFUSED)
def get_choice(session: SessionDep, actor: SignedIn, name: Name) -> Choice:
    """Return what one has kept under a name."""
    return _kept(session, actor.account_id, name)


@router.put("/me/choices/{name}", responses=_REFUSED)
def keep_choice(session: SessionDep, actor: SignedIn, name: Name, wanted: ChoiceIn) -> Choice:
    """Keep a choice for oneself under a name; the last one kept holds."""
    changed = {"document": wanted.document, "changed_at": clock.now(session)}
    keeping = insert(AccountChoice).values(account_id=actor.account_id, name=name, **changed)
    session.execute(
        keeping.on_conflict_do_update(index_elements=["account_id", "name"], set_=changed)
    )
    return _kept(session, actor.account_id, name)


def _kept(session: Session, account_id: UUID, name: str) -> Choice:
    row = session.get(AccountChoice, (account_id, name), populate_existing=True)
    if row is None:
        return Choice(name=name, document=None, changed_at=None)
    return Choice.model_validate(row)
