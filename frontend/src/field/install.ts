/** The page as an app: what this connection allows, the worker that opens it without a net, and its news. */
import { ref, shallowRef } from 'vue'

import { worldBase, worldName } from '@/app/worldAddress'

interface InstallPrompt extends Event {
  prompt(): Promise<void>
}

export const WORKER = `${worldBase()}/field-worker.js`
export const SCOPE = `${worldBase()}/field`
const secure = window.isSecureContext

/** What a phone can do on this connection; on plain http much of it is missing, and that is said. */
export const abilities = {
  secure,
  offlineStart: secure && 'serviceWorker' in navigator,
  position: secure && 'geolocation' in navigator,
  /** An exercise comes and goes; what is put on the phone's screen is the live system. */
  install: secure && !worldName(),
}

export const installable = shallowRef<InstallPrompt | null>(null)
/** A newer version waits until somebody taps: nothing is changed under a hand. */
export const newer = shallowRef<ServiceWorker | null>(null)
export const installed = ref(window.matchMedia?.('(display-mode: standalone)').matches ?? false)

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault()
  installable.value = event as InstallPrompt
})
window.addEventListener('appinstalled', () => {
  installed.value = true
  installable.value = null
})

/** Offer the app; the browser asks its own question. */
export async function install(): Promise<void> {
  await installable.value?.prompt()
  installable.value = null
}

function notice(registration: ServiceWorkerRegistration): void {
  const waiting = registration.waiting
  if (waiting && navigator.serviceWorker.controller) newer.value = waiting
  registration.installing?.addEventListener('statechange', () => notice(registration))
}

/** Register the worker where that is possible; the page works the same without it. */
export async function registerWorker(): Promise<void> {
  if (!abilities.offlineStart) return
  try {
    const registration = await navigator.serviceWorker.register(WORKER, { scope: SCOPE, updateViaCache: 'none' })
    notice(registration)
    registration.addEventListener('updatefound', () => notice(registration))
  } catch {
    // a refused or missing worker costs the start without a net, nothing else
  }
}

/** Take over the newer version: it steps in, and the page is loaded anew. */
export function update(): void {
  navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true })
  newer.value?.postMessage('take-over')
}
