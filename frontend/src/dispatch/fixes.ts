/** The button beside a cheapest fix: it does what one press may do, or opens where it is done. */
import { useI18n } from 'vue-i18n'
import type { RouteLocationRaw } from 'vue-router'

import type { Shortfall } from '@/api/models'
import { usePanel } from '@/app/panel'
import { useSession } from '@/app/session'
import { useLive } from '@/live/store'
import { changeNeed } from '@/needs/calls'
import { askFirst, askReason, tellDone } from '@/ui/feedback'
import { useWords } from '@/ui/words'

import { liftSteering } from './calls'
import { useDeciding } from './deciding'

export interface Fix {
  code: string
  label: string
  run?: () => Promise<unknown>
  to?: RouteLocationRaw
}

const MINUTE_S = 60

/** Pages on which a fix is made. */
const PAGES: Record<string, RouteLocationRaw> = {
  sign_agreement: { name: 'aid', query: { tab: 'agreements' } },
  give_up_cover: '/policies',
  call_in_staff: { name: 'resources', query: { view: 'readiness' } },
  confirm_stock: { name: 'resources', query: { view: 'confirm' } },
  replace_stock: '/stock',
  send_truck: '/requisitions',
}

/** Return what can be done at once about a shortfall, from its cheapest fix. */
export function useFixes() {
  const { t } = useI18n()
  const live = useLive()
  const panel = usePanel()
  const session = useSession()
  const deciding = useDeciding()
  const { span } = useWords()

  /** Lift the word that keeps a team away. */
  function lifting(row: Shortfall, team: string): (() => Promise<unknown>) | undefined {
    const word = [...live.steering.values()].find((one) => !one.lifted_at && one.team_id === team && one.incident_id === row.incident_id)
    if (!word || !session.may('steerings.set')) return undefined
    return async () => {
      live.put('steering.lifted', await liftSteering(word))
      tellDone(t('proposal.steerDone'))
    }
  }

  /** Have a team go here that is wanted elsewhere. */
  function redirecting(row: Shortfall, team: string): (() => Promise<unknown>) | undefined {
    if (!session.may('steerings.set')) return undefined
    return async () => {
      const title = `${t('proposal.steerTitle.pin')} · ${live.team.get(team)?.name ?? ''}`
      const reason = await askReason(title, t('proposal.steerReason'))
      if (reason) await deciding.say(title, [{ kind: 'pin', team_id: team, incident_id: row.incident_id, reason }])
    }
  }

  /** Give the need the time that the soonest help takes. */
  function waiting(row: Shortfall, eta_s: unknown): (() => Promise<unknown>) | undefined {
    const need = live.need.get(row.need_id)
    if (!need || typeof eta_s !== 'number' || !session.may('needs.raise')) return undefined
    const within_s = Math.ceil(eta_s / MINUTE_S + 1) * MINUTE_S
    return async () => {
      if (!(await askFirst(t('decide.fix.laterQuestion', { need: need.label, time: span(within_s) })))) return
      live.put('need.changed', await changeNeed(need, { within_s }))
      tellDone(t('proposal.steerDone'))
    }
  }

  function doing(row: Shortfall, code: string, facts: Record<string, unknown>): (() => Promise<unknown>) | undefined {
    const team = typeof facts.team === 'string' ? facts.team : null
    if (code === 'lift_exclusion' && team) return lifting(row, team)
    if (code === 'redirect' && team) return redirecting(row, team)
    if (code === 'accept_later') return waiting(row, facts.eta_s)
    if (code === 'open_road') return async () => panel.show('closures')
    if (code === 'release_team' && team) return async () => panel.showTeam(team)
    return undefined
  }

  function fixOf(row: Shortfall): Fix | null {
    const fix = row.cheapest_fix
    if (!fix) return null
    const label = t(`decide.fix.${fix.code}`)
    if (fix.code === 'ask_outside') {
      const query = { tab: 'ours', ask: 'need', need: row.need_id, amount: row.amount }
      return session.may('aid.ask') ? { code: fix.code, label, to: { name: 'aid', query } } : null
    }
    const run = doing(row, fix.code, fix.facts)
    const to = PAGES[fix.code]
    return run ? { code: fix.code, label, run } : to ? { code: fix.code, label, to } : null
  }

  return { fixOf }
}
