import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { judgeGroupSheet, type GroupSheetEntry } from './judge-group-sheet.ts'
import type { JudgedRow, RecordKey } from './model.ts'
import { insertRecords, insertSheet } from './store/submission.ts'

/** Nothing was written when `sheetId` is null: then some of the rows have a problem. */
export type HandedInSheet = {
  readonly sheetId: Id | null
  readonly rows: readonly JudgedRow[]
  readonly records: readonly RecordKey[]
}

/**
 * A team leader, or a coordinator of the place, hands in who served when: one submitted record a
 * row, all or nothing. The command's scope is where the group served.
 * @throws `person.role-missing` and what is wrong with the sheet as a whole
 */
export const handInGroupSheet = writeUseCase<GroupSheetEntry, HandedInSheet, unknown>({
  useCase: 'service.hand-in-group-sheet',
  weigh: (input) => Math.max(1, input.rows.length),
  work: oneByOne(async (batch, command) => {
    const { scope, actor, input } = command
    await requireRoleInTx(batch, command, ['teamLeader', 'coordinator'], scope)
    if (actor.personId === null) throw new DomainError(personErrors['role-missing'])
    const sheetId = newId()
    const sheet = { communityId: scope, sheetId, handedInById: actor.personId, entry: input }
    const { rows, records } = await judgeGroupSheet(batch, sheet)
    if (records.length === 0) return { sheetId: null, rows, records: [] }
    await insertSheet(batch.ctx.tx, {
      communityId: scope,
      id: sheetId,
      title: input.title,
      servedOn: input.servedOn,
      handedInById: actor.personId,
      handedInAt: batch.now,
    })
    await insertRecords(batch.ctx.tx, records)
    const keys = records.map(({ communityId, id }) => ({ communityId, id }))
    await recordAct(batch, command, {
      act: 'service.hand-in-group-sheet',
      subjects: [sheetId, ...keys.map(({ id }) => id)],
    })
    return { sheetId, rows, records: keys }
  }),
})
