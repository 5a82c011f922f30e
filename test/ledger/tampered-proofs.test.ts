import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseKeys, verifyReceipt } from '../../src/features/proof/rules/receipt.ts'
import { isConsistent, leafHash, rootOfInclusion } from '../../src/kernel/merkle.ts'
import {
  acceptReceipt,
  acceptsConsistency,
  acceptsInclusion,
  keyOf,
} from '../support/independent-log.ts'
import { openSealedBooks, type SealedBooks } from '../support/sealed-books.ts'
import {
  forgedReceipts,
  makeSigner,
  tamperedConsistencies,
  tamperedInclusions,
  tamperedReceipts,
  type ConsistencyProof,
  type InclusionProof,
} from '../support/tampering.ts'

let books: SealedBooks
let keeperOfSmall: string

beforeAll(async () => {
  books = await openSealedBooks()
  keeperOfSmall = await books.http.tokenOf(books.small.first)
})
afterAll(() => books.world.close())

const get = async <T>(path: string, token = books.keeper, at = books.large): Promise<T> => {
  const called = `/api/v1/communities/${at.communityId}/log${path}`
  const { status, body } = await books.http.call<T>(called, { token })
  expect(status).toBe(200)
  return body
}

const decode = (hashes: readonly string[]) => hashes.map((each) => Buffer.from(each, 'base64'))

async function inclusionOf(index: number, size: number): Promise<InclusionProof> {
  const path = `/transfers/${index + 1}/inclusion?size=${size}`
  const said = await get<{ leaf: string; proof: string[] }>(path)
  const [leaf, hashes] = [leafHash(said.leaf), decode(said.proof)]
  const root = rootOfInclusion(leaf, index, size, hashes)
  if (!root) throw new Error('no root')
  return { leaf, index, size, root, path: hashes }
}

async function consistencyOf(from: number, to: number): Promise<ConsistencyProof> {
  const { proof } = await get<{ proof: string[] }>(`/consistency?from=${from}&to=${to}`)
  const heads = await Promise.all([from, to].map((size) => inclusionOf(0, size)))
  const [first, second] = heads.map(({ size, root }) => ({ size, root }))
  if (!first || !second) throw new Error('no heads')
  return { first, second, path: decode(proof) }
}

/** Both readers: ours and the independent one. */
const judgedInclusion = ({ leaf, index, size, root, path }: InclusionProof) => [
  rootOfInclusion(leaf, index, size, path)?.equals(root) ?? false,
  acceptsInclusion(leaf, index, { size, root }, path),
]

const judgedConsistency = ({ first, second, path }: ConsistencyProof) => [
  isConsistent(first, second, path),
  acceptsConsistency(first, second, path),
]

function judgedReceipt(file: string, lines: string) {
  const keys = lines.trimEnd().split('\n').map(keyOf)
  const known = keys.filter((key) => key !== null)
  expect(known).toHaveLength(keys.length)
  return [
    verifyReceipt(file, parseKeys(lines) ?? []).fault === null,
    acceptReceipt(file, known) !== null,
  ]
}

const HOLDS = [true, true]
const FALLS = [false, false]

describe('a proof that was tampered with', () => {
  it.each([
    [0, 1],
    [0, 2],
    [2, 3],
    [63, 64],
    [64, 65],
    [255, 257],
    [256, 257],
    [300, 619],
    [511, 512],
    [617, 619],
    [618, 619],
  ])('of transfer %i in a tree of %i is refused', async (index, size) => {
    const proof = await inclusionOf(index, size)
    expect(judgedInclusion(proof)).toEqual(HOLDS)
    for (const [what, changed] of tamperedInclusions(proof))
      expect([what, ...judgedInclusion(changed)]).toEqual([what, ...FALLS])
  })

  it.each([
    [1, 2],
    [1, 619],
    [2, 3],
    [3, 4],
    [6, 8],
    [63, 65],
    [64, 256],
    [200, 257],
    [256, 512],
    [257, 513],
    [512, 619],
    [618, 619],
  ])('that a tree of %i begins one of %i is refused', async (from, to) => {
    const proof = await consistencyOf(from, to)
    expect(judgedConsistency(proof)).toEqual(HOLDS)
    for (const [what, changed] of tamperedConsistencies(proof))
      expect([what, ...judgedConsistency(changed)]).toEqual([what, ...FALLS])
  })
})

describe('a receipt that was tampered with', () => {
  it('is refused, whatever was changed', async () => {
    const keys = await get<string>('/keys')
    const other = await get<string>('/transfers/1/receipt', keeperOfSmall, books.small)
    for (const sequence of [3, 258, 619]) {
      const file = await get<string>(`/transfers/${sequence}/receipt`)
      expect(judgedReceipt(file, keys)).toEqual(HOLDS)
      for (const [what, changed] of tamperedReceipts(file, other))
        expect([what, ...judgedReceipt(changed, keys)]).toEqual([what, ...FALLS])
    }
  })

  it('is refused where it is signed but its parts do not belong together', async () => {
    const { leaf } = await get<{ leaf: string }>('/transfers/5/inclusion')
    const signer = makeSigner(`aixin/${books.large.communityId}`)
    const [inOrder, ...forged] = forgedReceipts(leaf, signer)
    expect(judgedReceipt(inOrder?.[1] ?? '', signer.line)).toEqual(HOLDS)
    for (const [what, file] of forged)
      expect([what, ...judgedReceipt(file, signer.line)]).toEqual([what, ...FALLS])
  })

  it('is refused where another log signed it that is trusted too', async () => {
    const { leaf } = await get<{ leaf: string }>('/transfers/5/inclusion')
    const own = makeSigner(`aixin/${books.large.communityId}`)
    const other = makeSigner(`aixin/${books.small.communityId}`)
    const lines = `${own.line}\n${other.line}\n`
    const [[, file] = ['', '']] = forgedReceipts(leaf, own)
    expect(judgedReceipt(file, lines)).toEqual(HOLDS)
    const text = file.slice(file.indexOf('\n\n') + 2, file.lastIndexOf('\n\n') + 1)
    const signedByOther = file.slice(0, file.lastIndexOf('— ')) + other.sign(text)
    expect(judgedReceipt(signedByOther, lines)).toEqual(FALLS)
  })

  it('holds with the signature of a witness that nobody here knows', async () => {
    const keys = await get<string>('/keys')
    const file = await get<string>('/transfers/619/receipt')
    const text = file.slice(file.indexOf('\n\n') + 2, file.lastIndexOf('\n\n') + 1)
    const witness = makeSigner('witness.example')
    expect(judgedReceipt(`${file}${witness.sign(text)}`, keys)).toEqual(HOLDS)
  })
})
