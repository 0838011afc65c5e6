import { describe, expect, it } from 'vitest'

import { changesOf, formOf, type RowField, valueText } from './rowChanges'

const FIELDS: RowField[] = [
  { name: 'name', label: 'Name', kind: 'text', required: true },
  { name: 'phone', label: 'Phone', kind: 'text' },
  { name: 'free', label: 'Free', kind: 'number' },
  { name: 'permit', label: 'Permit', kind: 'choice', options: [{ value: true, label: 'Yes' }, { value: false, label: 'No' }] },
]
const ROW = { id: '1', version: 3, name: 'One', phone: '027', free: 5, permit: false }

describe('a row that is edited', () => {
  it('sends only what differs', () => {
    expect(changesOf(ROW, formOf(ROW, FIELDS), FIELDS)).toEqual({})
    expect(changesOf(ROW, { ...formOf(ROW, FIELDS), free: 0, permit: true }, FIELDS)).toEqual({ free: 0, permit: true })
  })

  it('sends an emptied field as nothing, and a required one not at all', () => {
    expect(changesOf(ROW, { name: '  ', phone: ' ', free: undefined, permit: false }, FIELDS)).toEqual({ phone: null, free: null })
  })

  it('reads values as people do', () => {
    expect(valueText(FIELDS[3], true)).toBe('Yes')
    expect(valueText(FIELDS[2], null)).toBe('—')
    expect(valueText(FIELDS[2], 12345)).toBe((12345).toLocaleString())
  })
})
