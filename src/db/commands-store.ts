import { json, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Instant } from '../kernel/clock.ts'
import { errorByCode, isRefusal, refuse, type Details, type Refusal } from '../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../kernel/ids.ts'
import type { Tx } from './client.ts'
import { idColumn, instant } from './columns.ts'
import { columns, statement } from './statement.ts'
import type { Command, FreshCommand } from './command.ts'

/** Idempotency: what every write was asked and what it was answered, kept 90 days. */
export const commands = pgTable(
  'commands',
  {
    communityId: idColumn('community_id').notNull(),
    actorId: idColumn('actor_id').notNull(),
    key: text('key').notNull(),
    id: idColumn('id').notNull(),
    useCase: text('use_case').notNull(),
    requestHash: text('request_hash').notNull(),
    /** Kept as it was written, so that a replay is the same to the byte. */
    outcome: json('outcome').notNull(),
    recordedAt: instant('recorded_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'commands_once', columns: [table.communityId, table.actorId, table.key] }),
  ],
)

type StoredResult = { value: unknown } | { code: string; details: Details }

export type StoredAnswer = {
  readonly id: Id
  readonly requestHash: string
  readonly result: unknown
}

/** The system acts under the district's nil id. */
function actorIdOf(command: Pick<Command<unknown>, 'actor'>): Id {
  return command.actor.personId ?? DISTRICT_SCOPE
}

export function keyOf(command: Pick<Command<unknown>, 'scope' | 'actor' | 'key'>): string {
  return `${command.scope} ${actorIdOf(command)} ${command.key}`
}

/** The lock of a write that takes no other: two alike run one after the other. */
export function lockKeys(tx: Tx, list: readonly Command<unknown>[]): Promise<unknown> {
  return statement(
    tx,
    `select pg_advisory_xact_lock(hashtextextended(k, 580))
       from (select distinct k from unnest($1::text[]) k order by k) ordered`,
    columns(list, (command) => [keyOf(command)]),
  )
}

export async function findOutcomes(
  tx: Tx,
  list: readonly Command<unknown>[],
): Promise<ReadonlyMap<string, StoredAnswer>> {
  const rows = await statement<{
    community_id: string
    actor_id: string
    key: string
    id: string
    request_hash: string
    outcome: StoredResult
  }>(
    tx,
    `select c.community_id, c.actor_id, c.key, c.id, c.request_hash, c.outcome
       from unnest($1::uuid[], $2::uuid[], $3::text[]) as k(c, a, k)
       join commands c on c.community_id = k.c and c.actor_id = k.a and c.key = k.k`,
    columns(list, (one) => [one.scope, actorIdOf(one), one.key]),
  )
  return new Map(
    rows.map((row) => [
      `${row.community_id} ${row.actor_id} ${row.key}`,
      { id: row.id, requestHash: row.request_hash, result: revive(row.outcome) },
    ]),
  )
}

function revive(outcome: StoredResult): unknown {
  if ('value' in outcome) return outcome.value
  const error = errorByCode(outcome.code)
  if (!error) throw new Error(`a stored outcome has an unknown code: ${outcome.code}`)
  return refuse(error, outcome.details)
}

function store(result: unknown): StoredResult {
  if (!isRefusal(result)) return { value: result ?? null }
  const refusal: Refusal = result
  return { code: refusal.error.code, details: refusal.details }
}

export async function insertOutcomes(
  tx: Tx,
  useCase: string,
  now: Instant,
  list: readonly { readonly command: FreshCommand<unknown>; readonly result: unknown }[],
): Promise<void> {
  if (list.length === 0) return
  await statement(
    tx,
    `insert into commands (community_id, actor_id, key, id, use_case, request_hash, outcome, recorded_at)
     select c, a, k, i, $7, h, o, $8::timestamptz
       from rows from (unnest($1::uuid[], $2::uuid[], $3::text[], $4::uuid[], $5::text[]),
                       json_array_elements($6::json)) as r(c, a, k, i, h, o)`,
    [
      ...columns(list, ({ command }) => [
        command.scope,
        actorIdOf(command),
        command.key,
        command.id,
        command.requestHash,
      ]),
      JSON.stringify(list.map(({ result }) => store(result))),
      useCase,
      now,
    ],
  )
}

/**
 * Forgets what somebody asked, these commands by whomever, and answers that have one of the words: a
 * hash of what was asked tells what it was to whoever can guess it. A repeat meets what is there by
 * now, as after 90 days.
 */
export async function forgetCommands(
  tx: Tx,
  asked: {
    readonly actorId: Id
    readonly ids: readonly Id[]
    readonly words: readonly string[]
  },
): Promise<void> {
  await statement(
    tx,
    `delete from commands c
      where c.actor_id = $1::uuid
         or c.id in (select i::uuid from json_array_elements_text($2::json) i)
         or exists (select from json_array_elements_text($3::json) w
                     where position(w in c.outcome::text) > 0)`,
    [asked.actorId, JSON.stringify(asked.ids), JSON.stringify(asked.words)],
  )
}
