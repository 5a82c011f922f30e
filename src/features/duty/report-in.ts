import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { Command } from '../../db/command.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { joinCommunities } from '../person/add-membership.ts'
import { findMemberships, membershipKey } from '../person/find-memberships.ts'
import { findVolunteers } from '../person/find-persons.ts'
import { keepBooks } from '../person/keep-books.ts'
import type { ReportIn as Letter } from './model/preparations.ts'
import { requireCoordinator } from './require-coordinator.ts'
import { requirePersons } from './require-persons.ts'
import { decideLetter } from './rules/preparations.ts'
import { insertReportIn } from './store/preparations.ts'

export type ReportIn = Pick<Letter, 'personId' | 'workUnit' | 'letterNumber' | 'letterOn'>

/**
 * A work unit's letter (报到函, SE-51) arrives and is filed; whoever it names has then reported in here:
 * membership `assigned`, unless they had it. Certificate and card are handed out as for anybody. By a
 * coordinator of the scope's community, never for oneself.
 * @throws `person.role-missing`, `duty.person-not-found`, `duty.letter-future`, `duty.letter-filed`
 */
export const reportIn = writeUseCase<ReportIn, { readonly reportInId: Id }, unknown>({
  useCase: 'duty.report-in',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const receivedById = await requireCoordinator(batch, command)
    const { personId } = command.input
    await keepBooks(batch.ctx.tx, [personId])
    await requirePersons(batch.ctx.tx, [personId])
    accept(decideLetter(command.input, receivedById, civilDateOf(batch.now)))
    const id = newId()
    await insertReportIn(batch.ctx.tx, {
      ...command.input,
      ...{ communityId, id, receivedById, receivedAt: batch.now },
    })
    await joinOnce(batch, command, receivedById)
    await recordAct(batch, command, { act: 'duty.report-in', subjects: [personId, id] })
    return { reportInId: id }
  }),
})

async function joinOnce(
  batch: Batch,
  { scope: communityId, input: { personId } }: Command<ReportIn>,
  grantedById: Id,
): Promise<void> {
  const { tx } = batch.ctx
  const held = (await findMemberships(tx, [personId])).get(personId)
  const joining = { communityId, kind: 'assigned' } as const
  if (held?.has(membershipKey(joining))) return
  const isVolunteer = (await findVolunteers(tx, [personId])).has(personId)
  const sinceOn = civilDateOf(batch.now)
  await joinCommunities(batch, [{ ...joining, personId, sinceOn, isVolunteer, grantedById }])
}
