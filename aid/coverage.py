"""How much of a request is covered: by what was offered, committed, received."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from aid.lifecycle import ARRIVED, LIVE, PROMISED, SupplyState


@dataclass(frozen=True, slots=True)
class Given:
    """One supply as far as coverage is concerned; ``received`` is known once it has arrived."""

    line_id: UUID
    state: SupplyState
    amount: int
    received: int | None = None

    @property
    def counted(self) -> int:
        """What of it counts: the amount sent, or what arrived of it in use."""
        return self.amount if self.received is None else self.received


@dataclass(frozen=True, slots=True)
class LineCover:
    """What one line of a request has got."""

    asked: int
    offered: int
    committed: int
    received: int

    @property
    def percent(self) -> int:
        """How much of the line is committed, whole percent, never above a hundred."""
        return _percent(self.committed, self.asked)

    @property
    def offered_percent(self) -> int:
        """How much of the line was offered, whole percent, never above a hundred."""
        return _percent(self.offered, self.asked)

    @property
    def missing(self) -> int:
        """What nobody has committed yet."""
        return max(0, self.asked - self.committed)


def _percent(amount: int, asked: int) -> int:
    """Round down: 99 percent stays short of everything."""
    return min(amount, asked) * 100 // asked


def cover_of_lines(asked: Mapping[UUID, int], supplies: Sequence[Given]) -> dict[UUID, LineCover]:
    """Return what each line has got of what it asked for."""
    return {
        line_id: LineCover(
            asked=amount,
            offered=_sum(supplies, line_id, LIVE),
            committed=_sum(supplies, line_id, PROMISED),
            received=_sum(supplies, line_id, ARRIVED),
        )
        for line_id, amount in asked.items()
    }


def _sum(supplies: Sequence[Given], line_id: UUID, states: frozenset[SupplyState]) -> int:
    return sum(one.counted for one in supplies if one.line_id == line_id and one.state in states)


def percent_of_request(lines: Sequence[LineCover]) -> int:
    """Return how much of a request is committed: all its lines count alike, rounded down."""
    return sum(line.percent for line in lines) // len(lines) if lines else 0
