"""The kinds of plans there are, with the sections each must have and how far that is known (pure).

Every rule bears how it is known: ``read`` in the text of the law, ``second_hand`` from a page that
quotes it, ``general`` from what the trade takes for granted. Only what is read or second-hand is
demanded; the rest is shown as advice. Sources: Emergency Response Law 2024 art. 28 (read),
GB/T 29639-2020 (second-hand but for 专项, which is read), 国办发〔2024〕5号 art. 26 (read).
"""

from enum import StrEnum
from typing import NamedTuple


class Known(StrEnum):
    """How a rule is known."""

    READ = "read"
    SECOND_HAND = "second_hand"
    GENERAL = "general"


class Family(StrEnum):
    """Whose plans they are."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    SUPPORT = "support"


class SectionRule(NamedTuple):
    """A section that a kind has: how it is called, whether it may be left out, how that is known.

    ``words`` are what a heading of an existing plan says when it means this section.
    """

    key: str
    number: str
    title: str
    title_en: str
    known: Known
    words: tuple[str, ...]
    optional: bool = False
    level: int = 1

    @property
    def demanded(self) -> bool:
        """Say whether a plan without this section is incomplete."""
        return not self.optional and self.known is not Known.GENERAL


class FilingRule(NamedTuple):
    """To whom a kind is filed after it is issued; both texts are for people."""

    addressee: str
    addressee_en: str
    known: Known


class Kind(NamedTuple):
    """A kind of plan."""

    code: str
    family: Family
    name: str
    name_en: str
    known: Known
    sections: tuple[SectionRule, ...] = ()
    annexes: tuple[SectionRule, ...] = ()
    filing: FilingRule | None = None
    evaluated_every_years: int | None = None
    evaluation_known: Known | None = None
    written: bool = True
    """Whether it is written as a document; position cards are made from run cards."""


_R, _S, _G = Known.READ, Known.SECOND_HAND, Known.GENERAL

_LAW_28 = (
    SectionRule("general", "1", "总则", "General", _G, ("总则", "总述", "编制目的"), True),
    SectionRule(
        "command",
        "2",
        "组织指挥体系与职责",
        "Command system and duties",
        _R,
        ("组织指挥", "指挥体系", "组织体系", "组织机构", "指挥机构", "机构和职责", "机构及职责"),
    ),
    SectionRule(
        "prevention",
        "3",
        "预防与预警",
        "Prevention and warning",
        _R,
        ("预防", "预警", "监测"),
    ),
    SectionRule(
        "disposal",
        "4",
        "处置程序",
        "Disposal procedure",
        _R,
        ("处置程序", "应急处置", "应急响应", "处置措施", "响应程序"),
    ),
    SectionRule("support", "5", "应急保障", "Support", _R, ("保障",)),
    SectionRule(
        "recovery",
        "6",
        "事后恢复与重建",
        "Recovery",
        _R,
        ("恢复", "重建", "后期处置", "善后"),
    ),
    SectionRule("final", "7", "附则", "Final provisions", _G, ("附则",), True),
)

_COMPREHENSIVE = (
    SectionRule("general", "1", "总则", "General", _S, ("总则",)),
    SectionRule("scope", "1.1", "适用范围", "Scope", _S, ("适用范围",), level=2),
    SectionRule(
        "grading", "1.2", "响应分级", "Response grading", _S, ("响应分级", "分级响应"), level=2
    ),
    SectionRule(
        "command",
        "2",
        "应急组织机构及职责",
        "Organisation and duties",
        _S,
        ("组织机构", "组织体系"),
    ),
    SectionRule("response", "3", "应急响应", "Response", _S, ("应急响应",)),
    SectionRule(
        "reporting",
        "3.1",
        "信息报告",
        "Information report",
        _S,
        ("信息报告", "信息接报", "报告程序"),
        level=2,
    ),
    SectionRule("warning", "3.2", "预警", "Warning", _G, ("预警",), level=2),
    SectionRule(
        "start", "3.3", "响应启动", "Response start", _G, ("响应启动", "启动响应"), level=2
    ),
    SectionRule("disposal", "3.4", "应急处置", "Disposal", _G, ("应急处置", "处置措施"), level=2),
    SectionRule(
        "reinforcement",
        "3.5",
        "应急支援",
        "Support from outside",
        _G,
        ("应急支援", "扩大应急"),
        level=2,
    ),
    SectionRule(
        "end", "3.6", "响应终止", "End of the response", _G, ("响应终止", "应急结束"), level=2
    ),
    SectionRule("aftermath", "4", "后期处置", "Aftermath", _G, ("后期处置", "善后")),
    SectionRule("support", "5", "应急保障", "Support", _G, ("应急保障", "保障措施")),
)

_ENTERPRISE_SPECIAL = (
    SectionRule("scope", "1", "适用范围", "Scope", _R, ("适用范围",)),
    SectionRule(
        "command",
        "2",
        "应急组织机构及职责",
        "Organisation and duties",
        _R,
        ("组织机构", "组织体系"),
    ),
    SectionRule("start", "3", "响应启动", "Response start", _R, ("响应启动", "启动响应")),
    SectionRule("disposal", "4", "处置措施", "Disposal measures", _R, ("处置措施", "应急处置")),
    SectionRule("support", "5", "应急保障", "Support", _R, ("应急保障", "保障"), True),
)

_ON_SITE = (
    SectionRule(
        "risk", "1", "事故风险描述", "Risk description", _S, ("风险描述", "事故特征", "风险分析")
    ),
    SectionRule(
        "duties", "2", "应急工作职责", "Duties", _S, ("工作职责", "应急职责", "组织与职责")
    ),
    SectionRule("disposal", "3", "应急处置", "Disposal", _S, ("应急处置", "处置措施")),
    SectionRule("cautions", "4", "注意事项", "Cautions", _S, ("注意事项",)),
)

_ANNEXES = (
    SectionRule(
        "annex_profile", "附件1", "生产经营单位概况", "Unit profile", _S, ("单位概况", "企业概况")
    ),
    SectionRule("annex_risk", "附件2", "风险评估结果", "Risk results", _S, ("风险评估",)),
    SectionRule(
        "annex_system", "附件3", "预案体系与衔接", "Plan system and links", _S, ("预案体系", "衔接")
    ),
    SectionRule(
        "annex_equipment",
        "附件4",
        "应急物资装备清单",
        "Equipment list",
        _S,
        ("物资装备", "装备清单", "物资清单"),
    ),
    SectionRule(
        "annex_contacts",
        "附件5",
        "有关应急部门、机构或人员的联系方式",
        "Contacts",
        _S,
        ("联系方式", "通讯录", "联络"),
    ),
    SectionRule(
        "annex_formats", "附件6", "格式化文本", "Formatted texts", _S, ("格式化文本", "格式文本")
    ),
    SectionRule(
        "annex_maps",
        "附件7",
        "关键的路线、标识和图纸",
        "Routes, signs, maps",
        _S,
        ("图纸", "路线", "标识"),
    ),
    SectionRule(
        "annex_agreements", "附件8", "有关协议或者备忘录", "Agreements", _S, ("协议", "备忘录")
    ),
)

_UP = FilingRule(
    "上一级人民政府（经其应急管理部门）",
    "the government one level up, through its emergency bureau",
    _R,
)
_LEAD = FilingRule(
    "上一级牵头部门，抄送同级应急管理部门",
    "the lead department one level up, copy to the emergency bureau",
    _R,
)
_SAME = FilingRule(
    "本级人民政府（经应急管理部门）",
    "the government of the same level, through the emergency bureau",
    _R,
)
_LEVEL_UP = FilingRule("上一级人民政府", "the government one level up", _R)
_TOWN = FilingRule("乡镇人民政府（街道办事处）", "the township or street office", _R)

_GOV, _ENT, _SUP = Family.GOVERNMENT, Family.ENTERPRISE, Family.SUPPORT

KINDS: dict[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("overall", _GOV, "总体应急预案", "Overall plan", _S, _LAW_28, (), _UP, 3, _S),
        Kind("special", _GOV, "专项应急预案", "Special plan", _S, _LAW_28, (), _LEAD, 3, _S),
        Kind("department", _GOV, "部门应急预案", "Department plan", _S, _LAW_28, (), _SAME, 3, _S),
        Kind("joint", _GOV, "联合应急预案", "Joint cross-region plan", _S, _LAW_28),
        Kind("township", _GOV, "乡镇（街道）应急预案", "Township plan", _S, _LAW_28, (), _LEVEL_UP),
        Kind(
            "community",
            _GOV,
            "村（社区）应急预案",
            "Village or community plan",
            _S,
            _LAW_28,
            (),
            _TOWN,
        ),
        Kind("unit", _GOV, "单位应急预案", "Unit plan", _S, _LAW_28),
        Kind("work_manual", _SUP, "应急工作手册", "Work manual", _S),
        Kind("action_plan", _SUP, "事件行动方案", "Action plan", _S),
        Kind(
            "comprehensive",
            _ENT,
            "综合应急预案（企业）",
            "Comprehensive plan of an enterprise",
            _S,
            _COMPREHENSIVE,
            _ANNEXES,
            None,
            3,
            _G,
        ),
        Kind(
            "enterprise_special",
            _ENT,
            "专项应急预案（企业）",
            "Special plan of an enterprise",
            _S,
            _ENTERPRISE_SPECIAL,
            _ANNEXES,
            None,
            3,
            _G,
        ),
        Kind(
            "on_site",
            _ENT,
            "现场处置方案",
            "On-site disposal plan",
            _S,
            _ON_SITE,
            _ANNEXES,
            None,
            3,
            _G,
        ),
        Kind("position_card", _ENT, "应急处置卡", "Position card", _G, written=False),
    )
}


def kind_of(code: str) -> Kind:
    """Return a kind by its code; an unknown one has no rules of its own."""
    return KINDS.get(code) or Kind(code, Family.SUPPORT, code, code, Known.GENERAL)


def rules_of(kind: Kind) -> tuple[SectionRule, ...]:
    """Return the sections and annexes of a kind in order."""
    return (*kind.sections, *kind.annexes)


def recognised(kind: Kind, title: str, *, annex: bool = False) -> SectionRule | None:
    """Return the section that a heading means: the longest of its words that the heading holds."""
    rules = kind.annexes if annex else kind.sections
    found = [(len(word), rule) for rule in rules for word in rule.words if word in title]
    return max(found, key=lambda one: one[0])[1] if found else None
