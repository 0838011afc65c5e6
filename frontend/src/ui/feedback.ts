/** What the person is told after an action, and asked before an irreversible one. */
import { ElMessage, ElMessageBox } from 'element-plus'

import { Problem } from '@/api/problem'
import { i18n } from '@/app/i18n'
import { type Undo, useUndo } from '@/undo/acts'

const t = i18n.global.t
/** Below the header, so that the clock stays in sight. */
const TOP_PX = 56

/** Tell that something was done; with a way back it can be taken back by one press for half a minute. */
export function tellDone(text: string, undo?: Undo): void {
  if (undo) return void useUndo().remember(text, undo)
  ElMessage({ message: text, type: 'success', plain: true, grouping: true, offset: TOP_PX })
}

/** Return the words of a failure in the reader's language. */
export function wordsOf(error: unknown): string {
  if (error instanceof Problem) return error.status === 412 ? t('trouble.stale') : error.message
  return error instanceof Error ? error.message : String(error)
}

/** Tell that something was not done, and why. */
export function tellTrouble(error: unknown): void {
  ElMessage({ message: wordsOf(error), type: 'error', plain: true, duration: 6000, offset: TOP_PX, showClose: true, grouping: true })
}

/** Ask before something that cannot be undone. */
export async function askFirst(question: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question, { confirmButtonText: t('act.confirm'), cancelButtonText: t('act.cancel'), type: 'warning' })
    return true
  } catch {
    return false
  }
}

/** Ask for a whole number of at least zero; null when the person thinks better of it. */
export async function askNumber(title: string, label: string, begin: number): Promise<number | null> {
  try {
    const answer = await ElMessageBox.prompt(label, title, {
      confirmButtonText: t('act.confirm'),
      cancelButtonText: t('act.cancel'),
      inputValue: String(begin),
      inputValidator: (value: string) => /^\d{1,9}$/.test((value ?? '').trim()) || label,
    })
    return Number((answer as { value: string }).value.trim())
  } catch {
    return null
  }
}

/** Ask for a reason that must be given; null when the person thinks better of it. */
export async function askReason(title: string, label: string): Promise<string | null> {
  try {
    const answer = await ElMessageBox.prompt(label, title, {
      confirmButtonText: t('act.confirm'),
      cancelButtonText: t('act.cancel'),
      inputValidator: (value: string) => (value ?? '').trim().length > 0 || label,
    })
    return (answer as { value: string }).value.trim()
  } catch {
    return null
  }
}
