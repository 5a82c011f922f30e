import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow } from '../../kernel/clock.ts'
import { accept } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { drawUpCertificate, type DrawnUp, type IssueCertificate } from './draw-up-certificate.ts'
import { judgeWish } from './rules/certificate.ts'

/**
 * What a certificate would say, for whoever is about to issue it.
 * @throws `report.…` as `issueCertificate`
 */
export function previewCertificate(
  ctx: Ctx,
  input: IssueCertificate & { readonly communityId: Id; readonly actorId: Id },
): Promise<DrawnUp> {
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  accept(judgeWish(input, input.actorId, today))
  return inRead(ctx, (tx) => drawUpCertificate(ctx, tx, input))
}
