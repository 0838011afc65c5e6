/** The place somebody asked about, what is known of it, and the places seen lately. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'

import type { CoordinateForms, Place, PlaceNear, Point } from '@/api/models'
import { useSession } from '@/app/session'
import { keptAs } from '@/app/worldAddress'
import { useMapState } from '@/map/state'
import { wordsOf } from '@/ui/feedback'

import { forms, near } from './calls'

export const FORMS = ['degrees', 'dms', 'mgrs', 'utm', 'gauss_krueger_3', 'gcj02', 'bd09'] as const
export type Form = (typeof FORMS)[number]
/** The forms that need no service: they run along under the cursor. */
const CURSOR_FORMS = ['degrees', 'dms', 'mgrs', 'gcj02', 'bd09'] as const
export type CursorForm = (typeof CURSOR_FORMS)[number]

interface Chosen {
  point: Point
  hit: Place | null
  near: PlaceNear | null
  forms: CoordinateForms | null
}

const KEPT = 8

function stored<T>(key: string, otherwise: T): T {
  try {
    return (JSON.parse(localStorage.getItem(key) ?? 'null') as T | null) ?? otherwise
  } catch {
    return otherwise
  }
}

export const usePlaces = defineStore('places', () => {
  const session = useSession()
  const key = (what: string) => keptAs(`muster.${what}.${session.me?.account.id ?? ''}`)
  const chosen = shallowRef<Chosen | null>(null)
  const trouble = ref('')
  const recent = shallowRef<Place[]>(stored(key('places'), []))
  const form = ref<Form>(stored(key('form'), 'degrees'))
  const cursorForm = ref<CursorForm>(stored(key('cursor'), 'degrees'))

  /** Open the card of a point, with what the search said about it. */
  async function inspect(point: Point, hit: Place | null = null): Promise<void> {
    const asked: Chosen = { point, hit, near: null, forms: null }
    chosen.value = asked
    trouble.value = ''
    useMapState().marker = point
    try {
      const [around, written] = await Promise.all([near(point), forms(point)])
      if (chosen.value === asked) chosen.value = { ...asked, near: around, forms: written }
    } catch (error) {
      if (chosen.value === asked) trouble.value = wordsOf(error)
    }
  }

  function close(): void {
    chosen.value = null
    useMapState().marker = null
  }

  function remember(hit: Place): void {
    recent.value = [hit, ...recent.value.filter((one) => one.id !== hit.id)].slice(0, KEPT)
    localStorage.setItem(key('places'), JSON.stringify(recent.value))
  }

  function forget(): void {
    recent.value = []
    localStorage.removeItem(key('places'))
  }

  function write(next: Form): void {
    form.value = next
    localStorage.setItem(key('form'), JSON.stringify(next))
  }

  function turnCursorForm(): void {
    cursorForm.value = CURSOR_FORMS[(CURSOR_FORMS.indexOf(cursorForm.value) + 1) % CURSOR_FORMS.length]!
    localStorage.setItem(key('cursor'), JSON.stringify(cursorForm.value))
  }

  return { chosen, trouble, recent, form, cursorForm, inspect, close, remember, forget, write, turnCursorForm }
})
