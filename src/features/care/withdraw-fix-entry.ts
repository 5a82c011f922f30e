import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import { requireCoordinator } from './require-resident.ts'
import { decideEntryWithdrawal } from './rules/fixes.ts'
import { lockEntry, lockFix, markEntryWithdrawn, updateFix } from './store/fixes.ts'

export type WithdrawFixEntry = {
  readonly fixId: Id
  readonly entryId: Id
  readonly reason: string
}

/**
 * Takes back a sum that was entered by mistake, with a reason that is filed: it stays in sight and
 * counts for nothing.
 * @throws `person.role-missing`, `care.fix-not-found`, `care.fix-entry-withdrawn`, `care.fix-state`,
 *   `care.fix-overspent`
 */
export const withdrawFixEntry = writeUseCase<WithdrawFixEntry, { readonly entryId: Id }, unknown>({
  useCase: 'care.withdraw-fix-entry',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { tx } = batch.ctx
    await requireCoordinator(batch, command)
    const { fixId, entryId, reason } = command.input
    const fix = await lockFix(tx, communityId, fixId)
    const entry = await lockEntry(tx, communityId, entryId)
    if (!fix || entry?.fixId !== fixId) throw new DomainError(careErrors['fix-not-found'])
    accept(decideEntryWithdrawal(fix, entry))
    await markEntryWithdrawn(tx, communityId, entryId, batch.now)
    const sums =
      entry.kind === 'given'
        ? { givenYuan: fix.givenYuan - entry.amountYuan }
        : { spentYuan: fix.spentYuan - entry.amountYuan }
    await updateFix(tx, communityId, fixId, { ...sums, changedAt: batch.now })
    const subjects = [fixId, entryId]
    await recordAct(batch, command, { act: 'care.withdraw-fix-entry', subjects, reason })
    return { entryId }
  }),
})
