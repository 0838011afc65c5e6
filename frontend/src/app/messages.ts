/** Makes the texts of the catalogues into messages: names, counted words and quoted signs in braces are all that they hold, which a test sees to. */
import type { MessageContext, MessageFunction } from 'vue-i18n'

/** What is written before the next braces; a sign that would mean something; or the name of a fact, with the words for one of it and for several. */
const PIECE = /\{(?:'([^']*)'|(\w+)(?:\|([^|{}]*)\|([^|{}]*))?)\}/
const made = new Map<string, MessageFunction<string>>()

/** Return the message of a text; each text is taken apart once. */
export function messageOf(text: unknown): MessageFunction<string> {
  const known = made.get(String(text))
  if (known) return known
  const pieces = String(text).split(PIECE)
  const message = ({ named }: MessageContext<string>) => {
    let said = pieces[0]!
    for (let n = 1; n < pieces.length; n += 5) {
      const [sign, name, one, several, after] = pieces.slice(n, n + 5)
      const fact = name && (named(name) ?? '')
      said += (sign ?? (one === undefined ? String(fact) : Number(fact) === 1 ? one : several!)) + after!
    }
    return said
  }
  made.set(String(text), message)
  return message
}
