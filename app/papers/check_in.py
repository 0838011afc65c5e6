"""The check-in list after ICS 211: which teams are at the scene, with their times."""

from app.documents.description import Document, Facts, Heading, Signatures, Table
from app.papers.parts import paper, table
from app.papers.schemas import IncidentFile
from app.papers.words import ORDER_STATES, Speaker
from dispatch.lifecycle import NOT_ARRIVED_ORDER
from dispatch.schemas import Order
from resources.schemas import Team


def check_in(file: IncidentFile, say: Speaker) -> Document:
    """Return who came, when, with how many, and who is still under way."""
    arrived = [one for one in file.orders if one.team_id and one.arrived_at is not None]
    coming = [one for one in file.orders if one.team_id and one.state in NOT_ARRIVED_ORDER]
    there = [one for one in arrived if one.state == "on_scene"]
    incident, setting = file.incident, file.setting
    return paper(
        setting,
        say,
        subject="check-in",
        title=say("现场力量报到登记表（参照 ICS 211）", "Check-in list (after ICS 211)"),
        number=incident.number,
        blocks=[
            Facts(
                [
                    (say("事件", "Incident"), incident.title),
                    (say("地点", "Place"), incident.place_name),
                    (say("辖区", "Area"), say(*file.district)),
                    (say("截至", "As of"), say.at(setting.at)),
                    (say("现在现场的队伍", "Teams on scene now"), str(len(there))),
                    (say("现在现场人数", "People on scene now"), _heads(file, there, say)),
                ]
            ),
            Heading(say("已报到", "Checked in"), 2),
            _arrivals(file, arrived, say),
            Heading(say("在途未到", "Ordered, not arrived"), 2),
            _coming(file, coming, say),
            Signatures([say("登记人", "Recorded by"), say("现场指挥", "Incident commander")]),
        ],
    )


def _heads(file: IncidentFile, orders: list[Order], say: Speaker) -> str:
    """Add up the crews; a team whose crew was not counted is said beside the sum."""
    crews = [_crew(_team(file, one)) for one in orders]
    known = sum(crew for crew in crews if crew is not None)
    uncounted = sum(crew is None for crew in crews)
    if not uncounted:
        return str(known)
    if uncounted == len(crews):
        return say.unknown
    return say(f"{known}（另有 {uncounted} 队未清点）", f"{known}, {uncounted} teams not counted")


def _team(file: IncidentFile, order: Order) -> Team | None:
    return next((one for one in file.teams if one.id == order.team_id), None)


def _crew(team: Team | None) -> int | None:
    return None if team is None else team.crew


def _leader(order: Order) -> str | None:
    return next((one.name for one in order.recipients if one.role == "leader"), None)


def _arrivals(file: IncidentFile, orders: list[Order], say: Speaker) -> Table:
    rows = []
    for position, one in enumerate(sorted(orders, key=lambda one: str(one.arrived_at)), 1):
        team = _team(file, one)
        rows.append(
            [
                str(position),
                one.team_name or say.unknown,
                say.known(team.code if team else None),
                say.known(_leader(one)),
                say.known(_crew(team)),
                say.coded(ORDER_STATES, one.state),
                say.short_at(one.departed_at, say.unknown),
                say.short_at(one.arrived_at),
                say.short_at(one.released_at),
                "",
            ]
        )
    columns = (
        (("序号", "No."), 0.8),
        (("队伍", "Team"), 2.4),
        (("编号", "Code"), 1.2),
        (("负责人", "Leader"), 1.2),
        (("人数", "Crew"), 0.9),
        (("状态", "State"), 0.9),
        (("出发", "Set out"), 1.5),
        (("到场", "Arrived"), 1.5),
        (("撤收", "Released"), 1.5),
        (("签字", "Signed"), 1.2),
    )
    return table(say, columns, rows, ("尚无队伍报到", "no team has checked in"))


def _coming(file: IncidentFile, orders: list[Order], say: Speaker) -> Table:
    rows = [
        [
            one.team_name or say.unknown,
            say.known(_crew(_team(file, one))),
            say.coded(ORDER_STATES, one.state),
            say.short_at(one.eta_at, say.unknown),
        ]
        for one in orders
    ]
    columns = (
        (("队伍", "Team"), 3.0),
        (("出动人数", "Crew"), 1.0),
        (("状态", "State"), 1.0),
        (("预计到达", "Expected"), 1.5),
    )
    return table(say, columns, rows)
