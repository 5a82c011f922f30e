import jsQR from 'jsqr'
import { inflateSync } from 'node:zlib'

/**
 * What a PDF of ours draws, read without another program: pdfkit writes each font's map back to
 * Unicode, its texts as hex glyphs, its squares as `re`.
 */
export type ReadPdf = {
  readonly pages: number
  /** Every page's text, in the order in which it is drawn. */
  readonly text: string
  /** Filled rectangles, as x, y, width and height in points. */
  readonly squares: readonly (readonly [number, number, number, number])[]
}

export function readPdf(bytes: Buffer): ReadPdf {
  const source = bytes.toString('latin1')
  if (!/^%PDF-1\.\d/.test(source) || !source.trimEnd().endsWith('%%EOF')) {
    throw new Error('not a whole PDF')
  }
  const streams = streamsOf(bytes, source)
  const drawings = [...streams.values()].filter((stream) => / cm\n/.test(stream))
  const fonts = fontsOf(source, streams)
  return {
    pages: source.match(/\/Type \/Page\n/g)?.length ?? 0,
    text: drawings.map((drawing) => textOf(drawing, fonts)).join('\n'),
    squares: drawings.flatMap(squaresOf),
  }
}

/** The inflated streams by the number of their object. */
function streamsOf(bytes: Buffer, source: string): Map<number, string> {
  const streams = new Map<number, string>()
  for (const { 0: head, 1: id, index } of source.matchAll(/(\d+) 0 obj\n<<[^]*?>>\n(stream\n)?/g)) {
    if (!head.endsWith('stream\n') || !head.includes('/FlateDecode')) continue
    const start = index + head.length
    const packed = bytes.subarray(start, source.indexOf('\nendstream', start))
    streams.set(Number(id), inflateSync(packed).toString('latin1'))
  }
  return streams
}

type Fonts = ReadonlyMap<string, ReadonlyMap<number, string>>

/** Glyph → text of each font, by the name that pages call it. */
function fontsOf(source: string, streams: ReadonlyMap<number, string>): Fonts {
  const maps = new Map<string, ReadonlyMap<number, string>>()
  for (const [, name = '', id = ''] of source.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const object = new RegExp(`\\n${id} 0 obj\\n<<[^]*?\\/ToUnicode (\\d+) 0 R`).exec(source)
    const map = streams.get(Number(object?.[1]))
    if (map) maps.set(name, glyphsOf(map))
  }
  return maps
}

function glyphsOf(map: string): ReadonlyMap<number, string> {
  const glyphs = new Map<number, string>()
  for (const [, first = '', list = ''] of map.matchAll(/<([0-9a-f]+)> <[0-9a-f]+> \[([^\]]*)\]/g)) {
    for (const [at, { 1: units = '' }] of [...list.matchAll(/<([0-9a-f ]*)>/g)].entries()) {
      const codes = units.split(' ').map((unit) => parseInt(unit, 16))
      glyphs.set(parseInt(first, 16) + at, String.fromCharCode(...codes))
    }
  }
  return glyphs
}

/** A line of text ends where another begins at another height. */
function textOf(drawing: string, fonts: Fonts): string {
  let text = ''
  let font = ''
  let height = ''
  const marks = /1 0 0 1 [\d.-]+ ([\d.-]+) Tm|\/(F\d+) [\d.]+ Tf|<([0-9a-f]+)>/g
  for (const [, at, name, glyphs] of drawing.matchAll(marks)) {
    if (at !== undefined && at !== height) {
      height = at
      text += '\n'
    }
    if (name !== undefined) font = name
    for (const glyph of glyphs?.match(/.{4}/g) ?? []) {
      const letter = fonts.get(font)?.get(parseInt(glyph, 16))
      // Glyph 0 is the box of a missing character: it must not pass for text.
      if (!letter || letter === '\0') throw new Error(`glyph ${glyph} of ${font} is no character`)
      text += letter
    }
  }
  return text
}

function squaresOf(drawing: string): (readonly [number, number, number, number])[] {
  const found = drawing.matchAll(/([\d.-]+) ([\d.-]+) ([\d.-]+) ([\d.-]+) re/g)
  return [...found].map(([, x, y, width, height]) => [
    Number(x),
    Number(y),
    Number(width),
    Number(height),
  ])
}

const MODULE_PIXELS = 4
const QUIET_MODULES = 4

/** What the QR says that is drawn of equal little squares, read from them as a camera would. */
export function readQr({ squares }: ReadPdf): string | undefined {
  const modules = squares.filter(([, , width, height]) => width === height && width < 10)
  const [, , size = 0] = modules[0] ?? []
  const left = Math.min(...modules.map(([x]) => x))
  const top = Math.min(...modules.map(([, y]) => y))
  const cells = modules.map(([x, y]) => [
    Math.round((x - left) / size) + QUIET_MODULES,
    Math.round((y - top) / size) + QUIET_MODULES,
  ])
  const side = (Math.max(...cells.flat()) + 1 + QUIET_MODULES) * MODULE_PIXELS
  const picture = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [column = 0, row = 0] of cells) {
    for (let at = 0; at < MODULE_PIXELS * MODULE_PIXELS; at += 1) {
      const x = column * MODULE_PIXELS + (at % MODULE_PIXELS)
      const y = row * MODULE_PIXELS + Math.floor(at / MODULE_PIXELS)
      picture.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3)
    }
  }
  return readPicture(picture, side, side)?.data
}

/** The package exports the function itself; its types say a module with a default. */
const readPicture = jsQR as unknown as typeof jsQR.default
