import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  timingSafeEqual,
} from 'node:crypto'

/**
 * Field encryption: AES-256-GCM bound to the place where the value is kept, and a keyed hash under a
 * separate key so that a sealed value can still be looked up.
 * A sealed text is `v1.<key id>.<base64url of iv | ciphertext | tag>`.
 */
export type SealKeys = {
  /** The id of the key that seals; the others only unseal. */
  readonly current: string
  readonly keys: Readonly<Record<string, Buffer>>
  readonly lookup: Buffer
}

const VERSION = 'v1'
const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16
const BASE64URL = /^[A-Za-z0-9_-]+$/

/**
 * All keys from one 32-byte master, each for one purpose (HKDF-SHA-256). `retired` masters, newest
 * first, still unseal. Look-ups stay with the oldest master: another key would make every stored
 * hash unfindable and let a person be registered twice.
 */
export function deriveKeys(master: Buffer, retired: readonly Buffer[] = []): SealKeys {
  const keys: Record<string, Buffer> = {}
  for (const each of [master, ...retired]) keys[keyIdOf(each)] = derive(each, 'field', KEY_BYTES)
  return {
    current: keyIdOf(master),
    keys,
    lookup: derive(retired.at(-1) ?? master, 'lookup', KEY_BYTES),
  }
}

function keyIdOf(master: Buffer): string {
  return derive(master, 'key-id', 4).toString('hex')
}

function derive(master: Buffer, purpose: string, bytes: number): Buffer {
  if (master.length !== KEY_BYTES) throw new RangeError(`a master key has ${KEY_BYTES} bytes`)
  return Buffer.from(hkdfSync('sha256', master, '', `seal:${VERSION}:${purpose}`, bytes))
}

/**
 * Seals `text` for one place. `context` names it as `table:column:rowId`, so that a value copied to
 * another row or column is refused. The IV is random: a key is good for some 2³² values.
 */
export function seal(keys: SealKeys, text: string, context: string): string {
  const key = keyById(keys, keys.current)
  if (!key) throw new RangeError('the current key is missing')
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
  cipher.setAAD(boundTo(keys.current, context))
  const body = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${VERSION}.${keys.current}.${body.toString('base64url')}`
}

/** The text, or undefined when refused: another place, a changed bit, an unknown key. */
export function unseal(keys: SealKeys, sealed: string, context: string): string | undefined {
  const [version, keyId, encoded, ...rest] = sealed.split('.', 4)
  if (version !== VERSION || keyId === undefined || encoded === undefined || rest.length > 0) {
    return undefined
  }
  const key = keyById(keys, keyId)
  const body = decodeExactly(encoded)
  if (!key || !body || body.length < IV_BYTES + TAG_BYTES) return undefined
  return open(key, body, boundTo(keyId, context))
}

function open(key: Buffer, body: Buffer, bound: Buffer): string | undefined {
  const iv = body.subarray(0, IV_BYTES)
  const decipher = createDecipheriv(CIPHER, key, iv, { authTagLength: TAG_BYTES })
  decipher.setAAD(bound)
  decipher.setAuthTag(body.subarray(-TAG_BYTES))
  const opened = decipher.update(body.subarray(IV_BYTES, -TAG_BYTES))
  try {
    return Buffer.concat([opened, decipher.final()]).toString('utf8')
  } catch {
    // Until `final` has checked the tag, what was opened must not leave this function.
    return undefined
  }
}

function keyById(keys: SealKeys, keyId: string): Buffer | undefined {
  return Object.hasOwn(keys.keys, keyId) ? keys.keys[keyId] : undefined
}

function boundTo(keyId: string, context: string): Buffer {
  return Buffer.from(`${VERSION}.${keyId}.${context}`, 'utf8')
}

/** Node ignores stray characters and spare bits; one value must have one spelling. */
function decodeExactly(encoded: string): Buffer | undefined {
  if (!BASE64URL.test(encoded)) return undefined
  const body = Buffer.from(encoded, 'base64url')
  return body.toString('base64url') === encoded ? body : undefined
}

/** 64 hex digits by which a sealed value is found again. The caller normalises `text` first. */
export function lookupHash(keys: SealKeys, text: string): string {
  return createHmac('sha256', keys.lookup).update(text, 'utf8').digest('hex')
}

/** One of 256 drawers in which sealed values of one trait lie together, to be unsealed and compared. */
export function lookupByte(keys: SealKeys, text: string): number {
  return createHmac('sha256', keys.lookup).update(text, 'utf8').digest().readUInt8(0)
}

/**
 * A key for signing what only we check again, one for each purpose. It hangs on the look-up key,
 * which no rotation changes, and says nothing about it.
 */
export function signingKey(keys: SealKeys, purpose: string): Buffer {
  return createHmac('sha256', keys.lookup).update(`sign:${purpose}`, 'utf8').digest()
}

/** SHA-256 in hex, for storing random tokens. A short code can be guessed: use `lookupHash`. */
export function hashSecret(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** A random token in base64url; 32 bytes are 43 characters. */
export function randomSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url')
}

/** Compares in a time that does not tell where the two differ, whatever their lengths. */
export function equalSecrets(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text, 'utf8').digest()
  return timingSafeEqual(digest(left), digest(right))
}

/** A one-time code of `count` digits, each equally likely, leading zeros kept. */
export function randomDigits(count: number): string {
  let digits = ''
  while (digits.length < count) digits += String(randomInt(10))
  return digits
}
