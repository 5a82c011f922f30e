import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices } from '../notice/post-notices.ts'
import { personErrors } from '../person/errors.ts'
import { findPersons } from '../person/find-persons.ts'
import { judgeSwap } from './judge-swap.ts'
import { lockOpenDuty } from './lock-open-duty.ts'
import { swapAskedText } from './messages/rosters.ts'
import type { Swap } from './model/swaps.ts'
import { insertSwap } from './store/swaps.ts'

export type AskSwap = Pick<Swap, 'dutyId' | 'dutyOn' | 'askedId' | 'inReturnOn'>

/**
 * The A of a day asks somebody to take it, in return for a day of theirs or for none; they are told.
 * Nothing changes until they accept; several may be asked for one day.
 * @throws `duty.duty-not-found`, `duty.duty-retired`, `duty.swap-…`, `duty.roster-past`
 */
export const askSwap = writeUseCase<AskSwap, { readonly swapId: Id }, unknown>({
  useCase: 'duty.ask-swap',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const { tx } = batch.ctx
    const askedById = command.actor.personId
    if (askedById === null) throw new DomainError(personErrors['role-missing'])
    const duty = await lockOpenDuty(tx, communityId, command.input.dutyId)
    const id = newId()
    const swap = {
      ...{ ...command.input, communityId, id, askedById, askedAt: batch.now },
      ...({ state: 'asked', decidedAt: null } as const),
    }
    accept(await judgeSwap(tx, batch.now, swap))
    await insertSwap(tx, swap)
    const asker = (await findPersons(tx, [askedById])).get(askedById)
    await postNotices(tx, batch.now, [
      {
        ...{ recipientId: swap.askedId, communityId, kind: 'duty.swap-asked' },
        text: swapAskedText({ ...swap, dutyName: duty.name }, asker?.name ?? ''),
        ...{ link: '/me/rosters', onceKey: `swap:${id}` },
      },
    ])
    await recordAct(batch, command, { act: 'duty.ask-swap', subjects: [id, swap.askedId] })
    return { swapId: id }
  }),
})
