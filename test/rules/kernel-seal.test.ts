import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  deriveKeys,
  equalSecrets,
  hashSecret,
  lookupHash,
  randomDigits,
  randomSecret,
  seal,
  signingKey,
  unseal,
} from '../../src/kernel/seal.ts'

const master = Buffer.alloc(32, 7)
const otherMaster = Buffer.alloc(32, 8)
const keys = deriveKeys(master)
const place = 'persons:phone:0193-1'

describe('sealing', () => {
  test('gives back any text from its own place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '0', '张', '𠮷', '\n', '👨‍👩‍👧') }),
        fc.string(),
        (text, context) => {
          expect(unseal(keys, seal(keys, text, context), context)).toBe(text)
        },
      ),
    )
  })

  test('never seals the same text alike', () => {
    expect(seal(keys, '13812341234', place)).not.toBe(seal(keys, '13812341234', place))
  })

  test('hides the text', () => {
    const sealed = seal(keys, '13812341234', place)
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[A-Za-z0-9_-]{52}$/)
    expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').includes('1381')).toBe(false)
  })

  test('refuses a text moved to another row or column', () => {
    const sealed = seal(keys, '13812341234', place)
    expect(unseal(keys, sealed, 'persons:phone:0193-2')).toBeUndefined()
    expect(unseal(keys, sealed, 'persons:name:0193-1')).toBeUndefined()
  })

  test('refuses every single flipped bit', () => {
    const [version, keyId, encoded] = seal(keys, '张三', place).split('.')
    const body = Buffer.from(encoded ?? '', 'base64url')
    for (let bit = 0; bit < body.length * 8; bit += 1) {
      const bent = Buffer.from(body)
      bent[bit >> 3] = (bent[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const text = `${version}.${keyId}.${bent.toString('base64url')}`
      expect(unseal(keys, text, place)).toBeUndefined()
    }
  })

  test('refuses every change of one character, spare base64 bits included', () => {
    const sealed = seal(keys, '1', place)
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.string({ maxLength: 2 }), (index, insert) => {
        const changed = sealed.slice(0, index) + insert + sealed.slice(index + 1)
        fc.pre(changed !== sealed)
        expect(unseal(keys, changed, place)).toBeUndefined()
      }),
    )
    for (const last of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      const changed = sealed.slice(0, -1) + last
      if (changed !== sealed) expect(unseal(keys, changed, place)).toBeUndefined()
    }
  })

  test('refuses an unknown key, and one renamed', () => {
    const sealed = seal(keys, '1', place)
    expect(unseal(deriveKeys(otherMaster), sealed, place)).toBeUndefined()
    const key = keys.keys[keys.current] ?? Buffer.alloc(32)
    const renamed = { ...keys, keys: { ...keys.keys, other: key } }
    expect(unseal(renamed, sealed.replace(keys.current, 'other'), place)).toBeUndefined()
  })

  test.each(['', 'v1', 'v1..', 'v1.__proto__.AAAA', 'v2.a.b', 'v1.a.b.c', 'v1.a.b.c.d'])(
    'refuses what was never sealed, without throwing',
    (text) => {
      expect(unseal(keys, text, place)).toBeUndefined()
    },
  )

  test('refuses any text at all', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(unseal(keys, text, place)).toBeUndefined()
        expect(unseal(keys, `v1.${keys.current}.${text}`, place)).toBeUndefined()
      }),
    )
  })
})

describe('keys', () => {
  test('are the same from the same master, and each for one purpose', () => {
    expect(deriveKeys(Buffer.alloc(32, 7))).toEqual(keys)
    const field = keys.keys[keys.current]
    expect(field).toHaveLength(32)
    expect(field?.equals(keys.lookup)).toBe(false)
    expect(field?.equals(master)).toBe(false)
  })

  test('of a retired master still unseal and still look up', () => {
    const turned = deriveKeys(otherMaster, [master])
    const sealed = seal(keys, '1', place)
    expect(unseal(turned, sealed, place)).toBe('1')
    expect(unseal(keys, seal(turned, '1', place), place)).toBeUndefined()
    expect(lookupHash(turned, '1')).toBe(lookupHash(keys, '1'))
  })

  test.each([0, 16, 31, 33])('are not made from %d bytes', (length) => {
    expect(() => deriveKeys(Buffer.alloc(length))).toThrow(RangeError)
  })

  test('throw when the current one is missing', () => {
    expect(() => seal({ ...keys, current: 'gone' }, '1', place)).toThrow(RangeError)
  })
})

describe('hashes and secrets', () => {
  test('a look-up hash is stable for one key and differs for another', () => {
    const hash = lookupHash(keys, '13812341234')
    expect(hash).toMatch(/^[0-9a-f]{64}$/)
    expect(lookupHash(keys, '13812341234')).toBe(hash)
    expect(lookupHash(keys, '13812341235')).not.toBe(hash)
    expect(lookupHash(deriveKeys(otherMaster), '13812341234')).not.toBe(hash)
    expect(hashSecret('13812341234')).not.toBe(hash)
  })

  test('a key for signing is its own for each purpose and master, and no look-up hash', () => {
    const key = signingKey(keys, 'station 1')
    expect(key).toHaveLength(32)
    expect(signingKey(keys, 'station 1')).toEqual(key)
    expect(signingKey(keys, 'station 2')).not.toEqual(key)
    expect(signingKey(deriveKeys(Buffer.alloc(32, 99)), 'station 1')).not.toEqual(key)
    expect(lookupHash(keys, 'station 1')).not.toBe(key.toString('hex'))
  })

  test('a secret hashes to SHA-256', () => {
    expect(hashSecret('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
  })

  test('secrets are long and new each time', () => {
    expect(randomSecret()).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect(randomSecret(16)).toHaveLength(22)
    expect(new Set(Array.from({ length: 1000 }, () => randomSecret())).size).toBe(1000)
  })

  test('equal means equal, whatever the lengths', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        expect(equalSecrets(left, right)).toBe(left === right)
        expect(equalSecrets(left, left)).toBe(true)
      }),
    )
  })

  test('a code has its digits, leading zeros kept and none favoured', () => {
    const counts = new Map<string, number>()
    for (const digit of randomDigits(20_000)) counts.set(digit, (counts.get(digit) ?? 0) + 1)
    expect([...counts.keys()].sort().join('')).toBe('0123456789')
    // Each is 2,000 ± 42; ten standard deviations never happen by chance.
    for (const count of counts.values()) expect(Math.abs(count - 2_000)).toBeLessThan(425)
    expect(randomDigits(6)).toMatch(/^\d{6}$/)
  })
})
