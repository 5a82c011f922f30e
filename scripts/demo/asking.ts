import { minutes } from '../../src/kernel/minutes.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import type { Id } from '../../src/kernel/ids.ts'
import type { RequestKind } from '../../src/features/desk/model/requests.ts'
import { registerRequest, type RegisterRequest } from '../../src/features/desk/register-request.ts'
import { takeVisit } from '../../src/features/desk/take-visit.ts'
import { askWithSavings } from '../../src/features/redemption/ask-with-savings.ts'
import type { NeighbourKey, PersonKey } from './cast.ts'
import type { CommunityKey } from './tree.ts'
import { offeringOf, play, playerOf, type Stage } from './stage.ts'

/** Something that somebody asks the desk for. */
export type Wish = {
  readonly key: string
  readonly where: CommunityKey
  readonly who: NeighbourKey
  /** A coordinator who types it in for a caller; else they ask themselves. */
  readonly typedBy?: PersonKey
  readonly kind: RequestKind
  readonly offering?: string
  readonly content: string
  readonly place: string
  /** 重点保障 */
  readonly need?: string
}

export async function ask(stage: Stage, at: Instant, wish: Wish): Promise<Id> {
  const { key, where, who, typedBy = who } = wish
  const act = { key: `ask-${key}`, by: typedBy, at: where, input: requestOf(stage, wish) }
  return (await play(stage, at, registerRequest, act)).id
}

/** @throws when no savings were taken: then the story does not show what it means to */
export async function askSaving(
  stage: Stage,
  at: Instant,
  wish: Wish,
  { expected, payer }: { readonly expected: number; readonly payer?: NeighbourKey },
): Promise<Id> {
  const { key, where, who, typedBy = who } = wish
  const asked = await play(stage, at, askWithSavings, {
    ...{ key: `ask-${key}`, by: typedBy, at: where },
    input: {
      ...requestOf(stage, wish),
      payer: payer ? { kind: 'person', personId: playerOf(stage, payer).id } : null,
      ...{ expectedMinutes: minutes(expected), agreedMoreMinutes: minutes(0) },
    },
  })
  if (!asked.savingsUsed) throw new Error(`no savings for ${key}: ${asked.quote.reason}`)
  return asked.id
}

function requestOf(stage: Stage, wish: Wish): RegisterRequest {
  const { kind, who, typedBy, offering, content, place, need } = wish
  return {
    kind,
    requesterId: typedBy ? playerOf(stage, who).id : null,
    recipientId: null,
    offeringId: offering ? offeringOf(stage, offering) : null,
    ...{ content, place, safetyNow: false, need: need ? { reason: need } : null, wishedAt: null },
    ...{ complainedOfId: null, intake: typedBy ? byPhone : null },
  }
}

const byPhone = { channel: 'phone', channelLabel: null, receivedAt: null, toldAt: null } as const

/** A coordinator sends one helper, or two. */
export async function dispatch(
  stage: Stage,
  at: Instant,
  visit: {
    readonly key: string
    readonly where: CommunityKey
    readonly requestId: Id
    readonly by: PersonKey
    readonly scheduledAt: Instant
    readonly helpers: readonly NeighbourKey[]
  },
): Promise<Id> {
  const { key, where, by, requestId, scheduledAt, helpers } = visit
  const helperIds = helpers.map((helper) => playerOf(stage, helper).id)
  const input = { requestId, scheduledAt, helperIds }
  return (await play(stage, at, takeVisit, { key: `visit-${key}`, by, at: where, input })).id
}
