/** Commands about teams and their orders. */
import type { Order, OrderPreview, Team } from '@/api/models'
import { i18n } from '@/app/i18n'
import { usePanel } from '@/app/panel'
import { steer, stepOrder } from '@/dispatch/calls'
import { isRecallable, isRunning, type OrderVerb } from '@/dispatch/orderState'
import { useLive } from '@/live/store'
import { undoOrder, undoSteering } from '@/undo/calls'

import { issueOrder, previewOrder } from '../calls'
import type { Command, Done, Given, Preview } from '../types'
import { capabilityName, labelled, listed, refusalText, span } from '../words'

const t = i18n.global.t
type Lines = Preview['lines']

/** The last preview of each pair: an order rests on what was shown. */
let shown: { key: string; preview: OrderPreview } | null = null

const pairOf = (given: Given): string => `${given.team!.id} ${given.incident!.id}`

async function look(given: Given): Promise<OrderPreview> {
  const preview = await previewOrder(given.team!.id, given.incident!.id)
  shown = { key: pairOf(given), preview }
  return preview
}

function arrival(seen: OrderPreview): Lines {
  const lines: Lines = []
  if (seen.eta_s !== null) {
    const eta = t('command.send.eta', { team: seen.team_name, incident: seen.incident_title, eta: span(seen.eta_s), ready: span(seen.ready_s) })
    lines.push({ text: seen.estimated ? `${eta} · ${t('state.estimated')}` : eta, mood: 'good' })
  }
  if (seen.leaves) lines.push({ text: t('command.send.leaves', { n: seen.leaves.number, incident: seen.leaves.incident_title, state: t(`order.state.${seen.leaves.state}`) }), mood: 'alarm' })
  return lines
}

function fitness(seen: OrderPreview): Lines {
  const lines: Lines = []
  if (seen.serves.length) lines.push({ text: t('command.send.serves', { list: listed(seen.serves.map((one) => `${labelled(one)} ${one.units}/${one.quantity - one.committed}`)) }), mood: 'plain' })
  if (seen.lacks.length && !seen.serves.length) lines.push({ text: t('command.send.lacks', { list: listed(seen.lacks.map(labelled)) }), mood: 'warn' })
  for (const one of seen.cautions) lines.push({ text: t(`command.caution.${one.code}`, { name: String(one.facts.name ?? ''), why: String(one.facts.why ?? ''), days: Number(one.facts.days ?? 0) }), mood: 'warn' })
  return lines
}

function wishes(seen: OrderPreview): Lines {
  const { rather } = seen
  if (!rather) return []
  if (rather.same) return [{ text: t('command.send.same', { n: rather.number }), mood: 'good' }]
  const lines: Lines = []
  if (rather.elsewhere) lines.push({ text: t('command.send.elsewhere', { n: rather.number, incident: rather.elsewhere.incident_title, eta: span(rather.elsewhere.eta_s) }), mood: 'warn' })
  if (rather.here.length) lines.push({ text: t('command.send.here', { n: rather.number, list: listed(rather.here.slice(0, 4).map((one) => `${one.team_name} ${span(one.eta_s)}`)) }), mood: 'plain' })
  if (rather.price !== null && rather.price > 0) lines.push({ text: t('command.send.price', { price: rather.price.toLocaleString() }), mood: 'plain' })
  return lines
}

function uncovered(seen: OrderPreview): Lines {
  if (seen.cover === null) return [{ text: t('command.send.coverUnknown'), mood: 'plain' }]
  return seen.cover.slice(0, 2).map((one) => ({
    text: t('command.send.cover', { capability: capabilityName(one.capability_code), people: one.people_lost.toLocaleString(), district: one.worst_district ?? '', share: one.share_after === null ? '—' : `${Math.floor(one.share_after * 100)}%` }),
    mood: 'warn' as const,
  }))
}

async function previewSend(given: Given): Promise<Preview> {
  const seen = await look(given)
  if (seen.refusal) return { lines: [], blocked: refusalText(seen.refusal) }
  const lines = [...arrival(seen), ...fitness(seen), ...wishes(seen), ...uncovered(seen)]
  return { lines, unfinished: seen.cover === null, ...(seen.reason_required && !given.reason ? { lacks: 'reason' as const } : {}) }
}

async function send(given: Given): Promise<Done> {
  const seen = shown?.key === pairOf(given) ? shown.preview : await look(given)
  const order = await issueOrder(seen, {
    team_id: given.team!.id,
    incident_id: given.incident!.id,
    instead_of: seen.leaves?.order_id ?? null,
    reason: given.reason ?? '',
  })
  shown = null
  useLive().put('order.issued', order)
  return { text: t('command.send.done', { n: order.number, team: seen.team_name, incident: seen.incident_title }), ...(seen.leaves ? {} : { undo: (reason: string) => recalled(order, reason) }) }
}

