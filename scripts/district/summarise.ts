import type { Ctx } from '../../src/db/transaction.ts'
import { hashTrialBalances } from '../support/trial-balance.ts'
import type { Chapter } from './play-district.ts'

/** The last line: what was told in this run, how fast, and a fingerprint of all books. */
export async function summarise(ctx: Ctx, last: Chapter | undefined): Promise<string> {
  const { communities, inOrder, hash } = await hashTrialBalances(ctx)
  const told = last
    ? `${last.people} 人，${last.records} 条服务记录，用了 ${(last.sinceStartMs / 1000).toFixed(0)} 秒` +
      `（每秒 ${perSecond(last)} 条）；`
    : ''
  const books = inOrder ? '账目无误' : '账目有差错'
  return `${told}${communities} 个社区的试算表 ${hash.slice(0, 16)}，${books}。`
}

export function perSecond({ records, sinceStartMs }: Chapter): string {
  return (records / Math.max(0.001, sinceStartMs / 1000)).toFixed(0)
}
