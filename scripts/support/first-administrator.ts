import { hashRequest } from '../../src/db/commands.ts'
import type { Ctx } from '../../src/db/transaction.ts'
import { makeAdministrator } from '../../src/features/person/make-administrator.ts'
import { DomainError, isRefusal } from '../../src/kernel/errors.ts'
import { DISTRICT_SCOPE, newId } from '../../src/kernel/ids.ts'

/** The district administrator of the command line, with the district when the tree is empty. */
export async function makeFirstAdministrator(
  ctx: Ctx,
  { phone, name }: { readonly phone: string; readonly name: string },
): Promise<string> {
  const input = { phone, name, district: { name: '南明区', code: 'NM' } }
  const [outcome] = await makeAdministrator.run(ctx, [
    {
      scope: DISTRICT_SCOPE,
      actor: { kind: 'system', personId: null, name: 'admin script' },
      key: newId(),
      requestHash: hashRequest(makeAdministrator.useCase, input),
      input,
    },
  ])
  if (!outcome) throw new Error('no outcome')
  const { result } = outcome
  if (isRefusal(result)) throw new DomainError(result.error, result.details)
  return result.name
}
