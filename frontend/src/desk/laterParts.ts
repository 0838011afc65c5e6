/** Panels and lists of the command screen that are not seen at first. */
import { withWords } from '@/app/i18n'
import { later } from '@/app/later'

export const IncidentPanel = later(withWords(() => import('@/incidents/IncidentPanel.vue')))
export const ReportForm = later(withWords(() => import('@/incidents/ReportForm.vue')))
export const TeamList = later(() => import('./TeamList.vue'))
export const NeedList = later(() => import('./NeedList.vue'))
export const OrdersBoard = later(withWords(() => import('@/dispatch/OrdersBoard.vue')))
export const TeamDetail = later(withWords(() => import('@/resources/TeamDetail.vue')))
export const ClosureList = later(withWords(() => import('@/closures/ClosureList.vue')))
export const WayPanel = later(withWords(() => import('@/ways/WayPanel.vue')))
export const StudyPanel = later(withWords(() => import('@/studies/StudyPanel.vue')))
