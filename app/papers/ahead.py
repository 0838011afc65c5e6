"""What comes next on an incident: reports due, arrivals expected, tasks open."""

from collections.abc import Sequence
from datetime import datetime

from app.documents.description import Table
from app.papers.asks import hop, open_steps
from app.papers.parts import table, who
from app.papers.schemas import IncidentFile
from app.papers.words import Speaker
from dispatch.lifecycle import NOT_ARRIVED_ORDER

Coming = tuple[datetime | None, str]


def ahead(file: IncidentFile, say: Speaker) -> list[Coming]:
    """Return what is due or expected, the earliest first, the unknown last."""
    found = [*_reports(file, say), *_arrivals(file, say), *_tasks(file, say)]
    known = sorted((one for one in found if one[0] is not None), key=lambda one: str(one[0]))
    return known + [one for one in found if one[0] is None]


def ahead_table(file: IncidentFile, say: Speaker) -> Table:
    """Return what comes next as a table; what is past its time is said to be overdue."""
    at = file.setting.at
    rows: Sequence[Sequence[str]] = [
        [
            say.short_at(when, say.unknown),
            what,
            say("逾期", "overdue") if when is not None and when <= at else "",
        ]
        for when, what in ahead(file, say)
    ]
    columns = (
        (("时间", "Time"), 1.4),
        (("事项", "What"), 5.5),
        (("备注", "Note"), 0.9),
    )
    return table(say, columns, rows, ("无在办事项", "nothing is due"))


def _reports(file: IncidentFile, say: Speaker) -> list[Coming]:
    return [(one.due_at, say("信息报告：", "Report: ") + hop(one, say)) for one in open_steps(file)]


def _arrivals(file: IncidentFile, say: Speaker) -> list[Coming]:
    return [
        (one.eta_at, say("预计到达：", "Expected: ") + f"#{one.number} {who(one, say)}")
        for one in file.orders
        if one.state in NOT_ARRIVED_ORDER
    ]


def _tasks(file: IncidentFile, say: Speaker) -> list[Coming]:
    found: list[Coming] = []
    for one in file.tasks:
        if one.state == "open":
            zh, en = f"{one.title}（{one.role_name}）", f"{one.title_en} ({one.role_name_en})"
            found.append((one.due_at, say("任务：", "Task: ") + say(zh, en)))
    return found
