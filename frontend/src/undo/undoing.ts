/** Taking an act back from the screen: at once while the half minute runs, with a reason afterwards. */
import { i18n } from '@/app/i18n'
import { askReason, tellTrouble, wordsOf } from '@/ui/feedback'

import { type Act, leftMs, useUndo } from './acts'

const t = i18n.global.t

/** Take an act back, asking for a reason once the half minute is over. */
export async function takeBack(act: Act): Promise<void> {
  let reason = ''
  if (leftMs(act, Date.now()) <= 0) {
    const given = await askReason(t('undo.reasonTitle', { act: act.text }), t('undo.reasonLabel'))
    if (given === null) return
    reason = given
  }
  try {
    await useUndo().take(act, reason, wordsOf)
  } catch (error) {
    tellTrouble(error)
  }
}

function typing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  return !!element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable)
}

/** Ctrl+Z takes back the newest act; in a field it stays what it is there. */
export function pressUndo(event: KeyboardEvent): void {
  const wanted = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'z'
  if (!wanted || event.defaultPrevented || typing(event.target)) return
  const act = useUndo().standing[0]
  if (!act) return
  event.preventDefault()
  void takeBack(act)
}
