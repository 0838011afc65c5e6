/** High contrast for sun and for tired eyes: black and white, thick edges; remembered on this phone. */
import { ref } from 'vue'

const KEY = 'muster.field.contrast'
const stored = localStorage.getItem(KEY)
export const strong = ref(stored ? stored === 'high' : (window.matchMedia?.('(prefers-contrast: more)').matches ?? false))

/** Choose between the usual and the high contrast. */
export function chooseContrast(high: boolean): void {
  strong.value = high
  localStorage.setItem(KEY, high ? 'high' : 'usual')
}
