/** Commands about one incident. */
import type { Incident, Need } from '@/api/models'
import { i18n } from '@/app/i18n'
import { TABS, usePanel } from '@/app/panel'
import { closeIncident, standDown, writeLog } from '@/incidents/calls'
import { useLive } from '@/live/store'
import { raiseNeed } from '@/needs/calls'
import { undoEnd, undoNeed } from '@/undo/calls'

import type { Command, Done, Given, Preview } from '../types'
import { capabilityName, span } from '../words'

const t = i18n.global.t
const WITHIN_MIN = 30

const said = (text: string): Promise<Preview> => Promise.resolve({ lines: [{ text, mood: 'plain' }] })

function needWords(given: Given): Record<string, string | number> {
  return {
    capability: capabilityName(given.capability!.code),
    n: given.count ?? 1,
    time: span((given.minutes ?? WITHIN_MIN) * 60),
    incident: given.incident!.title,
  }
}

async function need(given: Given): Promise<Done> {
  const raised: Need = await raiseNeed(given.incident!.id, {
    capability_code: given.capability!.code,
    quantity: given.count ?? 1,
    within_s: (given.minutes ?? WITHIN_MIN) * 60,
  })
  useLive().put('need.raised', raised)
  return {
    text: t('command.need.done', needWords(given)),
    undo: undoNeed(raised),
  }
}

async function log(given: Given): Promise<Done> {
  const entry = await writeLog(given.incident!.id, given.text!)
  useLive().put('log_entry.written', entry)
  return { text: t('command.log.done', { incident: given.incident!.title }) }
}

/** An end can be taken back: the incident is reopened. */
function ending(id: string, end: (seen: Incident) => Promise<Incident>, permission: string): Command {
  return {
    id,
    group: 'incident',
    permission,
    args: [{ kind: 'incident', optional: true }],
    targets: ['incident'],
    preview: (given) => said(t(`command.${id}.will`, { incident: given.incident!.title })),
    run: async (given) => {
      const ended = await end(given.incident!)
      useLive().put('incident.changed', ended)
      return {
        text: t(`command.${id}.done`, { incident: ended.title }),
        undo: undoEnd(ended),
      }
    },
  }
}

const TAB_COMMANDS: Command[] = TABS.map((tab, n) => ({
  id: `tab_${tab}`,
  group: 'incident' as const,
  permission: null,
  key: String((n + 1) % 10),
  context: 'incident' as const,
  args: [{ kind: 'incident' as const, optional: true }],
  run: (given: Given) => usePanel().select(given.incident!.id, tab),
}))

export const INCIDENT_COMMANDS: Command[] = [
  {
    id: 'need', group: 'incident', permission: 'needs.raise', key: 'e', context: 'incident',
    args: [{ kind: 'incident', optional: true }, { kind: 'capability' }, { kind: 'count', optional: true }, { kind: 'minutes', optional: true }], targets: ['incident'],
    preview: (given) => said(t('command.need.will', needWords(given))),
    run: need,
  },
  { id: 'log', group: 'incident', permission: 'log.write', key: 'l', context: 'incident', args: [{ kind: 'incident', optional: true }, { kind: 'text' }], targets: ['incident'], preview: (given) => said(t('command.log.will', { incident: given.incident!.title, text: given.text! })), run: log },
  { id: 'correct', group: 'incident', permission: 'incidents.correct', context: 'incident', args: [{ kind: 'incident', optional: true }], targets: ['incident'], run: (given) => usePanel().report(given.incident!.id) },
  ending('stand_down', standDown, 'incidents.stand_down'),
  ending('close_incident', closeIncident, 'incidents.close'),
  ...TAB_COMMANDS,
]
