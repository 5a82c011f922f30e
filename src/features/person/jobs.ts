import { inRead, inTransaction, type Ctx } from '../../db/transaction.ts'
import type { Id } from '../../kernel/ids.ts'
import { unseal } from '../../kernel/seal.ts'
import { fileSearchTerms } from './file-search-terms.ts'
import { selectUnfiled, type UnfiledPerson } from './store/search-terms.ts'

const AT_ONCE = 500
/** So that a stop need not wait for everybody. */
const CHUNKS_A_TURN = 10

/**
 * Files by what people are found who were registered before there were search terms. Walks everybody
 * once, then rests until the next start: registering files at once. Safe to run anywhere, any number
 * of times and by two at once. Each turn returns how many were filed; after a fault the walk begins
 * again, and passes by who is filed.
 */
export function makeFillSearchTerms(): (ctx: Ctx) => Promise<number> {
  let walk: AsyncGenerator<number, undefined> | undefined
  return async (ctx) => {
    walk ??= fillChunks(ctx)
    let filed = 0
    try {
      for (let chunk = 0; chunk < CHUNKS_A_TURN; chunk += 1) {
        const { value } = await walk.next()
        filed += value ?? 0
      }
    } catch (error) {
      walk = undefined
      throw error
    }
    return filed
  }
}

async function* fillChunks(ctx: Ctx): AsyncGenerator<number, undefined> {
  let lastId: Id | null = null
  for (;;) {
    const afterId: Id | null = lastId
    const people: readonly UnfiledPerson[] = await inRead(ctx, (tx) =>
      selectUnfiled(tx, afterId, AT_ONCE),
    )
    const findable = people.map(({ id, name, phoneSealed }) => ({
      ...{ id, name },
      phone: phoneSealed && openPhone(ctx, id, phoneSealed),
    }))
    await inTransaction(ctx, (tx) => fileSearchTerms({ ...ctx, tx }, findable))
    yield people.length
    if (people.length < AT_ONCE) return
    lastId = people.at(-1)?.id ?? null
  }
}

function openPhone(ctx: Ctx, id: Id, sealed: string): string | null {
  return unseal(ctx.sealKeys, sealed, `persons:phone_sealed:${id}`) ?? null
}
