"""Table of the shift calendar; what is declared of a team stands with the team."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from resources.models import Team


class Shift(Base):
    """From when to when a team is on duty, and who answers for it; shifts never overlap."""

    __tablename__ = "shift"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="span"),
        ExcludeConstraint(
            ("team_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            using="gist",
            name="ex_shift_team",
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str | None]
    duty_name: Mapped[str | None]
    duty_phone: Mapped[str | None]
    set_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
