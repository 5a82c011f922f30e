import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, pageOf, type Page } from '../../kernel/paging.ts'
import { careErrors } from './errors.ts'
import type { Fix, FixEntry, FixState } from './model/fixes.ts'
import { fixSteps } from './rules/fixes.ts'
import { selectEntries, selectFix, selectFixes } from './store/fixes.ts'

/** A fix as everybody sees it. */
export type FixView = Pick<
  Fix,
  | 'communityId'
  | 'id'
  | 'title'
  | 'place'
  | 'beforeText'
  | 'afterText'
  | 'state'
  | 'foundOn'
  | 'givenYuan'
  | 'spentYuan'
  | 'changedAt'
> & {
  readonly fromVisit: boolean
  readonly leftYuan: number
  readonly entries: readonly FixEntryView[]
  /** What may come next. */
  readonly steps: readonly FixState[]
}

export type FixEntryView = Pick<FixEntry, 'id' | 'kind' | 'amountYuan' | 'words' | 'enteredOn'> & {
  readonly withdrawn: boolean
}

export type ListFixes = {
  readonly communityId: Id
  readonly cursor: string | null
  readonly limit: number
}

/**
 * 民生实事 of a community, the latest first, with what was given and spent: open to everybody.
 * @throws `care.cursor-malformed`
 */
export function listFixes(ctx: Ctx, input: ListFixes): Promise<Page<FixView>> {
  const key = input.cursor === null ? null : decodeCursor(input.cursor, ['id'])
  if (key === undefined) throw new DomainError(careErrors['cursor-malformed'])
  const { communityId, limit } = input
  return inRead(ctx, async (tx) => {
    const page = { beforeId: key?.[0] ?? null, limit: limit + 1 }
    const rows = await selectFixes(tx, communityId, page)
    const entries = await selectEntries(
      tx,
      communityId,
      rows.map(({ id }) => id),
    )
    const views = rows.map((fix) => viewOf(fix, entries))
    return pageOf(views, limit, ({ id }) => [id])
  })
}

/** One of them. @throws `care.fix-not-found` */
export function getFix(
  ctx: Ctx,
  input: { readonly communityId: Id; readonly fixId: Id },
): Promise<FixView> {
  return inRead(ctx, async (tx) => {
    const fix = await selectFix(tx, input.communityId, input.fixId)
    if (!fix) throw new DomainError(careErrors['fix-not-found'])
    return viewOf(fix, await selectEntries(tx, input.communityId, [fix.id]))
  })
}

function viewOf(fix: Fix, entries: readonly FixEntry[]): FixView {
  const { homeVisitId, createdById: _, createdAt: __, ...shown } = fix
  return {
    ...shown,
    fromVisit: homeVisitId !== null,
    leftYuan: fix.givenYuan - fix.spentYuan,
    entries: entries
      .filter(({ fixId }) => fixId === fix.id)
      .map(({ id, kind, amountYuan, words, enteredOn, withdrawnAt }) => ({
        ...{ id, kind, amountYuan, words, enteredOn },
        withdrawn: withdrawnAt !== null,
      })),
    steps: fixSteps[fix.state],
  }
}
