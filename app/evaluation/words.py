"""How the codes of scores, findings and tasks are said in a report, in Chinese and in English."""

from app.papers.words import Pair

GROUPS: dict[str, Pair] = {
    "statutory": ("法定时限", "statutory times"),
    "plan": ("预案时限", "times of plans"),
    "need": ("需求到位时限", "times of needs"),
    "field": ("队伍行动时限", "times of teams"),
    "expected": ("预期行动", "expected actions"),
}
VERDICTS: dict[str, Pair] = {
    "met": ("按时", "in time"),
    "late": ("逾时完成", "late"),
    "missed": ("未完成", "not done"),
    "not_due": ("未到期", "not due yet"),
    "unknown": ("无法判断", "not known"),
}
LEFT_OUT: dict[str, Pair] = {
    "counted_with": ("并入他项", "counted elsewhere"),
    "duty_of_others": ("不属参演单位", "duty of others"),
    "called_off": ("指令已撤销", "called off"),
    "by_observers": ("由评估人员评判", "judged by observers"),
}
ANSWERS: dict[str, Pair] = {
    "as_good": ("不差于当时可证方案", "as good as was provable"),
    "later": ("较可证方案迟", "later than was provable"),
    "less": ("少于可证数量", "less than was provable"),
    "unanswered": ("有可证方案而未派", "not answered"),
    "unprovable": ("当时无可证方案", "nothing was provable"),
    "open": ("尚待决定", "still open"),
    "unknown": ("当时无方案可比", "nothing to compare with"),
}
RATINGS: dict[str, Pair] = {
    "P": ("P（顺利完成）", "P (performed)"),
    "S": ("S（有一定困难）", "S (some challenges)"),
    "M": ("M（有较大困难）", "M (major challenges)"),
    "U": ("U（未能完成）", "U (unable)"),
}
SEVERITIES: dict[str, Pair] = {
    "minor": ("一般", "minor"),
    "major": ("较重", "major"),
    "critical": ("严重", "critical"),
}
TASK_STATES: dict[str, Pair] = {
    "open": ("整改中", "open"),
    "done": ("已完成，待验收", "done, to be verified"),
    "verified": ("已验收", "verified"),
    "dropped": ("已终止", "dropped"),
}
ASPECTS: dict[str, Pair] = {
    "execution": ("演练执行", "execution"),
    "plan": ("预案", "plan"),
    "command": ("指挥协调", "command"),
    "people": ("人员处置", "people"),
    "equipment": ("装备", "equipment"),
    "suggestions": ("意见建议", "suggestions"),
}
KINDS: dict[str, Pair] = {
    "tabletop": ("桌面演练", "tabletop"),
    "functional": ("功能演练", "functional"),
    "full_scale": ("综合实战演练", "full-scale"),
}
PURPOSES: dict[str, Pair] = {
    "testing": ("检验性", "testing"),
    "demonstration": ("示范性", "demonstration"),
    "research": ("研究性", "research"),
}
ROLES: dict[str, Pair] = {
    "director": ("导演（导调）", "director"),
    "observer": ("评估人员", "observer"),
    "commander": ("指挥长", "commander"),
    "duty_officer": ("值班员", "duty officer"),
    "county_clerk": ("县区管理员", "county clerk"),
    "team_leader": ("队长", "team leader"),
}
ORIGINS: dict[str, Pair] = {
    "evaluation": ("评估记录", "observer's note"),
    "inject": ("导调信息", "inject"),
    "score": ("评分", "score"),
    "free": ("直接记录", "free"),
}
