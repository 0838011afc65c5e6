/** First letters of pinyin without a table: the browser's own order of Chinese tells them. */

const LETTERS = 'abcdefghjklmnopqrstwxyz'
/** The first character of each letter in the order of pinyin. */
const FIRST = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'
const HAN = /[\u3400-\u9fff]/
const order = new Intl.Collator('zh-Hans-CN-u-co-pinyin')
const known = new Map<string, string>()

/** Return the first letter of a character's pinyin; other characters stay as they are. */
function letterOf(character: string): string {
  if (!HAN.test(character)) return character
  let letter = known.get(character)
  if (letter === undefined) {
    let at = LETTERS.length - 1
    while (at > 0 && order.compare(FIRST[at]!, character) > 0) at--
    letter = LETTERS[at]!
    known.set(character, letter)
  }
  return letter
}

/** Return one form of what was typed and of what it may mean: half width, lower case, no marks, no zeros before numbers. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[\s\-_·.,，。“”"'()（）]/g, '').replace(/(^|\D)0+(?=\d)/g, '$1')
}

/** Return the first letters of a name, letters and digits kept: 江岸消防1 gives jaxf1. */
export function initialsOf(name: string): string {
  return [...folded(name)].map(letterOf).join('').replace(/[^a-z0-9]/g, '')
}
