import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { personErrors } from './errors.ts'
import { matchPeople } from './match-people.ts'

/**
 * The one person that a card number, a certificate number or a whole name in the community means.
 * @throws `person.label-unknown`, `person.label-ambiguous`
 */
export async function findByLabel(ctx: Ctx, communityId: Id, label: string): Promise<Id> {
  const matches = await inRead(ctx, (tx) => matchPeople(tx, communityId, [label]))
  const [only, second] = matches.get(label) ?? []
  if (!only) throw new DomainError(personErrors['label-unknown'])
  if (second) throw new DomainError(personErrors['label-ambiguous'])
  return only.personId
}
