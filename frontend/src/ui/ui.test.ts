import { describe, expect, it } from 'vitest'

import { Problem, problemFrom } from '@/api/problem'
import { csvOf } from '@/resources/csv'

import { clockText, countdown, spanText } from './time'
import { uuid7 } from './uuid'

const WORDS = { day: ' d', hour: ' h ', minute: ' min', second: ' s' }

describe('uuid7', () => {
  it('carries version, variant and the time, and sorts by time', () => {
    expect(uuid7(0x0192f0c17c1e)).toMatch(/^0192f0c1-7c1e-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(uuid7(1_000) < uuid7(2_000)).toBe(true)
  })
})

describe('times', () => {
  it('count down and then say how late it is', () => {
    const due = '2026-11-21T12:00:00Z'
    expect(countdown(due, Date.parse(due) - 61_000)).toEqual({ left_s: 61, late: false, text: '01:01' })
    expect(countdown(due, Date.parse(due) + 3_661_000)).toEqual({ left_s: -3661, late: true, text: '1:01:01' })
  })

  it('are written in their two largest units', () => {
    expect(spanText(40, WORDS)).toBe('40 s')
    expect(spanText(600, WORDS)).toBe('10 min')
    expect(spanText(5_400, WORDS)).toBe('1 h 30 min')
    expect(spanText(4 * 86_400, WORDS)).toBe('4 d')
    expect(clockText(-5)).toBe('00:00')
  })
})

describe('problems', () => {
  it('name the fields of a malformed report', () => {
    const problem = problemFrom(422, { detail: 'x', code: 'malformed', facts: { fields: [{ field: 'position.lon', message: 'too big' }] } })
    expect(problem).toBeInstanceOf(Problem)
    expect(problem.fieldErrors).toEqual([{ field: 'position.lon', message: 'too big' }])
  })

  it('name the one field of a domain rule', () => {
    expect(problemFrom(422, { detail: 'no such code', code: 'invalid', facts: { field: 'item_code' } }).fieldErrors).toEqual([
      { field: 'item_code', message: 'no such code' },
    ])
  })

  it('are still readable when the body is not a problem', () => {
    expect(problemFrom(502, '<html>').message).toBe('HTTP 502')
  })
})

describe('csv', () => {
  it('quotes what needs it and defuses formulas', () => {
    expect(csvOf(['a', 'b'], [['x,"y"', '=1+1'], [-3, null]])).toBe('\uFEFFa,b\r\n"x,""y""",\'=1+1\r\n-3,\r\n')
  })
})
