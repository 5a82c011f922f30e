import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../../kernel/ids.ts'
import { hashSecret, lookupHash, type SealKeys } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { requireRoleInTx } from '../person/require-role-in-tx.ts'
import { closeFeed, insertFeed } from './store/calendar-feeds.ts'

/**
 * Opens the actor's own calendar (scope: the district), or a community's for its coordinators; the
 * address before is closed. The outcome is kept, so it does not hold the token: the caller, who
 * has the key, asks for `calendarToken`.
 * @throws `person.role-missing`
 */
export const openCalendarFeed = writeUseCase<object, { readonly opened: true }, unknown>({
  useCase: 'duty.open-calendar-feed',
  work: oneByOne(async (batch, command) => {
    const { personId } = command.actor
    if (personId === null) throw new DomainError(personErrors['role-missing'])
    const communityId = feedCommunityOf(command.scope)
    if (communityId !== null) {
      await requireRoleInTx(batch, command, ['coordinator'], communityId)
    }
    await closeFeed(batch.ctx.tx, { personId, communityId })
    await insertFeed(batch.ctx.tx, {
      ...{ personId, communityId, openedAt: batch.now },
      tokenHash: hashSecret(calendarToken(batch.ctx.sealKeys, personId, command.key)),
    })
    await recordAct(batch, command, { act: 'duty.open-calendar-feed', subjects: [personId] })
    return { opened: true }
  }),
})

/** 64 hex digits that only a holder of our keys can reckon; the same again for a retry. */
export function calendarToken(sealKeys: SealKeys, personId: Id, key: string): string {
  return lookupHash(sealKeys, `calendar-feed:${personId}:${key}`)
}

/** The district's scope stands for the person's own calendar. */
export function feedCommunityOf(scope: Id): Id | null {
  return scope === DISTRICT_SCOPE ? null : scope
}
