import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { dutyErrors } from './errors.ts'
import type { Team } from './model/teams.ts'
import { requireCoordinator } from './require-coordinator.ts'
import { resolvePeople } from './require-persons.ts'
import { insertTeam, insertTeamMembers } from './store/teams.ts'

export type FoundTeam = Pick<Team, 'kind' | 'name' | 'mark580'> & {
  /** Ids, card numbers or whole names of people of the community. */
  readonly who: readonly string[]
  /** Of those, in the same words. */
  readonly leaders: readonly string[]
}

/**
 * Founds a team (服务队) with whom it begins with, all or none. By a coordinator of the scope's community.
 * @throws `person.role-missing`, `duty.team-name-taken`, `duty.leader-not-in-team`, and as
 *   `resolvePeople` does
 */
export const foundTeam = writeUseCase<FoundTeam, { readonly teamId: Id }, unknown>({
  useCase: 'duty.found-team',
  weigh: ({ who }) => 1 + who.length,
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const foundedById = await requireCoordinator(batch, command)
    const { who, leaders, ...team } = command.input
    if (leaders.some((leader) => !who.includes(leader))) {
      throw new DomainError(dutyErrors['leader-not-in-team'])
    }
    const { tx } = batch.ctx
    const personIds = await resolvePeople(tx, { communityId, who, now: batch.now })
    const teamId = newId()
    await insertTeam(tx, {
      ...{ ...team, communityId, id: teamId },
      ...{ foundedById, foundedAt: batch.now, dissolvedAt: null },
    })
    const sinceOn = civilDateOf(batch.now)
    await insertTeamMembers(
      tx,
      personIds.map((personId, index) => ({
        ...{ communityId, id: newId(), teamId, personId, sinceOn, untilOn: null },
        leads: leaders.includes(who[index] ?? ''),
      })),
    )
    await recordAct(batch, command, { act: 'duty.found-team', subjects: [teamId, ...personIds] })
    return { teamId }
  }),
})
