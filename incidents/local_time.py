"""The civil time in which incidents are numbered and reports are written: Beijing time."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(at: datetime) -> str:
    """Return the civil day of an instant as in an incident number."""
    return at.astimezone(BEIJING).strftime("%Y%m%d")


def spoken(at: datetime) -> str:
    """Return an instant as it is written in a report."""
    local = at.astimezone(BEIJING)
    return f"{local.year}年{local.month}月{local.day}日{local:%H:%M}"
