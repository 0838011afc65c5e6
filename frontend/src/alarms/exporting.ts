/** The record of alarms as a table file, for the shift report. */
import type { Composer } from 'vue-i18n'

import type { Alarm } from '@/api/models'
import { saveCsv } from '@/resources/csv'
import { nowMs } from '@/ui/clock'
import { dateText, timeText } from '@/ui/time'

import { type AlarmQuery, listAlarms } from './calls'
import type { useAlarmWords } from './words'

const PAGE = 500
const MOST = 20_000

/** Read all alarms a query asks for, page by page. */
export async function everyAlarm(query: AlarmQuery): Promise<Alarm[]> {
  const rows: Alarm[] = []
  for (let offset: number | null = 0; offset !== null && rows.length < MOST;) {
    const page = await listAlarms({ ...query, offset, limit: PAGE })
    rows.push(...page.rows)
    offset = page.next_offset
  }
  return rows
}

function instant(iso: string | null): string {
  if (!iso) return ''
  const at = new Date(iso)
  return `${dateText(at)} ${timeText(at)}`
}

/** Return the rows of the table, under the titles of the first. */
export function tableOf(alarms: Alarm[], words: Pick<ReturnType<typeof useAlarmWords>, 'headline' | 'place'>, t: Composer['t']): { titles: string[]; rows: unknown[][] } {
  const titles = ['kindTitle', 'past.what', 'past.incident', 'past.raised', 'past.calls', 'past.who', 'past.at', 'past.note', 'past.ended']
  const rows = alarms.map((alarm) => [
    t(`alarm.kind.${alarm.kind}`),
    words.headline(alarm),
    words.place(alarm),
    instant(alarm.raised_at),
    alarm.repeats + 1 + (alarm.escalated_at ? 1 : 0),
    alarm.acknowledged_by_name,
    instant(alarm.acknowledged_at),
    alarm.note,
    instant(alarm.ended_at),
  ])
  return { titles: titles.map((key) => t(`alarm.${key}`)), rows }
}

/** Give the reader the table as a file; an exercise says so in its name. */
export function saveTable(alarms: Alarm[], words: Pick<ReturnType<typeof useAlarmWords>, 'headline' | 'place'>, t: Composer['t'], exercise = false): void {
  const { titles, rows } = tableOf(alarms, words, t)
  saveCsv(`${exercise ? `${t('app.exercise')}-` : ''}${t('alarm.past.title')}-${dateText(new Date(nowMs()))}.csv`, titles, rows)
}
