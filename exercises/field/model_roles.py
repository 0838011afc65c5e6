"""How long people at desks take when the system plays them, pure; all figures are judgement."""

from exercises.field.draws import Luck, Spread

STARTS_RESPONSE_S = Spread(150.0, 0.4, 45.0, 600.0)
JUDGES_EVERY_S = 900.0
NOTES_S = Spread(60.0, 0.4, 20.0, 240.0)
ANSWERS_HELP_S = Spread(120.0, 0.4, 40.0, 480.0)
REPORTS_AT_SHARE = (0.25, 0.6)
"""Share of the time allowed for a report after which it is sent."""
FOLLOWS_UP_S = Spread(3600.0, 0.15, 2400.0, 5400.0)
FINAL_REPORT_S = Spread(900.0, 0.3, 300.0, 2400.0)
ACKNOWLEDGES_S = Spread(45.0, 0.4, 15.0, 180.0)
SETTLES_AT_SHARE = (0.3, 0.9)
"""Share of a task's limit after which it is done, where somebody is on scene by then."""
DECIDES_S = Spread(75.0, 0.4, 20.0, 300.0)
RECALLS_S = Spread(150.0, 0.4, 40.0, 600.0)
STANDS_DOWN_S = Spread(420.0, 0.3, 180.0, 1200.0)
CLOSES_S = Spread(900.0, 0.3, 300.0, 2400.0)


def settles_after_s(luck: Luck, limit_s: float) -> float:
    """Return how long after it could be begun a task is done: within its limit."""
    return limit_s * luck.of("task").uniform(*SETTLES_AT_SHARE)


def reports_after_s(luck: Luck, allowed_s: float) -> float:
    """Return how long after its clock began a report is sent: always in good time."""
    return allowed_s * luck.of("report").uniform(*REPORTS_AT_SHARE)
