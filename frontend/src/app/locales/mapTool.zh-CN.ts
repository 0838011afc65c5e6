/** 地图工具的文字：量算、打印、图层、键盘。 */
export default {
  levelUnknown: '级别未定',
  look: { available: '可用', committed: '已受领未出发', moving: '途中', returning: '返程', scene: '到场', out: '不可用' },
  response: { reported: '已接报', responding: '响应中', over: '已终止' },
  trade: {
    fire: '消防', hazmat: '危化', monitoring: '监测', rescue: '搜救', medical: '医疗', transport: '转运', traffic: '交通', drainage: '排涝', water: '水域',
    lifting: '工程吊装', mine: '矿山', power: '供电照明', communications: '通信', shelter: '安置', care: '心理', command: '指挥', other: '其他',
  },
  legend: { level: '级别（颜色、外形、数字）', response: '响应状态（外框）', state: '状态（外形、颜色）', trade: '专业', kind: '类别', gathered: '多个重叠', several: '多个重叠，单击列出' },
  place: {
    hospital: '医院', shelter: '避难场所', school: '安置点（学校）', chemical_plant: '化工装置', gas_station: '燃气储配站', fuel_depot: '油库', water_works: '水厂加氯间', cold_store: '制冷站', warehouse: '危化品仓库',
    government: '政府储备库', fire: '消防战勤库', flood_control: '防汛仓库', health: '卫生应急库', agreement: '协议储备',
  },
  reset: '恢复默认图层',
  gathered: { title: '此处 {n} 项', zoom: '放大到这里', count: '{look} {n}', free: '余位 {free}/{capacity}' },
  tools: '地图工具',
  measure: {
    line: '量距离', area: '量面积', lineHint: '单击加点；双击或回车结束，退格撤一点，Esc 取消', areaHint: '单击加点，至少三点；双击或回车结束，退格撤一点，Esc 取消',
    clear: '清除量算', around: '周长 {length}', m: '{n} 米', km: '{n} 公里', m2: '{n} 平方米', km2: '{n} 平方公里',
  },
  draw: { hint: '单击加点；双击或回车结束，退格撤一点，Esc 取消；靠近道路或已有边线时自动吸附' },
  drive: {
    toggle: '到光标的行车时间', from: '自{name}', ownReady: '{name}行车（另需出动准备 {time}）', team: '最近可派：{name}', unknown: '时间不可知', none: '一小时内无可派队伍', working: '计算中…',
  },
  selected: { show: '定位', follow: '跟随', unfollow: '停止跟随', away: '{name}在视野外 {distance}', close: '不再提示', offer: '{what}不全在视野内', whole: '查看全部' },
  what: { way: '路线', hazard: '危险区草图' },
  followEnded: '已停止跟随',
  north: '北',
  datum: 'WGS-84 / CGCS2000',
  walk: {
    name: '地图。方向键移动，加减号缩放，Tab 逐个查看，回车打开，Esc 后 Tab 离开地图', at: '{what}，第 {n} 个，共 {total} 个', none: '视野内没有可查看的目标', left: '已离开地图目标',
  },
  print: {
    open: '打印或保存地图', title: '地图标题', unit: '制图单位', author: '制图人', paper: '版式', landscape: '横版', portrait: '竖版', print: '打印', save: '保存为 PNG', making: '正在出图…',
    failed: '出图未成：{why}', madeAt: '制图时间', dataAt: '数据时间', age: '{n} 秒前', ageMinutes: '{n} 分钟前', ageUnknown: '未知', datum: '坐标系', legend: '图例', exercise: '演练', usual: '应急态势图', scale: '比例尺', sources: '资料来源', close: '关闭',
    offline: '连接已断，图上是断线前的数据',
  },
}
