"""Table of where teams were: what a replay shows of their ways."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.models import WORLD, Base
from resources.models import Team


class PositionTrace(Base):
    """Where a team was at an instant, thinned out: one for each stretch driven."""

    __tablename__ = "position_trace"
    __table_args__ = ({"schema": WORLD},)

    team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    lon: Mapped[float]
    lat: Mapped[float]
    source: Mapped[str]
