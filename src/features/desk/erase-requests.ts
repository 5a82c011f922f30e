import { DomainError } from '../../kernel/errors.ts'
import type { Eraser } from '../person/lock-erasable.ts'
import { deskErrors } from './errors.ts'
import {
  eraseNotes,
  eraseRequestTexts,
  eraseVisitTexts,
  existsOpenRequest,
  existsOpenVisit,
  scrubTexts,
} from './store/erased.ts'

/**
 * That something was asked, promised and done stays, with its times; what it was about, where, and
 * what was said goes. @throws `desk.request-open`, `desk.visit-unsettled`
 */
export const eraseRequests: Eraser = {
  async requireSettled({ ctx: { tx } }, personId) {
    if (await existsOpenRequest(tx, personId)) throw new DomainError(deskErrors['request-open'])
    if (await existsOpenVisit(tx, personId)) throw new DomainError(deskErrors['visit-unsettled'])
  },
  async erase({ ctx: { tx } }, erased) {
    const requestIds = await eraseRequestTexts(tx, erased.personId)
    await eraseNotes(tx, requestIds)
    const visitIds = await eraseVisitTexts(tx, erased.personId, requestIds)
    await scrubTexts(tx, erased)
    return [...requestIds, ...visitIds]
  },
}
