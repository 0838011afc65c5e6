"""Lists for spreadsheets: orders, needs with coverage, teams with their state, the duty log.

Every workbook has a second sheet that says what it holds, of which moment, by whom, and whether it
comes from an exercise.
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from app.papers.parts import area_name, label_of, missing, unit_of, who
from app.papers.schemas import DutyPicture, IncidentFile
from app.papers.words import NEED_STATES, ORDER_STATES, Pair, Speaker
from core.local_time import BEIJING
from resources.importing.writing import Column, fill_sheet, new_workbook

ListName = Literal["orders", "needs", "teams", "log"]
Cells = Sequence[Any]

TITLES: dict[ListName, Pair] = {
    "orders": ("调度指令", "Orders"),
    "needs": ("需求与满足情况", "Needs and coverage"),
    "teams": ("队伍状态", "Teams"),
    "log": ("值班日志", "Duty log"),
}
PERSONAL: frozenset[ListName] = frozenset({"orders", "teams"})
"""Lists with names and telephone numbers of people: whoever takes one away is put on record."""

TEAM_STATES: dict[str, Pair] = {
    "available": ("可用", "available"),
    "standby": ("备勤", "standby"),
    "assigned": ("已受令", "assigned"),
    "en_route": ("途中", "under way"),
    "on_scene": ("到场", "on scene"),
    "returning": ("返回中", "returning"),
    "restocking": ("补给中", "restocking"),
    "maintenance": ("检修", "maintenance"),
    "unavailable": ("不可用", "unavailable"),
}


def workbook(picture: DutyPicture, name: ListName, say: Speaker) -> bytes:
    """Return a list as a workbook; an exercise says so in the name of its sheet."""
    columns, rows = _LISTS[name](picture, say)
    setting = picture.setting
    title = TITLES[name][say.side]
    drill = say("演练 ", "EXERCISE ") if setting.is_exercise else ""
    stream = io.BytesIO()
    book = new_workbook(stream)
    count = fill_sheet(book, f"{drill}{title}", columns, rows)
    about = [
        (say("内容", "Holds"), title),
        (say("范围", "Area"), area_name(setting.area, say)),
        (say("数据截至", "As of"), _text(setting.at)),
        (say("导出人", "Taken by"), setting.written_by),
        (say("行数", "Rows"), count),
        (say("性质", "Nature"), _nature(picture, say)),
        (say("个人信息", "Personal data"), _personal(name, say)),
    ]
    heads = [Column(say("项目", "What"), 16), Column(say("说明", "Told"), 60)]
    fill_sheet(book, say("说明", "About"), heads, about)
    book.close()
    return stream.getvalue()


def _nature(picture: DutyPicture, say: Speaker) -> str:
    if picture.setting.is_exercise:
        return say("演练，非真实情况", "EXERCISE, not real")
    if picture.setting.is_demo:
        return say("演示数据，非真实情况", "DEMONSTRATION DATA, not real")
    return say("实际情况", "real")


def _personal(name: ListName, say: Speaker) -> str:
    if name in PERSONAL:
        return say(
            "含姓名和电话，仅用于本次处置；导出已记入日志",
            "names and telephone numbers, for this response only; this export is on record",
        )
    return say("不含电话号码", "no telephone numbers")


def _text(at: datetime | None) -> str:
    return "" if at is None else at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def _orders(picture: DutyPicture, say: Speaker) -> tuple[list[Column], Iterable[Cells]]:
    columns = _columns(
        say,
        ("指令号", "Order", 10),
        ("事件", "Incident", 28),
        ("队伍／物资库", "Team or depot", 28),
        ("状态", "State", 10),
        ("下达时间", "Issued", 20),
        ("下达人", "Issued by", 14),
        ("收到", "Acknowledged", 20),
        ("出发", "Departed", 20),
        ("预计到达", "Expected", 20),
        ("到场", "On scene", 20),
        ("撤收", "Released", 20),
        ("受令人", "Recipients", 40),
        ("备注", "Note", 30),
    )
    return columns, (
        [
            order.number,
            order.incident_title,
            who(order, say),
            say.coded(ORDER_STATES, order.state),
            *(_text(at) for at in (order.issued_at,)),
            order.issued_by_name,
            *(
                _text(at)
                for at in (
                    order.acknowledged_at,
                    order.departed_at,
                    order.eta_at,
                    order.arrived_at,
                    order.released_at,
                )
            ),
            say.listed([" ".join(filter(None, (one.name, one.phone))) for one in order.recipients]),
            order.note or "",
        ]
        for file in picture.files
        for order in file.orders
    )


def _needs(picture: DutyPicture, say: Speaker) -> tuple[list[Column], Iterable[Cells]]:
    columns = _columns(
        say,
        ("事件", "Incident", 28),
        ("需求", "Need", 28),
        ("状态", "State", 10),
        ("需要", "Asked", 10),
        ("单位", "Unit", 8),
        ("已派", "Ordered", 10),
        ("已到", "Arrived", 10),
        ("缺口", "Missing", 10),
        ("最迟到位", "Due", 20),
        ("提出时间", "Raised", 20),
    )
    return columns, (
        [
            file.incident.title,
            label_of(need, say),
            say.coded(NEED_STATES, need.state),
            need.quantity,
            unit_of(file, need, say),
            need.committed,
            need.arrived,
            missing(need),
            _text(need.latest_at),
            _text(need.raised_at),
        ]
        for file in picture.files
        for need in file.needs
    )


def _teams(picture: DutyPicture, say: Speaker) -> tuple[list[Column], Iterable[Cells]]:
    columns = _columns(
        say,
        ("编号", "Code", 14),
        ("队伍", "Team", 30),
        ("状态", "State", 10),
        ("执行事件", "Committed to", 28),
        ("人数", "Headcount", 8),
        ("负责人", "Leader", 14),
        ("电话", "Telephone", 16),
        ("核实时间", "Confirmed", 20),
    )
    held = {
        order.team_id: file.incident.title
        for file in picture.files
        for order in file.orders
        if order.state in ("issued", "acknowledged", "en_route", "on_scene")
    }
    return columns, (
        [
            team.code,
            team.name,
            say.coded(TEAM_STATES, team.state),
            held.get(team.id, ""),
            team.headcount,
            team.leader_name or "",
            team.phone or "",
            _text(team.confirmed_at),
        ]
        for team in picture.teams
    )


def _log(picture: DutyPicture, say: Speaker) -> tuple[list[Column], Iterable[Cells]]:
    columns = _columns(
        say,
        ("时间", "Time", 20),
        ("事件", "Incident", 28),
        ("记录", "Entry", 80),
        ("记录人", "By", 16),
        ("更正", "Corrects", 22),
    )

    def rows() -> Iterable[Cells]:
        for file in picture.files:
            at = {entry.id: _text(entry.at) for entry in file.log}
            for entry in file.log:
                corrects = at.get(entry.corrects_id, "") if entry.corrects_id else ""
                yield [
                    _text(entry.at), file.incident.title, entry.text, entry.by_name, corrects
                ]  # fmt: skip

    return columns, rows()


def _columns(say: Speaker, *heads: tuple[str, str, int]) -> list[Column]:
    return [Column((zh, en)[say.side], width) for zh, en, width in heads]


_LISTS = {"orders": _orders, "needs": _needs, "teams": _teams, "log": _log}


def one_incident(file: IncidentFile) -> DutyPicture:
    """Return the lists of a single incident: its own teams and its log."""
    return DutyPicture(file.setting, [file], file.teams)
