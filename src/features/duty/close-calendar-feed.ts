import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { dutyErrors } from './errors.ts'
import { feedCommunityOf } from './open-calendar-feed.ts'
import { closeFeed } from './store/calendar-feeds.ts'

/**
 * The address of the actor's calendar gives nothing any more: their own (scope: the district), or
 * theirs of a community.
 * @throws `duty.calendar-not-found`
 */
export const closeCalendarFeed = writeUseCase<object, { readonly closed: true }, unknown>({
  useCase: 'duty.close-calendar-feed',
  work: oneByOne(async (batch, command) => {
    const { personId } = command.actor
    if (personId === null) throw new DomainError(personErrors['role-missing'])
    const communityId = feedCommunityOf(command.scope)
    if (!(await closeFeed(batch.ctx.tx, { personId, communityId }))) {
      throw new DomainError(dutyErrors['calendar-not-found'])
    }
    await recordAct(batch, command, { act: 'duty.close-calendar-feed', subjects: [personId] })
    return { closed: true }
  }),
})
