import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { importErrors } from './errors.ts'
import { requireReach } from './require-reach.ts'
import { lockImport, updateImport } from './store/imports.ts'

/**
 * The first of two people: hands an uploaded and checked file in, which waits for another one.
 * Coordinators and district administrators, for communities of theirs.
 * @throws `import.rows-bad`, `import.rows-undecided`, `import.nothing-to-write`,
 * `import.communities-not-yours`, `import.already-handed-in`
 */
export const handInImport = writeUseCase<
  { readonly importId: Id },
  { readonly importId: Id },
  unknown
>({
  useCase: 'import.hand-in',
  work: oneByOne(async (batch, command) => {
    const { importId } = command.input
    const { tx } = batch.ctx
    const found = await lockImport(tx, importId)
    if (!found || found.uploadedById !== command.actor.personId) {
      throw new DomainError(importErrors['not-found'])
    }
    if (found.state !== 'uploaded') throw new DomainError(importErrors.decided)
    if (!found.summary) throw new DomainError(importErrors['not-checked'])
    const { counts, communities } = found.summary
    if (counts.bad > 0 && !found.options.skipBad) throw new DomainError(importErrors['rows-bad'])
    if (counts.undecided > 0) throw new DomainError(importErrors['rows-undecided'])
    if (counts.ready === 0) throw new DomainError(importErrors['nothing-to-write'])
    await requireReach(batch, command, ['coordinator', 'districtAdministrator'], communities)
    await updateImport(tx, importId, { state: 'handedIn', handedInAt: batch.now })
    await recordAct(batch, command, { act: 'import.hand-in', subjects: [importId] })
    return { importId }
  }),
})
