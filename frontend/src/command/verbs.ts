/** What may be typed for a command, in both languages at any time; the first is what the line writes. */

export interface Verbs {
  zh: string[]
  en: string[]
}

export const VERBS: Record<string, Verbs> = {
  send: { zh: ['派', '派遣', '出动', '派出'], en: ['send', 'dispatch'] },
  recall: { zh: ['撤回', '召回'], en: ['recall'] },
  pin: { zh: ['指定'], en: ['pin'] },
  exclude: { zh: ['排除'], en: ['exclude'] },
  acknowledge: { zh: ['收到'], en: ['acknowledge'] },
  depart: { zh: ['出发'], en: ['depart'] },
  arrive: { zh: ['到场', '到达'], en: ['arrive'] },
  release: { zh: ['完成', '撤离'], en: ['release'] },
  close_order: { zh: ['归队'], en: ['back'] },
  team: { zh: ['队伍'], en: ['team'] },
  accept: { zh: ['采纳', '批准', '接受'], en: ['accept', 'approve'] },
  solve: { zh: ['求解', '重算'], en: ['solve'] },
  respond: { zh: ['响应', '启动', '升级'], en: ['respond', 'raise', 'escalate'] },
  report: { zh: ['报', '接报'], en: ['report'] },
  respond_at_once: { zh: ['报响应', '报并响应'], en: ['alarm'] },
  report_form: { zh: ['新报告', '接报表'], en: ['new'] },
  report_here: { zh: ['在此接报'], en: ['report-here'] },
  need: { zh: ['需求', '要'], en: ['need'] },
  log: { zh: ['日志', '记'], en: ['log'] },
  stand_down: { zh: ['终止'], en: ['stand-down'] },
  close_incident: { zh: ['办结'], en: ['close'] },
  correct: { zh: ['更正'], en: ['correct'] },
  find: { zh: ['查', '打开'], en: ['find', 'open'] },
  locate: { zh: ['定位'], en: ['locate'] },
  close_road: { zh: ['封', '封路'], en: ['block'] },
  measure: { zh: ['测距', '量距离'], en: ['measure'] },
  measure_area: { zh: ['测面积'], en: ['measure-area'] },
  drive_time: { zh: ['行车时间'], en: ['drive-time'] },
  whole_map: { zh: ['全图'], en: ['whole-map'] },
  cover_layer: { zh: ['覆盖图'], en: ['cover'] },
  print_map: { zh: ['打印地图', '出图'], en: ['print-map'] },
  reach: { zh: ['可达'], en: ['reach'] },
  who_reaches: { zh: ['谁能到'], en: ['who-reaches'] },
  what_if: { zh: ['推演'], en: ['what-if'] },
  duty_brief: { zh: ['快报'], en: ['brief'] },
  mute: { zh: ['静音'], en: ['mute'] },
  undo: { zh: ['撤销'], en: ['undo'] },
  proposal: { zh: ['方案'], en: ['proposal'] },
  orders: { zh: ['指令'], en: ['orders'] },
  closures: { zh: ['封路表'], en: ['closures'] },
  way: { zh: ['路线'], en: ['way', 'route'] },
  alarms: { zh: ['告警'], en: ['alarms'] },
  next: { zh: ['下一件'], en: ['next'] },
  previous: { zh: ['上一件'], en: ['previous'] },
  page: { zh: ['页面', '去'], en: ['page', 'go'] },
  search: { zh: ['搜索'], en: ['search'] },
  line: { zh: ['命令'], en: ['command'] },
  help: { zh: ['帮助', '快捷键'], en: ['help', 'keys'] },
  theme: { zh: ['明暗', '主题'], en: ['theme'] },
  language: { zh: ['语言'], en: ['language'] },
  single_keys: { zh: ['单键'], en: ['single-keys'] },
  tab_facts: { zh: ['情况'], en: ['facts'] },
  tab_clocks: { zh: ['时限'], en: ['clocks'] },
  tab_hazards: { zh: ['危险区'], en: ['hazards'] },
  tab_plans: { zh: ['预案'], en: ['plans'] },
  tab_needs: { zh: ['看需求'], en: ['needs'] },
  tab_proposal: { zh: ['本件方案'], en: ['own-proposal'] },
  tab_orders: { zh: ['本件指令'], en: ['own-orders'] },
  tab_tasks: { zh: ['任务'], en: ['tasks'] },
  tab_sitreps: { zh: ['信息报告', '报告'], en: ['sitreps'] },
  tab_log: { zh: ['看日志'], en: ['course'] },
}

/** Words between two arguments. */
export const JOINERS = new Set(['→', '到', '至', '去', '往', '在', 'to', 'at', 'for'])

/** Words before a reason. */
export const REASONS = ['因为', '理由', 'because']

/** How the line writes levels, a reason to be given and an incident by its number of the day. */
export const LEVELS = { zh: ['一级', '二级', '三级', '四级'], en: ['1', '2', '3', '4'] }
export const BECAUSE = { zh: '因为', en: 'because' }
export const numbered = (number: number, english: boolean): string => (english ? `#${number}` : `${number}号`)

const DIGITS: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4 }

/** Read a response level: 二级, 2级, 2, level 2, II. */
export function levelOf(text: string): number | null {
  const found = /^(?:level)?([一二三四1-4])级?(?:响应)?$/i.exec(text.replace(/\s/g, ''))
  if (!found) return null
  return DIGITS[found[1]!] ?? Number(found[1])
}

/** Read an amount of time in minutes: 30, 30分, 30分钟, 2小时, 90min, 2h. */
export function minutesOf(text: string): number | null {
  const found = /^(\d{1,4})(分|分钟|min|m|小时|h)?(?:内)?$/i.exec(text)
  if (!found) return null
  return Number(found[1]) * (/小时|h/i.test(found[2] ?? '') ? 60 : 1)
}

/** Read the number in 3号, #3, no3. */
export function ordinalOf(text: string): number | null {
  const found = /^(?:#|no\.?)?(\d{1,6})号?$/i.exec(text.trim())
  return found ? Number(found[1]) : null
}
