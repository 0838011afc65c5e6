"""What is refused about findings and improvement tasks, and why."""

from core.errors import Conflict, Forbidden, Invalid


class StepNotPossible(Conflict):
    """The step {step} is not possible while the task is {state}."""

    zh = "整改任务处于“{state}”状态，不能执行“{step}”。"


class StepNeedsReason(Invalid):
    """Say why; see the field {field}."""

    zh = "请填写原因，见字段 {field}。"


class FoundAlready(Conflict):
    """This was recorded as finding {number} already."""

    zh = "已记为问题 {number}，无需重复记录。"


class NotWatching(Forbidden):
    """Findings of an exercise are recorded by its director and its observers."""

    zh = "演练问题由导演（导调）和评估人员记录。"


class NotYourTask(Forbidden):
    """The task belongs to {owner}."""

    zh = "该整改任务由 {owner} 负责。"


class VerifiedByAnother(Conflict):
    """Whoever reported a task done does not verify it; somebody else does."""

    zh = "整改完成须由他人验收，不能由报告完成的人本人验收。"


class FindingWithdrawn(Conflict):
    """The finding {number} is withdrawn."""

    zh = "问题 {number} 已撤销。"


class FindingHasTasks(Conflict):
    """The finding {number} has tasks that still run; drop them first."""

    zh = "问题 {number} 还有未了结的整改任务，请先终止这些任务。"


class TriggerRaisedAlready(Conflict):
    """This finding has told the plan {plan} already, and nobody has answered yet."""

    zh = "该问题已对预案“{plan}”提出修订建议，尚待答复。"


class NothingToTakeBack(Conflict):
    """There is no step to take back on this task."""

    zh = "该整改任务没有可撤回的步骤。"


class EvidenceNotThere(Invalid):
    """The log has no event {seq}; see the field {field}."""

    zh = "记录中没有第 {seq} 号事件，请检查字段 {field}。"


class DueInThePast(Invalid):
    """A task falls due today or later; see the field {field}."""

    zh = "整改期限不能早于今天，请检查字段 {field}。"


class OwnerUnknown(Invalid):
    """Nobody of this account works in the area; see the field {field}."""

    zh = "辖区内没有该账号，请检查字段 {field}。"
