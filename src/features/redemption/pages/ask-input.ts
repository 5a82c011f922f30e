import type { z } from '@hono/zod-openapi'
import { visitorOf } from '../../../http/commit.ts'
import type { AppContext } from '../../../http/env.ts'
import { hasAnyRole } from '../../../http/session.ts'
import type { Id } from '../../../kernel/ids.ts'
import { nowOf } from '../../desk/api/request-routes.ts'
import { inShanghai } from '../../desk/pages/parts.tsx'
import { requestKinds, type RequestKind } from '../../desk/model/requests.ts'
import {
  FormMistakes,
  mistake,
  mistakesOf,
  type FormValues,
} from '../../person/pages/form-parts.tsx'
import { pickPerson } from '../../person/pages/person-pick.tsx'
import { askSchema } from '../api/schemas.ts'

export type Ask = z.output<typeof askSchema>

/** What is asked, and whether with savings. */
export type ReadAsk = {
  readonly communityId: Id
  readonly ask: Ask
  readonly withSavings: boolean
}

/** The fields that travel from the form over the confirm page to the end. */
export const askFields = [
  'kind',
  'community',
  'caller',
  'requesterLabel',
  'requesterLabelPick',
  'recipientId',
  'offeringId',
  'content',
  'place',
  'wishedAt',
  'safetyNow',
  'needReason',
  'savings',
  'payer',
  'commonsReason',
  'expected',
  'agreedMore',
  'channel',
  'told',
  'receivedAt',
  'complainedOf',
  'complainedOfPick',
] as const

export function kindIn(text: string): RequestKind | undefined {
  return requestKinds.find((kind) => kind === text)
}

/** A coordinator enters it for somebody who rings or comes. */
export function isForCaller(c: AppContext, values: FormValues): boolean {
  return values.text('caller') === '1' && hasAnyRole(visitorOf(c), ['coordinator'])
}

/** Asking again from the start, for the same caller's desk; what was typed does not travel there. */
export function askHref(values: FormValues, kind = ''): string {
  const kept = new URLSearchParams()
  for (const name of ['caller', 'community', 'requesterLabel', 'requesterLabelPick']) {
    const value = values.text(name)
    if (value !== '') kept.set(name, value)
  }
  const query = values.text('caller') === '1' ? `?${kept.toString()}` : ''
  return `/ask${kind && `/${kind}`}${query}`
}

const fieldIds: Readonly<Record<string, string>> = {
  expectedMinutes: 'expected',
  agreedMoreMinutes: 'agreedMore',
  need: 'needReason',
  payer: 'commonsReason',
}

/** @throws FormMistakes when a field does not fit, DomainError when nobody has the name */
export async function readAsk(c: AppContext, values: FormValues): Promise<ReadAsk> {
  const communityId = values.text('community')
  const forCaller = isForCaller(c, values)
  const parsed = askSchema.safeParse({
    kind: values.text('kind'),
    requesterId: forCaller ? await callerId(c, communityId, values) : null,
    recipientId: values.text('recipientId') || null,
    offeringId: values.text('offeringId') || null,
    content: values.text('content'),
    place: values.text('place'),
    safetyNow: values.text('safetyNow') === 'yes',
    need: forCaller && values.text('needReason') ? { reason: values.text('needReason') } : null,
    wishedAt: values.text('wishedAt') ? inShanghai(values.text('wishedAt')) : null,
    payer: payerIn(values, forCaller),
    expectedMinutes: Number(values.text('expected') || '60'),
    agreedMoreMinutes: Number(values.text('agreedMore') || '0'),
    complainedOfId: await complainedOfIn(c, communityId, values, forCaller),
    intake: forCaller ? intakeIn(c, values) : null,
  })
  if (!parsed.success) throw new FormMistakes(mistakesOf(parsed.error, fieldIds))
  return { communityId, ask: parsed.data, withSavings: values.text('savings') === 'yes' }
}

function callerId(c: AppContext, communityId: Id, values: FormValues): Promise<Id> {
  if (values.text('requesterLabel') === '') {
    throw mistake('requesterLabel', '请填求助人的姓名、电话或服务卡号')
  }
  return pickPerson(c, communityId, values, 'requesterLabel')
}

/** Somebody who works at the desk is chosen from a list; staff may name anybody. */
async function complainedOfIn(
  c: AppContext,
  communityId: Id,
  values: FormValues,
  forCaller: boolean,
): Promise<Id | null> {
  const named = values.text('complainedOf')
  if (named === '' || values.text('kind') !== 'complaint') return null
  return forCaller ? pickPerson(c, communityId, values, 'complainedOf') : named
}

/** A caller who is told on the spot what happens next has had the first answer. */
function intakeIn(c: AppContext, values: FormValues) {
  const receivedAt = values.text('receivedAt') ? inShanghai(values.text('receivedAt')) : null
  const told = values.text('told') === 'yes'
  return {
    channel: values.text('channel') || 'phone',
    receivedAt,
    toldAt: told ? (receivedAt ?? nowOf(c)) : null,
  }
}

function payerIn(values: FormValues, forCaller: boolean) {
  const payer = values.text('payer')
  if (payer === 'commons' && forCaller) {
    return { kind: 'commons', reason: values.text('commonsReason') }
  }
  return payer === '' || payer === 'own' || payer === 'commons'
    ? null
    : { kind: 'person', personId: payer }
}
