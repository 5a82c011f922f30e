import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { importErrors } from './errors.ts'
import { requireReach } from './require-reach.ts'
import { wipeChunks } from './store/chunks.ts'
import { lockImport, updateImport } from './store/imports.ts'

/**
 * Gives an import back with a reason, by who might have approved it, or takes it back, by who
 * uploaded it. Its lines are wiped. @throws `import.decided`, `import.communities-not-yours`
 */
export const rejectImport = writeUseCase<
  { readonly importId: Id; readonly reason: string },
  { readonly importId: Id },
  unknown
>({
  useCase: 'import.reject',
  work: oneByOne(async (batch, command) => {
    const { importId, reason } = command.input
    const { tx } = batch.ctx
    const { actor } = command
    const found = await lockImport(tx, importId)
    const isOwn = actor.kind === 'system' || found?.uploadedById === actor.personId
    if (!found || (found.state === 'uploaded' && !isOwn)) {
      throw new DomainError(importErrors['not-found'])
    }
    if (found.state !== 'uploaded' && found.state !== 'handedIn') {
      throw new DomainError(importErrors.decided)
    }
    if (!isOwn)
      await requireReach(batch, command, ['coordinator'], found.summary?.communities ?? [])
    const decided = { decidedById: actor.personId, decidedAt: batch.now, reason }
    await updateImport(tx, importId, { state: 'rejected', ...decided })
    await wipeChunks(tx, importId)
    await recordAct(batch, command, { act: 'import.reject', subjects: [importId], reason })
    return { importId }
  }),
})
