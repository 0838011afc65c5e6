/** Commands that show something or change the screen. */
import type { Locale } from '@/app/i18n'
import { i18n } from '@/app/i18n'
import { usePanel, type PanelMode } from '@/app/panel'
import { router } from '@/app/router'
import { useSession } from '@/app/session'
import { toggleTheme } from '@/app/theme'
import { useAlarms } from '@/alarms/store'
import { beside, useBoardList } from '@/desk/boardList'
import { wantedPlace } from '@/incidents/wantedPlace'
import { useMapState } from '@/map/state'
import { usePlaces } from '@/places/store'

import { singleKeys, switchSingleKeys } from '../singleKeys'
import type { Command, Done, Given } from '../types'
import { placeOf } from './place'

const t = i18n.global.t

function locate(given: Given): void {
  const point = placeOf(given)
  if (point) useMapState().show(point)
}

function find(given: Given): void {
  const found = given.anything!
  if (found.what === 'incident') usePanel().select(found.one.id)
  else if (found.what === 'team') usePanel().showTeam(found.one.id)
  else void usePlaces().inspect({ lon: found.one.lon, lat: found.one.lat }, found.one)
  if (found.what === 'place') locate(given)
}

/** Select the incident above or below on the board, as it is sorted and filtered there. */
function walk(by: 1 | -1): void {
  const panel = usePanel()
  const next = beside(useBoardList().walked, panel.incidentId, by)
  if (next) panel.select(next)
}

function closeRoad(given: Given): void {
  usePanel().show('closures')
  if (given.place) useMapState().show(given.place, 15)
}

async function speak(): Promise<void> {
  await useSession().speak((i18n.global.locale.value === 'en' ? 'zh-CN' : 'en') as Locale)
}

function show(id: string, mode: PanelMode, key: string): Command {
  return { id, group: 'screen', permission: null, key, args: [], run: () => usePanel().show(mode) }
}

function switchKeys(): Done {
  switchSingleKeys(!singleKeys.value)
  return { text: t(singleKeys.value ? 'command.keysOn' : 'command.keysOff') }
}

export const SCREEN_COMMANDS: Command[] = [
  { id: 'find', group: 'map', permission: 'picture.read', args: [{ kind: 'anything' }], run: find },
  { id: 'locate', group: 'map', permission: 'picture.read', args: [{ kind: 'anything' }], targets: ['incident', 'team'], run: locate },
  { id: 'report_here', group: 'map', permission: 'incidents.report', args: [{ kind: 'place' }], targets: ['place'], run: (given) => reportAt(given) },
  { id: 'close_road', group: 'map', permission: 'closures.draw', args: [{ kind: 'place', optional: true }], targets: ['place'], run: closeRoad },
  { id: 'search', group: 'map', permission: 'picture.read', key: '/', args: [], run: () => document.querySelector<HTMLInputElement>('#search-all')?.focus() },
  show('proposal', 'proposal', 'p'),
  show('orders', 'orders', 'o'),
  show('closures', 'closures', 'c'),
  show('way', 'way', 'r'),
  { id: 'alarms', group: 'screen', permission: 'picture.read', key: 'a', args: [], run: () => void (useAlarms().panelOpen = true) },
  { id: 'next', group: 'screen', permission: 'picture.read', key: 'j', args: [], run: () => walk(1) },
  { id: 'previous', group: 'screen', permission: 'picture.read', key: 'k', args: [], run: () => walk(-1) },
  { id: 'page', group: 'screen', permission: null, args: [{ kind: 'page' }], run: (given) => void router.push(given.page!.path) },
  { id: 'line', group: 'screen', permission: null, key: ';', args: [], run: () => document.querySelector<HTMLInputElement>('#command-line')?.focus() },
  { id: 'help', group: 'screen', permission: null, key: '?', args: [], run: () => void (usePanel().helpOpen = true) },
  { id: 'theme', group: 'screen', permission: null, args: [], run: toggleTheme },
  { id: 'language', group: 'screen', permission: null, args: [], run: speak },
  { id: 'single_keys', group: 'screen', permission: null, args: [], run: switchKeys },
]

/** Open the report form with the place filled in. */
function reportAt(given: Given): void {
  wantedPlace.value = given.place!
  usePanel().report()
}
