"""What can be refused in dispatch, each with its facts."""

from core.errors import Conflict, Forbidden, Invalid


class ProposalStale(Conflict):
    """The proposal no longer fits the situation: {changed} changed since it was worked out."""

    zh = "调度方案已不符合当前情况：方案形成后 {changed} 已发生变化，请等待新方案。"


class ProposalAlreadyDecided(Conflict):
    """Proposal {number} was already accepted by {decided_by}."""

    zh = "第 {number} 号方案已由 {decided_by} 批准。"


class ProposalNotReady(Conflict):
    """Proposal {number} is {state} and cannot be accepted."""

    zh = "第 {number} 号方案处于 {state} 状态，不能批准。"


class NothingToAccept(Conflict):
    """The proposal holds nothing for the incidents named, or nothing wholly in your area."""

    zh = "该方案没有涉及所选事件的内容，或没有完全属于您辖区的内容。"


class TeamAlreadyCommitted(Conflict):
    """{team} is already committed to {incident}."""

    zh = "{team} 已派往 {incident}。"


class TruckAlreadyCommitted(Conflict):
    """Lorry {truck} is already committed to {incident}."""

    zh = "车辆 {truck} 已派往 {incident}。"


class TeamCannotBeSteered(Conflict):
    """{team} is {state} and cannot be pinned."""

    zh = "{team} 处于 {state} 状态，不能指定。"


class AlreadySteered(Conflict):
    """{team} is already pinned to or excluded from this incident; lift that first."""

    zh = "{team} 对该事件已有指定或排除，请先解除。"


class TeamPinnedElsewhere(Conflict):
    """{team} is already pinned to {incident}; a team can be in one place only."""

    zh = "{team} 已指定给 {incident}，一支队伍只能指定到一处。"


class SteeringAlreadyLifted(Conflict):
    """This pin or exclusion was already lifted."""

    zh = "该指定或排除已经解除。"


class IncidentOver(Conflict):
    """Incident {incident} is over."""

    zh = "事件 {incident} 已结束。"


class NotYourOrder(Forbidden):
    """Only the team that holds this order, or the duty officer, may report this step."""

    zh = "只有承担该指令的队伍或值班员可以报告此步骤。"


class NoteRequired(Invalid):
    """A reason must be given."""

    zh = "必须填写原因。"


class StepCannotBeUndone(Conflict):
    """Order {number} was {state}; that is not taken back, a new order is given instead."""

    zh = "第 {number} 号指令{state}，此步不能撤销，请另行下达新指令。"


class SentElsewhereMeanwhile(Conflict):
    """{resource} has order {number} to {incident} meanwhile; recall that first."""

    zh = "{resource} 已另接第 {number} 号指令前往 {incident}，请先召回后再更正。"


class BeyondYourJurisdiction(Forbidden):
    """The proposal commits resources of {jurisdiction}; only the level above may accept that."""

    zh = "该方案动用了 {jurisdiction} 的力量，须由上级批准。"


class NothingToStudy(Conflict):
    """There is no proposal yet that a study could rest on."""

    zh = "尚无可供研判的调度方案。"


class TooManyStudies(Conflict):
    """{waiting} studies wait already; take their answers first."""

    zh = "已有 {waiting} 项研判等待求解，请先查看其结果。"


class StudyNamesNothing(Invalid):
    """The field {field} names a {noun} that is not there or is over: {value}."""

    zh = "字段 {field} 所指的{noun}不存在或已结束：{value}。"


class StudyPolicyWrong(Invalid):
    """The field {field} is not a policy that can be: {fault}."""

    zh = "字段 {field} 不是可用的策略：{fault}。"


class StudyNotAnswered(Conflict):
    """Study {number} is {state} and has nothing to take over."""

    zh = "第 {number} 号研判处于 {state} 状态，没有可采用的内容。"


class NothingToPromote(Conflict):
    """The variant holds no pin and no exclusion that could become the officer's word."""

    zh = "该方案设想中没有可转为指定或排除的内容。"


class PolicyWrong(Invalid):
    """The field {field} is not part of a policy that can be: {fault}."""

    zh = "字段 {field} 不是可用的策略内容：{fault}。"


class PolicyNameTaken(Conflict):
    """There is already a policy named {value}."""

    zh = "已有名为 {value} 的调度策略。"


class PolicyInForce(Conflict):
    """The policy {title} is already in force."""

    zh = "调度策略“{title}”已在执行。"


class BeyondYourArea(Forbidden):
    """What holds for an area is decided by those who are responsible for all of it."""

    zh = "只有负责整个区域的人员可以作此决定。"


class CoverStandardOver(Conflict):
    """The cover standard of {area} holds no more."""

    zh = "{area} 的力量覆盖标准已停用。"


class TooManySitings(Conflict):
    """There are already {most} questions about sites waiting; try again when they are answered."""

    zh = "已有 {most} 个选址问题在排队，请稍后再试。"


class NoGroundOnRecord(Conflict):
    """There is no outline of {code} on record, or no road of the road file leads there."""

    zh = "没有 {code} 的区划边界，或路网文件不含该区域，无法计算覆盖。"


class HappenedOutOfRange(Invalid):
    """The moment {happened_at} cannot be right: it lies ahead, or more than seven days back."""

    zh = "现场时间 {happened_at} 不合理：晚于现在，或早于七天前。"


class PhotoUnreadable(Invalid):
    """This is not a photo that can be read: JPEG or PNG is wanted."""

    zh = "照片无法识别，只接受 JPEG 或 PNG。"


class PhotoTooLarge(Invalid):
    """The photo is too large: at most {most_kb} KB and {most_px} pixels a side."""

    zh = "照片过大，最多 {most_kb} KB、单边 {most_px} 像素。"


class NothingReported(Invalid):
    """A report from the field says something or shows something."""

    zh = "请写一句话或附一张照片。"


class HelpIncomplete(Invalid):
    """Asking for help says what is lacking and how much."""

    zh = "求援须写明缺什么、缺多少。"


class HelpSettled(Conflict):
    """{name} has already answered this."""

    zh = "{name}已答复该求援。"


class NoCapabilityNamed(Invalid):
    """Say which capability or item the need asks for."""

    zh = "请先选定需求对应的能力或物资。"
