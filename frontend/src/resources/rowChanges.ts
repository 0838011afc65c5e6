/** What of a row a form changes: only the fields that differ are sent, an empty one as nothing. Pure. */
export type Value = string | number | boolean | null

/** A field of a form: how it is named and entered. Choices are offered as value and label. */
export interface RowField {
  name: string
  label: string
  kind: 'text' | 'number' | 'choice'
  options?: readonly { value: string | boolean; label: string }[]
  required?: boolean
}

/** Return the values a form begins with. */
export function formOf(row: object, fields: readonly RowField[]): Record<string, Value> {
  return Object.fromEntries(fields.map(({ name }) => [name, ((row as Record<string, unknown>)[name] ?? null) as Value]))
}

function entered(value: Value | undefined): Value {
  if (typeof value !== 'string') return value ?? null
  return value.trim() || null
}

/** Return what differs from the row as it was seen; a required field that was emptied stays as it was. */
export function changesOf(row: object, form: Record<string, Value | undefined>, fields: readonly RowField[]): Record<string, Value> {
  const before = formOf(row, fields)
  return Object.fromEntries(
    fields.flatMap(({ name, required }) => {
      const value = entered(form[name])
      return value === before[name] || (required && value === null) ? [] : [[name, value] as const]
    }),
  )
}

/** Return how a value of a field reads. */
export function valueText(field: RowField | undefined, value: unknown): string {
  if (value === null || value === undefined) return '—'
  const option = field?.options?.find((one) => one.value === value)
  return option?.label ?? (typeof value === 'number' ? value.toLocaleString() : String(value))
}
