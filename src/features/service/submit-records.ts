import type { FreshCommand } from '../../db/command.ts'
import { writeUseCase, type Batch } from '../../db/commands.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import { auditEventOf, recordActs } from '../audit/record-acts.ts'
import { findHolders } from '../person/find-holders.ts'
import { serviceErrors } from './errors.ts'
import type { EnteredRecord, RecordEntry } from './prepare-submissions.ts'
import { submitEntered, type SubmittedRecord } from './submit-in-tx.ts'

/** The place of service is the command's scope. */
export type SubmitRecord = Omit<RecordEntry, 'servedAtId'> & {
  /** Kept as a draft: only the volunteer sees it. */
  readonly asDraft: boolean
}

type Submit = FreshCommand<SubmitRecord>

/**
 * A volunteer's own record, or one that a coordinator of the place of service enters from paper for
 * somebody. It is kept with the volunteer's books.
 * @throws `service.not-your-entry` and what `decideSubmission` refuses
 */
export const submitRecords = writeUseCase<SubmitRecord, SubmittedRecord, unknown>({
  useCase: 'service.submit-records',
  async work(batch, commands) {
    const allowed = await findAllowed(batch, commands)
    const submitted = await submitEntered(batch, allowed.map(enteredRecordOf))
    const results = new Map(allowed.map(({ id }, index) => [id, submitted[index]]))
    await recordActs(
      batch,
      allowed.flatMap((command) => auditOf(batch, command, results.get(command.id))),
    )
    return commands.map(({ id }) => results.get(id) ?? refuse(serviceErrors['not-your-entry']))
  },
})

/** For oneself, or as a coordinator of the place. */
async function findAllowed(batch: Batch, commands: readonly Submit[]): Promise<readonly Submit[]> {
  const pairs = commands.flatMap(({ actor, scope, input }) =>
    actor.personId === null || actor.personId === input.personId
      ? []
      : [{ personId: actor.personId, communityId: scope }],
  )
  const holders = await findHolders(batch.ctx.tx, pairs, ['coordinator'])
  return commands.filter(({ actor, scope, input }) =>
    actor.personId === input.personId ? true : holders.has(`${actor.personId} ${scope}`),
  )
}

function enteredRecordOf({ actor, scope, input }: Submit): EnteredRecord {
  const { asDraft, ...entry } = input
  return {
    enteredById: actor.personId ?? input.personId,
    entry: { ...entry, servedAtId: scope },
    state: asDraft ? 'draft' : 'submitted',
  }
}

function auditOf(batch: Batch, command: Submit, result: SubmittedRecord | Refusal | undefined) {
  if (!result || isRefusal(result)) return []
  return [
    auditEventOf(batch, command, {
      act: 'service.submit-records',
      subjects: [result.id, command.input.personId],
      reason: result.lateReason,
    }),
  ]
}
