import { hash } from 'node:crypto'
import type { Instant } from '../kernel/clock.ts'
import { defineErrors, refuse, type Refusal } from '../kernel/errors.ts'
import { newId, type Id } from '../kernel/ids.ts'
import type { Tx } from './client.ts'
import { readNow } from './clock.ts'
import { refusalOf } from './errors.ts'
import { findOutcomes, insertOutcomes, keyOf, lockKeys } from './commands-store.ts'
import { inTransaction, type Ctx } from './transaction.ts'
import type { Command, FreshCommand, Outcome, WriteUseCase } from './command.ts'

export const commandErrors = defineErrors('command', {
  'key-missing': [
    'malformed',
    '缺少请求编号',
    '每个写操作都要带 Idempotency-Key；重试时用同一个。',
  ],
  'key-malformed': [
    'malformed',
    '请求编号不合格式',
    'Idempotency-Key 用 8 到 100 个字母、数字或 -_。',
  ],
  'key-reused': [
    'invalid',
    '请求编号已经用过',
    '同一个编号只能用于同一个请求；新的请求请换新编号。',
  ],
})

export type Batch = { readonly ctx: Ctx & { readonly tx: Tx }; readonly now: Instant }

/** Results whose writes are still under way: the outcomes travel with them. */
export type Decided<O> = {
  readonly results: readonly (O | Refusal)[]
  readonly written: Promise<unknown>
}

export type BatchPlan<I, O, L = unknown> = {
  readonly useCase: string
  readonly weigh?: (input: I) => number
  /** For a rare act that looks through much. */
  readonly deadlineMs?: number
  /**
   * Locks what the whole batch needs, in canonical order, before anything is read; it may send the
   * reads that follow in the same flight. Without it, the keys themselves are the locks.
   */
  readonly lock?: (tx: Tx, commands: readonly Command<I>[]) => Promise<L>
  /** Decides and writes; one result per command, in order. A refused command writes nothing. */
  readonly work: (
    batch: Batch,
    commands: readonly FreshCommand<I>[],
    locked: L,
  ) => Promise<readonly (O | Refusal)[] | Decided<O>>
}

/**
 * Makes a write use case from a plan: one transaction; locks; keys seen before are answered from
 * their stored outcome (the same body) or refused `command.key-reused` (another body); the rest is
 * decided and written, and the outcomes are stored in the same transaction. Refusals are outcomes
 * too; a fault rolls everything back, so that a retry executes.
 */
export function writeUseCase<I, O, L>(plan: BatchPlan<I, O, L>): WriteUseCase<I, O> {
  return {
    useCase: plan.useCase,
    weigh: plan.weigh ?? (() => 1),
    run: (ctx, commands) =>
      inTransaction(ctx, (tx) => runBatch(ctx, tx, plan, commands), plan.deadlineMs),
  }
}

async function runBatch<I, O, L>(
  ctx: Ctx,
  tx: Tx,
  plan: BatchPlan<I, O, L>,
  commands: readonly Command<I>[],
): Promise<readonly Outcome<O>[]> {
  // Awaited: a lock may read first, and what was sent meanwhile would run before it is held.
  const locked = await (plan.lock ? plan.lock(tx, commands) : lockKeys(tx, commands))
  const [now, known] = await Promise.all([readNow(ctx, tx), findOutcomes(tx, commands)])
  const fresh = firstOfEachKey(commands.filter((command) => !known.has(keyOf(command))))
  const decided =
    fresh.size > 0
      ? await plan.work({ ctx: { ...ctx, tx }, now }, [...fresh.values()], locked as L)
      : []
  const { results, written } = 'results' in decided ? decided : { results: decided, written: null }
  if (results.length !== fresh.size) throw new Error(`${plan.useCase}: a command without a result`)
  const answers = new Map<string, Answer<O>>(known as ReadonlyMap<string, Answer<O>>)
  let index = 0
  for (const [key, { requestHash, id }] of fresh) {
    answers.set(key, { id, requestHash, result: results[index++] as O | Refusal })
  }
  const outcomes = [...fresh].map(([key, command]) => ({
    command,
    result: answers.get(key)?.result,
  }))
  const stored = insertOutcomes(tx, plan.useCase, now, outcomes)
  // Where a write fails, it says why; what was sent after it says only that it came too late.
  stored.catch(() => undefined)
  await written
  await stored
  return commands.map((command) => outcomeOf(command, answers.get(keyOf(command)), fresh))
}

type Answer<O> = { readonly id: Id; readonly requestHash: string; readonly result: O | Refusal }

function outcomeOf<I, O>(
  command: Command<I>,
  answer: Answer<O> | undefined,
  fresh: ReadonlyMap<string, FreshCommand<I>>,
): Outcome<O> {
  if (!answer) throw new Error('a command without an answer')
  if (answer.requestHash !== command.requestHash) {
    return { replayed: false, result: refuse(commandErrors['key-reused']) }
  }
  return { replayed: fresh.get(keyOf(command))?.origin !== command, result: answer.result }
}

/** Two alike in one batch are one command: the second gets the first one's answer. */
function firstOfEachKey<I>(commands: readonly Command<I>[]): Map<string, FreshCommand<I>> {
  const fresh = new Map<string, FreshCommand<I>>()
  for (const command of commands) {
    const key = keyOf(command)
    if (!fresh.has(key)) fresh.set(key, { ...command, id: newId(), origin: command })
  }
  return fresh
}

/**
 * For use cases without a hot path: the commands of a batch one after the other, each in a
 * savepoint of its own, so that a refusal thrown half-way takes back what it had written.
 */
export function oneByOne<I, O>(
  handle: (batch: Batch, command: FreshCommand<I>) => Promise<O>,
): BatchPlan<I, O>['work'] {
  return async (batch, commands) => {
    const results: (O | Refusal)[] = []
    for (const command of commands) results.push(await inSavepoint(batch, command, handle))
    return results
  }
}

async function inSavepoint<I, O>(
  batch: Batch,
  command: FreshCommand<I>,
  handle: (batch: Batch, command: FreshCommand<I>) => Promise<O>,
): Promise<O | Refusal> {
  try {
    return await batch.ctx.tx.transaction((tx) =>
      handle({ ...batch, ctx: { ...batch.ctx, tx } }, command),
    )
  } catch (error) {
    const refusal = refusalOf(error)
    if (!refusal || refusal.error.kind === 'busy') throw error
    return refusal
  }
}

/** What must be equal when a key is used again: the use case and its input. */
export function hashRequest(useCase: string, input: unknown): string {
  return hash('sha256', `${useCase}\n${JSON.stringify(input)}`)
}
