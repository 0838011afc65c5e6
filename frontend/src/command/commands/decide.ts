/** Commands that decide: a report, a response, a proposal. */
import type { Incident, IncidentIn, PlanMatch, Proposal } from '@/api/models'
import { i18n } from '@/app/i18n'
import { usePanel } from '@/app/panel'
import { acceptProposal, previewAcceptance, requestProposal } from '@/dispatch/calls'
import { currentProposal, isAcceptable, solvingProposal } from '@/dispatch/proposalState'
import { reportIncident } from '@/incidents/calls'
import { useLive } from '@/live/store'
import { useMapState } from '@/map/state'
import { matchPlans, startResponse } from '@/plans/calls'

import { matchReport, reportAndRespond } from '../calls'
import type { Command, Done, Given, Preview } from '../types'
import { english, listed, span } from '../words'

const t = i18n.global.t

function reportOf(given: Given): IncidentIn {
  const kind = given.kind!
  const place = given.place!
  const name = english() ? kind.name_en : kind.name
  return {
    kind: kind.code,
    title: t('report.titleAuto', { place: place.name, kind: name }),
    description: given.text ?? '',
    position: { lon: place.lon, lat: place.lat },
    place_name: place.name,
    received_via: 'phone',
  } as IncidentIn
}

/** The best plan and the level it suggests, or the lowest it has where the facts suggest none. */
export function suggestionOf(matches: PlanMatch[], wanted?: number): { match: PlanMatch; level: number; needs: number; suggested: boolean } | null {
  const match = matches[0]
  if (!match) return null
  const levels = match.levels.map((row) => row.response_level)
  const level = wanted ?? match.suggested_level ?? Math.max(...levels)
  const card = match.levels.find((row) => row.response_level === level)
  return card ? { match, level, needs: card.needs.length, suggested: match.suggested_level === level } : null
}

const titleOf = (match: PlanMatch): string => (english() && match.title_en) || match.title

function responseLine(matches: PlanMatch[], wanted?: number): Preview['lines'][number] {
  const found = suggestionOf(matches, wanted)
  if (!found) return { text: t('plan.none'), mood: 'warn' }
  const words = { plan: titleOf(found.match), level: t(`response.${found.level}`), n: found.needs }
  return { text: t(found.suggested ? 'command.respond.suggested' : 'command.respond.yours', words), mood: found.suggested ? 'good' : 'warn' }
}

function shownPlace(given: Given): Preview['lines'][number] {
  useMapState().marker = given.place!
  return { text: reportOf(given).title, mood: 'plain' }
}

async function report(given: Given): Promise<Done> {
  const saved = await reportIncident(reportOf(given))
  return opened(saved, t('report.submitted', { number: saved.number }))
}

function opened(saved: Incident, text: string, tab: 'facts' | 'proposal' = 'facts'): Done {
  useMapState().marker = null
  useLive().put('incident.reported', saved)
  usePanel().select(saved.id, tab)
  return { text }
}

async function respondAtOnce(given: Given): Promise<Done> {
  const body = reportOf(given)
  const found = suggestionOf(await matchReport(body), given.level)
  if (!found) return report(given)
  const done = await reportAndRespond({ report: body, plan_id: found.match.plan_id, response_level: found.level, matter: body.title })
  useLive().put('activation.started', done.activation)
  return opened(done.incident, t('command.respond.both', { number: done.incident.number, level: t(`response.${found.level}`) }), 'proposal')
}

async function respond(given: Given): Promise<Done> {
  const incident = given.incident!
  const found = suggestionOf(await matchPlans(incident.id), given.level)
  if (!found) throw new Error(t('plan.none'))
  const started = await startResponse(incident.id, { plan_id: found.match.plan_id, response_level: found.level, matter: incident.title })
  useLive().put('activation.started', started)
  usePanel().select(incident.id, 'proposal')
  return { text: t('plan.started', { level: t(`response.${found.level}`) }) }
}

