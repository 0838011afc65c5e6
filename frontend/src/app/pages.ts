/** The pages of the product in the order of the menu; one that has no address yet is left out. */
import type { Router } from 'vue-router'

export interface MenuPage {
  path: string
  label: string
  permission: string
}

const PAGES: readonly MenuPage[] = [
  { path: '/', label: 'nav.command', permission: 'picture.read' },
  { path: '/resources', label: 'nav.resources', permission: 'picture.read' },
  { path: '/requisitions', label: 'requisition.nav', permission: 'requisitions.read' },
  { path: '/coverage', label: 'nav.coverage', permission: 'picture.read' },
  { path: '/roads', label: 'nav.roads', permission: 'picture.read' },
  { path: '/places', label: 'place.nav', permission: 'picture.read' },
  { path: '/policies', label: 'policy.nav', permission: 'picture.read' },
  { path: '/history', label: 'nav.history', permission: 'picture.read' },
]

/** The pages this person may open. */
export function menuPages(router: Router, may: (permission: string) => boolean): MenuPage[] {
  const known = new Set(router.getRoutes().map((route) => route.path))
  return PAGES.filter((page) => known.has(page.path) && may(page.permission))
}
