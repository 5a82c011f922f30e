import { refuse, type Refusal } from '../../../kernel/errors.ts'
import { dutyErrors } from '../errors.ts'
import type { Team } from '../model/teams.ts'

/** A team that stands. */
export function decideTeam(team: Team | undefined): Team | Refusal {
  if (!team) return refuse(dutyErrors['team-not-found'])
  return team.dissolvedAt === null ? team : refuse(dutyErrors['team-dissolved'])
}
