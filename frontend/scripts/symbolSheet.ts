/** The sheet of symbols for the documents: every mark with its words in both languages; a script writes it. */
import en from '@/app/locales/mapTool.en'
import zh from '@/app/locales/mapTool.zh-CN'

import { INCIDENT_GLYPHS, TRADE_GLYPHS, type Trade } from '@/map/glyphs'
import { clusterMark, fixedMark, incidentMark, type Mark, type Response, svgParts, TEAM_LOOKS, teamMark } from '@/map/marks'
import { DARK, LIGHT, type Palette } from '@/map/palette'

export { DARK, LIGHT }

/** Names of the kinds of incident as the service gives them; the sheet is for paper and asks no service. */
const KINDS: Record<string, [zh: string, en: string]> = {
  hazmat_leak: ['危险化学品泄漏', 'hazmat leak'], fire_explosion: ['火灾爆炸', 'fire, explosion'], urban_flood: ['城市内涝', 'urban flood'], building_collapse: ['建筑坍塌', 'collapse'],
  traffic_accident: ['道路交通事故', 'traffic accident'], mine_tunnel_accident: ['矿山隧道事故', 'mine, tunnel'], gas_leak: ['燃气泄漏', 'gas leak'], earthquake: ['地震', 'earthquake'],
  landslide: ['滑坡泥石流', 'landslide'], forest_fire: ['森林火灾', 'forest fire'], epidemic: ['突发疫情', 'epidemic'], other: ['其他', 'other'],
}
const LEVELS: [zh: string, en: string][] = [['级别未定', 'not set'], ['特别重大（红）', 'I, red'], ['重大（橙）', 'II, orange'], ['较大（黄）', 'III, yellow'], ['一般（蓝）', 'IV, blue']]
const RESPONSES: Response[] = ['reported', 'responding', 'over']
const PLACES = ['hospital', 'shelter', 'school'] as const
const SOURCES = ['chemical_plant', 'fuel_depot', 'gas_station', 'water_works', 'cold_store', 'warehouse'] as const

export interface Row {
  zh: string
  en: string
  make: (palette: Palette) => Mark
}

export interface Group {
  zh: string
  en: string
  rows: Row[]
}

/** Return every mark of the map, group by group. */
export function sheetGroups(): Group[] {
  return [
    { zh: '级别', en: 'Level', rows: [1, 2, 3, 4, 0].map((level) => ({ zh: LEVELS[level]![0], en: LEVELS[level]![1], make: (palette) => incidentMark('other', level, 'responding', palette) })) },
    { zh: '响应', en: 'Response', rows: RESPONSES.map((one) => ({ zh: zh.response[one], en: en.response[one], make: (palette) => incidentMark('fire_explosion', 2, one, palette) })) },
    { zh: '事件类别', en: 'Kind of incident', rows: Object.keys(INCIDENT_GLYPHS).map((kind) => ({ zh: KINDS[kind]![0], en: KINDS[kind]![1], make: (palette) => incidentMark(kind, 0, 'responding', palette) })) },
    { zh: '队伍状态', en: 'State of a team', rows: [
      ...TEAM_LOOKS.map((look) => ({ zh: zh.look[look], en: en.look[look], make: (palette: Palette) => teamMark(look, 'fire', palette) })),
      { zh: zh.legend.gathered, en: en.legend.gathered, make: (palette: Palette) => clusterMark({ available: 5, moving: 2, scene: 1, out: 1 }, palette) },
    ] },
    { zh: '队伍专业', en: 'Trade of a team', rows: (Object.keys(TRADE_GLYPHS) as Trade[]).map((trade) => ({ zh: zh.trade[trade], en: en.trade[trade], make: (palette) => teamMark('available', trade, palette) })) },
    { zh: '物资库与设施', en: 'Depots and facilities', rows: [
      { zh: '物资库', en: 'depot', make: (palette: Palette) => fixedMark('depot', 'depot', palette) },
      ...PLACES.map((one) => ({ zh: zh.place[one], en: en.place[one], make: (palette: Palette) => fixedMark('facility', one, palette) })),
    ] },
    { zh: '危险源', en: 'Hazard sources', rows: SOURCES.map((one) => ({ zh: zh.place[one], en: en.place[one], make: (palette) => fixedMark('source', one, palette) })) },
  ]
}

const COLUMNS = 4
const CELL = { width: 232, height: 58 }
const HEAD = 40
const EDGE = 20

/** Return the sheet as an SVG picture in the colours of a theme. */
export function sheetPicture(palette: Palette): string {
  const ground = palette.isDark ? '#0d141a' : '#eef1ee'
  const parts: string[] = []
  let y = EDGE
  const text = (words: string, x: number, at: number, size: number, weight: number) =>
    parts.push(`<text x="${x}" y="${at}" font-size="${size}" font-weight="${weight}" fill="${palette.text}">${words}</text>`)
  for (const group of sheetGroups()) {
    text(`${group.zh} ${group.en}`, EDGE, y + 22, 15, 700)
    y += HEAD
    group.rows.forEach((row, k) => {
      const [x, top] = [EDGE + (k % COLUMNS) * CELL.width, y + Math.floor(k / COLUMNS) * CELL.height]
      parts.push(svgParts(row.make(palette), x + 28, top + 26))
      text(row.zh, x + 62, top + 24, 13, 400)
      text(row.en, x + 62, top + 40, 11, 400)
    })
    y += Math.ceil(group.rows.length / COLUMNS) * CELL.height
  }
  const [width, height] = [2 * EDGE + COLUMNS * CELL.width, y + EDGE]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif"><rect width="${width}" height="${height}" fill="${ground}"/>${parts.join('\n')}</svg>\n`
}

const INTRODUCTION = `# Symbols of the map 地图符号

Written by \`npm run symbols\` (in \`frontend/\`) from the strokes that the map itself draws; a test holds page and pictures to them.

The set is our own, in the manner of GB/T 35649-2017 突发事件应急标绘符号规范 (issued 2017-12-29, in force 2018-07-01;
second-hand: read on a catalogue page, the text of the standard was not). That its classes ask for a pictogram inside
a shape is unverified: compare with the standard before claiming conformity. Colours of the incident levels: red,
orange, yellow, blue as in the warnings of the Emergency Response Law (read in the text of the law).

- **Incident**: the pictogram says the kind; colour, outline and numeral say the level, each alone is enough; the frame
  says the response: broken while reported, double while responding, small and grey once stood down.
- **Team**: outline, fill, colour and (once at work) the words beside it say the state; the pictogram says the trade, the
  rarest thing the team can do. Hollow means not there yet: who is ordered (broken diamond) or under way (triangle) is never
  taken for who is on scene (filled square). Several in one place are a ring with a share of each state and their number.
- **Depots, facilities, hazard sources**: house, rounded field, hexagon, with the pictogram of the kind.

The four level colours fill nothing else. Colours of states are a setting of the site (\`MUSTER_STATE_COLOURS\`, see
[operations](operations.md)); outlines and words are not. The usual colours are tested to stay apart for eyes with
deuteranopia and protanopia, by day and by night.

![symbols by day](pictures/symbols.svg)
![symbols by night](pictures/symbols-dark.svg)
`

/** Return the page of the documents. */
export function sheetPage(): string {
  const tables = sheetGroups().map((group) => `\n## ${group.zh} ${group.en}\n\n| 中文 | English |\n|---|---|\n${group.rows.map((row) => `| ${row.zh} | ${row.en} |`).join('\n')}\n`)
  return INTRODUCTION + tables.join('')
}
