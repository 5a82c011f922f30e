import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { dutyErrors } from './errors.ts'
import type { ListedTeam, NamedTeamMember, Team } from './model/teams.ts'
import { selectTeam, selectTeamMembers, selectTeams } from './store/teams.ts'

/** A community's teams that stand, with how many people and who leads. */
export function listTeams(ctx: Ctx, communityId: Id): Promise<readonly ListedTeam[]> {
  return inRead(ctx, (tx) => selectTeams(tx, communityId))
}

export type TeamView = Team & { readonly members: readonly NamedTeamMember[] }

/** A team with who is in it and who was. @throws `duty.team-not-found` */
export function getTeam(
  ctx: Ctx,
  { communityId, teamId }: { readonly communityId: Id; readonly teamId: Id },
): Promise<TeamView> {
  return inRead(ctx, async (tx) => {
    const team = await selectTeam(tx, communityId, teamId)
    if (!team) throw new DomainError(dutyErrors['team-not-found'])
    return { ...team, members: await selectTeamMembers(tx, communityId, teamId) }
  })
}
