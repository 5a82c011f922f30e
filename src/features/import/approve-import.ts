import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { equalSecrets } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import { openedToken } from '../service/approve-records.ts'
import { importErrors } from './errors.ts'
import { approversOf, requireReach } from './require-reach.ts'
import { lockImport, updateImport } from './store/imports.ts'

export type ApproveImport = {
  readonly importId: Id
  /** What opening the import gave this reader: a file is opened once, as a sheet is. */
  readonly opened: string
}

/**
 * The second of two people: approves what another handed in. From then on it is written chunk by
 * chunk, by `runImport`. Somebody who reaches every community concerned.
 * @throws `import.second-person-needed`, `import.open-first`, `import.communities-not-yours`
 */
export const approveImport = writeUseCase<ApproveImport, { readonly importId: Id }, unknown>({
  useCase: 'import.approve',
  work: oneByOne(async (batch, command) => {
    const { importId, opened } = command.input
    const { tx, sealKeys } = batch.ctx
    const { personId } = command.actor
    const found = await lockImport(tx, importId)
    if (!found || personId === null || found.state === 'uploaded') {
      throw new DomainError(importErrors['not-found'])
    }
    if (found.state !== 'handedIn') throw new DomainError(importErrors.decided)
    if (found.uploadedById === personId) throw new DomainError(importErrors['second-person-needed'])
    await requireReach(batch, command, approversOf(found.kind), found.summary?.communities ?? [])
    if (!equalSecrets(opened, openedToken(sealKeys, personId, importId))) {
      throw new DomainError(importErrors['open-first'])
    }
    const decided = { decidedById: personId, decidedAt: batch.now }
    await updateImport(tx, importId, { state: 'running', ...decided })
    await recordAct(batch, command, { act: 'import.approve', subjects: [importId] })
    return { importId }
  }),
})
