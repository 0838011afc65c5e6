/** Enter goes forward through a form, from field to field; the last step is the button that sends it. */

const FIELDS = 'input:not([type=hidden]):not([disabled]):not([tabindex="-1"]), textarea:not([disabled]), button[data-forward]:not([disabled])'

function shown(element: HTMLElement): boolean {
  return element.offsetParent !== null
}

/** Move the focus to the field after an element. */
export function goForward(form: HTMLElement, from: Element | null): void {
  const fields = [...form.querySelectorAll<HTMLElement>(FIELDS)].filter(shown)
  const at = fields.findIndex((field) => field === from || field.contains(from))
  const next = fields[at + 1]
  next?.focus()
  if (next instanceof HTMLInputElement && next.type === 'text') next.select()
}

/** Enter in a field moves on; in a text of several lines, in an open list or while composing it is left alone. */
export function forwardOnEnter(event: KeyboardEvent): void {
  if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.shiftKey || event.defaultPrevented) return
  const target = event.target as HTMLElement
  if (target.tagName !== 'INPUT' || target.getAttribute('aria-expanded') === 'true') return
  event.preventDefault()
  goForward(event.currentTarget as HTMLElement, target)
}