async function recalled(order: Order, reason: string): Promise<void> {
  const current = useLive().order.get(order.id) ?? order
  useLive().put('order.recalled', await stepOrder(current, 'recall', reason || t('command.undoNote')))
}

/** Return the running order of a team, or the one that was named. */
export function orderOf(given: Given): Order | null {
  if (given.order) return given.order
  const rows = [...useLive().order.values()].filter((row) => row.team_id === given.team?.id && isRunning(row))
  return rows.sort((a, b) => b.number - a.number)[0] ?? null
}

function orderLine(order: Order): string {
  return t('command.order.line', { n: order.number, team: order.team_name ?? order.depot_name ?? '', incident: order.incident_title, state: t(`order.state.${order.state}`) })
}

function step(id: string, verb: OrderVerb, from: Order['state'][], permission: string): Command {
  return {
    id,
    group: 'teams',
    permission,
    args: [{ kind: 'team' }],
    targets: ['order'],
    preview: async (given) => {
      const order = orderOf(given)
      if (!order) return { lines: [], blocked: t('command.order.none', { team: given.team?.name ?? '' }) }
      const blocked = from.includes(order.state) ? undefined : t('command.order.notNow', { state: t(`order.state.${order.state}`) })
      return { lines: [{ text: orderLine(order), mood: 'plain' }], ...(blocked ? { blocked } : {}) }
    },
    run: async (given) => {
      const order = orderOf(given)!
      const taken = await stepOrder(order, verb)
      useLive().put('order.changed', taken)
      return { text: t('order.done', { act: `${taken.team_name ?? ''} ${t(`order.act.${verb}`)}`.trim() }), undo: undoOrder(taken) }
    },
  }
}

async function previewRecall(given: Given): Promise<Preview> {
  const order = orderOf(given)
  if (!order) return { lines: [], blocked: t('command.order.none', { team: given.team?.name ?? '' }) }
  const lines: Lines = [{ text: orderLine(order), mood: 'plain' }]
  if (!isRecallable(order)) return { lines, blocked: t('command.order.notNow', { state: t(`order.state.${order.state}`) }) }
  return { lines, ...(given.reason ? {} : { lacks: 'reason' as const }) }
}

async function steering(given: Given, kind: 'pin' | 'exclusion'): Promise<Done> {
  const set = await steer({ kind, team_id: given.team!.id, incident_id: given.incident!.id, reason: given.reason! })
  useLive().put('steering.set', set)
  return { text: t('proposal.steerDone'), undo: undoSteering(set) }
}

function steeringCommand(id: string, kind: 'pin' | 'exclusion'): Command {
  return {
    id,
    group: 'teams',
    permission: 'steerings.set',
    args: [{ kind: 'team' }, { kind: 'incident' }, { kind: 'reason' }],
    targets: ['team'],
    preview: (given) => Promise.resolve({
      lines: [{ text: t(`command.steer.${kind}`, { team: given.team!.name, incident: given.incident!.title }), mood: 'plain' }],
      ...(given.reason ? {} : { lacks: 'reason' as const }),
    }),
    run: (given) => steering(given, kind),
  }
}

function showTeam(given: Given): void {
  usePanel().showTeam((given.team as Team).id)
}

export const TEAM_COMMANDS: Command[] = [
  {
    id: 'send', group: 'teams', permission: 'orders.issue', key: 't', args: [{ kind: 'team' }, { kind: 'incident', optional: true }, { kind: 'reason' }],
    targets: ['team', 'incident'], drag: { from: 'team', onto: 'incident' }, preview: previewSend, run: send,
  },
  {
    id: 'recall', group: 'teams', permission: 'orders.recall', args: [{ kind: 'team' }, { kind: 'reason' }], targets: ['team', 'order'], preview: previewRecall,
    run: async (given) => {
      const order = orderOf(given)!
      const taken = await stepOrder(order, 'recall', given.reason ?? '')
      useLive().put('order.recalled', taken)
      return { text: t('order.done', { act: `${taken.team_name ?? ''} ${t('order.act.recall')}`.trim() }), undo: undoOrder(taken) }
    },
  },
  step('acknowledge', 'acknowledge', ['issued'], 'orders.report'),
  step('depart', 'depart', ['acknowledged', 'loaded'], 'orders.report'),
  step('arrive', 'arrive', ['en_route'], 'orders.report'),
  step('release', 'release', ['on_scene', 'delivered'], 'orders.report'),
  step('close_order', 'close', ['released', 'recalled', 'delivered'], 'orders.report'),
  steeringCommand('pin', 'pin'),
  steeringCommand('exclude', 'exclusion'),
  { id: 'team', group: 'teams', permission: null, args: [{ kind: 'team' }], targets: ['team', 'order'], run: showTeam },
]

