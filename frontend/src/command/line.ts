/** The command line: what is typed, what it means, what it would do, what was done before. */
import { defineStore } from 'pinia'
import { computed, nextTick, ref, shallowReactive, shallowRef, watch } from 'vue'

import { api, unwrap } from '@/api/client'
import type { Place } from '@/api/models'
import { i18n } from '@/app/i18n'
import { menuPages } from '@/app/pages'
import { usePanel } from '@/app/panel'
import { router } from '@/app/router'
import { useSession } from '@/app/session'
import { keptAs } from '@/app/worldAddress'
import { useKindList } from '@/incidents/kinds'
import { useLive } from '@/live/store'
import { useMapState } from '@/map/state'
import { tellDone, wordsOf } from '@/ui/feedback'

import { type Completion, completionsOf } from './complete'
import { faultText } from './faultText'
import { parse, type Parsed } from './grammar'
import { incidentText, type World } from './names'
import { allowed, COMMANDS } from './registry'
import type { Command, Given, Preview } from './types'
import { BECAUSE, VERBS } from './verbs'
import { english } from './words'

const HISTORY = keptAs('muster.command-history')
const KEPT = 50
const PAUSE_MS = 120
const AGAIN_MS = 2_000
const NOTHING: Parsed = { command: null, verb: '', given: {}, faults: [], waiting: false, at: { kind: 'verb', text: '', from: 0 } }

function rememberedLines(): string[] {
  try {
    return JSON.parse(sessionStorage.getItem(HISTORY) ?? '[]') as string[]
  } catch {
    return []
  }
}

