import type { Sql } from 'postgres'
import { loadSealKeys } from '../../src/db/seal-keys.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { hashSecret, lookupHash, randomSecret } from '../../src/kernel/seal.ts'
import { signIn } from '../support/http-client.ts'
import { ask, getAs } from './ask.ts'
import { fillBooks } from './fill-books.ts'
import type { PlainRequest } from './load.ts'
import type { Sizes } from './plan.ts'
import type { Comparison, Pair } from './results.ts'
import { settle, type Stage } from './stage.ts'
import { mean } from './statistics.ts'

const PAGE_LINES = 30
const PLACES = ['first', 'middle', 'last'] as const
const KINDS = ['page', 'API'] as const

/**
 * Case 6: the statement of an account with a million entries beside one with a thousand, as its owner
 * sees it in the browser, and as the API gives it: the newest lines, those in the middle, the oldest.
 */
export async function compareStatements(stage: Stage, sizes: Sizes): Promise<Comparison[]> {
  const { small, large, reads } = sizes.statement
  const few = await makeSaver(stage, small, '13800002001')
  const many = await makeSaver(stage, large, '13800002002')
  await settle(stage.sql)
  const comparisons: Comparison[] = []
  for (const kind of KINDS) {
    for (const place of PLACES) {
      const read = async (saver: Saver) => {
        const requests = [saver[kind](place)]
        const asked = { address: stage.server.address, connections: 1, requests, count: reads }
        return (await ask(stage, asked)).p50Ms
      }
      await read(few)
      await read(many)
      comparisons.push({
        caseName: '6',
        title: `statement, ${kind}, ${place} lines`,
        beside: `of ${small} entries, not ${large}`,
        unit: 'ms',
        goal: { atMost: 1.5 },
        pairs: await alternate(
          sizes.rounds,
          () => read(many),
          () => read(few),
        ),
      })
    }
  }
  return comparisons
}

async function alternate(
  rounds: number,
  measure: () => Promise<number>,
  yardstick: () => Promise<number>,
): Promise<readonly Pair[]> {
  const pairs: Pair[] = []
  let before = await yardstick()
  for (let round = 0; round < rounds; round += 1) {
    const value = await measure()
    const after = await yardstick()
    pairs.push({ value, yardstick: mean([before, after]) })
    before = after
  }
  return pairs
}

type Place = (typeof PLACES)[number]
type Saver = Readonly<Record<(typeof KINDS)[number], (place: Place) => PlainRequest>>

/** Somebody with a savings account of `entries` entries in a community of its own, signed in twice. */
async function makeSaver(stage: Stage, entries: number, phone: string): Promise<Saver> {
  const { sql, dataDir, server } = stage
  const [communityId, personId, secret] = [newId(), newId(), randomSecret()]
  const phoneHash = lookupHash(loadSealKeys({ masterKey: null, dataDir }), phone)
  await insertPerson(sql, { communityId, personId, phoneHash, cookieHash: hashSecret(secret) })
  await fillBooks(sql, communityId, [personId], entries)
  const token = await (await signIn(server, phone)).token()
  const cursor = { first: '', middle: cursorAt(entries / 2), last: cursorAt(PAGE_LINES + 1) }
  const api = `/api/v1/communities/${communityId}/ledger/accounts/${personId}/statement?limit=${PAGE_LINES}`
  return {
    API: (place) => getAs(token, place === 'first' ? api : `${api}&cursor=${cursor[place]}`),
    page: (place) => ownPage(secret, `/savings/statement?cursor=${cursor[place]}`),
  }
}

/** A page as somebody sees it who is signed in with a cookie. */
export function ownPage(secret: string, path: string): PlainRequest {
  return { method: 'GET', path, headers: { Cookie: `aixin=${secret}`, Accept: 'text/html' } }
}

/** As the last line of a page says where the next one begins. */
function cursorAt(version: number): string {
  return Buffer.from(JSON.stringify([version])).toString('base64url')
}

type Person = {
  readonly communityId: Id
  readonly personId: Id
  readonly phoneHash: string
  readonly cookieHash: string | null
}

/** Somebody in a community of their own, signed in with a cookie. */
export async function insertPerson(sql: Sql, person: Person): Promise<void> {
  await sql.unsafe(
    `with place as (
       insert into nodes (id, kind, parent_id, ancestor_ids, name, created_at)
       select $1::uuid, 'community', id, ancestor_ids || $1::uuid, '压测' || $1, now()
         from nodes where kind = 'subdistrict' order by id limit 1
     ), person as (
       insert into persons (id, name, phone_hash, books_community_id, registered_on, created_at)
       values ($2::uuid, '压测储户', $3, $1::uuid, '2020-01-01', now())
     )
     insert into sessions (id, person_id, phone_hash, phone_sealed, cookie_hash, created_at, expires_at)
     values (uuidv7(), $2::uuid, $3, '', $4, now(), now() + interval '1 day')`,
    [person.communityId, person.personId, person.phoneHash, person.cookieHash],
  )
}
