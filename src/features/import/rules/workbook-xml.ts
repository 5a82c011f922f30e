/** What is read of the XML parts of an .xlsx (ECMA-376): as plain text, since each part is regular. */

/** `&lt;`, `&#20013;`, `&#x4E2D;`, and Excel's own `_x000D_`. */
export function decodeXml(text: string): string {
  if (!text.includes('&') && !text.includes('_x')) return text
  return text
    .replace(
      /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/g,
      (_, hex, dec, name) => {
        if (name) return names[name as string] ?? ''
        const code = hex ? Number.parseInt(String(hex), 16) : Number(dec)
        return code <= 0x10ffff ? String.fromCodePoint(code) : ''
      },
    )
    .replace(/_x([0-9a-fA-F]{4})_/g, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    )
}

const names: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
}

export function attribute(tag: string, name: string): string | undefined {
  const at = tag.indexOf(` ${name}=`)
  if (at < 0) return undefined
  const quote = tag.charAt(at + name.length + 2)
  const start = at + name.length + 3
  const end = tag.indexOf(quote, start)
  return end < 0 ? undefined : decodeXml(tag.slice(start, end))
}

/** The opening tags of `name`, with any prefix. */
function tagsOf(xml: string, name: string): readonly string[] {
  return xml.match(new RegExp(`<(?:\\w+:)?${name}\\s[^>]*>`, 'g')) ?? []
}

export type SheetPart = {
  readonly name: string
  readonly hidden: boolean
  readonly relation: string
}

/** The sheets in their order, and whether days are counted from 1904. */
export function readWorkbookPart(xml: string) {
  const sheets: SheetPart[] = tagsOf(xml, 'sheet').map((tag) => ({
    name: attribute(tag, 'name') ?? '',
    hidden: (attribute(tag, 'state') ?? 'visible') !== 'visible',
    relation: /\s\w+:id=["']([^"']*)/.exec(tag)?.[1] ?? '',
  }))
  const [properties = ''] = tagsOf(xml, 'workbookPr')
  const from1904 = ['1', 'true'].includes(attribute(properties, 'date1904') ?? '')
  return { sheets, from1904 }
}

/** Relation id → path inside the archive. */
export function readRelations(xml: string): ReadonlyMap<string, string> {
  return new Map(
    tagsOf(xml, 'Relationship').map((tag) => {
      const target = attribute(tag, 'Target') ?? ''
      const path = target.startsWith('/') ? target.slice(1) : `xl/${target}`
      return [attribute(tag, 'Id') ?? '', path]
    }),
  )
}

/** The runs of a shared or inline text, without the readings beside it. */
export function textOf(xml: string): string {
  const plain = xml.replace(/<(?:\w+:)?rPh[\s>][\s\S]*?<\/(?:\w+:)?rPh>/g, '')
  let text = ''
  for (const [, run = ''] of plain.matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)<\/(?:\w+:)?t>/g)) {
    text += run
  }
  return decodeXml(text)
}

export function readSharedStrings(xml: string): readonly string[] {
  const strings: string[] = []
  for (const [, inner = ''] of xml.matchAll(
    /<(?:\w+:)?si(?:\s[^>]*)?(?:\/>|>([\s\S]*?)<\/(?:\w+:)?si>)/g,
  )) {
    strings.push(textOf(inner))
  }
  return strings
}

/** For each cell style, whether its number is a day or a time. */
export function readDateStyles(xml: string): readonly boolean[] {
  const formats = new Map(
    tagsOf(xml, 'numFmt').map((tag) => [
      attribute(tag, 'numFmtId') ?? '',
      attribute(tag, 'formatCode') ?? '',
    ]),
  )
  const styles = /<(?:\w+:)?cellXfs[\s>][\s\S]*?<\/(?:\w+:)?cellXfs>/.exec(xml)?.[0] ?? ''
  return tagsOf(styles, 'xf').map((tag) => {
    const id = attribute(tag, 'numFmtId') ?? '0'
    const code = formats.get(id)
    return code === undefined ? isBuiltInDate(Number(id)) : isDateFormat(code)
  })
}

/** 14–22 and 45–47 everywhere, 27–36 and 50–58 in Chinese (ECMA-376 18.8.30). */
function isBuiltInDate(id: number): boolean {
  return (
    (id >= 14 && id <= 22) ||
    (id >= 27 && id <= 36) ||
    (id >= 45 && id <= 47) ||
    (id >= 50 && id <= 58)
  )
}

function isDateFormat(code: string): boolean {
  const bare = code.replace(/"[^"]*"|\\.|\[(?!h|m|s)[^\]]*\]/gi, '')
  return !/general/i.test(bare) && /[ymdhs]/i.test(bare)
}

const DAY_SECONDS = 86_400
const DAYS_TO_1970 = 25_569
const DAYS_1900_TO_1904 = 1_462

/** `2026-11-24`, `09:00`, or both, of the number that a workbook keeps. */
export function dateText(serial: number, from1904: boolean): string {
  const days = from1904 && serial >= 1 ? serial + DAYS_1900_TO_1904 : serial
  const seconds = Math.round(days * DAY_SECONDS)
  const iso = new Date((seconds - DAYS_TO_1970 * DAY_SECONDS) * 1000).toISOString()
  const time = iso.slice(17, 19) === '00' ? iso.slice(11, 16) : iso.slice(11, 19)
  if (seconds < DAY_SECONDS) return time
  return seconds % DAY_SECONDS === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`
}

/** A number as it is typed: a phone number has no exponent. */
export function numberText(raw: string): string {
  const value = Number(raw)
  if (!/[eE]/.test(raw) && raw.replace(/^-?0*|\D/g, '').length <= 15) return String(value)
  return Number.isSafeInteger(value) ? value.toFixed(0) : raw
}

/** 0 for A, 27 for AB; undefined without letters. */
export function columnIndex(reference: string): number | undefined {
  let index = 0
  let at = 0
  for (; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at) - 64
    if (code < 1 || code > 26) break
    index = index * 26 + code
  }
  return at === 0 ? undefined : index - 1
}
