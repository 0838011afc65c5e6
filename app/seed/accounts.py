"""The demo accounts: who can sign in, as what, and where; never in production."""

from typing import NamedTuple

DEMO_PASSWORD = "muster-demo-2026"


class DemoAccount(NamedTuple):
    """An account with one role; a team leader's names a sort of team and which of them."""

    username: str
    display_name: str
    role: str
    jurisdiction_code: str
    team_code: str | None = None


class SignIn(NamedTuple):
    """What the ready line names."""

    username: str
    password: str


CITY = "420100"

STAFF = (
    DemoAccount("commander", "指挥长（演示）", "commander", CITY),
    DemoAccount("duty", "值班员（演示）", "duty_officer", CITY),
    DemoAccount("duty2", "值班员二（演示）", "duty_officer", CITY),
    DemoAccount("planner", "预案专员（演示）", "planner", CITY),
    DemoAccount("auditor", "审计员（演示）", "auditor", CITY),
    DemoAccount("admin", "系统管理员（演示）", "administrator", CITY),
    DemoAccount("clerk-hongshan", "洪山区管理员（演示）", "county_clerk", "420111"),
    DemoAccount("clerk-jianghan", "江汉区管理员（演示）", "county_clerk", "420103"),
    DemoAccount("clerk-huangpi", "黄陂区管理员（演示）", "county_clerk", "420116"),
    DemoAccount("commander-hongshan", "洪山区指挥长（演示）", "commander", "420111"),
    DemoAccount("commander-wuchang", "武昌区指挥长（演示）", "commander", "420106"),
)

LEADERS = (
    ("leader-fire", "WH-XF-001"),
    ("leader-fire2", "WH-XF-002"),
    ("leader-hazmat", "WH-TQ-001"),
    ("leader-hazmat2", "WH-WH-001"),
    ("leader-ambulance", "WH-JJ-001"),
    ("leader-boat", "WH-SY-001"),
)
"""Team leaders' user names and the teams they lead; each belongs to its team's district."""

DEMO_SIGN_INS = tuple(
    SignIn(username, DEMO_PASSWORD)
    for username in ("duty", "commander", "clerk-hongshan", "leader-hazmat", "admin")
)
"""The accounts that the ready line names; all demo accounts share the one password."""
