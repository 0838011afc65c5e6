"""How instants are written in a report."""

from datetime import datetime

from core.local_time import BEIJING


def spoken(at: datetime) -> str:
    """Return an instant as it is written in a report."""
    local = at.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
