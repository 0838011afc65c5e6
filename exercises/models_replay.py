"""Table of what a replay needs beside the log: records as they stood that no event has told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from core.models import WORLD, Base


class KeptRecord(Base):
    """A record as it stood after an event, noted because no event told it so: copied, imported.

    Whoever folds the log puts it as if an event had told it right after ``seq``.
    """

    __tablename__ = "kept_record"
    __table_args__ = ({"schema": WORLD},)

    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    noun: Mapped[str] = mapped_column(primary_key=True)
    record_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    audience: Mapped[list[str]]
    record: Mapped[dict[str, Any]]
