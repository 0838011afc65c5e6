"""Position cards: what one role does when a plan is started, out of its run cards (pure)."""

from collections.abc import Sequence
from typing import Any

from plans import schemas
from plans.schemas_documents import PositionCard, PositionContact, PositionDuty
from plans.schemas_documents_in import CommandPost


def position_cards(plan: schemas.Plan, posts: Sequence[CommandPost]) -> list[PositionCard]:
    """Return one card for each role that a run card gives a task or the command body names.

    What a level asks for holds at the higher ones too, so a task is told with all its levels. The
    roles of the command body come first, in its order; the contacts of the run cards follow them.
    """
    english: dict[str, str] = {}
    duties: dict[str, dict[str, PositionDuty]] = {post.role: {} for post in posts}
    for card in sorted(plan.run_cards, key=lambda one: one.response_level):
        for task in card.tasks:
            english.setdefault(task.role_name, task.role_name_en)
            own = duties.setdefault(task.role_name, {})
            own[task.title] = _with_level(own.get(task.title), task, card.response_level)
    held = {post.role: post for post in posts}
    contacts = [
        PositionContact(role=post.role, office=post.office, phone=post.phone)
        for post in posts
        if post.phone or post.office
    ]
    contacts += _of_cards(plan, {one.phone for one in contacts if one.phone})
    return [
        _card(role, english.get(role, role), held.get(role), list(own.values()), contacts)
        for role, own in duties.items()
    ]


def _of_cards(plan: schemas.Plan, known: set[str]) -> list[PositionContact]:
    """Return whom the run cards say to reach: each number once, without one each function."""
    found: dict[str, PositionContact] = {}
    for card in plan.run_cards:
        for one in card.contacts:
            if one.phone not in known:
                told = PositionContact(role=one.function, office=one.body, phone=one.phone)
                found.setdefault(one.phone or f"{one.function} {one.body}", told)
    return list(found.values())


def _with_level(known: PositionDuty | None, task: Any, level: int) -> PositionDuty:
    levels = sorted({*(known.levels if known else []), *range(1, level + 1)})
    limit_s = min(known.limit_s, task.limit_s) if known else task.limit_s
    return PositionDuty(title=task.title, title_en=task.title_en, levels=levels, limit_s=limit_s)


def _card(
    role: str,
    role_en: str,
    post: CommandPost | None,
    duties: list[PositionDuty],
    contacts: list[PositionContact],
) -> PositionCard:
    return PositionCard(
        role=role,
        role_en=role_en,
        office=post.office if post else "",
        phone=post.phone if post else "",
        duties_text=post.duties if post else "",
        duties=sorted(duties, key=lambda one: one.limit_s),
        contacts=[one for one in contacts if one.role != role],
    )