/** Say what stands on the table, and why it cannot be accepted yet where it cannot. */
function onTheTable() {
  const rows = [...useLive().proposal.values()]
  const proposal = currentProposal(rows)
  const solving = solvingProposal(rows)
  return { proposal: proposal && isAcceptable(proposal) ? proposal : null, solving }
}

/** The proposal that was last shown: that one is accepted, and no newer one that nobody has seen. */
let seenProposal: Proposal | null = null

const wantedOf = (given: Given) => ({ incident_ids: given.incident ? [given.incident.id] : null })

async function previewAccept(given: Given): Promise<Preview> {
  const { proposal, solving } = onTheTable()
  if (!proposal) return { lines: [], blocked: t(solving ? 'command.accept.solving' : 'command.accept.none') }
  const seen = await previewAcceptance(proposal, wantedOf(given))
  seenProposal = proposal
  const head = `${t('proposal.number', { n: proposal.number })} · ${t(`proposal.state.${proposal.state}`)}`
  if (!seen.orders.length) return { lines: [{ text: head, mood: 'plain' }], blocked: t('command.accept.nothing') }
  const lines: Preview['lines'] = [{ text: head, mood: proposal.state === 'proven' ? 'good' : 'warn' }]
  for (const change of ['issue', 'redirect', 'recall', 'reshare'] as const) {
    const rows = seen.orders.filter((row) => row.change === change)
    const names = rows.slice(0, 6).map((row) => [row.team_name ?? row.truck_plate ?? row.depot_name ?? '', row.eta_s === null ? '' : span(row.eta_s)].join(' ').trim())
    if (rows.length) lines.push({ text: t(`command.accept.${change}`, { n: rows.length, list: `${listed(names)}${rows.length > names.length ? '…' : ''}` }), mood: change === 'issue' ? 'plain' : 'warn' })
  }
  const short = proposal.shortfalls.filter((row) => !given.incident || row.incident_id === given.incident.id).length
  if (short) lines.push({ text: t('proposal.willShort', { n: short }), mood: 'alarm' })
  return { lines }
}

async function accept(given: Given): Promise<Done> {
  const proposal = seenProposal ?? onTheTable().proposal
  if (!proposal) throw new Error(t('command.accept.none'))
  const done = await acceptProposal(proposal, wantedOf(given))
  seenProposal = null
  if (given.incident) usePanel().select(given.incident.id, 'orders')
  else usePanel().show('orders')
  return { text: t('proposal.accepted', { n: done.order_ids.length }) }
}

export const DECIDE_COMMANDS: Command[] = [
  { id: 'report_form', group: 'decide', permission: 'incidents.report', key: 'n', args: [], run: () => usePanel().report() },
  {
    id: 'respond_at_once', group: 'decide', permission: 'plans.activate', args: [{ kind: 'kind' }, { kind: 'place' }, { kind: 'level', optional: true }],
    preview: async (given) => ({ lines: [shownPlace(given), responseLine(await matchReport(reportOf(given)), given.level)] }),
    run: respondAtOnce,
  },
  {
    id: 'report', group: 'decide', permission: 'incidents.report', args: [{ kind: 'kind' }, { kind: 'place' }, { kind: 'text', optional: true }],
    preview: (given) => Promise.resolve({ lines: [shownPlace(given)] }),
    run: report,
  },
  {
    id: 'respond', group: 'decide', permission: 'plans.activate', key: 's', context: 'incident', args: [{ kind: 'incident', optional: true }, { kind: 'level', optional: true }], targets: ['incident'],
    preview: async (given) => ({ lines: [responseLine(await matchPlans(given.incident!.id), given.level)] }),
    run: respond,
  },
  { id: 'accept', group: 'decide', permission: 'proposals.accept', key: 'y', args: [{ kind: 'incident', optional: true }], targets: ['incident'], preview: previewAccept, run: accept },
  {
    id: 'solve', group: 'decide', permission: 'proposals.request', args: [],
    run: async () => {
      useLive().put('proposal.requested', await requestProposal())
      return { text: t('proposal.requested') }
    },
  },
]
