/** The alarms of this screen: what stands, whom it calls, and whether it may be heard. */
import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'

import type { Alarm, EventOut } from '@/api/models'
import { useSession } from '@/app/session'
import { useLive } from '@/live/store'
import { useNow } from '@/ui/clock'

import { acknowledgeAlarm, acknowledgeAlarms } from './calls'
import { byUrgency, calls, grouped, isNotice, isOpen, isUnacknowledged } from './group'
import { allowed, listenForLeave, onMuteElsewhere, readMute, ring, rung, takeRing, writeMute } from './sound'

const CALLING = new Set(['alarm.raised', 'alarm.repeated', 'alarm.escalated'])
const SECOND = 1_000
/** A window that may not sound waits so long for one that may: a pane of its own that nobody ever clicked, for one. */
const LEAVE_TO_OTHERS_MS = 500

export const useAlarms = defineStore('alarms', () => {
  const live = useLive()
  const session = useSession()
  const now = useNow()
  const panelOpen = ref(false)
  const mute = ref(readMute(Date.now()))
  const muted = computed(() => {
    void now.value
    return mute.value !== null && mute.value > Date.now()
  })
  const muteLeft_s = computed(() => (void now.value, mute.value === null ? 0 : Math.max(0, Math.ceil((mute.value - Date.now()) / SECOND))))

  const open = computed(() => [...live.alarm.values()].filter(isOpen).sort(byUrgency))
  const untaken = computed(() => open.value.filter(isUnacknowledged))
  const unacknowledged = computed(() => untaken.value.filter((alarm) => !isNotice(alarm)))
  /** What falls due in days and nobody has taken yet: shown, never heard. */
  const notices = computed(() => untaken.value.filter(isNotice))
  const groups = computed(() => grouped(open.value))
  const mine = computed(() => unacknowledged.value.filter((alarm) => calls(alarm, session.me)))
  const mayAcknowledge = computed(() => session.may('notices.acknowledge'))
  const mayTake = (alarm: Alarm): boolean => session.may(isNotice(alarm) ? 'notices.acknowledge' : 'alarms.acknowledge')

  /** What rang here before the browser let this window sound. */
  let unheard: Alarm['severity'] | null = null
  /** Rings of one look of the service arrive together: they sound once, as the gravest of them. */
  let waiting: { severity: Alarm['severity']; call: string } | null = null

  function hear(event: EventOut): void {
    const alarm = event.alarm as Alarm | undefined
    if (!alarm || isNotice(alarm) || !CALLING.has(event.kind) || !calls(alarm, session.me)) return
    if (!waiting) setTimeout(soundOnce, 150)
    const severity = waiting?.severity === 'urgent' ? 'urgent' : alarm.severity
    waiting = { severity, call: `${alarm.id} ${alarm.called_at}` }
  }

  function soundOnce(): void {
    const wanted = waiting
    waiting = null
    if (!wanted || muted.value) return
    if (allowed.value) sound(wanted)
    else setTimeout(() => sound(wanted), LEAVE_TO_OTHERS_MS)
  }

  /** The first window that takes a call rings for it; one that may not sound yet keeps it for its first click. */
  function sound({ severity, call }: { severity: Alarm['severity']; call: string }): void {
    if (muted.value || !takeRing(call)) return
    ring(severity)
    unheard = allowed.value ? null : severity
  }

  /** Mute the sound of this browser for some minutes; 0 unmutes. What calls stays on the screen. */
  function muteFor(minutes: number): void {
    mute.value = writeMute(minutes, Date.now())
  }

  /** A mute that ends by itself is told by what still calls. */
  watch(muted, (is, was) => {
    if (was && !is && mine.value.length) ring(mine.value[0]!.severity)
  })

  /** The first click in a window that had to be silent: what it kept sounds now, if it still calls. */
  watch(allowed, (may) => {
    if (may && unheard && mine.value.length && !muted.value) ring(unheard)
    if (may) unheard = null
  })

  async function acknowledge(alarm: Alarm, note = ''): Promise<void> {
    live.put('alarm.acknowledged', await acknowledgeAlarm(alarm, note))
  }

  /** Acknowledge a group; what others did meanwhile is shown as it is. */
  async function acknowledgeAll(alarms: Alarm[], note = ''): Promise<number> {
    const answer = await acknowledgeAlarms(alarms.filter((one) => isUnacknowledged(one) && mayTake(one)).slice(0, 500), note)
    for (const alarm of [...answer.acknowledged, ...answer.passed_over]) live.put('alarm.changed', alarm)
    return answer.acknowledged.length
  }

  live.onEvent(hear)
  onMuteElsewhere(() => (mute.value = readMute(Date.now())))
  listenForLeave()

  return { open, unacknowledged, notices, groups, mine, mayAcknowledge, mayTake, panelOpen, muted, muteLeft_s, allowed, rung, muteFor, acknowledge, acknowledgeAll }
})
