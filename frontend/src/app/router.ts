/** Which page stands at which address, and who is sent where. */
import { createRouter, createWebHistory } from 'vue-router'

import { unreachable } from '@/api/problem'
import { tellTrouble } from '@/ui/feedback'
import { isNewVersion } from '@/wall/recovery'

import CommandScreen from './CommandScreen.vue'
import { i18n, pageWords } from './i18n'
import { useSession } from './session'
import { worldBase, worldName } from './worldAddress'

export const router = createRouter({
  history: createWebHistory(`${worldBase()}/`),
  routes: [
    { path: '/', name: 'command', component: CommandScreen },
    { path: '/sign-in', name: 'sign-in', component: () => import('./SignIn.vue') },
    { path: '/resources', name: 'resources', component: () => import('@/resources/ResourcePage.vue') },
    { path: '/stock', name: 'stock', component: () => import('@/grid/StockPage.vue') },
    { path: '/places', name: 'places', component: () => import('@/places/PlacesPage.vue') },
    { path: '/roads', name: 'roads', component: () => import('@/roads/RoadsPage.vue') },
    { path: '/coverage', name: 'coverage', component: () => import('@/coverage/CoveragePage.vue') },
    { path: '/aid', name: 'aid', component: () => import('@/aid/AidPage.vue') },
    { path: '/plans', name: 'plans', component: () => import('@/plans/documents/PlansPage.vue') },
    { path: '/plans/:id', name: 'plan', component: () => import('@/plans/documents/PlanPage.vue'), props: true },
    { path: '/readiness', name: 'readiness', component: () => import('@/readiness/ReadinessPage.vue') },
    { path: '/run-cards', name: 'run-cards', component: () => import('@/plans/cards/CardsPage.vue') },
    { path: '/tasks', name: 'tasks', component: () => import('@/plans/board/TaskBoardPage.vue') },
    { path: '/survey', name: 'survey', component: () => import('@/survey/SurveyPage.vue') },
    { path: '/requisitions', name: 'requisitions', component: () => import('@/requisition/RequisitionPage.vue') },
    { path: '/import', name: 'import', component: () => import('@/importing/ImportPage.vue') },
    { path: '/labels', name: 'labels', component: () => import('@/labels/LabelPage.vue') },
    { path: '/scan', name: 'scan', component: () => import('@/labels/ScanPage.vue') },
    { path: '/l/:code', name: 'label', component: () => import('@/labels/OpenedPage.vue'), props: true },
    { path: '/policies', name: 'policies', component: () => import('@/policies/PolicyPage.vue') },
    { path: '/alarms', name: 'alarms', component: () => import('@/alarms/AlarmPage.vue') },
    { path: '/brief', name: 'brief', component: () => import('@/brief/BriefPage.vue') },
    { path: '/wall', name: 'wall', component: () => import('@/wall/WallPage.vue') },
    { path: '/desk/:pane', name: 'desk', component: () => import('@/desk/PaneWindow.vue'), props: true },
    { path: '/history', name: 'history', component: () => import('./HistoryPage.vue') },
    { path: '/tokens', name: 'tokens', component: () => import('@/tokens/TokensPage.vue') },
    { path: '/exercises', name: 'exercises', component: () => import('@/exercises/list/ExercisesPage.vue') },
    { path: '/improvements', name: 'improvements', component: () => import('@/exercises/improvement/ImprovementsPage.vue') },
    { path: '/evaluation-reports', name: 'evaluation-reports', component: () => import('@/exercises/report/ReportsPage.vue') },
    { path: '/:of(exercises|incidents)/:id/score', name: 'score', component: () => import('@/exercises/score/ScorePage.vue'), props: true },
    { path: '/director', name: 'director', component: () => import('@/exercises/director/DirectorPage.vue') },
    { path: '/observer', name: 'observer', component: () => import('@/exercises/observer/ObserverPage.vue') },
    { path: '/replay', name: 'replay', component: () => import('@/replay/ReplayPage.vue'), meta: { words: true } },
    { path: '/field', name: 'field', component: () => import('@/field/FieldPage.vue') },
    { path: '/:rest(.*)*', redirect: '/' },
  ],
})

/** What is seen first, or without a net, has all its words in the catalogue that comes first. */
const FIRST_SEEN = new Set(['command', 'sign-in', 'desk', 'field'])

/** What is kept by the live world, and looked at there. */
const LIVE_ALONE = new Set(['exercises', 'improvements', 'evaluation-reports'])

router.beforeEach(async (to) => {
  if (!FIRST_SEEN.has(String(to.name))) await pageWords()
  if ((LIVE_ALONE.has(String(to.name)) || to.params.of === 'exercises') && worldName()) {
    window.location.assign(to.fullPath) // the list is kept by the live world, scores too
    return false
  }
  const session = useSession()
  if (!session.asked) {
    try {
      await session.recall()
    } catch {
      if (to.name === 'wall') return true
      if (to.name === 'field' && (await (await import('@/field/offlineStart')).startOffline())) return true
      return to.name === 'sign-in' ? true : { name: 'sign-in', query: { trouble: '1' } }
    }
  }
  if (to.name === 'wall') return true
  if (!session.me && worldName()) await (await import('@/exercises/door')).comeIn()
  if (!session.me) return to.name === 'sign-in' ? true : { name: 'sign-in', query: { next: to.fullPath } }
  if (to.name === 'sign-in') return { path: '/' }
  if (session.isWall) return { name: 'wall' }
  if (session.isTeamLeader && to.name !== 'field' && to.name !== 'label') return { name: 'field' }
  return true
})

const NOT_COME = /dynamically imported module|importing a module|preload/i

/** A page that did not come: of a version that is gone it comes with the new one; else it is said, and one stays where one is. */
router.onError(async (error: unknown, to) => {
  if (!NOT_COME.test(String(error))) return tellTrouble(error)
  if (await isNewVersion()) window.location.assign(worldBase() + to.fullPath)
  else tellTrouble(unreachable(i18n.global.locale.value))
})
