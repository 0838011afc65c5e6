/** The pages of the product in the order of the menu; one that has no address yet is left out. */
import type { Router } from 'vue-router'

import { worldName } from './worldAddress'

/** What a page is for; the menu draws a line between groups. */
type MenuGroup = 'command' | 'stock' | 'ground' | 'watch'

export interface MenuPage {
  path: string
  label: string
  permission: string
  group: MenuGroup
}

const PAGES: readonly MenuPage[] = [
  { path: '/', label: 'nav.command', permission: 'picture.read', group: 'command' },
  { path: '/tasks', label: 'nav.tasks', permission: 'picture.read', group: 'command' },
  { path: '/resources', label: 'nav.resources', permission: 'picture.read', group: 'stock' },
  { path: '/stock', label: 'nav.grid', permission: 'picture.read', group: 'stock' },
  { path: '/import', label: 'nav.importing', permission: 'lots.write', group: 'stock' },
  { path: '/aid', label: 'aid.nav', permission: 'aid.read', group: 'stock' },
  { path: '/labels', label: 'label.nav', permission: 'picture.read', group: 'stock' },
  { path: '/requisitions', label: 'nav.requisition', permission: 'requisitions.read', group: 'stock' },
  { path: '/survey', label: 'nav.survey', permission: 'surveys.read', group: 'stock' },
  { path: '/coverage', label: 'nav.coverage', permission: 'picture.read', group: 'ground' },
  { path: '/roads', label: 'nav.roads', permission: 'picture.read', group: 'ground' },
  { path: '/places', label: 'place.nav', permission: 'picture.read', group: 'ground' },
  { path: '/plans', label: 'nav.plans', permission: 'plans.read', group: 'watch' },
  { path: '/readiness', label: 'nav.readiness', permission: 'readiness.read', group: 'watch' },
  { path: '/run-cards', label: 'nav.cards', permission: 'plans.read', group: 'watch' },
  { path: '/policies', label: 'policy.nav', permission: 'picture.read', group: 'watch' },
  { path: '/brief', label: 'nav.brief', permission: 'picture.read', group: 'watch' },
  { path: '/exercises', label: 'nav.exercises', permission: 'exercises.read', group: 'watch' },
  { path: '/improvements', label: 'nav.improvements', permission: 'findings.read', group: 'watch' },
  { path: '/director', label: 'nav.director', permission: 'inject_board.read', group: 'watch' },
  { path: '/observer', label: 'nav.observer', permission: 'evaluations.write', group: 'watch' },
  { path: '/alarms', label: 'alarm.nav', permission: 'picture.read', group: 'watch' },
  { path: '/replay', label: 'nav.replay', permission: 'replay.read', group: 'watch' },
  { path: '/history', label: 'nav.history', permission: 'picture.read', group: 'watch' },
]

/** The list of exercises is kept by the live world; out of an exercise the band leads there. */
const IN_LIVE_ALONE = new Set(['/exercises', '/improvements'])

/** The pages this person may open. */
export function menuPages(router: Router, may: (permission: string) => boolean): MenuPage[] {
  const known = new Set(router.getRoutes().map((route) => route.path))
  return PAGES.filter((page) => known.has(page.path) && may(page.permission) && !(worldName() && IN_LIVE_ALONE.has(page.path)))
}

const OTHERS: Readonly<Record<string, string>> = {
  'sign-in': 'signIn.submit', 'evaluation-reports': 'nav.improvements', plan: 'nav.plans', wall: 'nav.wall', tokens: 'nav.token', score: 'score.nav', scan: 'label.scan.title', label: 'label.scan.title', field: 'nav.field', desk: 'nav.command',
}

/** The name of a page by the name of its route; the product's own where a page has none. */
export function labelOf(route: unknown): string {
  const name = String(route ?? '')
  return PAGES.find((page) => page.path === (name === 'command' ? '/' : `/${name}`))?.label ?? OTHERS[name] ?? 'app.name'
}
