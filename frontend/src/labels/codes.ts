/** Codes of labels as people type them and as cameras read them. */

const ALPHABET = /[^0-9A-HJKMNP-TV-Z]/g

/** Return the code in what was typed or scanned: also from a whole address; letters taken for digits are those. */
export function codeIn(typed: string): string {
  const last = typed.trim().replace(/\/+$/, '').split('/').at(-1)!.split('?')[0]!
  return last.toUpperCase().replace(/O/g, '0').replace(/[IL]/g, '1').replace(ALPHABET, '')
}

/** Whether this can be a code: ten characters. */
export function isCode(code: string): boolean {
  return code.length === 10
}

/** The code as it is printed: in two groups. */
export function spoken(code: string): string {
  return code.length === 10 ? `${code.slice(0, 5)}-${code.slice(5)}` : code
}
