/** The keys of the stock desk, wherever the focus is: search, undo, redo; never while somebody is typing. */
import { onBeforeUnmount, onMounted } from 'vue'

interface Acts {
  search: () => void
  undo: () => void
  redo: () => void
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input:not([type=checkbox]), textarea, select, [contenteditable=true]')
}

function isDialogOpen(): boolean {
  return [...document.querySelectorAll('.el-overlay')].some((overlay) => getComputedStyle(overlay).display !== 'none')
}

/** Return what a key asks for, if anything. */
export function actOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): keyof Acts | null {
  if (event.altKey) return null
  if (!event.ctrlKey && !event.metaKey) return event.key === '/' ? 'search' : null
  const key = event.key.toLowerCase()
  if (key === 'y' || (key === 'z' && event.shiftKey)) return 'redo'
  return key === 'z' ? 'undo' : null
}

/** Listen as long as the component lives. */
export function useDeskKeys(acts: Acts): void {
  function press(event: KeyboardEvent): void {
    const act = actOf(event)
    if (!act || isTyping(event.target) || isDialogOpen()) return
    event.preventDefault()
    acts[act]()
  }
  onMounted(() => window.addEventListener('keydown', press))
  onBeforeUnmount(() => window.removeEventListener('keydown', press))
}
