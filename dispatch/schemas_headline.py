"""Wire shapes of what a proposal says first: what becomes of each need, and the one sentence."""

from typing import Literal
from uuid import UUID

from core.wire import Output


class AnsweredNeed(Output):
    """What a proposal makes of one need.

    Of `asked`, `settled` is there or promised already, `brought` is what the proposal brings and
    `short` what stays unmet; `last_s` None: nothing comes. `late_s` is how far the last arrival
    lies beyond the need's time.
    """

    need_id: UUID
    incident_id: UUID
    incident_title: str
    priority: int
    capability_code: str | None
    item_code: str | None
    asked: int
    settled: int
    brought: int
    short: int
    teams: int
    last_s: int | None
    due_s: int
    late_s: int
    jurisdictions: list[str]


class Headline(Output):
    """One sentence about a proposal, or its part for one incident, as code and facts.

    `proof` None: there is no answer yet. `gap` is how far the best possible answer can be away.
    """

    incident_id: UUID | None
    code: Literal[
        "waiting", "solving", "failed", "nothing_asked", "all_met", "some_short", "none_met"
    ]
    needs: int
    met: int
    short: int
    late: int
    last_s: int | None
    proof: Literal["proven", "improving", "unproven"] | None
    gap: float | None
