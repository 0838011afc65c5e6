"""The incident status summary after ICS 209: one incident on one sheet."""

from app.documents.description import Block, Document, Facts, Heading, Paragraph, Signatures, Table
from app.papers.ahead import ahead_table
from app.papers.asks import asks, hop
from app.papers.parts import need_table, paper, people, release, situation_map, table
from app.papers.schemas import IncidentFile
from app.papers.special_report import coverage
from app.papers.words import STATES, Speaker
from dispatch.lifecycle import NOT_ARRIVED_ORDER


def status_summary(file: IncidentFile, say: Speaker) -> Document:
    """Return what higher levels ask of an incident: situation, people, resources, outlook."""
    blocks: list[Block] = [
        _facts(file, say),
        Heading(say("一、人员和损失", "1. People and loss"), 2),
        people(file, say),
        Heading(say("二、力量", "2. Resources"), 2),
        _resources(file, say),
        Heading(say("三、需求", "3. Needs"), 2),
        Paragraph(coverage(file, say), indent=False),
        need_table(file, say),
        *situation_map(file.map_svg, say, 0.75),
        Heading(say("四、信息报告", "4. Reports upwards"), 2),
        _reports(file, say),
        Heading(say("五、下一步", "5. What comes next"), 2),
        ahead_table(file, say),
        Heading(say("六、请示事项", "6. Decisions asked for"), 2),
        *(Paragraph(text, indent=False) for text in asks(file, say) or [say("无", "none")]),
        Signatures(
            [say("填表人", "Prepared by"), say("审核", "Reviewed by"), say("批准", "Approved by")]
        ),
    ]
    return paper(
        file.setting,
        say,
        subject="status-summary",
        title=say("事件状态摘要（参照 ICS 209）", "Incident status summary (after ICS 209)"),
        number=file.incident.number,
        blocks=blocks,
    )


def _facts(file: IncidentFile, say: Speaker) -> Facts:
    one, setting = file.incident, file.setting
    pairs = [
        (say("事件", "Incident"), one.title),
        (say("类别", "Kind"), say.kind(one.kind)),
        (say("地点", "Place"), one.place_name),
        (say("辖区", "Area"), say(*file.district)),
        (say("发生时间", "Occurred"), say.at(one.occurred_at)),
        (say("接报时间", "Reported"), say.at(one.reported_at)),
        (say("状态", "State"), say.coded(STATES, one.state)),
        (say("事件级别", "Level"), say.level(one.level, one.proposed_level.level)),
        (say("应急响应", "Response"), say.response(one.response_level)),
        (say("信息截至", "As of"), say.at(setting.at)),
    ]
    leak = release(file, say)
    return Facts([*pairs, (say("泄漏物质", "Release"), leak)] if leak else pairs)


def _resources(file: IncidentFile, say: Speaker) -> Table:
    rows = []
    for kind, name in (
        ("team", say("救援队伍", "Teams")),
        ("delivery", say("物资车次", "Deliveries")),
    ):
        ours = [one for one in file.orders if one.kind == kind]
        coming = sum(one.state in NOT_ARRIVED_ORDER for one in ours)
        there = sum(one.state in ("on_scene", "delivered") for one in ours)
        ended = sum(one.state in ("released", "closed") for one in ours)
        fell = len(ours) - coming - there - ended
        rows.append([name, *(str(count) for count in (coming, there, ended, fell))])
    columns = (
        (("类别", "Kind"), 2.0),
        (("已下达未到", "Ordered, not there"), 1.4),
        (("到场／送达", "On scene / delivered"), 1.4),
        (("已撤收／结束", "Released / ended"), 1.4),
        (("未执行", "Not carried out"), 1.4),
    )
    return table(say, columns, rows)


def _reports(file: IncidentFile, say: Speaker) -> Table:
    at = file.setting.at
    rows = []
    for step in file.incident.report_steps:
        if step.sent_at is not None:
            state = say("已报", "sent")
        else:
            state = say("逾期", "overdue") if step.due_at <= at else say("待报", "to be sent")
        rows.append([hop(step, say), say.short_at(step.due_at), say.short_at(step.sent_at), state])
    columns = (
        (("报送", "From whom to whom"), 3.0),
        (("时限", "Due"), 1.4),
        (("报出", "Sent"), 1.4),
        (("状态", "State"), 1.0),
    )
    return table(say, columns, rows, ("无法定报告时限", "no report is due"))
