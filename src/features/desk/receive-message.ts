import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import type { FreshCommand } from '../../db/command.ts'
import { plusMinutes, type Instant } from '../../kernel/clock.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { normalisePhone } from '../../kernel/text.ts'
import { recordAct } from '../audit/record-acts.ts'
import { postNotices } from '../notice/post-notices.ts'
import { findCoordinators } from '../person/find-coordinators.ts'
import { findPeopleOfPhone } from '../person/find-people-of-phone.ts'
import type { GatewayChannel, MessageState } from './model/inbox.ts'
import type { RequestKind } from './model/requests.ts'
import { fileRequest, prepareRequest } from './register-request.ts'
import { hashContent, sealMessage } from './seal-message.ts'
import { insertMessage, selectByExternalId, selectSame } from './store/inbox.ts'
import { selectCommunityName } from './store/lookups.ts'
import { insertDiary } from './store/requests.ts'

export type ReceiveMessage = {
  readonly channel: GatewayChannel
  /** The gateway's name, such as 惠民通; with `externalId` it names a message. */
  readonly channelLabel: string
  readonly externalId: string
  readonly sender: string | null
  readonly kind: RequestKind
  readonly text: string
  readonly receivedAt: Instant
}

export type ReceivedMessage = {
  readonly id: Id
  readonly state: MessageState
  /** The gateway has handed it in before. */
  readonly repeated: boolean
  readonly request: { readonly communityId: Id; readonly id: Id } | null
}

const SAME_MATTER_MINUTES = 24 * 60

type Receive = FreshCommand<ReceiveMessage>

/**
 * Takes a message from a gateway into the scope's inbox (a community's, or the district's own), once.
 * From somebody known by phone it is a request at once, at the desk of their books' community where
 * none was named. The same words from the same sender within a day join what is there.
 */
export const receiveMessage = writeUseCase<ReceiveMessage, ReceivedMessage, unknown>({
  useCase: 'desk.receive-message',
  work: oneByOne(async (batch, command) => {
    const { scope: communityId, input } = command
    const { tx } = batch.ctx
    const { channelLabel, externalId } = input
    const before = await selectByExternalId(tx, communityId, channelLabel, externalId)
    if (before) return { ...seenOf(before), repeated: true }
    const id = newId()
    const decided = await decide(batch, command)
    const { sealKeys } = batch.ctx
    const row = {
      ...{ communityId, id, channel: input.channel, channelLabel, externalId },
      contentSealed: sealMessage(sealKeys, id, input),
      contentHash: hashContent(sealKeys, input),
      receivedAt: input.receivedAt,
      ...decided,
    }
    await insertMessage(tx, row)
    if (row.state === 'waiting') await tellDesk(batch, communityId, id)
    await recordAct(batch, command, { act: 'desk.receive-message', subjects: [id] })
    return { ...seenOf(row), repeated: false }
  }),
})

type Decided = {
  readonly state: MessageState
  readonly requestCommunityId: Id | null
  readonly requestId: Id | null
  readonly decidedById: null
  readonly decidedAt: Instant | null
  readonly decidedReason: string | null
}

function seenOf(row: Pick<Decided, 'state' | 'requestCommunityId' | 'requestId'> & { id: Id }) {
  const { id, state, requestCommunityId, requestId } = row
  const request =
    requestCommunityId && requestId ? { communityId: requestCommunityId, id: requestId } : null
  return { id, state, request }
}

async function decide(batch: Batch, command: Receive): Promise<Decided> {
  const joined = await joinSame(batch, command)
  if (joined) return joined
  const nothing = { decidedById: null, decidedReason: null, requestCommunityId: null }
  const asker = await knownAsker(batch, command)
  if (!asker) return { ...nothing, state: 'waiting', requestId: null, decidedAt: null }
  const { channel, channelLabel, receivedAt, text, kind } = command.input
  const input = {
    ...{ kind, requesterId: asker.personId, recipientId: null, offeringId: null },
    ...{ content: text, place: '见来信', safetyNow: false, need: null, wishedAt: null },
    complainedOfId: null,
    intake: { channel, channelLabel, receivedAt, toldAt: null },
  }
  const register = { ...command, scope: asker.communityId, input }
  const prepared = await prepareRequest(batch, { ...register, origin: register })
  await fileRequest(batch, { ...register, origin: register }, prepared, null)
  return {
    ...nothing,
    ...{ state: 'registered', requestCommunityId: asker.communityId, requestId: prepared.id },
    decidedAt: batch.now,
  }
}

/** The same words again: told once more, or only an echo of the gateway. */
async function joinSame(batch: Batch, command: Receive): Promise<Decided | undefined> {
  const { input, scope } = command
  const { tx, sealKeys } = batch.ctx
  const hash = hashContent(sealKeys, input)
  const since = plusMinutes(input.receivedAt, -SAME_MATTER_MINUTES)
  const same = input.sender === null ? undefined : await selectSame(tx, scope, hash, since)
  if (!same) return undefined
  const { requestCommunityId, requestId } = same
  if (requestCommunityId === null || requestId === null) {
    const aside = { requestCommunityId: null, requestId: null, decidedReason: '与前一条相同' }
    return { ...aside, state: 'setAside', decidedById: null, decidedAt: batch.now }
  }
  await insertDiary(
    tx,
    { communityId: requestCommunityId, id: requestId },
    { act: 'message-again', actorId: null, note: input.channelLabel, recordedAt: batch.now },
  )
  const merged = { state: 'merged', requestCommunityId, requestId } as const
  return { ...merged, decidedById: null, decidedAt: batch.now, decidedReason: null }
}

/** The one person whom the sender's phone serves, and the desk to turn to. */
async function knownAsker(
  batch: Batch,
  { scope, input }: Receive,
): Promise<{ readonly personId: Id; readonly communityId: Id } | undefined> {
  const phone = input.sender === null ? undefined : normalisePhone(input.sender)
  if (!phone) return undefined
  const [only, second] = await findPeopleOfPhone(batch.ctx.tx, batch.ctx.sealKeys, phone)
  if (!only || second) return undefined
  const named = (await selectCommunityName(batch.ctx.tx, scope)) !== undefined
  return { personId: only.id, communityId: named ? scope : only.booksCommunityId }
}

async function tellDesk(batch: Batch, communityId: Id, messageId: Id): Promise<void> {
  const coordinators = await findCoordinators(batch.ctx.tx, [communityId])
  const { here = [], district = [] } = coordinators.get(communityId) ?? {}
  const told = here.length > 0 ? here : district
  await postNotices(
    batch.ctx.tx,
    batch.now,
    told.map((recipientId) => ({
      ...{ recipientId, communityId, kind: 'desk.message', onceKey: `message-${messageId}` },
      ...{ text: '有一条来信等您登记。', link: '/desk/inbox', urgent: true },
    })),
  )
}
