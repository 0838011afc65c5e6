"""The life of a plan document: its states, the steps between them, and who may take which (pure).

A plan takes effect when it is issued or later; filing follows within its legal time and does not
hold it up, so a plan in force can be filed without changing its state. A plan under revision holds
until the new edition takes over.
"""

from enum import StrEnum

from core.errors import IllegalTransition


class PlanStatus(StrEnum):
    """Where a plan stands between its first draft and its end."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    ISSUED = "issued"
    FILED = "filed"
    IN_FORCE = "in_force"
    UNDER_REVISION = "under_revision"
    VOID = "void"


class PlanStep(StrEnum):
    """What somebody does to a plan as a whole."""

    REVIEW = "review"
    SEND_BACK = "send_back"
    APPROVE = "approve"
    ISSUE = "issue"
    FILE = "file"
    ACCEPT_FILING = "accept_filing"
    ENFORCE = "enforce"
    EVALUATE = "evaluate"
    BEGIN_REVISION = "begin_revision"
    END_REVISION = "end_revision"
    RETIRE = "retire"


class RevisionTrigger(StrEnum):
    """Why a plan is to be revised: Order 708 art. 6 and the 2013 rules art. 25."""

    LAW_CHANGED = "law_changed"
    UPPER_PLAN_CHANGED = "upper_plan_changed"
    COMMAND_CHANGED = "command_changed"
    RISK_CHANGED = "risk_changed"
    RESOURCES_CHANGED = "resources_changed"
    OTHER_INFORMATION_CHANGED = "other_information_changed"
    PROBLEMS_FOUND = "problems_found"
    OTHER = "other"


STANDING = frozenset({PlanStatus.IN_FORCE, PlanStatus.UNDER_REVISION})
"""A plan in one of these states answers incidents."""

EDITABLE = frozenset({PlanStatus.DRAFT})
SIGNED = frozenset({PlanStep.REVIEW, PlanStep.APPROVE, PlanStep.ISSUE, PlanStep.RETIRE})
"""Steps that bear a signature: whose name, in what function."""

STATUS_ZH = {
    PlanStatus.DRAFT: "草案",
    PlanStatus.REVIEWED: "已评审",
    PlanStatus.APPROVED: "已批准",
    PlanStatus.ISSUED: "已印发",
    PlanStatus.FILED: "已备案",
    PlanStatus.IN_FORCE: "生效",
    PlanStatus.UNDER_REVISION: "修订中",
    PlanStatus.VOID: "废止",
}
STEP_ZH = {
    PlanStep.REVIEW: "评审",
    PlanStep.SEND_BACK: "退回",
    PlanStep.APPROVE: "批准",
    PlanStep.ISSUE: "印发",
    PlanStep.FILE: "报备",
    PlanStep.ACCEPT_FILING: "登记备案受理",
    PlanStep.ENFORCE: "生效",
    PlanStep.EVALUATE: "评估",
    PlanStep.BEGIN_REVISION: "启动修订",
    PlanStep.END_REVISION: "结束修订",
    PlanStep.RETIRE: "废止",
}

_S = PlanStatus
_STANDING_STAYS = {_S.IN_FORCE: _S.IN_FORCE, _S.UNDER_REVISION: _S.UNDER_REVISION}
_NEXT: dict[PlanStep, dict[PlanStatus, PlanStatus]] = {
    PlanStep.REVIEW: {_S.DRAFT: _S.REVIEWED},
    PlanStep.SEND_BACK: {_S.REVIEWED: _S.DRAFT, _S.APPROVED: _S.DRAFT},
    PlanStep.APPROVE: {_S.REVIEWED: _S.APPROVED},
    PlanStep.ISSUE: {_S.APPROVED: _S.ISSUED},
    PlanStep.FILE: {_S.ISSUED: _S.FILED, **_STANDING_STAYS},
    PlanStep.ACCEPT_FILING: {_S.FILED: _S.FILED, **_STANDING_STAYS},
    PlanStep.ENFORCE: {_S.ISSUED: _S.IN_FORCE, _S.FILED: _S.IN_FORCE},
    PlanStep.EVALUATE: _STANDING_STAYS,
    PlanStep.BEGIN_REVISION: {_S.IN_FORCE: _S.UNDER_REVISION},
    PlanStep.END_REVISION: {_S.UNDER_REVISION: _S.IN_FORCE},
    PlanStep.RETIRE: {status: _S.VOID for status in _S if status is not _S.VOID},
}
PERMISSION: dict[PlanStep, str] = {
    PlanStep.REVIEW: "plans.review",
    PlanStep.SEND_BACK: "plans.review",
    PlanStep.APPROVE: "plans.approve",
    PlanStep.ISSUE: "plans.file",
    PlanStep.FILE: "plans.file",
    PlanStep.ACCEPT_FILING: "plans.file",
    PlanStep.ENFORCE: "plans.approve",
    PlanStep.EVALUATE: "plans.file",
    PlanStep.BEGIN_REVISION: "plans.write",
    PlanStep.END_REVISION: "plans.write",
    PlanStep.RETIRE: "plans.approve",
}


class PlanStepRefused(IllegalTransition):
    """A plan that is {state} cannot be taken through {wanted}."""

    zh = "预案当前为“{state_zh}”，不能进行“{wanted_zh}”。"


def next_status(status: str, step: PlanStep) -> PlanStatus:
    """Return where a step leads; a step that the present state does not have is refused."""
    following = _NEXT[step].get(PlanStatus(status))
    if following is None:
        raise _refused(status, step)
    return following


def _refused(status: str, step: PlanStep) -> PlanStepRefused:
    return PlanStepRefused(
        noun="plan",
        state=status,
        wanted=step.value,
        state_zh=STATUS_ZH[PlanStatus(status)],
        wanted_zh=STEP_ZH[step],
    )


def require_open(status: str, step: PlanStep, *, filed: bool, accepted: bool) -> None:
    """Refuse a step that is not to be taken now, such as accepting what nobody has filed."""
    if step not in open_steps(status, filed=filed, accepted=accepted):
        raise _refused(status, step)


def open_steps(status: str, *, filed: bool, accepted: bool) -> list[PlanStep]:
    """Return the steps that a plan can take now, in the order of its life."""
    present = PlanStatus(status)
    possible = [step for step in PlanStep if present in _NEXT[step]]
    done = {PlanStep.FILE} if filed else {PlanStep.ACCEPT_FILING}
    if accepted:
        done.add(PlanStep.ACCEPT_FILING)
    return [step for step in possible if step not in done]
