/** The title of the window and its icon: which page, which product, and whether this is an exercise. */
import { computed, watchEffect } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'

import { labelOf } from './pages'
import { useExercise } from './world'

const LIVE_ICON = '/icon.svg'
const EXERCISE_ICON = '/icon-exercise.svg'

/** The title in words: an exercise stands first, where a narrow tab still shows it. */
export function titleText(page: string, product: string, exercise: string): string {
  const name = page && page !== product ? `${page} · ${product}` : product
  return exercise ? `【${exercise}】${name}` : name
}

/** Keep title and icon of the window true; returns the name of the page. */
export function usePageTitle() {
  const { t } = useI18n()
  const route = useRoute()
  const exercise = useExercise()
  const page = computed(() => t(labelOf(route.name)))
  watchEffect(() => {
    document.title = titleText(page.value, t('app.name'), exercise.value ? t('app.exercise') : '')
    document.querySelector<HTMLLinkElement>('link[rel=icon]')?.setAttribute('href', exercise.value ? EXERCISE_ICON : LIVE_ICON)
  })
  return page
}
