"""Keeps in the log that the system refused a second promise: the refused call itself left nothing.

It is written in a transaction of its own after the call has been undone; whether that succeeds
changes nothing about the answer.
"""

import logging

from fastapi import Request
from sqlalchemy.exc import SQLAlchemyError

from core.db import Database
from core.errors import DomainError
from dispatch.service_refusals import SECOND_PROMISES, note_refusal

logger = logging.getLogger("muster.errors")


def keep_refusal(request: Request, error: DomainError) -> None:
    """Note a refused second promise in the world in which it was tried, under the caller's name."""
    undone = getattr(request.state, "session", None)
    if not isinstance(error, SECOND_PROMISES) or undone is None:
        return
    database: Database = request.app.state.database
    try:
        with database.transaction(undone.info["world"]) as session:
            session.info.update(
                actor_id=undone.info.get("actor_id"), actor_name=undone.info.get("actor_name")
            )
            note_refusal(session, error)
    except (SQLAlchemyError, DomainError):
        logger.exception("the refusal %s could not be kept", error.code)
