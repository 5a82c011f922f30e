import { readFileSync } from 'node:fs'
import type { Paper } from '../model.ts'

/** Runs of code points that a font draws, first and last. */
type Runs = readonly (readonly [first: number, last: number])[]

const known = new Map<string, Runs>()

const NOTE = '〔U+…〕里是本机字体没有的字的统一码编号，不影响内容的效力；可以照原字手写补上。'

/** They are not drawn anywhere: joiners, direction marks, variation selectors. */
const UNDRAWN = /\p{Default_Ignorable_Code_Point}/gu

/** The paper with its texts as the font can draw them: no character is ever a blank or a box. */
export function onlyPrintable(paper: Paper, fontPath: string): Paper {
  const runs = known.get(fontPath) ?? readRuns(readFileSync(fontPath))
  known.set(fontPath, runs)
  let missing = false
  const spellAnew = (text: string) =>
    Array.from(text.replace(UNDRAWN, ''), (sign) => {
      if (sign === '\n' || isIn(runs, sign.codePointAt(0) ?? 0)) return sign
      missing = true
      return `〔U+${sign.codePointAt(0)?.toString(16).toUpperCase()}〕`
    }).join('')
  // A long table says the same few words on every line.
  const spelt = new Map<string, string>()
  const spell = (text: string) => {
    const known = spelt.get(text) ?? spellAnew(text)
    spelt.set(text, known)
    return known
  }
  const content = spelled(paper.content, spell) as Paper['content']
  const footer = spell(paper.footer)
  if (!missing) return { ...paper, content, footer }
  return { ...paper, footer, content: [...content, { text: NOTE, margin: [0, 8, 0, 0] }] }
}

/** Every text within a document; what else a node holds (sizes, colours, a QR's content) stays. */
function spelled(node: unknown, spell: (text: string) => string): unknown {
  if (typeof node === 'string') return spell(node)
  if (Array.isArray(node)) return node.map((each) => spelled(each, spell))
  if (typeof node !== 'object' || node === null) return node
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      HOLDS_TEXT.has(name) ? spelled(value, spell) : value,
    ]),
  )
}

const HOLDS_TEXT = new Set(['text', 'stack', 'columns', 'table', 'body'])

function isIn(runs: Runs, codePoint: number): boolean {
  let low = 0
  let high = runs.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [first, last] = runs[middle] ?? [0, -1]
    if (codePoint < first) high = middle - 1
    else if (codePoint > last) low = middle + 1
    else return true
  }
  return false
}

const WHOLE_UNICODE = 12

/** The groups of the font's `cmap` of format 12 (OpenType), sorted by their first code point. */
function readRuns(font: Buffer): Runs {
  const cmap = tableAt(font, 'cmap')
  const count = font.readUInt16BE(cmap + 2)
  for (let record = 0; record < count; record += 1) {
    const at = cmap + font.readUInt32BE(cmap + 4 + 8 * record + 4)
    if (font.readUInt16BE(at) !== WHOLE_UNICODE) continue
    return Array.from({ length: font.readUInt32BE(at + 12) }, (_, group) => {
      const start = at + 16 + 12 * group
      return [font.readUInt32BE(start), font.readUInt32BE(start + 4)] as const
    })
  }
  throw new Error('the font has no map of all of Unicode')
}

function tableAt(font: Buffer, tag: string): number {
  const count = font.readUInt16BE(4)
  for (let record = 0; record < count; record += 1) {
    const at = 12 + 16 * record
    if (font.toString('latin1', at, at + 4) === tag) return font.readUInt32BE(at + 8)
  }
  throw new Error(`the font has no table ${tag}`)
}
