/** How `cleanText` is relaxed for a field. */
export type TextOptions = {
  /** Line breaks are kept, as `\n`. */
  readonly lines?: boolean
  /** Nothing but spaces is taken, as ''. */
  readonly blank?: boolean
}

/**
 * Invisible characters that reorder or split what is read: soft hyphen, zero-width space, line
 * separators, bidi embeddings, overrides and isolates, word joiner, BOM, interlinear marks. The
 * joiners U+200C and U+200D and the direction marks stay: scripts and emoji are written with them.
 */
const DECEPTIVE = /[\u00AD\u200B\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]/u
const UNSTORABLE = /[\p{Cs}\p{Noncharacter_Code_Point}]/u
/** UAX #15's stream-safe limit: sorting longer runs of marks for NFC takes quadratic time. */
const PILED_MARKS = /\p{M}{31}/u
/** No composed character is spelt with more than four UTF-16 units when decomposed. */
const MAX_UNITS_PER_CHARACTER = 4
const CONTROL = /\p{Cc}/u
const CONTROL_BUT_NEWLINE = /[^\P{Cc}\n]/u

/**
 * Text as it is stored: NFC, trimmed, at most `maxLength` code points. Undefined when it holds what
 * must not be stored or shown, is too long, or is blank.
 */
export function cleanText(
  value: string,
  maxLength: number,
  options: TextOptions = {},
): string | undefined {
  if (DECEPTIVE.test(value)) return undefined
  const lined = options.lines ? value.replace(/\r\n?/g, '\n') : value
  const trimmed = lined.trim()
  if (trimmed.length > maxLength * MAX_UNITS_PER_CHARACTER) return undefined
  const control = options.lines ? CONTROL_BUT_NEWLINE : CONTROL
  if ([UNSTORABLE, PILED_MARKS, control].some((bad) => bad.test(trimmed))) return undefined
  if (trimmed === '' && !options.blank) return undefined
  const text = trimmed.normalize('NFC')
  return codePointCount(text) <= maxLength ? text : undefined
}

/** Characters as people count them, nearly: 𠮷 is one. */
export function codePointCount(text: string): number {
  return Array.from(text).length
}

/** Full-width digits １２ become 12; everything else stays. */
export function foldDigits(text: string): string {
  return text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
}

const MAX_PHONE_LENGTH = 40
/** Spaces, dashes, brackets, and the bidi marks that phones put around a copied number. */
const PHONE_FILLER = /[\s()（）\-\u2010-\u2015\u2212\uFF0D\u200B-\u200F\u202A-\u202E\u2066-\u2069]/g
const MOBILE = /^1[3-9]\d{9}$/
/** 010, 02x, or four digits from 03xx on; so a mobile dialled with a leading 0 is not one. */
const LANDLINE = /^(010|02\d|0[3-9]\d\d)[1-9]\d{6,7}$/

/** A Chinese mobile or landline number as digits only (area code with its 0), else undefined. */
export function normalisePhone(text: string): string | undefined {
  if (text.length > MAX_PHONE_LENGTH) return undefined
  const plain = foldDigits(text).replace(PHONE_FILLER, '').replace('＋', '+')
  const national = plain.replace(/^(\+|00)86/, '')
  if (isPhone(national)) return national
  // Abroad the 0 of the area code is left out: +86 851 8657 0580.
  const withZero = `0${national}`
  return national !== plain && LANDLINE.test(withZero) ? withZero : undefined
}

function isPhone(digits: string): boolean {
  return MOBILE.test(digits) || LANDLINE.test(digits)
}

/** `138****1234` for a mobile, area code and last two digits for a landline, else only stars. */
export function maskPhone(phone: string): string {
  if (MOBILE.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(-4)}`
  const area = LANDLINE.exec(phone)?.[1]
  return area === undefined ? '****' : `${area}****${phone.slice(-2)}`
}
