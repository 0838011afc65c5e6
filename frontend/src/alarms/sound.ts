/** The sound of alarms, made in the browser without a file; it can be muted for a while, never lost. */
import { ref } from 'vue'

import type { Alarm } from '@/api/models'
import { keptAs } from '@/app/worldAddress'

const MUTED_KEY = keptAs('muster.alarms.mutedUntil')
const RANG_KEY = keptAs('muster.alarms.rang')

/** For how many minutes one may mute: never for ever. */
export const MUTE_MINUTES = [5, 15, 30] as const

interface Beep {
  at_s: number
  for_s: number
  hertz: number
}

/** Urgent: three falling pairs. Warning: two soft tones. A notice is not heard. */
export const TUNES: Record<Alarm['severity'], Beep[]> = {
  urgent: [0, 0.55, 1.1].flatMap((at_s) => [
    { at_s, for_s: 0.2, hertz: 988 },
    { at_s: at_s + 0.22, for_s: 0.22, hertz: 740 },
  ]),
  warning: [
    { at_s: 0, for_s: 0.18, hertz: 587 },
    { at_s: 0.3, for_s: 0.25, hertz: 587 },
  ],
  notice: [],
}

/** Return until when it is muted, or null when it is not: a mute ends by itself. */
export function mutedUntil(stored: string | null, now: number): number | null {
  const until = Number(stored)
  return stored !== null && Number.isFinite(until) && until > now ? until : null
}

/** Of several windows of one browser one rings: say whether this call was rung for already. */
export function isNews(stored: string | null, call: string): boolean {
  return stored !== call
}

function play(context: AudioContext, tune: Beep[]): void {
  for (const beep of tune) {
    const begins = context.currentTime + beep.at_s
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.type = 'triangle'
    tone.frequency.value = beep.hertz
    volume.gain.setValueAtTime(0.0001, begins)
    volume.gain.exponentialRampToValueAtTime(0.5, begins + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, begins + beep.for_s)
    tone.connect(volume).connect(context.destination)
    tone.start(begins)
    tone.stop(begins + beep.for_s)
  }
}

/** Whether the browser lets this page sound: it does after the first click or key. */
export const allowed = ref(false)
/** How often it rang in this window. */
export const rung = ref(0)
let context: AudioContext | null = null

function wake(): void {
  if (!('AudioContext' in window)) return
  context ??= new AudioContext()
  const note = () => (allowed.value = context!.state === 'running')
  context.onstatechange = note
  void context.resume().then(note, note)
}

/** Ask the browser for leave to sound now, and again with the first click or key. */
export function listenForLeave(): void {
  for (const gesture of ['pointerdown', 'keydown'] as const) window.addEventListener(gesture, wake, { once: true, capture: true })
  if (navigator.userActivation?.hasBeenActive) wake()
}

/** Sound once, if the browser lets us. */
export function ring(severity: Alarm['severity']): void {
  rung.value++
  if (context && allowed.value) play(context, TUNES[severity])
}

/** Say whether this window is the one to ring for a call, and remember that it does. */
export function takeRing(call: string): boolean {
  if (!isNews(window.localStorage.getItem(RANG_KEY), call)) return false
  window.localStorage.setItem(RANG_KEY, call)
  return true
}

/** Read until when this browser is muted. */
export function readMute(now: number): number | null {
  return mutedUntil(window.localStorage.getItem(MUTED_KEY), now)
}

/** Mute for some minutes, or unmute with 0; other windows of this browser follow. */
export function writeMute(minutes: number, now: number): number | null {
  if (minutes <= 0) window.localStorage.removeItem(MUTED_KEY)
  else window.localStorage.setItem(MUTED_KEY, String(now + minutes * 60_000))
  return readMute(now)
}

/** Hear when another window of this browser mutes or unmutes; returns the way to stop. */
export function onMuteElsewhere(heard: () => void): () => void {
  const listen = (event: StorageEvent) => event.key === MUTED_KEY && heard()
  window.addEventListener('storage', listen)
  return () => window.removeEventListener('storage', listen)
}
