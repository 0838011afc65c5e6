"""What the command line says about a solution, code by code, in Chinese and in English.

The optimiser gives codes and facts only. A fact's template has one place, ``{v}``; times and names
are worded before they are put in.
"""

CHINESE, ENGLISH = 0, 1

Sentence = tuple[str, str]

REASONS: dict[str, Sentence] = {
    # why this team
    "pinned_by_officer": ("值班员指定", "pinned by the officer"),
    "already_on_scene": ("已在现场", "already on scene"),
    "kept_under_way": ("已下达指令，保持不变", "under orders, kept"),
    "only_one_left": ("唯一可用且具备该能力", "the only able one left"),
    "fills_several_needs": ("一队可满足多项需求", "fills several needs at once"),
    "nearest_able": ("具备能力的队伍中最近", "the nearest able"),
    "best_for_all_together": ("全局联合最优", "best for all together"),
    # why short
    "no_such_capability": ("没有队伍具备此能力", "no team has the capability"),
    "none_free": ("具备能力的队伍均已派出或不可用", "all able teams are sent or not free"),
    "none_reachable": ("道路不通，无法到达", "no way leads there"),
    "too_late": ("到达时已超过有效时限", "would come after the time of use"),
    "stock_exhausted": ("库存不足", "stock is exhausted"),
    "stock_expired_or_unconfirmed": (
        "库存已过期或久未核实",
        "stock is expired or unconfirmed for too long",
    ),
    "no_truck": ("无可用运输车辆", "no truck can bring it"),
    "no_staff": ("人手不足", "not staffed"),
    "kept_for_cover": ("为保持防护而保留", "kept to cover an area"),
    "held_by_higher_need": ("已用于更紧急的需求", "held by a more urgent need"),
    "agreement_missing": ("缺少跨区支援协议", "a mutual-aid agreement is missing"),
    "excluded_by_officer": ("被值班员排除", "excluded by the officer"),
    # why not this team
    "nothing_to_serve": ("没有需要它的事件", "no incident needs it"),
    "brings_nothing": ("不具备所需能力", "brings nothing that is needed there"),
    "pinned_elsewhere": ("已被指定到其他事件", "pinned elsewhere"),
    "on_scene_elsewhere": ("正在其他现场作业", "at work on another scene"),
}

FIXES: dict[str, Sentence] = {
    "lift_exclusion": ("取消排除", "lift the exclusion"),
    "lift_pin": ("取消指定", "lift the pin"),
    "sign_agreement": ("签订跨区支援协议", "sign the agreement"),
    "give_up_cover": ("放弃部分防护", "give up some cover"),
    "redirect": ("改派在派队伍", "redirect"),
    "call_in_staff": ("召回备勤人员", "call in staff"),
    "release_team": ("尽快撤收队伍", "release the team"),
    "accept_later": ("接受较晚到达", "accept a later arrival"),
    "open_road": ("打通道路", "open the road"),
    "ask_outside": ("请求上级或邻区支援", "ask outside for help"),
    "confirm_stock": ("核实库存", "confirm the stock"),
    "replace_stock": ("补充或更换库存", "replace the stock"),
    "send_truck": ("增派运输车辆", "send a truck"),
    "accept_part": ("接受部分满足", "accept a part"),
}

FACTS: dict[str, Sentence] = {
    "eta_s": ("{v}后到", "there in {v}"),
    "late_s": ("晚 {v}", "{v} late"),
    "later_s": ("需多等 {v}", "{v} later than now accepted"),
    "useful_until_s": ("有效时限 {v}", "useful until {v}"),
    "position_age_s": ("位置已 {v} 未更新", "position {v} old"),
    "tier": ("第 {v} 层级支援", "support tier {v}"),
    "jurisdiction": ("属 {v}", "of {v}"),
    "nearer_team": ("更近的是 {v}", "{v} is nearer"),
    "nearer_goes_to": ("它另派往 {v}", "which goes to {v}"),
    "nearest_team": ("最近为 {v}", "nearest is {v}"),
    "held_by_incident": ("已用于 {v}", "held by {v}"),
    "held_by_needs": ("已用于需求 {v}", "held by the needs {v}"),
    "from_incident": ("从 {v} 调出", "from {v}"),
    "blocked_by_need": ("同组需求 {v} 无法满足", "its group waits for {v}"),
    "team": ("{v}", "{v}"),
    "also_teams": ("连同 {v}", "with {v}"),
    "would_fill": ("可补 {v}", "fills {v}"),
    "also_depots": ("连同物资库 {v}", "with the depots {v}"),
    "lots": ("批次 {v}", "lots {v}"),
    "could_fill": ("至多可补 {v}", "fills {v} at most"),
    "teams": ("涉及 {v} 支队伍", "teams concerned: {v}"),
    "all_sent": ("已全部派出（{v} 支）", "all {v} are sent"),
    "too_few": ("其余 {v} 支不足以起效", "the {v} left are too few to be of use"),
    "capability": ("能力 {v}", "capability {v}"),
    "item": ("物资 {v}", "item {v}"),
    "depot": ("物资库 {v}", "depot {v}"),
    "amount": ("数量 {v}", "amount {v}"),
    "in_stock": ("现有 {v}", "{v} in stock"),
}
"""In the order in which they are told; facts without a template are for programs only."""

