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
  classes: [['code']],
}
const NAMED: string[][] = [['name', 'code']]

/** Return the fields without which no row can be recognised; of several any one will do. */
export function unnamed(kind: ImportKind, mapping: Mapping, told: Record<string, string> = {}): string[] {
  const has = new Set([...Object.values(mapping), ...saidFor(told)])
  return (NAMING[kind.name] ?? NAMED).filter((any) => !any.some((name) => has.has(name))).map((any) => any[0]!)
}

/** Return the required fields that a new entry would miss. */
export function lacking(kind: ImportKind, mapping: Mapping, told: Record<string, string> = {}): string[] {
  const has = new Set([...Object.values(mapping), ...saidFor(told)])
  return kind.fields.filter((field) => field.required && !has.has(field.name)).map((field) => field.name)
}

/** The fields of which something was said for every row. */
export function saidFor(told: Record<string, string>): string[] {
  return Object.keys(told).filter((name) => told[name]!.trim())
}

const OFTEN_EMPTY: Record<string, string[]> = { items: ['class_code', 'unit', 'kg', 'litres'] }
const OWN_TO_EACH = new Set(['name', 'code', 'plate', 'item_code', 'quantity', 'headcount', 'capabilities', 'expertise'])

/** The fields of which one thing may hold for all rows: required ones without a column, and those often left empty. */
export function canBeAssumed(kind: ImportKind, mapping: Mapping): ImportKind['fields'] {
  const has = new Set(Object.values(mapping))
  const empty = OFTEN_EMPTY[kind.name] ?? []
  return kind.fields.filter((one) => empty.includes(one.name) || (one.required && !has.has(one.name) && !OWN_TO_EACH.has(one.name)))
}

const PROBLEMS = new Set(['问题', 'Problems'])
const BESIDE = new Set(['填写示例', '填写说明', '目录', 'Examples', 'Instructions', 'Lists'])

/** Say whether every column is known by its own name, as in a template: then nobody needs to look at the columns. */
export function speaksForItself(batch: ImportBatch, kind: ImportKind): boolean {
  const outline = batch.outline
  if (!outline || batch.error || outline.sheets.filter((one) => !BESIDE.has(one.name)).length > 1) return false
  const mapping = mappingOf(batch)
  const sure = new Set(outline.suggestions.filter((one) => one.why !== 'alike').map((one) => one.column))
  const known = outline.columns.every((column, n) => sure.has(n) || !column.name || PROBLEMS.has(column.name))
  return known && outline.rows > 0 && !isPlaced(mapping) && !lacking(kind, mapping).length && !unnamed(kind, mapping).length
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
