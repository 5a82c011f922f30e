import type { AppContext } from '../../../http/env.ts'
import { hasAnyRole } from '../../../http/session.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { Node } from '../model.ts'

/** Who grows the tree. What they do is checked again where it is done. */
export function growsTree(c: AppContext): boolean {
  const visitor = c.get('visitor')
  return visitor !== null && hasAnyRole(visitor, ['districtAdministrator'])
}

export function addHref(under: Node): string {
  return `/nodes/new?parentId=${under.id}`
}

/** First the person is registered, then the role is granted. */
export function coordinatorHref(communityId: Id): string {
  return `/people/new?homeId=${communityId}&then=coordinator`
}
