/** How a plan's clocks and headings are shown. Pure. */
import type { Clock, Note, Section, Status } from './calls'

/** The class of a mark for the state of a clock. */
export function markOf(clock: Pick<Clock, 'state'>): string {
  return { overdue: 'alarm', due: 'warn', running: '' }[clock.state]
}

/** The class of a mark for the state of a plan. */
export function markOfStatus(status: Status): string {
  if (status === 'in_force') return 'good'
  return status === 'under_revision' ? 'warn' : status === 'void' ? '' : 'accent'
}

/** The clock that matters most: the service puts the most urgent first. */
export const firstClock = (note: Pick<Note, 'clocks'>): Clock | null => note.clocks[0] ?? null

/** A heading as it is read: 一、总则, 3.1 信息报告. */
export function headingOf(section: Pick<Section, 'number' | 'title'>): string {
  if (!section.number) return section.title
  return /[、）)．.]$/.test(section.number) ? section.number + section.title : `${section.number} ${section.title}`
}

/** The anchor of a section on its page. */
export const anchorOf = (section: Pick<Section, 'id'>): string => `section-${section.id}`
