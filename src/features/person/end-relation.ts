import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { requireCoordinatorOf } from './require-role-in-tx.ts'
import { endRelationRow } from './store/facts.ts'

type EndRelation = { readonly personId: Id; readonly relativeId: Id; readonly reason: string }

/** Ends a relation both ways, standing consents with it. @throws `person.relation-not-found` */
export const endRelation = writeUseCase<EndRelation, EndRelation, unknown>({
  useCase: 'person.end-relation',
  work: oneByOne(async (batch, command) => {
    const { personId, relativeId, reason } = command.input
    await requireCoordinatorOf(batch, command, personId)
    const ids = [personId, relativeId].sort()
    let ended = false
    for (const id of ids) {
      const otherId = id === personId ? relativeId : personId
      ended = (await endRelationRow(batch.ctx.tx, id, otherId, batch.now)) || ended
    }
    if (!ended) throw new DomainError(personErrors['relation-not-found'])
    await recordAct(batch, command, { act: 'person.end-relation', subjects: ids, reason })
    return command.input
  }),
})
