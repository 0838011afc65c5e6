/** How a key is written on the screen. */

const NAMES: Record<string, string> = { Escape: 'Esc', 'Ctrl+K': 'Ctrl K', 'Ctrl+Enter': 'Ctrl Enter', 'Ctrl+Z': 'Ctrl Z' }

/** Return what stands on the key. */
export function keyName(key: string): string {
  return NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)
}
