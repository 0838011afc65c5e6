/** The studies of the proposal in sight, and what the officer is about to ask. */
import { defineStore } from 'pinia'
import { computed, ref, shallowReactive } from 'vue'

import type { Study, StudyEdit, StudyIn } from '@/api/models'
import { useLive } from '@/live/store'

import { askStudy, listStudies } from './calls'

export const VIEWS = ['what_if', 'why_not', 'trade_off', 'policies', 'confidence'] as const
export type StudyView = (typeof VIEWS)[number]
export const MOST_VARIANTS = 10

/** An edit with the words it was entered with: names, not identifiers. */
export interface DraftEdit {
  edit: StudyEdit
  words: string
}
export interface DraftVariant {
  key: number
  edits: DraftEdit[]
}

export const useStudies = defineStore('studies', () => {
  const live = useLive()
  const all = shallowReactive(new Map<string, Study>())
  const put_aside = ref(new Set<string>())
  const proposalId = ref<string | null>(null)
  const view = ref<StudyView>('what_if')
  const variants = ref<DraftVariant[]>([])
  /** What a "why not" was opened for. */
  const incidentId = ref<string | null>(null)
  let keys = 0

  live.onEvent((event) => {
    if (event.study) put(event.study as Study)
  })

  function put(study: Study): void {
    const known = all.get(study.id)
    if (!known || study.version >= known.version) all.set(study.id, study)
  }

  /** Show the studies of a proposal: those asked before are fetched. */
  async function show(id: string): Promise<void> {
    proposalId.value = id
    for (const study of await listStudies(id)) put(study)
  }

  const shown = computed(() =>
    [...all.values()].filter((study) => study.proposal_id === proposalId.value && !put_aside.value.has(study.id)).sort((a, b) => b.number - a.number))

  function ofKind(kind: StudyView, id: string | null = proposalId.value): Study[] {
    return [...all.values()].filter((study) => study.kind === kind && study.proposal_id === id && !put_aside.value.has(study.id)).sort((a, b) => b.number - a.number)
  }

  function putAside(study: Study): void {
    put_aside.value = new Set([...put_aside.value, study.id])
  }

  async function ask(question: StudyIn['question'], id: string | null = proposalId.value): Promise<Study> {
    const asked = await askStudy({ proposal_id: id, question })
    put(asked)
    return asked
  }

  /** Enter an edit: into a variant that is there, or as a variant of its own. */
  function add(edit: DraftEdit, into: number | null): void {
    const variant = variants.value.find((one) => one.key === into)
    if (variant) variant.edits.push(edit)
    else if (variants.value.length < MOST_VARIANTS) variants.value.push({ key: ++keys, edits: [edit] })
  }

  function drop(key: number, at: number): void {
    const variant = variants.value.find((one) => one.key === key)
    variant?.edits.splice(at, 1)
    variants.value = variants.value.filter((one) => one.edits.length)
  }

  async function askVariants(): Promise<void> {
    const question = variants.value.map((one) => ({ name: one.edits.map((row) => row.words).join('；').slice(0, 100), edits: one.edits.map((row) => row.edit) }))
    await ask({ kind: 'what_if', variants: question })
    variants.value = []
  }

  return { all, shown, proposalId, view, variants, incidentId, show, ofKind, put, putAside, ask, add, drop, askVariants }
})
