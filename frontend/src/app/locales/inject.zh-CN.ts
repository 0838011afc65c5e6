/** Words of injects: the director's console, what players are told, the observers' sheets. */
export default {
  told: {
    title: '导调信息', open: '导调信息', unread: '{n} 条未读', none: '还没有收到导调信息。', fresh: '新的导调信息', mark: '已阅', understood: '明白', isRead: '已阅 {at}', isUnderstood: '已明白 {at}', picture: '附图', show: '查看事件', all: '全部已阅',
  },
  doing: {
    tell: '{sender}：{text}', report: '上报事件：{title}（{place}）', correct: '情况变化：{known}', close_road: '道路中断：{title}', lose_teams: '{n} 支具备“{capability}”的队伍退出：{reason}', lose_stock: '{item} 损失 {percent}%：{reason}', set_weather: '天气变化：{weather} {title}',
  },
  kind: { tell: '口头/电话', report: '事件上报', correct: '情况变化', close_road: '道路中断', lose_teams: '队伍退出', lose_stock: '物资损失', set_weather: '天气' },
  known: {
    title: '名称', description: '情况', position: '位置', place_name: '地点', priority: '优先级', level: '等级', facts: '事实', deaths: '死亡', missing: '失踪', serious_injuries: '重伤', minor_injuries: '轻伤', trapped: '被困', exposed: '受影响人数', loss_yuan: '损失', substance_un: '危险物质', spill: '泄漏量', container: '容器', wind_from_deg: '风向', wind_speed_ms: '风速',
  },
  state: { waiting: '待发', given: '已发', skipped: '已跳过', failed: '未能执行' },
  to: { all: '全体参演', hidden: '暗设' },
  expected: { waiting: '未开始', open: '进行中', met: '已做到', missed: '未做到', by_observer: '由评估人员判定', left: '剩 {left}', late: '超时 {left}' },
  board: {
    title: '导调台', clock: '演练时钟', elapsed: '已进行 {span}', of: '共 {span}', start: '开始', pause: '暂停', resume: '继续', end: '结束演练', speed: '倍速', jumpNext: '跳到下一条', ahead: '前拨 5 分钟', noNext: '没有定时的下一条', next: '下一条 {left} 后',
    noLive: '时钟由真实系统一侧的演练列表管理：请以有演练管理权限的账号登录后再控制。', trouble: '自动推进遇到问题', askEnd: '结束演练？时钟将永久停止，参演人员不能再操作。此操作不可撤销。', askJump: '把演练时钟拨到 {at}？时钟不能拨回，到期的导调信息将立即发出。',
    injects: '导调信息', waiting: '待发 {n}', given: '已发 {n}', failed: '未能执行 {n}', now: '现在', byHand: '手动', onCondition: '待条件', after: '在{inject}之后', nth: '第 {n} 条',
    give: '立即发出', again: '重新执行', skip: '跳过', delay: '推迟', edit: '修改', askSkip: '跳过“{title}”？等它的后续将从现在算起。', askDelay: '推迟多少分钟？', made: '已加入', gave: '已发出', skipped: '已跳过', delayed: '已推迟', changed: '已修改', failedNow: '未能执行：{why}',
    readBy: '{read}/{all} 已阅', notRead: '未阅', understood: '明白', gaveBy: '{name} 发出', none: '本次演练没有脚本，可随时临时下达导调信息。', loading: '正在读取导调台…',
    players: '参演人员', acts: '操作', last: '最近操作', unread: '未读', noPlayers: '还没有参演人员入席。', evaluations: '评估记录', noEvaluations: '还没有评估记录。',
    keys: '空格 暂停/继续 · N 跳到下一条 · ↑↓ 选择 · G 发出 · A 临时下达',
    add: '临时下达', list: '导调信息列表', waitsFor: '待条件：{conditions}', over: '演练不会自行结束：结束后即可评分并生成评估报告。',
  },
  measure: { elapsed_s: '演练用时', ordered: '已下令队伍', on_scene: '在场队伍', unmet: '未满足需求', reported: '已报信息', acknowledged: '已签收指令', controlled: '险情受控现场', trapped: '被困人数' },
  form: {
    add: '临时下达导调信息', edit: '修改导调信息', kind: '类型', sender: '谁说的', text: '内容', to: '发给', hidden: '暗设：照做，但不告知参演人员', when: '何时', now: '立即', inMinutes: '{n} 分钟后', byHand: '等我发出', expected: '预期行动（可不填）', within: '限时（分钟）',
    title: '事件名称', kindOfIncident: '事件类型', place: '地点', lon: '经度', lat: '纬度', incident: '事件', known: '变化', reason: '原因', radius: '半径（米）', capability: '能力', count: '支数', item: '物资编码', percent: '损失百分比', weather: '天气', give: '发出', keep: '保存', cancel: '取消', missing: '请填写：{field}',
  },
  sheet: {
    title: '评估表', lead: '按目标、预期行动和法定评估方面记录所见。记录不能改，只能更正。', objective: '演练目标', expected: '预期行动', aspect: '评估方面', free: '其他', rate: '评定', letters: 'P/S/M/U', points: '百分制', note: '所见', notePlaceholder: '看到了什么、何时、谁', photo: '照片', retake: '重拍', remove: '去掉照片', save: '记录', saved: '已记录', find: '记为问题', found: '已记为问题 {number}，可下达整改任务', isFinding: '问题 {number}', correct: '更正', correcting: '更正 {at} 的记录', stop: '不更正', corrected: '已更正', due: '应于 {at} 前', after: '导调“{title}”之后', judged: { open: '系统判定：进行中', met: '系统判定：已做到', missed: '系统判定：未做到' }, source: '依据：{source}', loading: '正在读取评估表…', leaveSure: '这一项还有没记下的内容，确定离开？', needs: '请评定、填写所见或拍照', unreadable: '无法读取这张照片', kept: '没有网络：已记在手机上，有网络时自动发送', unsent: '待发送', noted: '已评 {n}/{all}',
  },
  rating: { P: '顺利完成', S: '有些困难', M: '困难较大', U: '未能完成' },
}
