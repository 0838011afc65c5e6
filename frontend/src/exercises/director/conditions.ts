/** What an inject waits for beside the clock, in one line: its director must know what will bring it. */
import type { Inject } from './calls'

interface Condition {
  measure: string
  incident?: string | null
  at_least?: number | null
  at_most?: number | null
}

export interface Trigger {
  after?: string
  when?: Condition[]
  by_hand?: boolean
}

type Say = (key: string) => string

/** Return the trigger of an inject as its scenario has it; players are told of none. */
export function triggerOf(row: Pick<Inject, 'script'>): Trigger {
  return (row.script?.trigger ?? {}) as Trigger
}

/** Return each condition in words: of which incident, by its title, what has to reach which number. */
export function conditionTexts(trigger: Trigger, say: Say, span: (seconds: number) => string, incidents: ReadonlyMap<string, string>): string[] {
  return (trigger.when ?? []).map((one) => {
    const least = one.at_least !== null && one.at_least !== undefined
    const n = (least ? one.at_least : one.at_most) ?? 0
    const bound = one.measure === 'elapsed_s' ? span(n) : String(n)
    return `${one.incident ? `${incidents.get(one.incident) ?? one.incident} ` : ''}${say(`inject.measure.${one.measure}`)} ${least ? '≥' : '≤'} ${bound}`
  })
}
