/** The documents of the project that are read at a desk, each loaded when somebody opens it. */

const FILES = import.meta.glob<string>('../../../docs/*.md', { query: '?raw', import: 'default' })

/** The chapters in the order of the list; a Chinese edition goes before an English one for who reads Chinese. */
const CHAPTERS = ['dispatcher', 'bringing-in-lists', 'glossary', 'exercises', 'phone', 'operations', 'documents', 'api'] as const
export type Chapter = (typeof CHAPTERS)[number]

const pathOf = (name: string) => `../../../docs/${name}.md`

/** The chapters this build has. */
export function chapters(): Chapter[] {
  return CHAPTERS.filter((name) => pathOf(name) in FILES)
}

/** Read a chapter in the reader's language where there is an edition in it. */
export async function readChapter(name: Chapter, locale: string): Promise<string> {
  const chinese = pathOf(`${name}.zh`)
  const path = locale !== 'en' && chinese in FILES ? chinese : pathOf(name)
  return (await FILES[path]?.()) ?? ''
}
