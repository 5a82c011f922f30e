import { constants, createInflateRaw, inflateRawSync } from 'node:zlib'
import { DomainError } from '../../kernel/errors.ts'
import { importErrors } from './errors.ts'

type Entry = {
  readonly method: number
  readonly compressed: number
  readonly size: number
  readonly offset: number
}

/** What a part may unfold to; a sheet of 200,000 lines has some 200 MB. */
const MOST_PART_BYTES = 512 * 1024 * 1024
const MOST_SMALL_BYTES = 192 * 1024 * 1024
const END_OF_DIRECTORY = 0x06054b50
const DIRECTORY_ENTRY = 0x02014b50
const LOCAL_ENTRY = 0x04034b50

export type Archive = {
  has(path: string): boolean
  /** A small part as one text. */
  text(path: string): string
  /** A large part, chunk by chunk. */
  chunks(path: string): AsyncGenerator<string>
}

function damaged(): never {
  throw new DomainError(importErrors['file-damaged'])
}

/**
 * The parts of an .xlsx, by its directory. exceljs reads the archive front to back, leaves merged
 * cells and sheets with names of their own out, puts sheets into temporary files in the clear, and
 * unfolds whatever it is given; here nothing unfolds past its bound and nothing touches the disk.
 */
export function openArchive(bytes: Buffer): Archive {
  const entries = readDirectory(bytes)
  return {
    has: (path) => entries.has(path),
    text(path) {
      const entry = entries.get(path) ?? damaged()
      if (entry.size > MOST_SMALL_BYTES) throw new DomainError(importErrors['file-too-large'])
      return unfolded(bytes, entry).toString('utf8')
    },
    chunks: (path) => unfold(bytes, entries.get(path) ?? damaged()),
  }
}

function readDirectory(bytes: Buffer): ReadonlyMap<string, Entry> {
  let end = bytes.length - 22
  const least = Math.max(0, end - 65_536)
  while (end >= least && bytes.readUInt32LE(end) !== END_OF_DIRECTORY) end -= 1
  if (end < least) damaged()
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  const entries = new Map<string, Entry>()
  for (let n = 0; n < count; n += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) damaged()
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength).replaceAll('\\', '/')
    // an encrypted part, or one that needs the 64-bit form, is none that a spreadsheet writes here
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) damaged()
    entries.set(name, {
      method: bytes.readUInt16LE(at + 10),
      compressed: bytes.readUInt32LE(at + 20),
      size: bytes.readUInt32LE(at + 24),
      offset: bytes.readUInt32LE(at + 42),
    })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

function packed(bytes: Buffer, { offset, compressed, method }: Entry): Buffer {
  if (offset + 30 > bytes.length || bytes.readUInt32LE(offset) !== LOCAL_ENTRY) damaged()
  if (method !== 0 && method !== 8) damaged()
  const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28)
  if (start + compressed > bytes.length) damaged()
  return bytes.subarray(start, start + compressed)
}

function unfolded(bytes: Buffer, entry: Entry): Buffer {
  const body = packed(bytes, entry)
  if (entry.method === 0) return body
  try {
    return inflateRawSync(body, { maxOutputLength: MOST_SMALL_BYTES })
  } catch {
    return damaged()
  }
}

async function* unfold(bytes: Buffer, entry: Entry): AsyncGenerator<string> {
  const body = packed(bytes, entry)
  const decoder = new TextDecoder('utf-8')
  if (entry.method === 0) {
    yield decoder.decode(body)
    return
  }
  const inflate = createInflateRaw({ chunkSize: 256 * 1024, finishFlush: constants.Z_SYNC_FLUSH })
  let total = 0
  inflate.end(body)
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      total += chunk.length
      if (total > MOST_PART_BYTES) throw new DomainError(importErrors['file-too-large'])
      yield decoder.decode(chunk, { stream: true })
    }
  } catch (error) {
    if (error instanceof DomainError) throw error
    damaged()
  }
}
