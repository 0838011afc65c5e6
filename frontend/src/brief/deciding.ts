/** What a press on a decision does: here after a question, or on the page where it needs more words. */
import { useRouter } from 'vue-router'

import { i18n } from '@/app/i18n'
import { type Tab, usePanel } from '@/app/panel'
import { closeIncident, correctIncident } from '@/incidents/calls'
import { useLive } from '@/live/store'
import { startResponse } from '@/plans/calls'
import { askFirst, tellDone } from '@/ui/feedback'
import { endStarted, undoActivation, undoCorrection, undoEnd } from '@/undo/calls'

import { acceptWhole, type Decision, type Sentence } from './calls'

const t = i18n.global.t

/** What a decision sends; each has its own part of it. */
interface Sent { proposal_id: string; version: number; plan_id: string; response_level: number; level: number; need_id: string; amount: number; incident_id: string }

export function useDecisions(said: (sentence: Sentence) => string) {
  const router = useRouter()
  const panel = usePanel()
  const live = useLive()

  /** Go to what a sentence rests on. */
  function look(sentence: Sentence): void {
    const { page, id, tab } = sentence.ground
    if (page === 'aid') return void router.push({ path: '/aid', query: { id: id! } })
    if (page === 'requisitions') return void router.push({ path: '/requisitions', query: { id: id! } })
    if (page === 'alarms') return void router.push('/alarms')
    if (page === 'proposal') panel.show('proposal')
    else panel.select(id!, (tab ?? 'facts') as Tab)
    void router.push('/')
  }

  async function confirmed(sentence: Sentence, decision: Decision): Promise<boolean> {
    return askFirst(t(`brief.confirm.${decision.act}`, { what: said(sentence) }))
  }

  async function decide(sentence: Sentence, decision: Decision): Promise<void> {
    const facts = decision.facts as unknown as Sent
    const incident = sentence.incident_id ? live.incident.get(sentence.incident_id) : undefined
    switch (decision.act) {
      case 'accept_proposal': {
        if (!(await confirmed(sentence, decision))) return
        const done = await acceptWhole(facts.proposal_id, facts.version)
        return tellDone(t('proposal.accepted', { n: done.order_ids.length }))
      }
      case 'start_response':
      case 'raise_response': {
        if (!(await confirmed(sentence, decision))) return
        const started = await startResponse(sentence.incident_id!, { plan_id: facts.plan_id, response_level: facts.response_level })
        live.put('activation.started', started)
        return tellDone(t('plan.started', { level: t(`response.${facts.response_level}`) }), started.state === 'raised' ? undoActivation(started) : endStarted(started))
      }
      case 'set_level': {
        if (!incident || !(await confirmed(sentence, decision))) return
        const corrected = await correctIncident(incident, { level: facts.level })
        live.put('incident.corrected', corrected)
        return tellDone(t('levelProposal.chosen', { level: t(`level.${facts.level}`) }), undoCorrection(corrected))
      }
      case 'close_incident': {
        if (!incident || !(await confirmed(sentence, decision))) return
        const closed = await closeIncident(incident)
        live.put('incident.closed', closed)
        return tellDone(t('incident.closeDone', { title: closed.title }), undoEnd(closed))
      }
      case 'ask_help':
        return void router.push({ path: '/aid', query: { ask: '1', need: facts.need_id, amount: String(facts.amount) } })
      case 'requisition':
        return void router.push({ path: '/requisitions', query: { incident: facts.incident_id } })
      default:
        return look(sentence)
    }
  }

  return { look, decide }
}
