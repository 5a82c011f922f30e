import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { careErrors } from './errors.ts'
import type { FixState } from './model/fixes.ts'
import { requireCoordinator } from './require-resident.ts'
import { decideAdvance } from './rules/fixes.ts'
import { lockFix, updateFix } from './store/fixes.ts'

export type AdvanceFix = {
  readonly fixId: Id
  readonly state: FixState
  /** With `fixed`: what it is like now. */
  readonly afterText: string | null
}

/**
 * Takes a fix on: found → raising → fixing → fixed, or from found to fixing where it costs nothing.
 * @throws `person.role-missing`, `care.fix-not-found`, `care.fix-state`, `care.fix-after-text`
 */
export const advanceFix = writeUseCase<AdvanceFix, { readonly fixId: Id }, unknown>({
  useCase: 'care.advance-fix',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    await requireCoordinator(batch, command)
    const { fixId, ...wish } = command.input
    const fix = await lockFix(batch.ctx.tx, communityId, fixId)
    if (!fix) throw new DomainError(careErrors['fix-not-found'])
    accept(decideAdvance(fix, wish))
    await updateFix(batch.ctx.tx, communityId, fixId, { ...wish, changedAt: batch.now })
    await recordAct(batch, command, { act: `care.fix-${wish.state}`, subjects: [fixId] })
    return { fixId }
  }),
})
