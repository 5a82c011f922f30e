import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import type { RelationKind } from './model.ts'
import { requireCoordinatorOf } from './require-role-in-tx.ts'
import { inverseOf } from './rules.ts'
import { openRelation } from './store/facts.ts'
import { selectPerson } from './store/persons.ts'

export type VerifyRelation = {
  readonly personId: Id
  readonly relativeId: Id
  /** What the relative is to the person. */
  readonly kind: RelationKind
}

/**
 * Files that two people are spouses or relatives, both ways at once, by a coordinator who has seen
 * the paper and is neither of the two. Whose savings may be used is a consent of its own.
 * @throws `person.relation-exists`, `person.relation-by-oneself`
 */
export const verifyRelation = writeUseCase<VerifyRelation, VerifyRelation, unknown>({
  useCase: 'person.verify-relation',
  work: oneByOne(async (batch, command) => {
    const { personId, relativeId, kind } = command.input
    const { actor } = command
    if (personId === relativeId) throw new DomainError(personErrors['relation-self'])
    if (actor.personId === personId || actor.personId === relativeId) {
      throw new DomainError(personErrors['relation-by-oneself'])
    }
    await requireCoordinatorOf(batch, command, personId)
    const person = await selectPerson(batch.ctx.tx, personId)
    const relative = await selectPerson(batch.ctx.tx, relativeId)
    if (!person || !relative) throw new DomainError(personErrors['not-found'])
    const filed = {
      verifiedById: actor.personId ?? DISTRICT_SCOPE,
      verifiedAt: batch.now,
      savingsConsentAt: null,
    }
    const ways = [
      { personId, relativeId, kind },
      { personId: relativeId, relativeId: personId, kind: inverseOf(kind) },
    ].sort((a, b) => a.personId.localeCompare(b.personId))
    for (const way of ways) {
      if (!(await openRelation(batch.ctx.tx, { ...way, ...filed }))) {
        throw new DomainError(personErrors['relation-exists'])
      }
    }
    await recordAct(batch, command, {
      act: 'person.verify-relation',
      subjects: [personId, relativeId],
      communityId: person.booksCommunityId,
    })
    return command.input
  }),
})
