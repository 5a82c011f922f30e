import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import type { Status } from './model.ts'
import { requireCoordinatorOf } from './require-role-in-tx.ts'
import { insertStatuses } from './store/facts.ts'
import { selectPerson } from './store/persons.ts'

/**
 * Political status and party tie from a day on, today at the latest; earlier ones stay, so that what
 * held on any day can still be told. By a coordinator, who has seen the paper (报到函, SE-51).
 * @throws `person.status-future`, `person.status-date-taken`
 */
export const setPoliticalStatus = writeUseCase<Status & { readonly personId: Id }, Status, unknown>(
  {
    useCase: 'person.set-political-status',
    work: oneByOne(async (batch, command) => {
      const { personId, ...status } = command.input
      await requireCoordinatorOf(batch, command, personId)
      const person = await selectPerson(batch.ctx.tx, personId)
      if (!person) throw new DomainError(personErrors['not-found'])
      if (status.sinceOn > civilDateOf(batch.now)) {
        throw new DomainError(personErrors['status-future'])
      }
      await insertStatuses(batch.ctx.tx, [{ personId, ...status, recordedAt: batch.now }])
      await recordAct(batch, command, {
        act: 'person.set-political-status',
        subjects: [personId],
        communityId: person.booksCommunityId,
      })
      return status
    }),
  },
)
