import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'

/**
 * Signed notes as C2SP `signed-note` has them, with Ed25519: a text that ends in a newline, an empty
 * line, and a line for each signature.
 */
const ED25519 = 0x01
const KEY_BYTES = 32
const KEY_ID_BYTES = 4
const SIGNATURE_BYTES = 64
/** Longer notes are not ours, and not read. */
const MOST_SIGNATURES = 16

/** DER of an Ed25519 key before its 32 bytes (RFC 8410). */
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex')
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex')

export type NoteSigner = { readonly name: string; readonly secret: Buffer }
export type NoteVerifier = { readonly name: string; readonly publicKey: Buffer }

type Signature = { readonly name: string; readonly keyId: Buffer; readonly bytes: Buffer }

/** The public half of a 32-byte Ed25519 secret. */
export function publicKeyOf(secret: Buffer): Buffer {
  const key = createPublicKey(privateKeyOf(secret))
  return key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length)
}

function privateKeyOf(secret: Buffer) {
  return createPrivateKey({
    key: Buffer.concat([PRIVATE_DER, secret]),
    format: 'der',
    type: 'pkcs8',
  })
}

/** Names a key in a signature line; short, and therefore only a hint. */
function keyIdOf({ name, publicKey }: NoteVerifier): Buffer {
  const hash = createHash('sha256').update(`${name}\n`).update(Buffer.of(ED25519))
  return hash.update(publicKey).digest().subarray(0, KEY_ID_BYTES)
}

/** `<name>+<key id>+<base64 of type and key>`: what a verifier is given once and keeps. */
export function formatVerifier(verifier: NoteVerifier): string {
  const encoded = Buffer.concat([Buffer.of(ED25519), verifier.publicKey]).toString('base64')
  return `${verifier.name}+${keyIdOf(verifier).toString('hex')}+${encoded}`
}

/** Undefined when it is not an Ed25519 key, or its id is not that of its name and key. */
export function parseVerifier(text: string): NoteVerifier | undefined {
  const [name, keyId, encoded] = text.trim().split(/\+([0-9a-f]{8})\+/)
  if (!name || !encoded || /[\s+]/.test(name)) return undefined
  const bytes = decodeBase64(encoded)
  if (bytes?.length !== 1 + KEY_BYTES || bytes[0] !== ED25519) return undefined
  const verifier = { name, publicKey: bytes.subarray(1) }
  return keyIdOf(verifier).toString('hex') === keyId ? verifier : undefined
}

/** The note, with a signature by each. @throws RangeError on a text that a note cannot have */
export function signNote(text: string, signers: readonly NoteSigner[]): string {
  if (!text.endsWith('\n') || hasControls(text)) throw new RangeError('a note ends its lines in LF')
  const lines = signers.map(({ name, secret }) => {
    const keyId = keyIdOf({ name, publicKey: publicKeyOf(secret) })
    const bytes = sign(null, Buffer.from(text, 'utf8'), privateKeyOf(secret))
    return `— ${name} ${Buffer.concat([keyId, bytes]).toString('base64')}\n`
  })
  return `${text}\n${lines.join('')}`
}

/**
 * The text of a note that at least one of the known keys has signed; undefined otherwise, and when a
 * known key's signature is false. Signatures of unknown keys are passed over.
 */
export function openNote(note: string, known: readonly NoteVerifier[]): string | undefined {
  const parts = splitNote(note)
  if (!parts) return undefined
  let signed = 0
  for (const signature of parts.signatures) {
    const verifier = known.find(
      (one) => one.name === signature.name && keyIdOf(one).equals(signature.keyId),
    )
    if (!verifier) continue
    if (!isSignedBy(parts.text, signature.bytes, verifier)) return undefined
    signed += 1
  }
  return signed > 0 ? parts.text : undefined
}

/** The text as it stands, whoever signed it: for showing only. */
export function textOfNote(note: string): string | undefined {
  return splitNote(note)?.text
}

/** Notes in one file end in two empty lines: none of ours has two in a row itself. */
export const NOTE_END = '\n\n'

/** What was cut off or is no note is given back too: whoever reads it refuses it. */
export function splitNotes(file: string): readonly string[] {
  const parts = file.split(`\n${NOTE_END}`).map((part) => part.trim())
  return parts.filter((part) => part !== '').map((part) => `${part}\n`)
}

function isSignedBy(text: string, bytes: Buffer, { publicKey }: NoteVerifier): boolean {
  const key = createPublicKey({
    key: Buffer.concat([PUBLIC_DER, publicKey]),
    format: 'der',
    type: 'spki',
  })
  return bytes.length === SIGNATURE_BYTES && verify(null, Buffer.from(text, 'utf8'), key, bytes)
}

function splitNote(
  note: string,
): { readonly text: string; readonly signatures: readonly Signature[] } | undefined {
  const middle = note.lastIndexOf('\n\n')
  if (middle < 0 || !note.endsWith('\n') || hasControls(note)) return undefined
  const lines = note.slice(middle + 2, -1).split('\n')
  const signatures = lines.flatMap((line) => parseSignature(line) ?? [])
  if (signatures.length !== lines.length || lines.length > MOST_SIGNATURES) return undefined
  return { text: note.slice(0, middle + 1), signatures }
}

function parseSignature(line: string): Signature | undefined {
  const [dash, name, encoded, ...rest] = line.split(' ')
  if (dash !== '—' || !name || !encoded || rest.length > 0) return undefined
  const bytes = decodeBase64(encoded)
  if (!bytes || bytes.length <= KEY_ID_BYTES) return undefined
  return { name, keyId: bytes.subarray(0, KEY_ID_BYTES), bytes: bytes.subarray(KEY_ID_BYTES) }
}

/** Node ignores what does not belong; one value must have one spelling. */
export function decodeBase64(encoded: string): Buffer | undefined {
  const bytes = Buffer.from(encoded, 'base64')
  return bytes.toString('base64') === encoded ? bytes : undefined
}

function hasControls(text: string): boolean {
  return [...text].some((letter) => letter < ' ' && letter !== '\n')
}
