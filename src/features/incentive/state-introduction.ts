import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf, type CivilDate } from '../../kernel/clock.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons } from '../person/find-persons.ts'
import { matchPeople } from '../person/match-people.ts'
import type { PersonFacts } from '../person/model.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { incentiveErrors } from './errors.ts'
import { contributionDaysOf } from './rules/contributions.ts'
import { decideStatement } from './rules/introductions.ts'
import {
  lockIntroductions,
  putIntroduction,
  selectChain,
  selectIntroduction,
} from './store/introductions.ts'
import { selectContributions } from './store/mobilisation.ts'

/** Who brought me: a service card number anywhere in the district, or a whole name of my community. */
export type StateIntroduction = { readonly named: string }

export type StatedIntroduction = { readonly introducerName: string; readonly statedOn: CivilDate }

/**
 * The actor states who brought them; nobody can state it for another (incentives.md E1). One per
 * person: stating again replaces it until two contribution days make it effective. Statements of the
 * whole district wait for one another, so that no two of them can close a loop.
 * @throws `incentive.introducer-not-found`, `incentive.introducer-ambiguous`,
 *   `incentive.introduction-…` as `decideStatement` says
 */
export const stateIntroduction = writeUseCase<StateIntroduction, StatedIntroduction, unknown>({
  useCase: 'incentive.state-introduction',
  work: oneByOne(async (batch, command) => {
    const { tx } = batch.ctx
    const personId = command.actor.personId
    if (personId === null) throw new DomainError(incentiveErrors['introduction-by-resident-only'])
    await lockIntroductions(tx)
    const person = await findActor(batch, personId)
    const introducer = await findIntroducer(batch, person, command.input.named)
    const today = civilDateOf(batch.now)
    const policy = policyAt(await loadPolicies(batch.ctx), 'mobilisation', today)
    const days = contributionDaysOf(await selectContributions(tx, personId), policy)
    accept(
      decideStatement(
        {
          person,
          introducer,
          standing: await selectIntroduction(tx, personId),
          days: days.get(personId) ?? [],
          chain: await selectChain(tx, introducer.id),
        },
        policy,
        today,
      ),
    )
    const statement = { personId, introducerId: introducer.id, statedOn: today }
    await putIntroduction(tx, { ...statement, statedAt: batch.now })
    await recordAct(batch, command, {
      act: 'incentive.state-introduction',
      subjects: [personId, introducer.id],
      communityId: person.booksCommunityId,
    })
    return { introducerName: introducer.name, statedOn: today }
  }),
})

async function findActor(batch: Batch, personId: Id): Promise<PersonFacts> {
  const person = (await findPersons(batch.ctx.tx, [personId])).get(personId)
  if (!person || person.leftAt) throw new DomainError(personErrors['not-found'])
  return person
}

async function findIntroducer(
  batch: Batch,
  person: PersonFacts,
  named: string,
): Promise<PersonFacts> {
  const { tx } = batch.ctx
  const matches = await matchPeople(tx, person.booksCommunityId, [named])
  const ids = [...new Set((matches.get(named) ?? []).map((match) => match.personId))]
  const [only, another] = ids
  if (only === undefined) throw new DomainError(incentiveErrors['introducer-not-found'])
  if (another !== undefined) throw new DomainError(incentiveErrors['introducer-ambiguous'])
  const introducer = (await findPersons(tx, [only])).get(only)
  if (!introducer) throw new DomainError(incentiveErrors['introducer-not-found'])
  return introducer
}
