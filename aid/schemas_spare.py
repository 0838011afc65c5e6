"""Wire shapes of what a jurisdiction could spare for others."""

from uuid import UUID

from core.wire import Output


class SpareLot(Output):
    """A lot that could be offered, the one to go first standing first."""

    lot_id: UUID
    depot_id: UUID
    depot_name: str
    batch: str
    free: int
    expires_on: str | None


class SpareTeam(Output):
    """A team that could be offered."""

    team_id: UUID
    name: str
    amount: int
    state: str
    on_duty: bool


class SpareLine(Output):
    """What an asked jurisdiction could offer for one line, and what it would keep.

    ``keep`` is the safety stock of goods; ``ready`` counts the teams free and on duty.
    """

    line_id: UUID
    free: int
    keep: int
    spare: int
    ready: int
    lots: list[SpareLot]
    teams: list[SpareTeam]
