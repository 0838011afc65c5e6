"""How a plan is written down here: one row per requirement with what every level adds."""

from dataclasses import dataclass, field
from typing import NamedTuple

ALL = (1, 2, 3, 4)
TOXIC_GASES = '["1005", "1017", "1040", "1050", "1052", "1053", "1076", "1079"]'
FLAMMABLES = '["1075", "1114", "1203", "1230", "1971", "1972", "1978", "1040", "1049"]'


class Ask(NamedTuple):
    """A capability or item, the minutes within which it is needed, and what each level adds.

    The four quantities are for the levels one to four, each on top of the levels below it; None
    adds nothing. What less than the quantity is still worth sending is `least`, the same for all
    levels. ``people`` work in a shift, the next shift follows after so many hours.
    """

    code: str
    label: str
    label_en: str
    within_min: int
    quantities: tuple[str | None, str | None, str | None, str | None]
    least: str | None = None
    people: int | None = None
    relief_h: int | None = None

    @property
    def is_item(self) -> bool:
        """Items carry seven-digit codes, capabilities words."""
        return self.code.isdigit()


class Duty(NamedTuple):
    """A task for a named role with its limit, at the levels given; it may wait for another one."""

    title: str
    title_en: str
    role: str
    role_en: str
    limit_min: int
    levels: tuple[int, ...] = ALL
    after: str | None = None


class Trigger(NamedTuple):
    """What suggests a response level: the expression and how it reads."""

    expression: str
    text: str
    text_en: str


class Measure(NamedTuple):
    """A measure that comes into force with the response, at the levels given."""

    code: str
    text: str
    text_en: str
    levels: tuple[int, ...] = ALL


class Contact(NamedTuple):
    """Whom to reach: a function, the body that has it, a public number."""

    function: str
    function_en: str
    body: str
    phone: str


class Message(NamedTuple):
    """A text with facts filled in, and whom it is for."""

    ref: str
    to: str
    title: str
    text: str
    text_en: str


@dataclass(frozen=True)
class PlanData:
    """A plan as it is written here."""

    code: str
    title: str
    title_en: str
    incident_kinds: tuple[str, ...]
    condition: str
    condition_text: str
    condition_text_en: str
    durations_h: tuple[int, int, int, int]
    triggers: tuple[Trigger, Trigger, Trigger, Trigger]
    asks: tuple[Ask, ...]
    duties: tuple[Duty, ...]
    measures: tuple[Measure, ...] = field(default=())
    contacts: tuple[Contact, ...] = field(default_factory=lambda: PUBLIC_NUMBERS)
    messages: tuple[Message, ...] = field(default_factory=lambda: MESSAGES)
    draws_guide: bool = False


def when_known(fact: str, expression: str, bounds: tuple[int, int], otherwise: int) -> str:
    """Write an expression that uses a fact within bounds when known, else a stated number."""
    least, most = bounds
    known = f"greatest({least}, smallest({most}, {expression}))"
    return f"has(incident.{fact}) ? {known} : {otherwise}"


def beyond(expression: str, already: int) -> str:
    """Write what an expression asks for beyond what the levels below it ask for already."""
    return f"greatest(0, ({expression}) - {already})"


PUBLIC_NUMBERS: tuple[Contact, ...] = (
    Contact("消防救援", "fire and rescue", "消防救援支队", "119"),
    Contact("医疗急救", "ambulances", "急救中心", "120"),
    Contact("道路交通", "road traffic", "公安交管部门", "122"),
    Contact("公共安全", "public safety", "公安部门", "110"),
)
"""The public numbers of every Chinese city; a site writes its own duty rooms beside them."""

MESSAGES: tuple[Message, ...] = (
    Message(
        "start",
        "成员单位",
        "启动通知",
        "{now}，{place_name}发生{kind}。已启动《{plan_title}》{response_level_name}响应，"
        "请各成员单位按职责到岗到位。目前：死亡{deaths}人，失踪{missing}人，被困{trapped}人，"
        "重伤{serious_injuries}人。",
        "{now}: {kind} at {place_name}. {plan_title} is in force at level {response_level_name}. "
        "Dead {deaths}, missing {missing}, trapped {trapped}, severely hurt {serious_injuries}.",
    ),
    Message(
        "public",
        "公众",
        "公众提示",
        "{place_name}正在处置{kind}，请绕行并服从现场引导，勿前往围观。",
        "{kind} at {place_name}: keep away, follow the instructions on site.",
    ),
)

COMMAND_DUTIES = (
    Duty(
        "报告本级政府并通知成员单位",
        "Inform the government and the member offices",
        "值班长",
        "duty chief",
        15,
    ),
    Duty(
        "开设现场指挥部并公布通信频道",
        "Open the on-scene command post and announce the radio channel",
        "现场指挥官",
        "on-scene commander",
        45,
        (1, 2, 3),
    ),
    Duty("报送初报", "Send the first report", "信息专员", "report officer", 60),
    Duty(
        "发布公众提示",
        "Publish advice to the public",
        "新闻专员",
        "press officer",
        60,
        (1, 2, 3),
        "报告本级政府并通知成员单位",
    ),
    Duty(
        "核对参战人员安全清点",
        "Account for everybody at work on scene",
        "安全官",
        "safety officer",
        90,
    ),
)
"""Duties that every plan has, after the statutory content: report, command, publish, protect."""
