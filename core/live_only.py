"""What belongs to the live world alone: the list of exercises, their templates, who is seated."""

from fastapi import APIRouter, Depends, Request

from core import transaction
from core.db import LIVE
from core.errors import LiveWorldOnly
from core.world_paths import world_of


async def live_world(request: Request) -> None:
    """Refuse what is reached at the address of an exercise and belongs to the live world alone."""
    if world_of(request) != LIVE:
        raise LiveWorldOnly()


def router(tag: str) -> APIRouter:
    """Return a router that answers at the live world's address alone."""
    found = transaction.router(tag)
    found.dependencies.append(Depends(live_world))
    return found


def plain_router(tag: str) -> APIRouter:
    """Return a router for the live world's address whose answers are files, made beside it all."""
    return APIRouter(
        prefix="/api",
        tags=[tag],
        generate_unique_id_function=transaction.operation_id,
        dependencies=[Depends(live_world)],
    )
