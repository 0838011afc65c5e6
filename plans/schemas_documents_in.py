"""What clients send about plan documents: drafts, sections, steps, answers, days off."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, example
from plans.lifecycle_documents import PlanStep, RevisionTrigger

KindCode = Literal[
    "overall", "special", "department", "joint", "township", "community", "unit", "work_manual",
    "action_plan", "comprehensive", "enterprise_special", "on_site",
]  # fmt: skip
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2100, 1, 1))]
Words = Annotated[str, Field(min_length=1, max_length=200)]
Remark = Annotated[str, Field(max_length=1000)]
LongText = Annotated[str, Field(max_length=200_000)]


class CommandPost(Input):
    """A place in the command body: who holds it by office, what for, how reached."""

    role: Words
    office: str = Field(default="", max_length=200)
    duties: str = Field(default="", max_length=2000)
    phone: str = Field(default="", max_length=60)


class ResourceLink(Input):
    """A capability or item that the text rests on beyond what its run cards ask for."""

    noun: Literal["capability", "item"]
    code: Words
    label: Words
    quantity: int | None = Field(default=None, ge=0, le=10_000_000)


class SectionIn(Input):
    """A section as it is written; see the help for the simple writing of lists and tables."""

    model_config = example(
        number="一、", title="总则", level=1, annex=False, text="为了做好防汛工作，制定本预案。"
    )

    number: str = Field(default="", max_length=20)
    title: Words
    level: int = Field(default=1, ge=1, le=4)
    annex: bool = False
    key: str | None = Field(default=None, max_length=40)
    text: LongText = ""


class SectionAddIn(SectionIn):
    """A further section; without ``after_id`` it becomes the last."""

    after_id: UUID | None = None


class SectionMoveIn(Input):
    """Where a section goes: one place up or down."""

    model_config = example(by=-1)

    by: Literal[-1, 1]


class PlanDocumentIn(Input):
    """A new plan; without sections it begins with the skeleton of its kind."""

    model_config = example(
        code="WH-YA-20",
        title="洪山区防汛应急预案",
        kind="special",
        jurisdiction_code="420111",
        unit="洪山区应急管理局",
        incident_kinds=["urban_flood"],
    )

    code: str = Field(min_length=2, max_length=40, pattern=r"^[0-9A-Za-z一-鿿_.-]+$")
    edition: str = Field(default="1", min_length=1, max_length=40)
    title: Words
    title_en: str = Field(default="", max_length=200)
    kind: KindCode
    jurisdiction_code: str = Field(pattern=r"^\d{6}(\d{3})?$")
    unit: str = Field(default="", max_length=200)
    number: str = Field(default="", max_length=80)
    incident_kinds: list[Words] = Field(default_factory=list, max_length=40)
    sections: list[SectionIn] | None = Field(default=None, max_length=400)
    imported_from: str | None = Field(default=None, max_length=200)


class PlanDocumentPatch(Input):
    """What is changed of a draft's head."""

    model_config = example(number="武应急〔2026〕12号", risk="辖区内有危险化学品企业。")

    title: Words | None = None
    title_en: str | None = Field(default=None, max_length=200)
    unit: str | None = Field(default=None, max_length=200)
    number: str | None = Field(default=None, max_length=80)
    risk: str | None = Field(default=None, max_length=20_000)
    incident_kinds: list[Words] | None = Field(default=None, max_length=40)
    command_body: list[CommandPost] | None = Field(default=None, max_length=100)
    resource_links: list[ResourceLink] | None = Field(default=None, max_length=200)


class PlanStepIn(Input):
    """A step somebody takes: on which day, signed by whom in what function, with what remark."""

    model_config = example(
        step="approve", on="2026-11-22", signer_name="值班指挥长", signer_function="指挥长"
    )

    step: PlanStep
    on: Day | None = None
    signer_name: str = Field(default="", max_length=100)
    signer_function: str = Field(default="", max_length=100)
    remark: Remark = ""
    filed_to: str = Field(default="", max_length=200)
    receipt: str = Field(default="", max_length=100)


class TakeBackIn(Input):
    """Why the last step is taken back."""

    model_config = example(reason="日期填写错误")

    reason: Words


class EditionIn(Input):
    """A new edition of a plan."""

    model_config = example(edition="2027")

    edition: str = Field(min_length=1, max_length=40)


class TriggerIn(Input):
    """A reason to revise, raised by hand."""

    model_config = example(trigger="problems_found", text="演练中发现集结点被水淹没")

    trigger: RevisionTrigger
    text: Words


class TriggerAnswerIn(Input):
    """The answer to a trigger: the plan is revised, or need not be, because …"""

    model_config = example(answer="not_needed", text="缺口已由邻区协议补足")

    answer: Literal["revise", "not_needed"]
    text: str = Field(default="", max_length=1000)


class WorkingDayIn(Input):
    """A day off, or a working day at a weekend."""

    day: Day
    working: bool
    name: str = Field(default="", max_length=60)


class WorkingYearIn(Input):
    """All exceptions of a year, and the notice they are from."""

    model_config = example(
        source="国务院办公厅关于2027年部分节假日安排的通知",
        days=[{"day": "2027-01-01", "working": False, "name": "元旦"}],
    )

    source: Words
    days: list[WorkingDayIn] = Field(max_length=120)
