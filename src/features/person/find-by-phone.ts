import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { lookupHash } from '../../kernel/seal.ts'
import { personErrors } from './errors.ts'
import { selectByPhone } from './store/sign-in.ts'

/**
 * The one whom a phone serves, for the command line of the machine that keeps the data; `name` tells
 * apart several. @throws `person.not-found`, `person.label-ambiguous`
 */
export async function findByPhone(
  ctx: Ctx,
  input: { readonly phone: string; readonly name: string | null },
): Promise<{ readonly id: Id; readonly name: string }> {
  const people = await inRead(ctx, (tx) => selectByPhone(tx, lookupHash(ctx.sealKeys, input.phone)))
  const [only, second] = people.filter(({ name }) => input.name === null || name === input.name)
  if (!only) throw new DomainError(personErrors['not-found'])
  if (second) throw new DomainError(personErrors['label-ambiguous'])
  return only
}
