import { visitorOf } from '../../../http/commit.ts'
import type { AppContext, Visitor } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { hasAnyRole, holdsRole } from '../../../http/session.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { clerks } from '../../ledger/api/access.ts'
import { getImport, type ImportView } from '../get-import.ts'
import type { Import } from '../model.ts'

/** Who works with imports at all. @throws `request.not-found` */
export function requireImporter(c: AppContext): Visitor {
  const visitor = visitorOf(c)
  if (!hasAnyRole(visitor, clerks)) throw new DomainError(httpErrors['not-found'])
  return visitor
}

/** One's own, and what was handed in for communities that are all one's own. */
export async function maySee(c: AppContext, found: Import): Promise<boolean> {
  const visitor = visitorOf(c)
  if (found.uploadedById === visitor.actor.personId) return true
  if (found.handedInAt === null || !found.summary) return false
  for (const { communityId } of found.summary.communities) {
    if (!(await holdsRole(c, visitor, clerks, communityId))) return false
  }
  return true
}

/** The import of the address. Others are told that there is none. @throws `request.not-found` */
export async function openedImport(c: AppContext): Promise<ImportView> {
  requireImporter(c)
  const id = c.req.param('id') ?? ''
  if (!isId(id)) throw new DomainError(httpErrors['not-found'])
  const found = await getImport(c.get('services').ctx, id)
  if (!(await maySee(c, found))) throw new DomainError(httpErrors['not-found'])
  return found
}

/** As `openedImport`, for its uploader alone. @throws `request.not-found` */
export async function ownImport(c: AppContext): Promise<ImportView> {
  const found = await openedImport(c)
  if (found.uploadedById !== visitorOf(c).actor.personId) {
    throw new DomainError(httpErrors['not-found'])
  }
  return found
}
