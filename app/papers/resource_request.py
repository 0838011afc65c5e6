"""The resource request after ICS 213RR: one need, what answers it, who decides."""

from uuid import UUID

from app.documents.description import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from app.papers.parts import (
    ENDED_UNFILLED,
    expected,
    label_of,
    missing,
    paper,
    table,
    unit_of,
    who,
)
from app.papers.schemas import IncidentFile
from app.papers.words import AID_STATES, NEED_STATES, ORDER_STATES, Speaker
from core.errors import NotFound
from dispatch.schemas import Order
from incidents.schemas import Need


def resource_request(file: IncidentFile, need_id: UUID, say: Speaker) -> Document:
    """Return the request for one need of the incident; another's need is not there."""
    need = file.need(need_id)
    if need is None:
        raise NotFound(noun="need")
    blocks: list[Block] = [
        Heading(say("一、请求", "1. Request"), 2),
        _asked(file, need, say),
        Heading(say("二、已安排", "2. What answers it"), 2),
        _answers(file, need, say),
        Heading(say("三、已请求支援", "3. Help asked for elsewhere"), 2),
        _help(file, need, say),
        Heading(say("四、审批意见", "4. Decision"), 2),
        Paragraph(
            say(
                "□ 同意　□ 部分同意　□ 不同意　　意见：",
                "□ approved   □ approved in part   □ refused     Remarks:",
            ),
            indent=False,
        ),
        Signatures(
            [
                say("申请人", "Requested by"),
                say("资源调度", "Logistics"),
                say("批准人", "Approved by"),
            ]
        ),
    ]
    return paper(
        file.setting,
        say,
        subject="resource-request",
        title=say("资源请求单（参照 ICS 213RR）", "Resource request (after ICS 213RR)"),
        number=f"{file.incident.number}-{_position(file, need)}",
        blocks=blocks,
    )


def _position(file: IncidentFile, need: Need) -> int:
    return [one.id for one in file.needs].index(need.id) + 1


def _asked(file: IncidentFile, need: Need, say: Speaker) -> Facts:
    counted = unit_of(file, need, say)
    work = None if need.work_s is None else say.span(need.work_s)
    grade = say("不限", "any") if need.grade is None else str(need.grade)
    least = say("不限", "any") if need.least is None else f"{need.least:,} {counted}"
    return Facts(
        [
            (say("事件", "Incident"), file.incident.title),
            (say("送达地点", "Deliver to"), file.incident.place_name),
            (say("所需资源", "Resource"), label_of(need, say)),
            (say("编码", "Code"), need.item_code or need.capability_code or say.unknown),
            (say("数量", "Quantity"), f"{need.quantity:,} {counted}"),
            (say("最少", "At least"), least),
            (say("等级要求", "Grade"), grade),
            (say("最迟到位", "Needed by"), say.at(need.latest_at)),
            (say("预计使用时间", "Work takes"), say.known(work)),
            (say("提出时间", "Raised"), say.at(need.raised_at)),
            (
                say("来源", "Origin"),
                say("预案", "plan") if need.origin == "plan" else say("值班员", "officer"),
            ),
            (say("状态", "State"), say.coded(NEED_STATES, need.state)),
            (say("已派", "Ordered"), f"{need.committed:,} {counted}"),
            (say("已到", "Arrived"), f"{need.arrived:,} {counted}"),
            (say("缺口", "Missing"), f"{missing(need):,} {counted}"),
            (say("填表时间", "Written"), say.at(file.setting.at)),
        ]
    )


def _share(order: Order, need: Need) -> int:
    goods = sum(line.amount for line in order.lines if line.need_id == need.id)
    return goods + order.fills.get(str(need.id), 0) if order.kind == "team" else goods


def _answers(file: IncidentFile, need: Need, say: Speaker) -> Table:
    rows = [
        [
            f"#{one.number}",
            who(one, say),
            f"{_share(one, need):,}",
            say.coded(ORDER_STATES, one.state),
            expected(one, say),
            say.short_at(one.arrived_at),
        ]
        for one in file.orders
        if _share(one, need) and one.state not in ENDED_UNFILLED
    ]
    columns = (
        (("指令", "Order"), 0.8),
        (("队伍／物资库", "Team or depot"), 3.2),
        (("数量", "Amount"), 1.0),
        (("状态", "State"), 1.0),
        (("预计到达", "Expected"), 1.5),
        (("实际到达", "Arrived"), 1.4),
    )
    return table(say, columns, rows, ("尚未安排", "nothing yet"))


def _help(file: IncidentFile, need: Need, say: Speaker) -> Table:
    rows = [
        [
            request.number,
            say.listed([ask.provider_name for ask in request.asks]) or "—",
            f"{line.amount:,}",
            f"{line.committed:,}",
            f"{line.received:,}",
            say.coded(AID_STATES, request.state),
        ]
        for request in file.requests
        for line in request.lines
        if line.need_id == need.id
    ]
    columns = (
        (("编号", "No."), 1.6),
        (("被请求单位", "Asked"), 3.0),
        (("请求", "Amount"), 0.9),
        (("承诺", "Committed"), 0.9),
        (("收到", "Received"), 0.9),
        (("状态", "State"), 1.0),
    )
    return table(say, columns, rows)
