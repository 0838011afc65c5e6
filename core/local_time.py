"""The civil time in which things are numbered and reports are written: Beijing time."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def day_of(at: datetime) -> str:
    """Return the civil day of an instant as in an incident number."""
    return at.astimezone(BEIJING).strftime("%Y%m%d")
