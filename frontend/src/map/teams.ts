/** The layer of teams: each by state and trade where it was last heard of, gathered where they lie on each other. */
import type Feature from 'ol/Feature'
import type { FeatureLike } from 'ol/Feature'
import Fill from 'ol/style/Fill'
import Stroke from 'ol/style/Stroke'
import Style from 'ol/style/Style'
import Text from 'ol/style/Text'
import { toRaw, watchEffect } from 'vue'

import type { Team } from '@/api/models'
import { i18n } from '@/app/i18n'
import { useLive } from '@/live/store'

import { clustering } from './clusters'
import { tradeOf } from './glyphs'
import type { LayerKind } from './layerKind'
import { clusterMark, type Counts, imageOf, type TeamLook, TEAM_LOOKS } from './marks'
import type { Palette } from './palette'
import { FONT, isBusy, label, type Styler, teamGroup, teamLook, teamStyle } from './symbols'
import { teamSync } from './teamSync'

const BESIDE_PX: [number, number] = [34, -4]

/** Return how many of a gathering are in each state. */
export function countsOf(members: readonly Feature[]): Counts {
  const counts: Counts = {}
  for (const one of members) {
    const look = one.get('look') as TeamLook
    counts[look] = (counts[look] ?? 0) + 1
  }
  return counts
}

/** Teams at work stand apart as long as they can, and apart from those that wait; those on scene stay together. */
function classOf(team: Feature): string {
  const look = team.get('look') as TeamLook
  return look === 'scene' ? 'scene' : isBusy(look) ? 'busy' : 'rest'
}

function gatheredStyle(palette: Palette): Styler {
  const made = new Map<string, Style[]>()
  return (feature) => {
    const members = feature.get('members') as Feature[]
    const counts = countsOf(members)
    const key = TEAM_LOOKS.map((look) => counts[look] ?? 0).join(' ')
    const known = made.get(key)
    if (known) return known
    const styles = gathered(counts, members.length, key, palette)
    made.set(key, styles)
    return styles
  }
}

function gathered(counts: Counts, total: number, key: string, palette: Palette): Style[] {
  const atWork = TEAM_LOOKS.filter((look) => isBusy(look) && counts[look])
  const [right, up] = counts.scene === total ? BESIDE_PX : [0, 0]
  const zIndex = atWork.length ? 21 : 11
  const text = new Text({ text: String(total), offsetX: right, offsetY: 1 - up, font: `700 12px ${FONT}`, fill: new Fill({ color: palette.text }), stroke: new Stroke({ color: palette.halo, width: 2 }), overflow: true, declutterMode: 'none' })
  const ring = new Style({ image: imageOf(`gathered ${key}`, palette, () => clusterMark(counts, palette), [right, up]), text, zIndex })
  const words = atWork.map((look) => `${i18n.global.t(`mapTool.look.${look}`)} ${counts[look]}`).join(' · ')
  return words ? [ring, new Style({ text: label(words, palette, 24 - up, 11, 500, right), zIndex })] : [ring]
}

function dress(palette: Palette): Styler {
  const [one, several] = [teamStyle(palette), gatheredStyle(palette)]
  return (feature: FeatureLike, resolution) => (feature.get('members') ? several : one)(feature, resolution)
}

let saidIn = ''
const said = new Map<string, string>()

/** The word for a state; looked up once, for there are thousands of teams. */
function stateText(state: string): string {
  const locale = i18n.global.locale.value
  if (locale !== saidIn) said.clear()
  saidIn = locale
  const known = said.get(state)
  if (known !== undefined) return known
  const text = i18n.global.t(`teamState.${state}`)
  said.set(state, text)
  return text
}

function drawTeam(team: Team) {
  if (team.retired_at) return null
  return {
    id: team.id, name: team.name, group: teamGroup(team.state), look: teamLook(team.state), trade: tradeOf(team.capabilities),
    stateText: stateText(team.state),
  }
}

/** Looks at two maps of thousands as wholes: to follow each row of them would cost more than to draw them. */
function follow(sync: ReturnType<typeof teamSync>): () => void {
  const live = useLive()
  return () => {
    void live.team.size
    void live.positions.size
    sync(toRaw(live.team), toRaw(live.positions))
  }
}

export const teams: LayerKind = {
  declutter: true,
  quick: true,
  make: (layer) => clustering(layer, { classOf, nearPx: (ofClass) => (ofClass === 'rest' ? 30 : 18) }),
  dress,
  feed: (drawn) => [watchEffect(follow(teamSync(drawn.things, drawTeam)))],
}
