import { visitorOf } from '../../../http/commit.ts'
import type { Option } from '../../../http/components/fields.tsx'
import { StatusChip, type Tone } from '../../../http/components/status-chip.tsx'
import { dateTimeText } from '../../../http/components/values.tsx'
import type { AppContext } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { civilDateOf, civilTimeOf } from '../../../kernel/clock.ts'
import { DomainError } from '../../../kernel/errors.ts'
import { isId } from '../../../kernel/ids.ts'
import { listOfferings } from '../list-offerings.ts'
import { colourNames, domainNames, recordStateNames } from '../messages.ts'
import type { InboxColour, RecordKey, RecordState, Span } from '../model.ts'

const stateTones: Readonly<Record<RecordState, Tone>> = {
  draft: 'grey',
  submitted: 'yellow',
  approved: 'green',
  rejected: 'red',
  withdrawn: 'grey',
  reversed: 'grey',
}

export function StateChip({ state }: { state: RecordState }) {
  return <StatusChip tone={stateTones[state]} text={recordStateNames[state]} />
}

export function ColourChip({ colour }: { colour: InboxColour }) {
  return <StatusChip tone={colour} text={colourNames[colour]} />
}

/** `11月24日 09:00–11:00`; the end's day too when it is another. */
export function spanText({ startsAt, endsAt }: Span): string {
  const sameDay = civilDateOf(startsAt) === civilDateOf(endsAt)
  const end = sameDay ? civilTimeOf(endsAt) : dateTimeText(endsAt)
  return `${dateTimeText(startsAt)}–${end}`
}

/** A record's page; the id alone does not say whose books keep it. */
export function recordHref({ communityId, id }: RecordKey): string {
  return `/records/${id}?community=${communityId}`
}

/** The key in a page's address. @throws `request.not-found` */
export function keyInAddress(c: AppContext): RecordKey {
  const id = c.req.param('id') ?? ''
  const communityId = c.req.query('community') ?? visitorOf(c).booksCommunityId
  if (!isId(id) || !isId(communityId)) throw new DomainError(httpErrors['not-found'])
  return { communityId, id }
}

/** What may be recorded, by domain. */
export async function offeringOptions(c: AppContext): Promise<readonly Option[]> {
  const offerings = await listOfferings(c.get('services').ctx)
  return offerings
    .filter(({ counts }) => counts !== 'none')
    .map(({ id, name, domain }) => ({ value: id, label: `${domainNames[domain]} · ${name}` }))
}
