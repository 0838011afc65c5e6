/** The keyboard: which command a key means, never while somebody is typing or an input method composes. */
import { useCommandLine } from '@/command/line'
import { commandOfKey } from '@/command/registry'
import { singleKeys } from '@/command/singleKeys'
import { useMapState } from '@/map/state'

import { usePanel } from './panel'
import { useSession } from './session'

const TEXT = /^(text|search|tel|url|email|password|number|date|time|datetime-local|)$/

/** Say whether what has the focus takes letters itself. */
export function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  if (!element?.tagName) return false
  if (element.tagName === 'INPUT') return TEXT.test(element.getAttribute('type') ?? '')
  return /^(TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable || !!element.closest('[role=menu], [role=radiogroup], [data-keys=own]')
}

function dialogOpen(): boolean {
  return [...document.querySelectorAll('.el-overlay, [role=dialog]')].some((one) => one.getClientRects().length > 0)
}

/** Whether a dialog stood open when the key went down: it may have closed itself by then, for that very key. */
let wasOpen = false
const noteDialog = (): void => void (wasOpen = dialogOpen())

/** A pinyin input method sends its letters as key 229 or marks them as being composed. */
function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229 || event.key === 'Process'
}

function press(event: KeyboardEvent): void {
  if (composing(event) || event.defaultPrevented) return
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') return openLine(event)
  if (event.key === 'Escape') return back()
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || dialogOpen()) return
  if (event.key === ':') return openLine(event)
  if (!singleKeys.value && event.key !== '?') return
  const panel = usePanel()
  const command = commandOfKey(event.key.length === 1 ? event.key.toLowerCase() : event.key, panel.mode === 'incident' ? 'incident' : 'everywhere')
  if (!command || (command.permission && !useSession().may(command.permission))) return
  event.preventDefault()
  void useCommandLine().invoke(command)
}

function openLine(event: KeyboardEvent): void {
  event.preventDefault()
  const field = document.querySelector<HTMLInputElement>('#command-line')
  field?.focus()
  field?.select()
}

/** Escape goes one step back: a tool is put down, help is closed, a form is left, a field loses the focus. */
function back(): void {
  const map = useMapState()
  const panel = usePanel()
  if (map.busy) return map.cancel()
  if (panel.helpOpen) return void (panel.helpOpen = false)
  if (wasOpen || dialogOpen()) return
  if (typing(document.activeElement)) return (document.activeElement as HTMLElement).blur()
  if (panel.mode !== 'incident' && panel.mode !== 'proposal') panel.home()
}

/** Begin to listen; returns the way to stop. */
export function listenToKeys(): () => void {
  window.addEventListener('keydown', noteDialog, true)
  window.addEventListener('keydown', press)
  return () => {
    window.removeEventListener('keydown', noteDialog, true)
    window.removeEventListener('keydown', press)
  }
}
