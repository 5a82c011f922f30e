import { writeUseCase } from '../../src/db/commands.ts'
import { isRefusal } from '../../src/kernel/errors.ts'
import { auditEventOf, recordActs } from '../../src/features/audit/record-acts.ts'
import type { RecordEntry } from '../../src/features/service/prepare-submissions.ts'
import { submitEntered, type SubmittedRecord } from '../../src/features/service/submit-in-tx.ts'

/**
 * Volunteers who checked in and out as planned. Check-in at the station is not built yet; until it
 * is, this hands what it will know to the same submission, with the same rules, that a visit uses.
 */
export const submitCheckedIn = writeUseCase<RecordEntry, SubmittedRecord, unknown>({
  useCase: 'demo.submit-checked-in',
  async work(batch, commands) {
    const results = await submitEntered(
      batch,
      commands.map(({ input }) => ({
        entry: input,
        enteredById: input.personId,
        evidence: {
          measuredBy: 'checkIn' as const,
          ...{ plannedStartsAt: input.startsAt, plannedEndsAt: input.endsAt },
          ...{ checkedInAt: input.startsAt, checkedOutAt: input.endsAt },
        },
      })),
    )
    const events = commands.flatMap((command, index) => {
      const result = results[index]
      if (!result || isRefusal(result)) return []
      const subjects = [result.id, command.input.personId]
      return [auditEventOf(batch, command, { act: 'service.submit-records', subjects })]
    })
    await recordActs(batch, events)
    return results
  },
})
