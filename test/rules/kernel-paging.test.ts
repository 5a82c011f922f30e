import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId } from '../../src/kernel/ids.ts'
import { decodeCursor, encodeCursor, pageOf } from '../../src/kernel/paging.ts'

const encoded = (text: string) => Buffer.from(text).toString('base64url')
const raw = (value: unknown) => encoded(JSON.stringify(value))

describe('cursors', () => {
  test('come back as they went, and are safe in an address', () => {
    const text = fc.string({ maxLength: 100 }).filter((value) => !/\p{Cc}/u.test(value))
    fc.assert(
      fc.property(text, fc.maxSafeInteger(), (name, sequence) => {
        const cursor = encodeCursor([name, sequence])
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/)
        expect(decodeCursor(cursor, ['string', 'number'])).toEqual([name, sequence])
      }),
    )
  })

  test('hold ids, instants and dates that are checked as such', () => {
    const key = ['2026-11-24T03:35:46.123Z', newId(), '2026-11-24']
    expect(decodeCursor(encodeCursor(key), ['instant', 'id', 'date'])).toEqual(key)
  })

  test.each([
    ['too few parts', raw(['a']), ['string', 'number']],
    ['too many parts', raw(['a', 1, 2]), ['string', 'number']],
    ['a string for a number', raw(['1']), ['number']],
    ['a number for a string', raw([1]), ['string']],
    ['a fraction', raw([1.5]), ['number']],
    ['a number out of range', encoded('[9007199254740992]'), ['number']],
    ['infinity', encoded('[1e309]'), ['number']],
    ['null', raw([null]), ['string']],
    ['an object', raw({ 0: 'a', length: 1 }), ['string']],
    ['NUL', raw(['a\u0000']), ['string']],
    ['a lone surrogate', raw(['\ud800']), ['string']],
    ['a bad id', raw(['0193']), ['id']],
    ['an instant far away', raw(['+294277-01-01T00:00:00.000Z']), ['instant']],
    ['infinity as an instant', raw(['infinity']), ['instant']],
    ['an impossible date', raw(['2026-02-30']), ['date']],
    ['no JSON', encoded('nonsense'), ['string']],
    ['nothing', '', []],
    ['foreign characters', `${raw(['a'])}==`, ['string']],
    ['too much', raw(['a'.repeat(5_000)]), ['string']],
    ['50,000 brackets', encoded('['.repeat(50_000)), ['string']],
  ] as const)('refuse %s', (_why, cursor, shape) => {
    expect(decodeCursor(cursor, shape)).toBeUndefined()
  })

  test('never throw on what a client sends', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.json().map(raw)), (text) => {
        const values = decodeCursor(text, ['string', 'number'])
        expect(values === undefined || values.length === 2).toBe(true)
      }),
    )
  })

  test.each([[[1.5]], [[NaN]], [['\u0000']], [['a'.repeat(5_000)]]])(
    'are not made of what would not come back',
    (key) => {
      expect(() => encodeCursor(key)).toThrow(RangeError)
    },
  )
})

describe('pages', () => {
  const cursorOf = (row: number) => [row]

  test('end without a cursor when nothing follows', () => {
    expect(pageOf([1, 2], 2, cursorOf)).toEqual({ items: [1, 2], nextCursor: null })
    expect(pageOf([], 2, cursorOf)).toEqual({ items: [], nextCursor: null })
  })

  test('leave out the extra row and point at the last one shown', () => {
    expect(pageOf([1, 2, 3], 2, cursorOf)).toEqual({ items: [1, 2], nextCursor: encodeCursor([2]) })
  })

  test('walked to the end show every row once', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 10 }), (count, limit) => {
        const rows = Array.from({ length: count }, (_, index) => index)
        const seen: number[] = []
        let cursor: string | null = null
        do {
          const after: number = cursor ? (decodeCursor(cursor, ['number'])?.[0] ?? NaN) : -1
          const next = pageOf(rows.slice(after + 1, after + 2 + limit), limit, cursorOf)
          seen.push(...next.items)
          cursor = next.nextCursor
        } while (cursor !== null)
        expect(seen).toEqual(rows)
      }),
    )
  })
})
