/** Which page stands at which address, and who is sent where. */
import { createRouter, createWebHistory } from 'vue-router'

import CommandScreen from './CommandScreen.vue'
import { useSession } from './session'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'command', component: CommandScreen },
    { path: '/sign-in', name: 'sign-in', component: () => import('./SignIn.vue') },
    { path: '/resources', name: 'resources', component: () => import('@/resources/ResourcePage.vue') },
    { path: '/places', name: 'places', component: () => import('@/places/PlacesPage.vue') },
    { path: '/roads', name: 'roads', component: () => import('@/roads/RoadsPage.vue') },
    { path: '/coverage', name: 'coverage', component: () => import('@/coverage/CoveragePage.vue') },
    { path: '/requisitions', name: 'requisitions', component: () => import('@/requisition/RequisitionPage.vue') },
    { path: '/import', name: 'import', component: () => import('@/importing/ImportPage.vue') },
    { path: '/policies', name: 'policies', component: () => import('@/policies/PolicyPage.vue') },
    { path: '/history', name: 'history', component: () => import('./HistoryPage.vue') },
    { path: '/field', name: 'field', component: () => import('@/dispatch/FieldPage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

router.beforeEach(async (to) => {
  const session = useSession()
  if (!session.asked) {
    try {
      await session.recall()
    } catch {
      return to.name === 'sign-in' ? true : { name: 'sign-in', query: { trouble: '1' } }
    }
  }
  if (!session.me) return to.name === 'sign-in' ? true : { name: 'sign-in', query: { next: to.fullPath } }
  if (to.name === 'sign-in') return { path: '/' }
  if (session.isTeamLeader && to.name !== 'field') return { name: 'field' }
  return true
})
