/** Which messages are unread, and which of them are new since one last looked. */
import type { Message } from './calls'

export const unreadOf = (messages: readonly Message[]): Message[] => messages.filter((one) => !one.read_at)

/** The messages that were not there before, oldest first; at the very first look nothing is news. */
export function newsIn(before: ReadonlySet<string> | null, messages: readonly Message[]): Message[] {
  if (!before) return []
  return messages.filter((one) => !before.has(one.id)).reverse()
}

/** Put an answer in the place of what it answers. */
export const replaced = (messages: readonly Message[], next: Message): Message[] => messages.map((one) => (one.id === next.id ? next : one))
