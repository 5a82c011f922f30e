import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import { requireCoordinator } from './require-resident.ts'
import { decideEntry } from './rules/fixes.ts'
import { insertEntry, lockFix, updateFix } from './store/fixes.ts'

export type AddFixEntry = {
  readonly fixId: Id
  readonly amountYuan: number
  readonly enteredOn: CivilDate
} & (
  | {
      readonly kind: 'given'
      /** Kept and shown only with `namingAgreed`. */
      readonly giverName: string | null
      readonly namingAgreed: boolean
    }
  | { readonly kind: 'spent'; readonly purpose: string }
)

/**
 * Enters a sum that was given for a fix, or spent on it, in whole yuan; open to everybody. A giver's
 * name is not even kept without their consent. Locks the fix: no more is ever spent than was given.
 * @throws `person.role-missing`, `care.fix-not-found`, `care.fix-state`, `care.fix-date`,
 *   `care.fix-overspent`
 */
export const addFixEntry = writeUseCase<AddFixEntry, { readonly entryId: Id }, unknown>({
  useCase: 'care.add-fix-entry',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { tx } = batch.ctx
    const { actorId } = await requireCoordinator(batch, command)
    const { input } = command
    const { fixId, kind, amountYuan, enteredOn } = input
    const fix = await lockFix(tx, communityId, fixId)
    if (!fix) throw new DomainError(careErrors['fix-not-found'])
    accept(decideEntry(fix, { kind, amountYuan, enteredOn }, civilDateOf(batch.now)))
    const id = newId()
    await insertEntry(tx, {
      ...{ communityId, id, fixId, kind, amountYuan, enteredOn, words: wordsOf(input) },
      ...{ recordedById: actorId, recordedAt: batch.now, withdrawnAt: null },
    })
    const sums =
      kind === 'given'
        ? { givenYuan: fix.givenYuan + amountYuan }
        : { spentYuan: fix.spentYuan + amountYuan }
    await updateFix(tx, communityId, fixId, { ...sums, changedAt: batch.now })
    await recordAct(batch, command, { act: 'care.add-fix-entry', subjects: [fixId, id] })
    return { entryId: id }
  }),
})

function wordsOf(input: AddFixEntry): string | null {
  if (input.kind === 'spent') return input.purpose
  return input.namingAgreed ? input.giverName : null
}
