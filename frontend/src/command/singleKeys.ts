/** Whether single letters are commands: a person may switch that off (WCAG 2.1.4). */
import { ref } from 'vue'

const KEY = 'muster.single-keys'

export const singleKeys = ref(localStorage.getItem(KEY) !== 'off')

/** Switch single letters on or off; kept in this browser. */
export function switchSingleKeys(on: boolean): void {
  singleKeys.value = on
  localStorage.setItem(KEY, on ? 'on' : 'off')
}
