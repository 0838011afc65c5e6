/** Commands about the map and what lies on it: measuring, reach, drive times, cover, printing; and what stands beside. */
import { MUTE_MINUTES } from '@/alarms/sound'
import { useAlarms } from '@/alarms/store'
import { i18n } from '@/app/i18n'
import { usePanel } from '@/app/panel'
import { useReach } from '@/coverage/reach'
import { useCoverage } from '@/coverage/store'
import { useMapState } from '@/map/state'
import { savePaper } from '@/papers/calls'
import { useStudies } from '@/studies/store'
import { useUndo } from '@/undo/acts'
import { takeBack } from '@/undo/undoing'

import type { Command, Done, Given } from '../types'
import { placeOf } from './place'

const t = i18n.global.t

function onMap(id: string, run: (given: Given) => Promise<Done | void> | Done | void, key?: string): Command {
  return {
    id, group: 'map', permission: null, ...(key ? { key } : {}), args: [],
    run: (given) => {
      usePanel().view = 'map'
      return run(given)
    },
  }
}

/** Begin at a team where it is, or at the place that was named. */
function from(given: Given, show: 'showReach' | 'showTeams'): void {
  const point = placeOf(given)
  if (!point) return
  const found = given.anything!
  const reach = useReach()
  reach.start(point, found.what === 'team' ? found.one.id : null)
  usePanel().view = 'map'
  void reach[show]()
}

function reaching(id: string, show: 'showReach' | 'showTeams'): Command {
  return { id, group: 'map', permission: 'picture.read', args: [{ kind: 'anything' }], run: (given) => from(given, show) }
}

/** Mute for as long as was said, never longer than one may; without a time it is switched. */
function mute({ minutes }: Given): void {
  const alarms = useAlarms()
  if (minutes === undefined) return alarms.muteFor(alarms.muted ? 0 : MUTE_MINUTES[0])
  alarms.muteFor(Math.min(minutes, MUTE_MINUTES.at(-1)!))
}

function whatIf(): void {
  useStudies().view = 'what_if'
  usePanel().show('study')
}

async function brief(): Promise<Done> {
  const name = await savePaper('/api/duty-brief', {}, 'pdf', new AbortController().signal)
  return { text: t('paper.saved', { name }) }
}

async function undo(): Promise<void> {
  const act = useUndo().standing[0]
  if (act) await takeBack(act)
}

export const MAP_COMMANDS: Command[] = [
  onMap('measure', () => useMapState().hands?.measure('line'), 'm'),
  onMap('measure_area', () => useMapState().hands?.measure('area')),
  onMap('drive_time', () => void (useMapState().driveTime = !useMapState().driveTime), 'd'),
  onMap('whole_map', () => useMapState().hands?.showAll()),
  onMap('cover_layer', () => useCoverage().toggleOnCommand(), 'v'),
  onMap('print_map', () => void (useMapState().printing = true)),
  reaching('reach', 'showReach'),
  reaching('who_reaches', 'showTeams'),
  { id: 'what_if', group: 'decide', permission: 'proposals.request', key: 'w', args: [], run: whatIf },
  { id: 'duty_brief', group: 'screen', permission: 'picture.read', args: [], run: brief },
  { id: 'mute', group: 'screen', permission: 'picture.read', args: [{ kind: 'minutes', optional: true }], run: mute },
  { id: 'undo', group: 'screen', permission: null, args: [], run: undo },
]