export const useCommandLine = defineStore('command-line', () => {
  const live = useLive()
  const panel = usePanel()
  const session = useSession()
  const text = ref('')
  const open = ref(false)
  const busy = ref(false)
  const trouble = ref('')
  const preview = shallowRef<Preview | null>(null)
  /** The line that the preview belongs to: only that one is carried out. */
  const previewed = ref('')
  const history = ref(rememberedLines())
  const back = ref(-1)
  const places = shallowReactive(new Map<string, Place[] | null>())
  const { kinds } = useKindList()
  let asked = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function placesOf(words: string): Place[] | null {
    if (places.has(words)) return places.get(words)!
    void findPlaces(words)
    return null
  }

  async function findPlaces(words: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    if (places.has(words) || !text.value.includes(words)) return
    places.set(words, null)
    try {
      const centre = useMapState().centre
      const near = centre ? { near_lon: centre.lon, near_lat: centre.lat } : {}
      places.set(words, await unwrap(api.GET('/api/places', { params: { query: { q: words, limit: 8, ...near } } })))
    } catch {
      places.set(words, [])
    }
  }

  const world = computed<World>(() => ({
    teams: [...live.team.values()],
    incidents: [...live.incident.values()],
    orders: [...live.order.values()],
    kinds: kinds.value,
    capabilities: [...live.catalogues.capabilities.values()],
    pages: menuPages(router, session.may).map((page) => ({ page, name: i18n.global.t(page.label) })),
    places: placesOf,
    selected: (panel.incidentId && live.incident.get(panel.incidentId)) || null,
    english: english(),
  }))
  /** An empty line is not read again with every event. */
  const parsed = computed(() => (text.value.trim() ? parse(text.value, COMMANDS, world.value, session.may) : NOTHING))
  const completions = computed<Completion[]>(() => (open.value ? completionsOf(text.value, parsed.value, allowed(session.may), world.value) : []))
  const fault = computed(() => (parsed.value.faults[0] ? faultText(parsed.value.faults[0]) : ''))
  const complete = computed(() => !!parsed.value.command && !parsed.value.faults.length && !parsed.value.waiting)
  const ready = computed(() => complete.value && (!parsed.value.command!.preview || (previewed.value === text.value && !!preview.value && !preview.value.blocked && !preview.value.lacks)))

  async function foresee(): Promise<void> {
    const mine = ++asked
    const { command, given } = parsed.value
    const line = text.value
    try {
      const seen = await command!.preview!(given)
      if (mine !== asked) return
      preview.value = seen
      previewed.value = line
      if (seen.unfinished) timer = setTimeout(() => void foresee(), AGAIN_MS)
    } catch (error) {
      if (mine === asked) trouble.value = wordsOf(error)
    }
  }

  watch([text, complete], () => {
    trouble.value = ''
    asked++
    clearTimeout(timer)
    preview.value = null
    previewed.value = ''
    if (complete.value && parsed.value.command?.preview) timer = setTimeout(() => void foresee(), PAUSE_MS)
  })

  /** What is on the table changes: what was foreseen is looked at again. */
  watch(() => [...live.proposal.values()].map((row) => `${row.id} ${row.version}`).join(), () => {
    if (preview.value && complete.value && parsed.value.command?.preview) void foresee()
  })

  /** Write a command with what is known of its arguments into the line and look at it. */
  function write(command: Command, given: Given = {}): void {
    if (given.incident && command.args[0]?.kind === 'team' && !given.team) panel.choose(given.incident.id)
    text.value = lineOf(command, given)
    open.value = true
    takeFocus()
  }

  /** The field has the focus before the next key arrives, which a timer would not promise; the caret follows when the text shows. */
  function takeFocus(): void {
    const field = document.querySelector<HTMLInputElement>('#command-line')
    field?.focus()
    void nextTick(() => {
      field?.focus() // a menu that closed in between took its focused item with it
      field?.setSelectionRange(text.value.length, text.value.length)
    })
  }

  function lineOf(command: Command, given: Given): string {
    const verb = VERBS[command.id]![english() ? 'en' : 'zh'][0]!
    const plain = command.args.filter((arg) => arg.kind !== 'reason')
    const parts: string[] = []
    for (const arg of plain) {
      const word = written(arg.kind, given)
      if (!word) break
      parts.push(word)
    }
    const open = !parts.length || plain.some((arg, n) => !arg.optional && n >= parts.length)
    const joined = command.id === 'send' && parts.length > 1 ? [parts[0]!, '→', ...parts.slice(1)] : parts
    return [verb, ...joined].join(' ') + (open ? ' ' : '')
  }

  function written(kind: string, given: Given): string {
    if (kind === 'team') return given.team?.code ?? ''
    if (kind === 'incident') return given.incident ? incidentText(world.value, given.incident) : ''
    if (kind === 'place') return given.place?.name ?? ''
    return ''
  }

  /** Do a command: at once where nothing is lacking and nothing is changed, else in the line. */
  async function invoke(command: Command, given: Given = {}): Promise<void> {
    const known = withDefaults(command, given)
    if (command.preview || lacks(command, known)) return write(command, known)
    await carryOut(command, known)
  }

  function withDefaults(command: Command, given: Given): Given {
    const wants = command.args.some((arg) => arg.kind === 'incident' && arg.optional)
    return wants && !given.incident && world.value.selected ? { ...given, incident: world.value.selected } : given
  }

  function lacks(command: Command, given: Given): boolean {
    return command.args.some((arg) => {
      if (arg.kind === 'incident') return !given.incident
      return !arg.optional && given[arg.kind] === undefined
    })
  }

  async function carryOut(command: Command, given: Given): Promise<boolean> {
    busy.value = true
    trouble.value = ''
    try {
      const done = await command.run(given)
      if (done) tellDone(done.text, done.undo)
      return true
    } catch (error) {
      trouble.value = wordsOf(error)
      return false
    } finally {
      busy.value = false
    }
  }

  /** Do what the line says; where a reason is lacking the line asks for it. */
  async function enter(): Promise<void> {
    const { command, given } = parsed.value
    if (busy.value || !command || !complete.value) return
    if (preview.value?.lacks === 'reason') {
      text.value = `${text.value.trimEnd()} ${BECAUSE[english() ? 'en' : 'zh']} `
      return
    }
    if (!ready.value) return
    const line = text.value
    if (await carryOut(command, given)) {
      remember(line)
      close()
    } else if (command.preview) await foresee()
  }

  function remember(line: string): void {
    history.value = [line.trim(), ...history.value.filter((one) => one !== line.trim())].slice(0, KEPT)
    sessionStorage.setItem(HISTORY, JSON.stringify(history.value))
    back.value = -1
  }

  /** Go through what was typed before. */
  function recall(by: 1 | -1): void {
    const at = Math.max(-1, Math.min(history.value.length - 1, back.value + by))
    back.value = at
    text.value = at < 0 ? '' : history.value[at]!
  }

  function close(): void {
    if (parsed.value.given.place) useMapState().marker = null
    text.value = ''
    open.value = false
    back.value = -1
    trouble.value = ''
    document.querySelector<HTMLInputElement>('#command-line')?.blur()
  }

  return { text, open, busy, trouble, preview, parsed, completions, fault, complete, ready, history, write, invoke, enter, recall, close, lineOf }
})
