import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { dutyErrors } from './errors.ts'
import type { Team } from './model/teams.ts'
import { requireCoordinator, requireSelfOrCoordinatorHere } from './require-coordinator.ts'
import { resolvePeople } from './require-persons.ts'
import { decideTeam } from './rules/teams.ts'
import {
  endTeamMember,
  insertTeamMembers,
  lockTeam,
  markDissolved,
  setLeads,
} from './store/teams.ts'

export type JoinTeam = { readonly teamId: Id; readonly who: readonly string[] }
export type LeaveTeam = { readonly teamId: Id; readonly personId: Id }
export type LeadTeam = LeaveTeam & { readonly leads: boolean }

/**
 * A coordinator takes people of the community into a team, all or none.
 * @throws `person.role-missing`, `duty.team-not-found`, `duty.team-dissolved`, `duty.team-joined`, and
 *   as `resolvePeople` does
 */
export const joinTeam = writeUseCase<JoinTeam, { readonly personIds: readonly Id[] }, unknown>({
  useCase: 'duty.join-team',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    await requireCoordinator(batch, command)
    const { teamId, who } = command.input
    await lockStanding(batch, command)
    const { tx } = batch.ctx
    const personIds = await resolvePeople(tx, { communityId, who, now: batch.now })
    const sinceOn = civilDateOf(batch.now)
    await insertTeamMembers(
      tx,
      personIds.map((personId) => ({
        ...{ communityId, id: newId(), teamId, personId, leads: false, sinceOn, untilOn: null },
      })),
    )
    await recordAct(batch, command, { act: 'duty.join-team', subjects: [teamId, ...personIds] })
    return { personIds }
  }),
})

/**
 * Somebody leaves a team, or a coordinator takes them out; when they were in it stays.
 * @throws `duty.role-needed`, `duty.team-not-found`, `duty.team-dissolved`, `duty.team-not-joined`
 */
export const leaveTeam = writeUseCase<LeaveTeam, { readonly personId: Id }, unknown>({
  useCase: 'duty.leave-team',
  work: oneByOne(async (batch, command) => {
    const { teamId, personId } = command.input
    await requireSelfOrCoordinatorHere(batch, command, personId)
    const team = await lockStanding(batch, command)
    if (!(await endTeamMember(batch.ctx.tx, team, personId, civilDateOf(batch.now)))) {
      throw new DomainError(dutyErrors['team-not-joined'])
    }
    await recordAct(batch, command, { act: 'duty.leave-team', subjects: [teamId, personId] })
    return { personId }
  }),
})

/**
 * A coordinator says who leads a team; it may have several leaders.
 * @throws `person.role-missing`, `duty.team-not-found`, `duty.team-dissolved`, `duty.team-not-joined`
 */
export const leadTeam = writeUseCase<LeadTeam, { readonly personId: Id }, unknown>({
  useCase: 'duty.lead-team',
  work: oneByOne(async (batch, command) => {
    const { teamId, personId, leads } = command.input
    await requireCoordinator(batch, command)
    const team = await lockStanding(batch, command)
    if (!(await setLeads(batch.ctx.tx, team, personId, leads))) {
      throw new DomainError(dutyErrors['team-not-joined'])
    }
    const act = leads ? 'duty.lead-team' : 'duty.lead-team-no-more'
    await recordAct(batch, command, { act, subjects: [teamId, personId] })
    return { personId }
  }),
})

type DissolveTeam = { readonly teamId: Id; readonly reason: string }

/**
 * Dissolves a team for good; everybody is out of it from today, and the history stays.
 * @throws `person.role-missing`, `duty.team-not-found`, `duty.team-dissolved`
 */
export const dissolveTeam = writeUseCase<DissolveTeam, { readonly teamId: Id }, unknown>({
  useCase: 'duty.dissolve-team',
  work: oneByOne(async (batch, command) => {
    const { teamId, reason } = command.input
    await requireCoordinator(batch, command)
    const team = await lockStanding(batch, command)
    const untilOn = civilDateOf(batch.now)
    await markDissolved(batch.ctx.tx, team, { dissolvedAt: batch.now, untilOn })
    await recordAct(batch, command, { act: 'duty.dissolve-team', subjects: [teamId], reason })
    return { teamId }
  }),
})

async function lockStanding(
  batch: Batch,
  { scope, input }: FreshCommand<{ readonly teamId: Id }>,
): Promise<Team> {
  return accept(decideTeam(await lockTeam(batch.ctx.tx, scope, input.teamId)))
}
