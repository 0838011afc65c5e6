/** Which columns of a file are what: the choices of the mapping page, kept free of the screen. */
import type { ImportBatch, ImportKind } from './calls'

export type Mapping = Record<number, string>

/** Return the mapping that the service suggests or that was used last. */
export function mappingOf(batch: ImportBatch): Mapping {
  return Object.fromEntries(Object.entries(batch.options.mapping).map(([column, field]) => [Number(column), field]))
}

/** Give a column a field; another column that had it is left out, an empty field leaves it out. */
export function choose(mapping: Mapping, column: number, field: string): Mapping {
  const kept = Object.entries(mapping).filter(([one, has]) => Number(one) !== column && has !== field)
  return Object.fromEntries([...kept, ...(field ? [[String(column), field]] : [])])
}

const NAMING: Record<string, string[][]> = {
  lots: [['depot_id'], ['item_code']],
  trucks: [['plate']],
}
const NAMED: string[][] = [['name', 'code']]

/** Return the fields without which no row can be recognised; of several any one will do. */
export function unnamed(kind: ImportKind, mapping: Mapping): string[] {
  const has = new Set(Object.values(mapping))
  return (NAMING[kind.name] ?? NAMED).filter((any) => !any.some((name) => has.has(name))).map((any) => any[0]!)
}

/** Return the required fields that a new entry would miss. */
export function lacking(kind: ImportKind, mapping: Mapping): string[] {
  const has = new Set(Object.values(mapping))
  return kind.fields.filter((field) => field.required && !has.has(field.name)).map((field) => field.name)
}

/** Say whether the list holds positions, so that their datum matters. */
export function isPlaced(mapping: Mapping): boolean {
  return Object.values(mapping).some((field) => ['lon', 'lat', 'coordinates'].includes(field))
}

/** How many rows would be written: all but the faulty ones. */
export function applicable(counts: Record<string, number>): number {
  return ['added', 'changed', 'unchanged', 'removed'].reduce((sum, name) => sum + (counts[name] ?? 0), 0)
}

/** Say a value of a change in words; nothing is said as nothing. */
export function shownValue(value: unknown, empty: string): string {
  if (value === null || value === undefined || value === '') return empty
  if (typeof value === 'boolean') return value ? '✓' : '✗'
  if (typeof value === 'object') return Object.entries(value).map(([name, units]) => `${name}×${String(units)}`).join(' ') || empty
  return String(value)
}
