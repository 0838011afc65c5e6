"""The dispatch order on paper (调度指令单): who goes where, for what, by which way, who gets it."""

from app.documents.description import (
    Block,
    Document,
    Facts,
    Heading,
    Imprint,
    Paragraph,
    Signatures,
    Table,
)
from app.papers.parts import cargo, expected, paper, release, situation_map, table, unit, who
from app.papers.schemas import IncidentFile
from app.papers.words import ORDER_STATES, Pair, Speaker
from dispatch.schemas import Order

ROLES: dict[str, Pair] = {
    "leader": ("队长", "leader"),
    "duty": ("值班人员", "on duty"),
    "keeper": ("保管员", "keeper"),
}
VEHICLES: dict[str, Pair] = {
    "light": ("轻型车", "light vehicle"),
    "fire_engine": ("消防车", "fire engine"),
    "heavy_truck": ("重型货车", "heavy lorry"),
    "hazmat_carrier": ("危化品运输车", "hazmat lorry"),
    "bus": ("客车", "bus"),
    "boat_trailer": ("拖艇车", "boat trailer"),
    "foot": ("步行", "on foot"),
}


def order_paper(file: IncidentFile, order: Order, say: Speaker) -> Document:
    """Return one order as it is handed out: recipients, task, way, dangers, receipt."""
    setting = file.setting
    blocks: list[Block] = [
        Paragraph(say(f"{who(order, say)}：", f"To {who(order, say)}:"), indent=False, strong=True),
        Paragraph(_command(file, order, say)),
        Facts(_facts(file, order, say)),
        Heading(say("一、受令人", "1. Who gets the order"), 2),
        _recipients(order, say),
        Heading(say("二、现场情况和注意事项", "2. The scene, and what to mind"), 2),
        *_scene(file, say),
        *situation_map(file.map_svg, say, 0.66),
        Heading(say("三、执行情况", "3. Carried out"), 2),
        _course(order, say),
        Imprint(unit(setting.area, say), say.day(setting.at)),
        Signatures(
            [
                say(f"签发：{order.issued_by_name}", f"Issued by: {order.issued_by_name}"),
                say("传达", "Passed on by"),
                say("签收（时间）", "Received (time)"),
            ]
        ),
    ]
    return paper(
        setting,
        say,
        subject="dispatch-order",
        title=say("应急力量调度指令单", "Dispatch order"),
        number=say(f"指令第 {order.number} 号", f"Order no. {order.number}"),
        blocks=blocks,
        issued=("下达单位", "Issued by"),
    )


def _command(file: IncidentFile, order: Order, say: Speaker) -> str:
    one = file.incident
    what = cargo(file, order, say)
    when = expected(order, say)
    by = (
        ""
        if order.eta_at is None or order.arrived_at is not None
        else say(f"，请于 {when} 前到达", f", to arrive by {when}")
    )
    if order.kind == "delivery":
        return say(
            f"{one.place_name}发生{one.title}。请即将{what}送达现场{by}。",
            f"{one.title}, {one.place_name}. Deliver {what} to the scene{by}.",
        )
    return say(
        f"{one.place_name}发生{one.title}。命令你队立即前往，承担{what}任务{by}。",
        f"{one.title}, {one.place_name}. Go there at once for {what}{by}.",
    )


def _facts(file: IncidentFile, order: Order, say: Speaker) -> list[tuple[str, str]]:
    one = file.incident
    far = None if order.distance_m is None else f"{order.distance_m / 1000:.1f} km"
    takes = None if order.travel_s is None else say.span(order.travel_s)
    if takes and order.estimated:
        takes += say("（估算）", " (estimated)")
    return [
        (say("事件编号", "Incident no."), one.number),
        (say("指令状态", "State"), say.coded(ORDER_STATES, order.state)),
        (say("地点", "Place"), one.place_name),
        (
            say("坐标（WGS 84）", "Position (WGS 84)"),
            f"{one.position.lon:.5f}, {one.position.lat:.5f}",
        ),
        (say("下达时间", "Issued"), say.at(order.issued_at)),
        (say("预计到达", "Expected"), expected(order, say)),
        (say("车辆类别", "Vehicle"), say.coded(VEHICLES, order.vehicle)),
        (say("里程／车程", "Way"), "／".join(part or say.unknown for part in (far, takes))),
    ]


def _recipients(order: Order, say: Speaker) -> Table:
    rows = [
        [
            say.coded(ROLES, one.role),
            one.name or say.unknown,
            one.phone or "—",
            say("在岗", "on duty") if one.on_duty else say("不在岗", "off duty"),
        ]
        for one in order.recipients
    ]
    columns = (
        (("职责", "Role"), 1.4),
        (("姓名", "Name"), 2.0),
        (("电话", "Telephone"), 2.0),
        (("在岗", "Duty"), 1.0),
    )
    return table(say, columns, rows, ("未登记受令人", "nobody is on record"))


def _scene(file: IncidentFile, say: Speaker) -> list[Block]:
    told = file.incident.description or say("现场情况待核实。", "The scene is not known.")
    leak = release(file, say)
    found: list[Block] = [Paragraph(told, indent=False)]
    if leak:
        mind = say(
            f"{leak}。进入危险区前做好防护，从上风向接近。",
            f"{leak}. Protect yourselves before you enter; approach from upwind.",
        )
        found.append(Paragraph(mind, indent=False, strong=True))
    return found


def _course(order: Order, say: Speaker) -> Table:
    moments = (
        (("收到", "Acknowledged"), order.acknowledged_at),
        (("装车", "Loaded"), order.loaded_at),
        (("出发", "Departed"), order.departed_at),
        (("到场", "On scene"), order.arrived_at),
        (("撤收", "Released"), order.released_at),
        (("归队", "Back"), order.closed_at),
    )
    shown = [one for one in moments if order.kind == "delivery" or one[0][0] != "装车"]
    heads = tuple((words, 1.0, "center") for words, _ in shown)
    return table(say, heads, [[say.short_at(at, "") for _, at in shown]])  # type: ignore[arg-type]
