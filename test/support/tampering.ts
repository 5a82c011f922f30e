import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { canonical, leafHashOf, treeHashOf, type Json } from './independent-log.ts'

/** What was changed, and what came of it. */
export type Tampered<T> = readonly [what: string, changed: T]

function withBitFlipped(bytes: Buffer, bit = 0): Buffer {
  const changed = Buffer.from(bytes)
  const at = bit >> 3
  changed[at] = (changed[at] ?? 0) ^ (1 << (bit & 7))
  return changed
}

export type Path = readonly Buffer[]

/** Every way in which the hashes of a proof are not those. */
export function tamperedPaths(path: Path): Tampered<Path>[] {
  const zero = Buffer.alloc(32)
  const all: Tampered<Path>[] = [
    ['a hash before', [zero, ...path]],
    ['a hash behind', [...path, zero]],
  ]
  path.forEach((hash, at) => {
    const others = [path.slice(0, at), path.slice(at + 1)] as const
    const put = (...hashes: Buffer[]) => [...others[0], ...hashes, ...others[1]]
    all.push([`hash ${at} first bit`, put(withBitFlipped(hash))])
    all.push([`hash ${at} last bit`, put(withBitFlipped(hash, 255))])
    all.push([`hash ${at} dropped`, put()])
    all.push([`hash ${at} twice`, put(hash, hash)])
    all.push([`hash ${at} shorter`, put(hash.subarray(0, 31))])
    all.push([`hash ${at} longer`, put(Buffer.concat([hash, Buffer.of(0)]))])
    const next = path[at + 1]
    if (next) all.push([`hash ${at} swapped`, put(next, hash).toSpliced(at + 2, 1)])
  })
  return all
}

export type InclusionProof = {
  readonly leaf: Buffer
  readonly index: number
  readonly size: number
  readonly root: Buffer
  readonly path: Path
}

/** Sizes for which the path has another length; of the rest only the signature tells. */
export function tamperedInclusions(proof: InclusionProof): Tampered<InclusionProof>[] {
  const { leaf, index, size, root, path } = proof
  const wrongIndexes = [index - 1, index + 1, index ^ 2, index + size, -index - 1, index + 0.5]
  const wrongSizes = [0, index, size * 2, size * 4]
  return [
    ...tamperedPaths(path).map(([what, hashes]) => [what, { ...proof, path: hashes }] as const),
    ...wrongIndexes.map((at) => [`index ${at}`, { ...proof, index: at }] as const),
    ...wrongSizes.map((count) => [`size ${count}`, { ...proof, size: count }] as const),
    ['another root', { ...proof, root: withBitFlipped(root) }],
    ['another leaf', { ...proof, leaf: withBitFlipped(leaf, 9) }],
    ['a node for the leaf', { ...proof, leaf: path[0] ?? withBitFlipped(leaf) }],
  ]
}

type Head = { readonly size: number; readonly root: Buffer }
export type ConsistencyProof = { readonly first: Head; readonly second: Head; readonly path: Path }

export function tamperedConsistencies(proof: ConsistencyProof): Tampered<ConsistencyProof>[] {
  const { first, second, path } = proof
  const sized = (from: number, to: number): Tampered<ConsistencyProof> => [
    `sizes ${from} and ${to}`,
    { path, first: { ...first, size: from }, second: { ...second, size: to } },
  ]
  return [
    ...tamperedPaths(path).map(([what, hashes]) => [what, { ...proof, path: hashes }] as const),
    ...[first.size - 1, first.size + 1, second.size, -1, 0].map((size) => sized(size, second.size)),
    ...[second.size * 4, first.size, first.size - 1, 0].map((size) => sized(first.size, size)),
    ['another first root', { ...proof, first: { ...first, root: withBitFlipped(first.root) } }],
    ['another second root', { ...proof, second: { ...second, root: withBitFlipped(second.root) } }],
    ['turned round', { path, first: second, second: first }],
  ]
}

/** A key of our own, with its line for those who trust it. */
export type Signer = { readonly name: string; readonly line: string; sign(text: string): string }

export function makeSigner(name: string): Signer {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  const id = keyId(name, raw)
  const encoded = Buffer.concat([Buffer.of(1), raw]).toString('base64')
  return {
    name,
    line: `${name}+${id.toString('hex')}+${encoded}`,
    sign: (text) => signatureLine(name, id, text, privateKey),
  }
}

