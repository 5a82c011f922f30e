import { inRead, type Ctx } from '../../db/transaction.ts'
import type { Queryable } from '../../db/client.ts'
import {
  civilDateOf,
  plusMinutes,
  systemNow,
  type CivilDate,
  type Instant,
} from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { findPersons } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { careErrors } from './errors.ts'
import type { CareNote, NoteItem, OpeningReason } from './model/notes.ts'
import { openAct, type OpenedAct } from './open-act.ts'
import { openNote, type NoteBody } from './seal-body.ts'
import { selectInForce } from './store/consents.ts'
import { selectHistory } from './store/notes.ts'
import { selectOpening, type OpeningWithItems } from './store/openings.ts'
import { selectActsFor } from './store/pairings.ts'
import { selectNames } from './store/people.ts'

export type OpenedNote = {
  readonly noteId: Id
  readonly recordedAt: Instant
  /** Null where the content was sealed for another place, or its key is missing. */
  readonly body: NoteBody | null
}

export type OpenedFileItem = {
  readonly personId: Id
  readonly name: string
  readonly item: NoteItem
  /** The last day of the consent; null when it is over, and only the person sees it still. */
  readonly expiresOn: CivilDate | null
  readonly current: OpenedNote
  /** What it said before, the latest first. */
  readonly former: readonly OpenedNote[]
}

export type OpenedFile = {
  readonly communityId: Id
  readonly openingId: Id
  readonly personId: Id
  readonly reasonKind: OpeningReason
  readonly openedAt: Instant
  readonly closesAt: Instant
  readonly items: readonly OpenedFileItem[]
  /** What was done for the household, with its words; none where that was not opened. */
  readonly acts: readonly OpenedFileAct[]
}

export type OpenedFileAct = OpenedAct & { readonly doneBy: string }

export type LoadOpening = {
  readonly communityId: Id
  readonly openingId: Id
  /** Who reads: the one who opened it, nobody else. */
  readonly readerId: Id
}

/**
 * What an opening shows: to the one who made it, for some minutes (policy), of those items whose
 * consent still holds. The caller has checked that the reader still has the role.
 * @throws `care.opening-not-found`
 */
export async function loadOpening(ctx: Ctx, input: LoadOpening): Promise<OpenedFile> {
  const now = ctx.fixedNow?.() ?? systemNow()
  const today = civilDateOf(now)
  const { openMinutes } = policyAt(await loadPolicies(ctx), 'care', today)
  return inRead(ctx, async (tx) => {
    const opening = await selectOpening(tx, input.communityId, input.openingId)
    if (!opening || opening.openedById !== input.readerId) {
      throw new DomainError(careErrors['opening-not-found'])
    }
    const closesAt = plusMinutes(opening.openedAt, openMinutes)
    if (closesAt <= now) throw new DomainError(careErrors['opening-not-found'])
    const { communityId, id, personId, reasonKind, openedAt } = opening
    const items = await openItems(ctx, tx, opening, today)
    const acts = await openActs(ctx, tx, opening, today)
    return { communityId, openingId: id, personId, reasonKind, openedAt, closesAt, items, acts }
  })
}

async function openActs(
  ctx: Ctx,
  tx: Queryable,
  { communityId, items }: OpeningWithItems,
  today: CivilDate,
): Promise<readonly OpenedFileAct[]> {
  const opened = items.find(({ item }) => item === 'pairing')
  if (!opened) return []
  const person = (await findPersons(tx, [opened.personId])).get(opened.personId)
  const consents = await selectInForce(tx, communityId, [opened.personId], today)
  if (!person?.householdId || !consents.some(({ item }) => item === 'pairing')) return []
  const acts = await selectActsFor(tx, communityId, [person.householdId])
  const names = await selectNames(
    tx,
    acts.map(({ doneById }) => doneById),
  )
  return acts.map((act) => ({
    ...openAct(ctx.sealKeys, act),
    doneBy: names.get(act.doneById) ?? '',
  }))
}

async function openItems(
  ctx: Ctx,
  tx: Queryable,
  opening: OpeningWithItems,
  today: CivilDate,
): Promise<readonly OpenedFileItem[]> {
  const { communityId, reasonKind } = opening
  const personIds = [...new Set(opening.items.map(({ personId }) => personId))]
  const names = await selectNames(tx, personIds)
  const consents = await selectInForce(tx, communityId, personIds, today)
  const notes = await selectHistory(tx, communityId, personIds)
  const opened = (note: CareNote): OpenedNote => ({
    noteId: note.id,
    recordedAt: note.recordedAt,
    body: openNote(ctx.sealKeys, note) ?? null,
  })
  return opening.items.flatMap(({ personId, item, noteId }) => {
    const kept = notes.filter(
      (one) => one.personId === personId && one.item === item && !one.wipedAt,
    )
    const [current, ...former] = kept.filter(({ id }) => noteId !== null && id <= noteId)
    const consent = consents.find((one) => one.personId === personId && one.item === item)
    if (!current || (!consent && reasonKind !== 'ownRequest')) return []
    const name = names.get(personId) ?? ''
    const expiresOn = consent?.expiresOn ?? null
    const shown = { current: opened(current), former: former.map(opened) }
    return [{ personId, name, item: current.item, expiresOn, ...shown }]
  })
}
