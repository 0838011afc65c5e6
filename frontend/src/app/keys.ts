/** The keyboard: single keys, never while somebody is typing. */
import { useMapState } from '@/map/state'

import { TABS, usePanel } from './panel'
import { useSession } from './session'

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  return !!element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable)
}

function dialogOpen(): boolean {
  return [...document.querySelectorAll('.el-overlay')].some((overlay) => getComputedStyle(overlay).display !== 'none')
}

function press(event: KeyboardEvent): void {
  const panel = usePanel()
  const map = useMapState()
  if (event.key === 'Escape') return map.busy ? map.cancel() : void (panel.helpOpen = false)
  if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return
  if (dialogOpen()) return
  switch (event.key) {
    case 'n':
    case 'N':
      if (useSession().may('incidents.report')) panel.report()
      break
    case 'p':
      panel.show('proposal')
      break
    case 'o':
      panel.show('orders')
      break
    case 'c':
      panel.show('closures')
      break
    case 'r':
      panel.show('way')
      break
    case '?':
      panel.helpOpen = true
      break
    case '/':
      document.querySelector<HTMLInputElement>('#search-all')?.focus()
      break
    default:
      return pressDigit(event)
  }
  event.preventDefault()
}

function pressDigit(event: KeyboardEvent): void {
  const panel = usePanel()
  const tab = TABS[(Number(event.key) + 9) % 10]
  if (/^[0-9]$/.test(event.key) && tab && panel.mode === 'incident') panel.tab = tab
}

/** Begin to listen; returns the way to stop. */
export function listenToKeys(): () => void {
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}
