import type { Child } from 'hono/jsx'
import { visitorOf } from '../../../http/commit.ts'
import type { Definition } from '../../../http/components/blocks.tsx'
import { StatusChip, type Tone } from '../../../http/components/status-chip.tsx'
import { dateText, DateTime, dateTimeText } from '../../../http/components/values.tsx'
import type { AppContext } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { civilDateOf, civilTimeOf, type Instant } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId, type Id } from '../../../kernel/ids.ts'
import {
  promiseBasisNames,
  requestKindNames,
  requestStateNames,
  visitStateNames,
} from '../messages.ts'
import type {
  PromiseView,
  RequestKind,
  RequestState,
  Visit,
  VisitState,
} from '../model/requests.ts'

const requestTones: Readonly<Record<RequestState, Tone>> = {
  registered: 'yellow',
  assigned: 'yellow',
  inProgress: 'yellow',
  answered: 'green',
  rated: 'green',
  cancelled: 'grey',
}

export function RequestChip({ state }: { state: RequestState }) {
  return <StatusChip tone={requestTones[state]} text={requestStateNames[state]} />
}

const visitTones: Readonly<Record<VisitState, Tone>> = {
  taken: 'yellow',
  done: 'green',
  absent: 'grey',
  noShow: 'red',
  cancelled: 'grey',
  disputed: 'red',
}

export function VisitChip({ state }: { state: VisitState }) {
  return <StatusChip tone={visitTones[state]} text={visitStateNames[state]} />
}

/** `11月26日 9:00`, as promises say it; lists and tables have `dateTimeText`. */
export function clockText(at: Instant): string {
  return `${dateText(civilDateOf(at))} ${civilTimeOf(at).replace(/^0/, '')}`
}

/** 承诺 11月26日 9:00 前上门 */
export function promiseText(promisedBy: Instant, provisional = false): string {
  return `承诺 ${clockText(promisedBy)} 前上门${provisional ? '（暂定：明年的放假安排还没公布）' : ''}`
}

export function aheadText(aheadCount: number | null): string {
  if (aheadCount === null) return ''
  return aheadCount === 0 ? '前面没有别的事项' : `前面还有 ${aheadCount} 件`
}

/** Every limit that applied, so that anybody can count the days again. */
export function promiseRows(promise: PromiseView): readonly Definition[] {
  const limits = promise.limits.map(({ basis, days, countedFromAt, endsAt }) => ({
    term: promiseBasisNames[basis],
    detail: `${dateTimeText(countedFromAt)} 起 ${days} 个工作日，到 ${dateTimeText(endsAt)}`,
  }))
  const wish = promise.wishedAt && { term: '您希望的时间', detail: dateTimeText(promise.wishedAt) }
  return wish ? [...limits, wish] : limits
}

export function requestTitle(kind: RequestKind, offeringName: string | null): string {
  return offeringName ? `${requestKindNames[kind]} · ${offeringName}` : requestKindNames[kind]
}

export type RequestRef = { readonly communityId: Id; readonly id: Id }

export function requestHref({ communityId, id }: RequestRef, verb = ''): string {
  return `/requests/${id}${verb ? `/${verb}` : ''}?community=${communityId}`
}

export function visitHref({ communityId, id }: Pick<Visit, 'communityId' | 'id'>, verb: string) {
  return `/visits/${id}/${verb}?community=${communityId}`
}

/** The key in a page's address. @throws `request.not-found` */
export function keyInAddress(c: AppContext): RequestRef {
  const id = c.req.param('id') ?? ''
  const communityId = c.req.query('community') ?? visitorOf(c).booksCommunityId
  if (!isId(id) || !isId(communityId)) throw new DomainError(httpErrors['not-found'])
  return { communityId, id }
}

/** What `datetime-local` sends is Shanghai's clock. */
export function inShanghai(text: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text) ? `${text}:00+08:00` : text
}

export function When({ at }: { at: Instant }) {
  return <DateTime at={at} />
}

export function spanText(startedAt: Instant | null, endedAt: Instant | null): Child {
  if (!startedAt || !endedAt) return '—'
  return `${dateTimeText(startedAt)}–${civilTimeOf(endedAt)}`
}
