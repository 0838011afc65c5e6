/** The plan and level that the service suggests for a report while it is being taken down. */
import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'

import type { LevelPreview, PlanMatch } from '@/api/models'
import { matchReport } from '@/command/calls'
import { wordsOf } from '@/ui/feedback'

import { type Draft, reportOf } from './draft'

const PAUSE_MS = 200

/** Ask again whenever what is known changes; nothing is asked before kind and place are known. */
export function useSuggestion(draft: Draft, title: () => string, wanted: () => boolean) {
  const matches = shallowRef<PlanMatch[] | null>(null)
  const trouble = ref('')
  /** The level that the officer chose; null leaves what is suggested. */
  const chosen = ref<number | null>(null)
  const match = computed<PlanMatch | null>(() => matches.value?.[0] ?? null)
  const levels = computed<LevelPreview[]>(() => [...(match.value?.levels ?? [])].sort((a, b) => a.response_level - b.response_level))
  const level = computed(() => chosen.value ?? match.value?.suggested_level ?? levels.value.at(-1)?.response_level ?? null)
  const card = computed(() => levels.value.find((row) => row.response_level === level.value) ?? null)
  const known = computed(() => JSON.stringify({ ...draft, title: '', place_name: '', description: '', caller_name: '', caller_phone: '' }))
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let answered = Promise.resolve()

  async function ask(): Promise<void> {
    const mine = ++asked
    try {
      const found = await matchReport(reportOf({ ...draft, title: title() || '—', place_name: draft.place_name || '—' }))
      if (mine !== asked) return
      matches.value = found
      trouble.value = ''
      if (!found[0]?.levels.some((row) => row.response_level === chosen.value)) chosen.value = null
    } catch (error) {
      if (mine === asked) trouble.value = wordsOf(error)
    }
  }

  watch(known, () => {
    clearTimeout(timer)
    asked++
    if (wanted() && draft.kind && draft.position) timer = setTimeout(() => (answered = ask()), PAUSE_MS)
    else matches.value = null
  }, { immediate: true })
  onBeforeUnmount(() => clearTimeout(timer))

  /** Wait for the answer to what is known now. */
  async function settled(): Promise<void> {
    if (timer !== undefined) {
      clearTimeout(timer)
      timer = undefined
      answered = ask()
    }
    await answered
  }

  return { match, levels, level, card, chosen, trouble, settled }
}
