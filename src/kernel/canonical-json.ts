import { createHash } from 'node:crypto'
import canonicalizeModule from 'canonicalize'

/** The package exports the function itself; its types say a module with a default. */
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined

/** RFC 8785: one value, one text. Throws on what JSON cannot hold: that would be our fault. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value)
  if (text === undefined) throw new TypeError('the value has no JSON')
  return text
}

/** SHA-256 of the UTF-8 bytes, 64 hex digits. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}