TERMS: dict[str, Sentence] = {
    "shortage": ("缺口", "shortage"),
    "lateness": ("超时", "lateness"),
    "response_time": ("响应时间", "response time"),
    "cover_lost": ("防护损失", "cover lost"),
    "disturbance": ("改动在派", "disturbance"),
    "distance_cost": ("行程与层级", "distance and tier"),
}

PHRASES: dict[str, Sentence] = {
    "joiner": ("，", ", "),
    "colon": ("：", ": "),
    "proven": ("已证明最优", "proven optimal"),
    "feasible": ("可行，差距不超过 {gap}", "feasible, at most {gap} from the best"),
    "value": ("目标值 {objective}，下界 {bound}", "objective {objective}, bound {bound}"),
    "terms": ("目标构成", "what it is made of"),
    "picks": ("选派 {n} 支队伍", "teams sent: {n}"),
    "next_best": ("次选 {team}，多付 {price}", "else {team} at {price} more"),
    "nobody_else": ("别无他选，不派则多付 {price}", "nobody else; without it {price} more"),
    "deliveries": ("调运 {n} 笔物资", "deliveries: {n}"),
    "delivery": (
        "{lot} → {need}，数量 {amount}，{eta}后到",
        "{lot} → {need}, amount {amount}, there in {eta}",
    ),
    "shortfalls": ("缺口 {n} 项", "needs that stay short: {n}"),
    "shortfall": ("{need} 缺 {amount}：{reason}", "{need} is short of {amount}: {reason}"),
    "fix": ("可补救：{fix}", "would help: {fix}"),
    "no_shortfall": ("所有需求均已满足", "every need is filled"),
    "difference": ("与在派任务相比", "against what is running"),
    "kept": ("保持", "kept"),
    "added": ("新增", "added"),
    "redirected": ("改派", "redirected"),
    "recalled": ("召回", "recalled"),
    "buys": ("换来 {gains}", "buys {gains}"),
    "costs": ("付出 {costs}", "costs {costs}"),
    "unmet_pin": (
        "指定 {team} → {incident} 无法执行：{reason}",
        "pin {team} → {incident} cannot hold: {reason}",
    ),
    "what_if": ("设想 {name}", "what if {name}"),
    "change": ("总代价 {before} → {after}（{change}）", "value {before} → {after} ({change})"),
    "now_short": ("{need} 缺口 {before} → {after}", "{need} short {before} → {after}"),
    "arrival": (
        "{incident} 首到 {before} → {after}，末到 {last_before} → {last_after}",
        "{incident} first help {before} → {after}, last {last_before} → {last_after}",
    ),
    "none": ("无", "none"),
    "no_change": ("方案不变", "nothing changes"),
    "why_not": ("为何不派 {team} → {incident}", "why not {team} → {incident}"),
    "sent_already": ("正是派往此处", "it is sent there"),
    "instead": (
        "若不派它，总代价 {price}（至少 {least}），补位：{teams}",
        "without it the value changes by {price} (at least {least}), joining: {teams}",
    ),
    "obstacle": ("不能派：{reason}", "cannot go: {reason}"),
    "forced": (
        "若强行派出，总代价 {price}（至少 {least}）",
        "forced, the value changes by {price} (at least {least})",
    ),
    "gives_way": ("让位的队伍：{teams}", "giving way: {teams}"),
    "anywhere": ("任一事件", "any incident"),
    "trade_off": ("响应时间与防护的取舍", "response time against cover"),
    "point": (
        "防护单价 {weight}：平均到达 {mean}，末到 {last}，防护损失 {lost}，缺口 {short}",
        "cover at {weight}: mean arrival {mean}, last {last}, cover lost {lost}, shortage {short}",
    ),
    "progress": (
        "求解中 {seconds} 秒，当前 {objective}，下界 {bound}",
        "{seconds} s: {objective}, bound {bound}",
    ),
    "interrupted": (
        "已按 Ctrl-C 停止，以下为目前最好的方案",
        "stopped by Ctrl-C; this is the best so far",
    ),
    "written": ("已写入 {path}", "written to {path}"),
    "minutes": ("{n} 分钟", "{n} min"),
    "hours": ("{h} 小时 {n} 分", "{h} h {n} min"),
    "seconds": ("{n} 秒", "{n} s"),
}
