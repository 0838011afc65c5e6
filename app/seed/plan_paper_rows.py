"""The demo plans as papers: sections made of what their run cards ask for, marked as synthetic.

Nothing here is taken from a real plan; every text says so. One plan is left unfiled on purpose, so
that a clock that ran out can be seen.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple

from app.seed.bulk import Row
from app.seed.plans_data.shape import Ask, Duty, PlanData
from app.seed.records import demo_id
from plans.text_documents import Block, Entries, Grid, Paragraph, text_of

NOTE = "本节为演示用合成文本，不来自任何真实预案，不得用于实际工作。"
UNIT = "武汉市应急管理局（演示）"
UNFILED = "WH-YA-06"
FILED_ON, ACCEPTED_ON = date(2026, 1, 20), date(2026, 1, 26)
IN_FORCE_ON = date(2026, 1, 1)
LEVEL_NAMES = ("一级", "二级", "三级", "四级")
CENTRE = "指挥中心（演示）"
OFFICES = {"值班长": CENTRE, "现场指挥官": CENTRE, "信息专员": CENTRE}


class Chapter(NamedTuple):
    """A section of a demo plan."""

    key: str
    number: str
    title: str
    blocks: list[Block]
    annex: bool = False
    level: int = 1


def paper_row(plan: PlanData, number: int, now: datetime) -> Row:
    """Return what a demo plan is as a paper."""
    filed = plan.code != UNFILED
    return {
        "plan_id": demo_id("plan", plan.code),
        "number": f"演示〔2026〕{number}号",
        "unit": UNIT,
        "command_body": _posts(plan.duties),
        "risk": f"{NOTE}本预案针对：{plan.condition_text}。",
        "resource_links": [],
        "approved_on": IN_FORCE_ON,
        "filed_to": "上一级牵头部门，抄送同级应急管理部门（演示）" if filed else None,
        "filed_on": FILED_ON if filed else None,
        "accepted_on": ACCEPTED_ON if filed else None,
        "receipt": f"演示备案{number:03d}" if filed else None,
        "in_force_on": IN_FORCE_ON,
        "created_at": now,
    }


def _posts(duties: Iterable[Duty]) -> list[Row]:
    roles: dict[str, list[str]] = {}
    for duty in duties:
        roles.setdefault(duty.role, []).append(duty.title)
    return [
        {
            "role": role,
            "office": OFFICES.get(role, "成员单位（演示）"),
            "duties": "；".join(titles),
            "phone": "",
        }
        for role, titles in roles.items()
    ]


def section_rows(plan: PlanData, now: datetime) -> list[Row]:
    """Return the sections of a demo plan in order."""
    return [
        {
            "id": demo_id("plan_section", f"{plan.code}/{n}"),
            "plan_id": demo_id("plan", plan.code),
            "origin_id": demo_id("plan_section", f"{plan.code}/{n}"),
            "position": n,
            "annex": one.annex,
            "level": one.level,
            "key": one.key or None,
            "number": one.number,
            "title": one.title,
            "text": text_of([Paragraph(NOTE), *one.blocks]),
            "changed_at": now,
        }
        for n, one in enumerate(_chapters(plan))
    ]


def _chapters(plan: PlanData) -> Iterator[Chapter]:
    subject = plan.condition_text
    yield Chapter(
        "general",
        "一、",
        "总则",
        [
            Paragraph(f"本预案适用于本市行政区域内{subject}的应对工作。"),
            Paragraph("响应分级见第四部分，响应启动由人决定，系统只提出建议。"),
        ],
    )
    yield Chapter(
        "command",
        "二、",
        "组织指挥体系与职责",
        [
            Paragraph("指挥机构由下列岗位组成，各岗位的任务和时限以响应卡为准。"),
            Grid(
                (
                    ("岗位", "主要任务"),
                    *((row["role"], row["duties"]) for row in _posts(plan.duties)),
                )
            ),
        ],
    )
    yield Chapter(
        "prevention",
        "三、",
        "预防与预警",
        [
            Paragraph(f"对可能发生{subject}的单位和场所开展风险辨识、监测和隐患排查。"),
            Paragraph("达到预警条件时发布预警，通知本预案所列队伍做好出动准备。"),
        ],
    )
    yield Chapter("disposal", "四、", "处置程序", [Paragraph("响应分为四级，建议启动条件如下：")])
    yield Chapter(
        "",
        "（一）",
        "响应分级",
        [
            Grid(
                (
                    ("响应级别", "建议启动条件"),
                    *zip(LEVEL_NAMES, (one.text for one in plan.triggers), strict=True),
                )
            ),
        ],
        level=2,
    )
    yield Chapter(
        "",
        "（二）",
        "处置任务",
        [
            Entries(
                tuple(f"{one.role}：{one.title}（{one.limit_min}分钟内）" for one in plan.duties),
                ordered=True,
            ),
        ],
        level=2,
    )
    yield Chapter(
        "support",
        "五、",
        "应急保障",
        [
            Paragraph("各级响应所需的队伍和物资见附件1，数量由系统按事件实际情况计算。"),
        ],
    )
    yield Chapter(
        "recovery",
        "六、",
        "事后恢复与重建",
        [
            Paragraph("响应终止后，清点人员和装备，补充消耗，评估处置过程并据此修订本预案。"),
        ],
    )
    yield Chapter(
        "final", "七、", "附则", [Paragraph("本预案由编制单位负责解释，自印发之日起施行。")]
    )
    yield Chapter("", "附件1", "队伍和物资需求", [_needs(plan.asks)], annex=True)


def _needs(asks: Iterable[Ask]) -> Grid:
    rows = tuple(
        (one.label, f"{one.within_min}分钟", "物资" if one.is_item else "能力") for one in asks
    )
    return Grid((("名称", "到位时限", "类别"), *rows))
