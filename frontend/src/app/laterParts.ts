/** Parts of every screen that are not seen at first. */
import { withWords } from './i18n'
import { later } from './later'

export const KeyList = later(() => import('./KeyList.vue'))
export const AlarmPanel = later(withWords(() => import('@/alarms/AlarmPanel.vue')))
