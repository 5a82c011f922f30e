import { visitorOf } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { hasAnyRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'

/** Everybody else is told that there is no such page. */
export function requireAdministrator(c: AppContext): void {
  if (hasAnyRole(visitorOf(c), ['districtAdministrator'])) return
  throw new DomainError(httpErrors['not-found'])
}