function keyId(name: string, raw: Buffer): Buffer {
  const hash = createHash('sha256').update(name).update('\n').update(Buffer.of(1)).update(raw)
  return hash.digest().subarray(0, 4)
}

function signatureLine(name: string, id: Buffer, text: string, key: KeyObject): string {
  const signature = sign(null, Buffer.from(text), key)
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`
}

/** A receipt taken apart into what can be changed. */
type Parts = {
  readonly header: string
  readonly extra: string
  readonly index: string
  readonly hashes: readonly string[]
  readonly origin: string
  readonly size: string
  readonly root: string
  readonly rest: string
  readonly name: string
  readonly signature: string
}

function partsOf(file: string): Parts {
  const [head = '', text = '', signed = ''] = file.split('\n\n')
  const [header = '', extra = '', index = '', ...hashes] = head.split('\n')
  const [origin = '', size = '', root = ''] = text.split('\n')
  const [, name = '', signature = ''] = signed.trimEnd().split(' ')
  const parts = { header, extra, index, hashes, origin, size, root, rest: '', name, signature }
  if (fileOf(parts) !== file) throw new Error('a receipt of another form')
  return parts
}

const fileOf = (parts: Parts): string =>
  `${[parts.header, parts.extra, parts.index, ...parts.hashes].join('\n')}\n\n` +
  `${parts.origin}\n${parts.size}\n${parts.root}\n${parts.rest}\n` +
  `— ${parts.name} ${parts.signature}\n`

const flipped = (encoded: string, bit: number): string =>
  withBitFlipped(Buffer.from(encoded, 'base64'), bit).toString('base64')

type Extra = { leaf: string; openings: Record<string, { value: string; salt: string }> }

function tamperedExtras({ leaf, openings }: Extra): Tampered<unknown>[] {
  const transfer = JSON.parse(leaf) as Record<string, Json>
  const changed = (more: Record<string, Json>) => canonical({ ...transfer, ...more })
  const [key = '', opening] = Object.entries(openings)[0] ?? []
  if (!opening) throw new Error('a receipt that opens nothing')
  const opens = (to: unknown) => ({ leaf, openings: { ...openings, [key]: to } })
  const salted = (salt: string) => opens({ ...opening, salt })
  const letter = Buffer.from(opening.value.slice(0, 1)).toString('hex')
  return [
    ['amount', { leaf: changed({ amountMinutes: 999 }), openings }],
    ['sequence', { leaf: changed({ sequence: 1 }), openings }],
    ['a key more', { leaf: changed({ more: null }), openings }],
    ['a blank in the leaf', { leaf: leaf.replace(':', ': '), openings }],
    ['no leaf', { openings }],
    ['a leaf that is no text', { leaf: transfer, openings }],
    ['no openings', { leaf }],
    ['another person', opens({ ...opening, value: '00000000-0000-7000-8000-000000000000' })],
    ['another salt', salted(opening.salt.replace(/^./, (a) => (a === '0' ? '1' : '0')))],
    ['a shorter salt', salted(opening.salt.slice(2))],
    ['a salt with more behind', salted(`${opening.salt}x`)],
    [
      'a letter of the value in the salt',
      opens({ value: opening.value.slice(1), salt: opening.salt + letter }),
    ],
    ['an opening of nothing', { leaf, openings: { ...openings, nobody: opening } }],
    ['an opening of what is clear', { leaf, openings: { ...openings, communityId: opening } }],
  ]
}

/** A receipt changed in one place after another; `other` is a receipt of another community. */
export function tamperedReceipts(file: string, other: string): Tampered<string>[] {
  const [parts, foreign] = [partsOf(file), partsOf(other)]
  const extra = JSON.parse(Buffer.from(parts.extra.slice(6), 'base64').toString()) as Extra
  const index = Number(parts.index.slice(6))
  const impostor = makeSigner(parts.name)
  const text = `${parts.origin}\n${parts.size}\n${parts.root}\n`
  const forged = Buffer.from(impostor.sign(text).trimEnd().split(' ')[2] ?? '', 'base64')
  const id = Buffer.from(parts.signature, 'base64').subarray(0, 4)
  const impostors = Buffer.concat([id, forged.subarray(4)]).toString('base64')
  const changes: Tampered<Partial<Parts>>[] = [
    ['another form', { header: 'c2sp.org/tlog-proof@v2' }],
    ['a blank behind the header', { header: `${parts.header} ` }],
    ['extra twice', { extra: `${parts.extra}\n${parts.extra}` }],
    ...[index - 1, index + 1, `0${index}`, `+${index}`, `${index}.0`, `${index} `, '', '0x1'].map(
      (at) => [`index ${at}`, { index: `index ${at}` }] as const,
    ),
    ['no index', { index: 'index' }],
    ['another size', { size: String(Number(parts.size) + 1) }],
    ['a leading zero', { size: `0${parts.size}` }],
    ['another root', { root: flipped(parts.root, 0) }],
    ['another origin', { origin: foreign.origin }],
    ['a line more in the checkpoint', { rest: 'more\n' }],
    ['another name', { name: foreign.name }],
    ['the key id', { signature: flipped(parts.signature, 0) }],
    ['the first bit of the signature', { signature: flipped(parts.signature, 32) }],
    ['the last bit of the signature', { signature: flipped(parts.signature, 543) }],
    ['a longer signature', { signature: `${parts.signature.slice(0, -4)}AAAAAAAA` }],
    ['signed by another key', { signature: impostors }],
    ['the checkpoint of another', { ...foreign, extra: parts.extra, index: parts.index }],
    ['the hashes of another', { hashes: foreign.hashes }],
    ...tamperedPaths(parts.hashes.map((hash) => Buffer.from(hash, 'base64'))).map(
      ([what, path]) => [what, { hashes: path.map((each) => each.toString('base64')) }] as const,
    ),
    ...tamperedExtras(extra).map(
      ([what, said]) => [what, { extra: `extra ${encode(JSON.stringify(said))}` }] as const,
    ),
  ]
  return [
    ...changes.map(([what, change]) => [what, fileOf({ ...parts, ...change })] as const),
    ['without its extra', file.replace(/\nextra .*/, '')],
    ['without its signature', file.slice(0, file.lastIndexOf('— '))],
    ['without its checkpoint', file.slice(0, file.indexOf('\n\n') + 2)],
    ['without its end', file.slice(0, -1)],
    ['with a line behind', `${file}more\n`],
    ['with a line before', `\n${file}`],
    ['with other line ends', file.replaceAll('\n', '\r\n')],
    ['nothing', ''],
  ]
}

const encode = (text: string): string => Buffer.from(text).toString('base64')

/**
 * Receipts that `signer` signs although they are not in order: all that a checker sees is their form and
 * whether their parts belong together. The first is in order.
 */
export function forgedReceipts(leaf: string, signer: Signer): Tampered<string>[] {
  const transfer = JSON.parse(leaf) as Record<string, Json>
  const first = canonical({ ...transfer, sequence: 1 })
  const turned = JSON.stringify(
    Object.fromEntries(Object.entries({ ...transfer, sequence: 1 }).reverse()),
  )
  const root = treeHashOf([leafHashOf(first)]).toString('base64')
  const file = (text: string, said = first, openings: unknown = {}) =>
    `c2sp.org/tlog-proof@v1\nextra ${encode(JSON.stringify({ leaf: said, openings }))}\nindex 0\n\n` +
    `${text}\n${signer.sign(text)}`
  const own = (said: string) =>
    file(`${signer.name}\n1\n${leafHashOf(said).toString('base64')}\n`, said)
  return [
    ['in order', file(`${signer.name}\n1\n${root}\n`)],
    ['a leading zero', file(`${signer.name}\n01\n${root}\n`)],
    ['a sign', file(`${signer.name}\n+1\n${root}\n`)],
    ['a number of another form', file(`${signer.name}\n1e0\n${root}\n`)],
    ['no root', file(`${signer.name}\n1\n`)],
    ['a shorter root', file(`${signer.name}\n1\n${root.slice(0, 40)}\n`)],
    ['a root in another spelling', file(`${signer.name}\n1\n${root.replace('=', '')}\n`)],
    ['an empty line', file(`${signer.name}\n1\n${root}\n\n`)],
    ['another origin', file(`${signer.name}0\n1\n${root}\n`)],
    ['no origin', file(`\n1\n${root}\n`)],
    ['another community', own(canonical({ ...transfer, sequence: 1, communityId: 'x' }))],
    ['another sequence', own(canonical({ ...transfer, sequence: 2 }))],
    ['another format', own(canonical({ ...transfer, sequence: 1, format: 'aixin-leaf/2' }))],
    ['keys in another order', own(turned)],
    ['a key twice', own(first.replace('{', '{"amountMinutes":9,'))],
    ['no JSON', own('x')],
  ]
}
