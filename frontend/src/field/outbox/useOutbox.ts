/** The outbox of whoever holds this phone, as the field page sees it. */
import { computed, shallowRef } from 'vue'

import { useSession } from '@/app/session'
import { nowMs } from '@/ui/clock'

import type { Act, Entry } from './entries'
import { Outbox } from './outbox'
import { sendEntry } from './sending'
import { openShelf } from './shelf'

const entries = shallowRef<Entry[]>([])
const lasting = shallowRef(true)
let box: Promise<Outbox> | null = null
let timer: ReturnType<typeof setTimeout> | undefined

async function made(): Promise<Outbox> {
  const shelf = await openShelf<Entry>('entries')
  return new Outbox(shelf, {
    send: sendEntry,
    changed(list, keeps) {
      entries.value = list
      lasting.value = keeps
    },
    who: () => useSession().me?.account.id ?? null,
    now: () => Date.now(),
    later(wait_ms, work) {
      clearTimeout(timer)
      timer = setTimeout(work, wait_ms)
    },
  })
}

const opened = (): Promise<Outbox> => (box ??= made())

/** Take up what this person left on the phone, and send it. */
export async function openOutbox(account: string): Promise<void> {
  const outbox = await opened()
  await outbox.open(account)
  void outbox.flush()
}

/** The network is back: send now instead of at the next try. */
export async function sendNow(): Promise<void> {
  await (await opened()).flush(true)
}

/** The moment of a press by the service's clock: as of the press, for a phone that slept has ticks of long ago. */
const pressedAt = (): string => new Date(nowMs()).toISOString()

/** Do something: it is written down when this has ended. */
export const perform = async (act: Act): Promise<Entry> => (await opened()).add(act, pressedAt())
export const takeBack = async (key: string): Promise<boolean> => (await opened()).takeBack(key)
export const discard = async (key: string): Promise<void> => (await opened()).discard(key)
export const redo = async (key: string, act: Act): Promise<void> => (await opened()).redo(key, act, pressedAt())

/** Return the entries of this person: those under way, those refused, those sent. */
export function useOutbox() {
  return {
    entries,
    lasting,
    waiting: computed(() => entries.value.filter((entry) => entry.state === 'waiting' || entry.state === 'sending')),
    refused: computed(() => entries.value.filter((entry) => entry.state === 'refused')),
    sent: computed(() => entries.value.filter((entry) => entry.state === 'sent').reverse()),
  }
}
