import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  cleanText,
  codePointCount,
  foldDigits,
  maskPhone,
  normalisePhone,
} from '../../src/kernel/text.ts'

describe('cleanText', () => {
  test.each([
    ['trims', '  张三\t', '张三'],
    ['trims the ideographic space', '\u3000张三\u3000', '张三'],
    ['composes to NFC', 'cafe\u0301', 'caf\u00e9'],
    ['keeps rare characters', '𠮷', '𠮷'],
    ['keeps names with a middle dot', '阿卜杜拉·买买提', '阿卜杜拉·买买提'],
    ['keeps a variant selector', '葛\u{E0100}', '葛\u{E0100}'],
    ['keeps emoji joined by ZWJ', '👨‍👩‍👧', '👨‍👩‍👧'],
    ['keeps ZWNJ', 'a\u200Cb', 'a\u200Cb'],
  ])('%s', (_why, value, expected) => {
    expect(cleanText(value, 20)).toBe(expected)
  })

  test.each([
    ['NUL', 'a\u0000b'],
    ['a control character', 'a\u0007b'],
    ['DEL', 'a\u007Fb'],
    ['a C1 control', 'a\u0085b'],
    ['a line break', 'a\nb'],
    ['a tab', 'a\tb'],
    ['a high surrogate alone', 'a\ud842'],
    ['a low surrogate alone', '\udfb7a'],
    ['surrogates swapped', '\udfb7\ud842'],
    ['a right-to-left override', 'a\u202Eb'],
    ['a bidi embedding', 'a\u202Ab'],
    ['a bidi isolate', 'a\u2066b\u2069'],
    ['a zero-width space', 'a\u200Bb'],
    ['a BOM at the start', '\uFEFFab'],
    ['a word joiner', 'a\u2060b'],
    ['a soft hyphen', 'a\u00ADb'],
    ['a line separator', 'a\u2028b'],
    ['a noncharacter', 'a\uFFFEb'],
    ['an astral noncharacter', 'a\u{1FFFF}b'],
    ['nothing', ''],
    ['only spaces', ' \u3000\n'],
  ])('refuses %s', (_why, value) => {
    expect(cleanText(value, 20)).toBeUndefined()
  })

  test('counts code points, after trimming and composing', () => {
    expect(cleanText('𠮷'.repeat(200), 200)).toBe('𠮷'.repeat(200))
    expect(cleanText('𠮷'.repeat(201), 200)).toBeUndefined()
    expect(cleanText(`  ${'e\u0301'.repeat(5)}  `, 5)).toBe('é'.repeat(5))
  })

  test('takes decomposed text of full length, and refuses piled-up marks', () => {
    const decomposed = '\u03B1\u0313\u0301\u0345'
    expect(cleanText(decomposed.repeat(200), 200)).toBe('\u1F84'.repeat(200))
    expect(cleanText(`a${'\u0301\u0323'.repeat(15)}`, 200)).toHaveLength(30)
    expect(cleanText(`a${'\u0301\u0323'.repeat(16)}`, 200)).toBeUndefined()
  })

  test('keeps line breaks where the field has lines, as one kind', () => {
    expect(cleanText(' a\r\nb\rc\nd\n', 20, { lines: true })).toBe('a\nb\nc\nd')
    expect(cleanText('a\u0000\nb', 20, { lines: true })).toBeUndefined()
    expect(cleanText('a\tb', 20, { lines: true })).toBeUndefined()
  })

  test('takes a blank where the field may be blank', () => {
    expect(cleanText('  ', 20, { blank: true })).toBe('')
  })

  test('what it gives is clean: well formed, NFC, trimmed, bounded, and stays so', () => {
    const good = [
      'a',
      '三',
      '𠮷',
      '·',
      ' ',
      'e',
      '\u0301',
      '\u0323',
      '\u200D',
      '가'.normalize('NFD'),
    ]
    const bad = ['\n', '\u0000', '\ud842', '\udfb7', '\u202E', '\u2066', '\u200B', '\uFFFF']
    const unit = fc.oneof(
      { weight: 40, arbitrary: fc.constantFrom(...good) },
      { weight: 1, arbitrary: fc.constantFrom(...bad) },
    )
    fc.assert(
      fc.property(fc.string({ unit }), fc.nat(30), (value, maxLength) => {
        const text = cleanText(value, maxLength)
        if (text === undefined) return
        expect(/[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u.test(text)).toBe(false)
        expect(text).toBe(text.normalize('NFC').trim())
        expect(codePointCount(text)).toBeLessThanOrEqual(maxLength)
        expect(cleanText(text, maxLength)).toBe(text)
      }),
    )
  })
})

describe('normalisePhone', () => {
  test.each([
    ['13812341234', '13812341234'],
    ['138 1234 1234', '13812341234'],
    ['138-1234-1234', '13812341234'],
    ['１３８１２３４１２３４', '13812341234'],
    ['+86 138 1234 1234', '13812341234'],
    ['＋８６－13812341234', '13812341234'],
    ['008613812341234', '13812341234'],
    ['\u202A138 1234 1234\u202C', '13812341234'],
    ['0851-86570580', '085186570580'],
    ['(0851) 8657 0580', '085186570580'],
    ['（0851）86570580', '085186570580'],
    ['+86 851 8657 0580', '085186570580'],
    ['010-62345678', '01062345678'],
    ['+86 10 6234 5678', '01062345678'],
    ['021—62345678', '02162345678'],
    ['0391-7654321', '03917654321'],
  ])('reads %s as %s', (text, phone) => {
    expect(normalisePhone(text)).toBe(phone)
  })

  test.each([
    '',
    '110',
    '12812341234',
    '1381234123',
    '138123412345',
    '013812341234',
    '86570580',
    '851 8657 0580',
    '+1 212 555 0100',
    '+86+8613812341234',
    '++8613812341234',
    '13812341234x',
    '1381234１23a',
    '٠١٢٣٤٥٦٧٨٩١',
    '13812341234\u0000',
  ])('refuses %j', (text) => {
    expect(normalisePhone(text)).toBeUndefined()
  })

  test('refuses a number with 50,000 spaces behind it', () => {
    expect(normalisePhone(`13812341234${' '.repeat(50_000)}`)).toBeUndefined()
  })

  test('reads what it gave as the same number', () => {
    const prefix = fc.constantFrom('', '+86 ', '0086', '0')
    const area = fc.constantFrom('010-', '0851 ', '851-', '1', '138', '')
    const rest = fc.stringMatching(/^[0-9]{7,10}$/)
    fc.assert(
      fc.property(prefix, area, rest, (first, second, third) => {
        const phone = normalisePhone(first + second + third)
        if (phone === undefined) return
        expect(phone).toMatch(/^\d{10,12}$/)
        expect(normalisePhone(phone)).toBe(phone)
      }),
    )
  })

  test('gives every mobile one spelling', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), (mobile) => {
        const wide = mobile.replace(/\d/g, (d) => String.fromCharCode(d.charCodeAt(0) + 0xfee0))
        for (const text of [mobile, wide, `+86 ${wide}`, [...mobile].join(' ')]) {
          expect(normalisePhone(text)).toBe(mobile)
        }
      }),
    )
  })
})

test('foldDigits changes full-width digits only', () => {
  expect(foldDigits('１２ａ三3')).toBe('12ａ三3')
})

test.each([
  ['13812341234', '138****1234'],
  ['085186570580', '0851****80'],
  ['01062345678', '010****78'],
  ['anything else', '****'],
  ['', '****'],
])('maskPhone shows %s as %s', (phone, shown) => {
  expect(maskPhone(phone)).toBe(shown)
})
