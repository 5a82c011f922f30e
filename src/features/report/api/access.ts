import type { AppContext } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { DomainError } from '../../../kernel/errors.ts'
import {
  requireAuditor,
  requireClerk,
  requireKeeper,
  requireReader,
} from '../../ledger/api/access.ts'
import type { ExportScope } from '../model.ts'

/**
 * Who sees it on the pages may take it along: people and records who keeps the files of the
 * community, its trial balance who keeps or checks its books, the
 * books themselves who audits, a statement its owner too. @throws `request.not-found`
 */
export async function requireExporter(c: AppContext, scope: ExportScope): Promise<void> {
  const { kind, communityId, personId } = scope
  if (kind === 'people' || kind === 'records') return requireClerk(c, communityId)
  if (kind === 'trial-balance') return requireKeeper(c, communityId)
  if (kind === 'books') return requireAuditor(c, communityId)
  if (personId === null) throw new DomainError(httpErrors['not-found'])
  return requireReader(c, { communityId, personId })
}
