/** How large an area is and what it follows from, in words. */
import { useI18n } from 'vue-i18n'

import { useSubstances } from './substances'

type Basis = Record<string, unknown>

/** Return functions that say the size and the basis of an area. */
export function useAreaWords() {
  const { t, te } = useI18n()
  const { substanceName } = useSubstances()

  function metres(m: number): string {
    return m >= 1000 ? t('hazard.distance', { km: (m / 1000).toFixed(1) }) : t('hazard.distanceM', { m: Math.round(m) })
  }

  function sizeOf(area: { kind: string; distance_m: number | null; basis: Basis }): string {
    const limit = area.basis.limit as { name: string } | undefined
    if (area.kind === 'flood') return t('hazard.levelOf', { m: area.basis.level_m })
    const far = area.distance_m === null ? '' : metres(area.distance_m)
    return limit ? `${limit.name} · ${far}` : far
  }

  /** The facts that were calculated with, in one line. */
  function basisOf(basis: Basis): string {
    const said: string[] = []
    const say = (key: string, facts: Record<string, unknown>): number => said.push(t(`hazard.basisOf.${key}`, facts))
    const substances = Object.keys((basis.substances as object | undefined) ?? {})
    const numbers = substances.length ? substances : basis.substance_un ? [basis.substance_un as string] : []
    if (numbers.length) said.push(numbers.map(substanceName).join(' + '))
    if (substances.length > 1) say('decidedBy', { name: substanceName(basis.decided_by as string) })
    if (basis.spill) said.push(t(`hazard.spills.${basis.spill as string}`))
    if (basis.container && te(`container.${basis.container as string}`)) said.push(t(`container.${basis.container as string}`))
    if (basis.rate_kg_s) say('rate', { n: basis.rate_kg_s })
    if (basis.mass_kg) say('mass', { n: basis.mass_kg })
    if (typeof basis.height_m === 'number' && basis.height_m > 0) say('height', { n: basis.height_m })
    if (typeof basis.wind_from_deg === 'number') say('wind', { deg: basis.wind_from_deg })
    if (typeof basis.wind_speed_ms === 'number') say('speed', { n: basis.wind_speed_ms })
    if (basis.stability) say('stability', { name: basis.stability })
    if (basis.period) said.push(t(`hazard.period.${basis.period as string}`))
    const limit = basis.limit as { mg_m3: number; source: string } | undefined
    if (limit) say('limit', { n: limit.mg_m3, source: limit.source })
    if (typeof basis.guide_m === 'number') say('guide', { far: metres(basis.guide_m) })
    if (basis.grid) say('grid', { name: basis.grid })
    if (typeof basis.deepest_m === 'number') say('deepest', { m: basis.deepest_m })
    const bands = (basis.bands as { from_m: number; km2: number }[] | undefined) ?? []
    for (const band of bands) if (band.from_m > 0) say('band', { m: band.from_m, n: band.km2.toFixed(2) })
    if (basis.tag) say('tag', { tag: basis.tag })
    if (basis.note) said.push(`“${basis.note as string}”`)
    return said.join(' · ')
  }

  return { sizeOf, basisOf }
}
