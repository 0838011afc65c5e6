/** Light by day, dark at three in the morning; the choice is remembered. */
import { ref } from 'vue'

const KEY = 'muster.theme'

function initial(): boolean {
  const stored = localStorage.getItem(KEY)
  if (stored) return stored === 'dark'
  return window.matchMedia?.('(prefers-color-scheme: dark)').matches ?? true
}

export const dark = ref(initial())

function paint(): void {
  document.documentElement.classList.toggle('dark', dark.value)
}

/** Change between the light and the dark theme. */
export function toggleTheme(): void {
  dark.value = !dark.value
  localStorage.setItem(KEY, dark.value ? 'dark' : 'light')
  paint()
}

paint()
