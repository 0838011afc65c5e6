/** Parts of the map that are not seen at first. */
import { later } from '@/app/later'

export const CursorText = later(() => import('@/places/CursorText.vue'))
export const GatheredList = later(() => import('./GatheredList.vue'))
export const MapMenu = later(() => import('@/ways/MapMenu.vue'))
export const PlaceCard = later(() => import('@/places/PlaceCard.vue'))
export const ReachCard = later(() => import('@/coverage/ReachCard.vue'))
export const LegendMarks = later(() => import('./LegendMarks.vue'))
export const SiteLayers = later(() => import('./SiteLayers.vue'))
export const CoverLegend = later(() => import('@/coverage/CoverLegend.vue'))
export const DriveCursor = later(() => import('./DriveCursor.vue'))
