/** A new exercise as it is being filled in: proposed from its template, sent with what was changed. */
import type { ExerciseIn, SeatIn, Template } from './calls'
import type { Seat } from './SeatForm.vue'

/** The choice of no template. */
export const BLANK = 'blank'

export interface Draft {
  template_id: string | null
  title: string
  area_code: string
  kind: 'tabletop' | 'functional' | 'full_scale'
  purpose: 'testing' | 'demonstration' | 'research'
  begins: Date | null
  speed: number
  seed: number
  plans: string
  mine: '' | 'commander' | 'duty_officer'
}

/** Return what a template proposes; a blank exercise begins now, at the speed of a clock. */
export function draftOf(template: Template | null, area: string): Draft {
  return {
    template_id: template?.id ?? null,
    title: template?.title.zh ?? '',
    area_code: template?.area_code ?? area,
    kind: template?.kind ?? 'tabletop',
    purpose: template?.purpose ?? 'testing',
    begins: null,
    speed: template?.speed ?? 1,
    seed: template?.seed ?? 1,
    plans: template?.plan_codes.join(', ') ?? '',
    mine: 'duty_officer',
  }
}

/** When a template begins, by the time of its own day; null for one that begins when it is made. */
export function beginText(template: Template | null): string | null {
  return template ? template.begins_local.replace('T', ' ') : null
}

interface Who {
  me: string
  seats: readonly Seat[]
  /** Whether the system plays the roles that nobody was given. */
  system: boolean
  starts: boolean
}

/** Return what is sent: with a template only what it does not say itself need be there. */
export function bodyOf(draft: Draft, who: Who): ExerciseIn {
  const own: SeatIn[] = draft.mine ? [{ account_id: who.me, role: draft.mine, jurisdiction_code: draft.area_code, team_id: null }] : []
  return {
    template_id: draft.template_id === BLANK ? null : draft.template_id,
    title: draft.title.trim(),
    kind: draft.kind,
    purpose: draft.purpose,
    area_code: draft.area_code,
    begins_at: draft.begins?.toISOString() ?? null,
    speed: draft.speed,
    seed: draft.seed,
    plan_codes: draft.plans.split(/[,，、\s]+/).filter(Boolean),
    played_by_system: who.system ? 'rest' : [],
    starts_when_ready: who.starts,
    seats: [...own, ...who.seats.map(({ account_id, role, jurisdiction_code, team_id }) => ({ account_id, role, jurisdiction_code, team_id }))],
  }
}
