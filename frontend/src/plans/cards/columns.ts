/** How the lists of a run card stand as tables: which column shows what, and how it is written. */
import type { Row } from './cards'

export interface TableColumn {
  key: string
  title: string
  width: number
  kind: 'text' | 'area' | 'expression' | 'number' | 'check' | 'choice' | 'limits'
  /** What is shown in the cell. */
  show: (row: Row) => string
  /** The row after somebody has written into the cell. */
  write: (row: Row, text: string) => Row
  options?: readonly string[]
  hint?: string
}

const said = (value: unknown): string => (value === null || value === undefined ? '' : String(value))

function plain(key: string, title: string, width: number, kind: TableColumn['kind'] = 'text'): TableColumn {
  return { key, title, width, kind, show: (row) => said(row[key]), write: (row, text) => ({ ...row, [key]: text }) }
}

/** Text that is nothing at all when it is empty. */
function optional(key: string, title: string, width: number, kind: TableColumn['kind'] = 'text'): TableColumn {
  return { ...plain(key, title, width, kind), write: (row, text) => ({ ...row, [key]: text.trim() || null }) }
}

/** A number that is kept in a smaller unit, such as minutes kept in seconds. */
export function scaled(key: string, title: string, width: number, unit: number, nothing: number | null = null): TableColumn {
  return {
    key, title, width, kind: 'number',
    show: (row) => (typeof row[key] === 'number' ? String(Math.round(((row[key] as number) / unit) * 1e5) / 1e5) : ''),
    write: (row, text) => {
      const number = Number(text.trim())
      return { ...row, [key]: text.trim() && Number.isFinite(number) && number > 0 ? Math.round(number * unit) : nothing ?? row[key] ?? null }
    },
  }
}

/** A number that may be left out. */
function maybe(key: string, title: string, width: number, unit = 1): TableColumn {
  const column = scaled(key, title, width, unit)
  return { ...column, write: (row, text) => (text.trim() ? column.write(row, text) : { ...row, [key]: null }) }
}

const code: Omit<TableColumn, 'title' | 'width'> = {
  key: 'code',
  kind: 'choice',
  show: (row) => said(row.capability_code ?? row.item_code),
  write: (row, text) => {
    const value = text.trim().split(' ')[0]!
    return /^\d+$/.test(value) ? { ...row, capability_code: null, item_code: value } : { ...row, capability_code: value, item_code: null }
  },
}

const check = (key: string, title: string, hint: string): TableColumn => ({
  key, title, width: 46, kind: 'check', hint, show: (row) => (row[key] ? '✓' : ''), write: (row, text) => ({ ...row, [key]: text === '✓' }),
})

const words = (key: string, title: string, width: number): TableColumn => ({
  key, title, width, kind: 'text',
  show: (row) => ((row[key] as string[] | undefined) ?? []).join(' '),
  write: (row, text) => ({ ...row, [key]: text.split(/[\s,，、]+/).filter(Boolean) }),
})

/** The columns of each list; `t` says their titles. */
export function columnsOf(t: (key: string) => string, things: readonly string[]): Record<string, TableColumn[]> {
  const c = (key: string) => t(`card.col.${key}`)
  return {
    requirements: [
      { ...code, title: c('thing'), width: 150, options: things },
      plain('label', c('label'), 130), plain('label_en', c('label_en'), 130), plain('quantity', c('quantity'), 210, 'expression'), optional('unit', c('unit'), 70),
      optional('least', c('least'), 80, 'expression'), scaled('within_s', c('within'), 70, 60), maybe('grade', c('grade'), 52),
      check('in_addition', c('in_addition'), t('card.inAdditionHint')), maybe('people_per_shift', c('people'), 70), maybe('relief_after_s', c('relief'), 70, 3600),
      { key: 'limits', title: c('limits'), width: 76, kind: 'limits', show: (row) => said((row.places as unknown[]).length + (row.windows as unknown[]).length || ''), write: (row) => row },
    ],
    tasks: [
      plain('ref', c('ref'), 64), plain('title', c('title'), 220), plain('title_en', c('title_en'), 180), plain('role_name', c('role'), 110), plain('role_name_en', c('role_en'), 120),
      scaled('limit_s', c('limit'), 80, 60), words('after', c('after'), 120),
    ],
    measures: [plain('code', c('code'), 120), plain('text', c('measure'), 300), plain('text_en', c('measure_en'), 300)],
    contacts: [plain('function', c('function'), 140), plain('function_en', c('function_en'), 140), plain('body', c('body'), 220), plain('phone', c('phone'), 140)],
    messages: [plain('ref', c('ref'), 80), plain('to', c('to'), 110), plain('name', c('name'), 120), plain('text', c('text'), 320, 'area'), plain('text_en', c('text_en'), 320, 'area')].map((one) =>
      one.key === 'name' ? { ...one, key: 'title', show: (row: Row) => said(row.title), write: (row: Row, text: string) => ({ ...row, title: text }) } : one),
    areas: [
      { ...plain('method', c('method'), 160, 'choice'), options: ['guide', 'buffer'], write: (row, text) => ({ ...row, method: text, distance_m: text === 'guide' ? null : (row.distance_m ?? 300) }) },
      maybe('distance_m', c('distance'), 110), plain('note', c('note'), 300),
    ],
  }
}
