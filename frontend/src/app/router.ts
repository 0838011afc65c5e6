/** Which page stands at which address, and who is sent where. */
import { createRouter, createWebHistory } from 'vue-router'

import { unreachable } from '@/api/problem'
import { tellTrouble } from '@/ui/feedback'
import { isNewVersion } from '@/wall/recovery'

import CommandScreen from './CommandScreen.vue'
import { fetched } from './fetched'
import { i18n, pageWords } from './i18n'
import { useSession } from './session'
import { worldBase, worldName } from './worldAddress'

export const router = createRouter({
  history: createWebHistory(`${worldBase()}/`),
  routes: [
    { path: '/', name: 'command', component: CommandScreen },
    { path: '/sign-in', name: 'sign-in', component: () => fetched(() => import('./SignIn.vue')) },
    { path: '/resources', name: 'resources', component: () => fetched(() => import('@/resources/ResourcePage.vue')) },
    { path: '/stock', name: 'stock', component: () => fetched(() => import('@/grid/StockPage.vue')) },
    { path: '/places', name: 'places', component: () => fetched(() => import('@/places/PlacesPage.vue')) },
    { path: '/roads', name: 'roads', component: () => fetched(() => import('@/roads/RoadsPage.vue')) },
    { path: '/coverage', name: 'coverage', component: () => fetched(() => import('@/coverage/CoveragePage.vue')) },
    { path: '/aid', name: 'aid', component: () => fetched(() => import('@/aid/AidPage.vue')) },
    { path: '/plans', name: 'plans', component: () => fetched(() => import('@/plans/documents/PlansPage.vue')) },
    { path: '/plans/:id', name: 'plan', component: () => fetched(() => import('@/plans/documents/PlanPage.vue')), props: true },
    { path: '/readiness', name: 'readiness', component: () => fetched(() => import('@/readiness/ReadinessPage.vue')) },
    { path: '/run-cards', name: 'run-cards', component: () => fetched(() => import('@/plans/cards/CardsPage.vue')) },
    { path: '/tasks', name: 'tasks', component: () => fetched(() => import('@/plans/board/TaskBoardPage.vue')) },
    { path: '/survey', name: 'survey', component: () => fetched(() => import('@/survey/SurveyPage.vue')) },
    { path: '/requisitions', name: 'requisitions', component: () => fetched(() => import('@/requisition/RequisitionPage.vue')) },
    { path: '/import', name: 'import', component: () => fetched(() => import('@/importing/ImportPage.vue')) },
    { path: '/labels', name: 'labels', component: () => fetched(() => import('@/labels/LabelPage.vue')) },
    { path: '/scan', name: 'scan', component: () => fetched(() => import('@/labels/ScanPage.vue')) },
    { path: '/l/:code', name: 'label', component: () => fetched(() => import('@/labels/OpenedPage.vue')), props: true },
    { path: '/policies', name: 'policies', component: () => fetched(() => import('@/policies/PolicyPage.vue')) },
    { path: '/alarms', name: 'alarms', component: () => fetched(() => import('@/alarms/AlarmPage.vue')) },
    { path: '/brief', name: 'brief', component: () => fetched(() => import('@/brief/BriefPage.vue')) },
    { path: '/wall', name: 'wall', component: () => fetched(() => import('@/wall/WallPage.vue')) },
    { path: '/desk/:pane', name: 'desk', component: () => fetched(() => import('@/desk/PaneWindow.vue')), props: true },
    { path: '/history', name: 'history', component: () => fetched(() => import('./HistoryPage.vue')) },
    { path: '/tokens', name: 'tokens', component: () => fetched(() => import('@/tokens/TokensPage.vue')) },
    { path: '/exercises', name: 'exercises', component: () => fetched(() => import('@/exercises/list/ExercisesPage.vue')) },
    { path: '/improvements', name: 'improvements', component: () => fetched(() => import('@/exercises/improvement/ImprovementsPage.vue')) },
    { path: '/evaluation-reports', name: 'evaluation-reports', component: () => fetched(() => import('@/exercises/report/ReportsPage.vue')) },
    { path: '/:of(exercises|incidents)/:id/score', name: 'score', component: () => fetched(() => import('@/exercises/score/ScorePage.vue')), props: true },
    { path: '/director', name: 'director', component: () => fetched(() => import('@/exercises/director/DirectorPage.vue')) },
    { path: '/observer', name: 'observer', component: () => fetched(() => import('@/exercises/observer/ObserverPage.vue')) },
    { path: '/replay', name: 'replay', component: () => fetched(() => import('@/replay/ReplayPage.vue')), meta: { words: true } },
    { path: '/field', name: 'field', component: () => fetched(() => import('@/field/FieldPage.vue')) },
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
