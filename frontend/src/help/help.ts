/** Whether the help of the page is open, and whether this person is shown around. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'

import { useSession } from '@/app/session'

/** Whether somebody is writing, so that a key is a letter. */
function writing(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  return !!element && (/^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable)
}

/** F1 opens the help of any page; so does ? where it does not list keys already. Returns the way to stop. */
export function listenForHelp(isCommand: () => boolean): () => void {
  const help = useHelp()
  const press = (event: KeyboardEvent): void => {
    const asked = event.key === 'F1' || (event.key === '?' && !isCommand() && !writing(event.target))
    if (!asked || event.defaultPrevented) return
    help.opened = !help.opened
    event.preventDefault()
  }
  window.addEventListener('keydown', press)
  return () => window.removeEventListener('keydown', press)
}

/** What a browser remembers so as not to ask the service each time. */
const SEEN = 'muster.tour'

export const useHelp = defineStore('help', () => {
  const session = useSession()
  const opened = ref(false)
  /** Somebody asked to be shown around, whatever was chosen before. */
  const wanted = ref(false)
  const dismissed = ref(localStorage.getItem(SEEN) === 'seen')
  const mayTour = computed(() => {
    if (!session.me || session.isTeamLeader || session.isWall) return false
    return wanted.value || (!!session.settings?.demo && !dismissed.value)
  })

  function showAround(): void {
    opened.value = false
    wanted.value = true
  }

  /** Never again unless asked for. */
  function leaveTour(): void {
    wanted.value = false
    dismissed.value = true
    localStorage.setItem(SEEN, 'seen')
  }

  return { opened, wanted, mayTour, showAround, leaveTour }
})
