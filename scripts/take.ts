import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { hashRequest } from '../src/db/commands.ts'
import type { Tx } from '../src/db/client.ts'
import { inTransaction, type Ctx } from '../src/db/transaction.ts'
import { addNode } from '../src/features/person/add-node.ts'
import { findByPhone } from '../src/features/person/find-by-phone.ts'
import { loadTree } from '../src/features/person/load-tree.ts'
import { parseLine } from '../src/features/proof/rules/books-file.ts'
import { parseKeys } from '../src/features/proof/rules/receipt.ts'
import { LONGEST_MS, unpackBooks } from '../src/features/proof/unpack-books.ts'
import { monotonicMs } from '../src/kernel/clock.ts'
import { accept } from '../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId } from '../src/kernel/ids.ts'
import { normalisePhone } from '../src/kernel/text.ts'
import { runScript } from './support/open.ts'
import { UsageError } from './support/usage-error.ts'

const USAGE = `用法 (usage):
  npm run take -- 账本文件.ndjson --key 公钥或文件 --under 街道名或编号 --by 管理员手机号
接收另一个区搬来的社区账本（npm run export -- --format ndjson）。公钥要从原来的区另外取得，不能用文件里带的。`

const PROGRESS_MS = 2_000

runScript(async ({ ctx }) => {
  const { file, key, under, by } = readWords(process.argv.slice(2))
  const trusted = parseKeys(existsSync(key) ? readFileSync(key, 'utf8') : key)
  if (!trusted || trusted.length === 0) throw new UsageError(`读不出公钥 (not a key): ${key}`)
  let toldMs = monotonicMs()
  const progress = (transfers: number) => {
    if (monotonicMs() - toldMs < PROGRESS_MS) return
    toldMs = monotonicMs()
    console.error(`  已接收 ${transfers} 笔……`)
  }
  // One transaction: a file that is refused leaves no community behind.
  const take = async (tx: Tx) => {
    await placeCommunity({ ...ctx, tx }, file, { under, by })
    return unpackBooks({ ...ctx, tx }, { lines: linesOf(file), trusted, progress })
  }
  const taken = await inTransaction(ctx, take, LONGEST_MS)
  console.log(
    `接收了社区 ${taken.communityId} 的 ${taken.transfers} 笔划转、${taken.checkpoints} 个校验点，` +
      `根与原来的区一致 (same root): ${taken.root}`,
  )
})

function readWords(args: readonly string[]) {
  const text = { type: 'string' } as const
  const options = { key: text, under: text, by: text }
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true })
  const { key, under } = values
  const [file] = positionals
  const by = normalisePhone(values.by ?? '')
  if (!file || !key || !under || !by) throw new UsageError(USAGE)
  return { file, key, under, by }
}

/** Opened when the first line is asked for: an open one that nobody listens to loses its lines. */
async function* linesOf(file: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(file), crlfDelay: Infinity })
}

/** The community keeps its id: it is in every hash. Nothing is done when it is there already. */
async function placeCommunity(
  ctx: Ctx,
  file: string,
  { under, by }: { readonly under: string; readonly by: string },
): Promise<void> {
  const head = await firstLine(file)
  const nodes = await loadTree(ctx)
  if (nodes.has(head.communityId)) return
  const parents = [...nodes.values()].filter(
    ({ id, name, kind }) => kind === 'subdistrict' && (id === under || name === under),
  )
  const [parent] = parents
  const admin = await findByPhone(ctx, { phone: by, name: null })
  if (!parent || parents.length > 1) throw new UsageError(`没有这个街道，或几个同名：${under}`)
  const input = {
    id: head.communityId,
    kind: 'community',
    parentId: parent.id,
    name: head.name,
  } as const
  const actor = { kind: 'person', personId: admin.id, sessionId: newId() } as const
  const command = {
    scope: DISTRICT_SCOPE,
    actor,
    key: newId(),
    requestHash: hashRequest(addNode.useCase, input),
    input,
  }
  const [outcome] = await addNode.run(ctx, [command])
  if (outcome) accept(outcome.result)
}

async function firstLine(file: string) {
  const first = await linesOf(file)[Symbol.asyncIterator]().next()
  const value: unknown = first.value
  const line = typeof value === 'string' ? parseLine(value) : undefined
  if (line?.line === 'books') return line
  throw new UsageError(`这不是账本文件 (not a file of books): ${file}`)
}
