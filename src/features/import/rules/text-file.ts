import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { importErrors } from '../errors.ts'

export type DecodedFile = { readonly text: string; readonly encoding: string }

/** UTF-8 with or without BOM, UTF-16 with one, else GB18030 (of which GBK and GB2312 are parts). */
export function decodeText(bytes: Uint8Array): DecodedFile | Refusal {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  if (utf16) return decodedAs(bytes, 'utf-16le', 'UTF-16') ?? refuse(importErrors['file-encoding'])
  if (bytes.includes(0)) return refuse(importErrors['file-not-table'])
  return (
    decodedAs(bytes, 'utf-8', 'UTF-8') ??
    decodedAs(bytes, 'gb18030', 'GB18030') ??
    refuse(importErrors['file-encoding'])
  )
}

function decodedAs(bytes: Uint8Array, name: string, encoding: string): DecodedFile | undefined {
  try {
    return { text: new TextDecoder(name, { fatal: true }).decode(bytes), encoding }
  } catch {
    return undefined
  }
}

const DELIMITERS = ['\t', ',', '，', ';', '；'] as const
const LINES_LOOKED_AT = 20

/** The sign that stands most often in the first lines, outside quotes. */
export function delimiterOf(text: string): string {
  const head = text
    .slice(0, 65_536)
    .split(/\r?\n/, LINES_LOOKED_AT)
    .join('\n')
    .replace(/"[^"]*"/g, '')
  let best = ','
  let most = 0
  for (const mark of DELIMITERS) {
    const count = head.split(mark).length - 1
    if (count > most) {
      best = mark
      most = count
    }
  }
  return best
}
