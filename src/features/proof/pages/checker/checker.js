// Judges a receipt (C2SP tlog-proof) under public keys, with nothing but the two. The forms are told
// in docs/adr/0010-proof.md. `sha2` and `ed25519` stand before this text in the page.
const utf8 = (text) => new TextEncoder().encode(text)
const hexOf = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
const sameBytes = (a, b) => hexOf(a) === hexOf(b)

function join(...parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}

/** Undefined for another spelling of the same bytes: one value has one. */
function fromBase64(text) {
  try {
    const letters = atob(text)
    return btoa(letters) === text ? Uint8Array.from(letters, (one) => one.charCodeAt(0)) : undefined
  } catch {
    return undefined
  }
}

class Fault extends Error {}

function need(value, reason) {
  if (!value) throw new Fault(reason)
  return value
}

/** `<name>+<key id>+<base64 of 01 and the key>`, one a line. */
function readKeys(text) {
  const lines = text.split('\n').map((line) => line.trim())
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#')).map(readKey)
  need(keys.length > 0, '请先贴上或选择社区账本的公钥。')
  return keys
}

function readKey(line) {
  const [name, id, encoded] = line.split(/\+([0-9a-f]{8})\+/)
  const bytes = fromBase64(encoded || '')
  const isKey = name && !/[\s+]/.test(name) && bytes && bytes.length === 33 && bytes[0] === 1
  need(isKey && keyId(name, bytes) === id, `公钥不完整或有错字：${line.slice(0, 60)}`)
  return { name, id, publicKey: bytes.slice(1) }
}

function keyId(name, bytes) {
  return hexOf(sha2.sha256(join(utf8(`${name}\n`), bytes))).slice(0, 8)
}

const NOT_A_RECEIPT = '这个文件不是储蓄凭条，或者少了一部分、有改动。'

/** The file, taken apart; what is put together again must be the same letters. */
function readReceipt(file) {
  const middle = file.indexOf('\n\n')
  need(middle > 0, NOT_A_RECEIPT)
  const [first, extraLine = '', indexLine = '', ...lines] = file.slice(0, middle).split('\n')
  const extra = /^extra (\S+)$/.exec(extraLine)
  const index = /^index (0|[1-9]\d{0,14})$/.exec(indexLine)
  need(first === 'c2sp.org/tlog-proof@v1' && extra && index, NOT_A_RECEIPT)
  const text = new TextDecoder().decode(need(fromBase64(extra[1]), NOT_A_RECEIPT))
  const { leaf, openings } = readJson(text)
  const isWhole = typeof leaf === 'string' && JSON.stringify({ leaf, openings }) === text
  need(isWhole && openings, NOT_A_RECEIPT)
  const proof = lines.map((line) => fromBase64(line))
  need(
    proof.every((hash) => hash && hash.length === 32),
    NOT_A_RECEIPT,
  )
  return { leaf, openings, index: Number(index[1]), proof, note: file.slice(middle + 2) }
}

function readJson(text) {
  try {
    return need(Object(JSON.parse(text)), NOT_A_RECEIPT)
  } catch {
    throw new Fault(NOT_A_RECEIPT)
  }
}

const NOT_SIGNED =
  '没有用这里给的公钥签名，或者内容有改动。请确认公钥是这个社区的；换过公钥的，用新的那把再试。'

/** The text that known keys have signed: each of their signatures must hold. */
function readNote(note, keys) {
  const middle = note.lastIndexOf('\n\n')
  need(middle > 0 && note.endsWith('\n'), NOT_A_RECEIPT)
  const text = note.slice(0, middle + 1)
  let signed = 0
  for (const line of note.slice(middle + 2, -1).split('\n')) {
    const [, name, encoded] = need(/^— (\S+) (\S+)$/.exec(line), NOT_A_RECEIPT)
    const bytes = need(fromBase64(encoded), NOT_A_RECEIPT)
    const id = hexOf(bytes.slice(0, 4))
    const key = keys.find((one) => one.name === name && one.id === id)
    if (!key) continue
    need(isSigned(utf8(text), bytes.slice(4), key.publicKey), NOT_SIGNED)
    signed += 1
  }
  need(signed > 0, NOT_SIGNED)
  const [origin, size, root] = text.split('\n')
  need(/^(0|[1-9]\d{0,14})$/.test(size), NOT_A_RECEIPT)
  return { origin, size: Number(size), root: need(fromBase64(root || ''), NOT_A_RECEIPT) }
}

function isSigned(message, signature, publicKey) {
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}

/** The root of RFC 6962 that the proof leads to; undefined when it has too few or too many hashes. */
function rootOf(leaf, index, size, proof) {
  if (index >= size) return undefined
  const isLeft = []
  let [start, end] = [0, size]
  while (end - start > 1) {
    let width = 1
    while (width * 2 < end - start) width *= 2
    isLeft.unshift(index >= start + width)
    if (index < start + width) end = start + width
    else start += width
  }
  if (isLeft.length !== proof.length) return undefined
  return proof.reduce(
    (hash, other, step) =>
      sha2.sha256(isLeft[step] ? join([1], other, hash) : join([1], hash, other)),
    sha2.sha256(join([0], utf8(leaf))),
  )
}

function isOpened(opening, commitment) {
  if (!opening || !/^[0-9a-f]{32}$/.test(opening.salt)) return false
  const salt = opening.salt.match(/../g).map((pair) => parseInt(pair, 16))
  return hexOf(sha2.sha256(join(salt, utf8(String(opening.value))))) === commitment
}

/** What a receipt proves. @throws Fault with the reason why it proves nothing */
function judge(file, keyText) {
  const keys = readKeys(keyText)
  const receipt = readReceipt(file)
  const { origin, size, root } = readNote(receipt.note, keys)
  const leaf = readJson(receipt.leaf)
  const isOfBooks =
    origin === `aixin/${leaf.communityId}` &&
    keys.some(({ name }) => name === origin) &&
    leaf.sequence === receipt.index + 1
  need(isOfBooks, '凭条写的社区或第几笔，和签名的账本对不上。')
  const found = rootOf(receipt.leaf, receipt.index, size, receipt.proof)
  need(found && sameBytes(found, root), '这一笔不在签名的账本里：内容有改动。')
  const isShown = Object.entries(receipt.openings).every(([name, one]) => isOpened(one, leaf[name]))
  need(isShown, '凭条说的人或事，和账本里留的印记对不上。')
  return { leaf, size, openings: receipt.openings }
}
