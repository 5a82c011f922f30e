import { inRead, type Ctx } from '../../db/transaction.ts'
import { civilDateOf, systemNow, type CivilDate } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { decodeCursor, encodeCursor } from '../../kernel/paging.ts'
import { careErrors } from './errors.ts'
import type { CareNote, Need, NeedKind } from './model/notes.ts'
import { isInNeed, maskName } from './rules/notes.ts'
import { openNeed } from './seal-body.ts'
import { selectInForce } from './store/consents.ts'
import { selectRegister } from './store/notes.ts'
import { selectNames } from './store/people.ts'

/** `closed`: the consent is over; `past`: the end is over; `unreadable`: the seal does not fit. */
export type RegisterState = 'current' | 'past' | 'closed' | 'unreadable'

export type RegisterLine = {
  readonly noteId: Id
  readonly personId: Id
  readonly maskedName: string
  readonly state: RegisterState
  readonly reviewDue: boolean
}

/** Of the entries that count today. */
export type RegisterCounts = {
  readonly people: number
  readonly byKind: Readonly<Record<NeedKind, number>>
  readonly byGroup: readonly { readonly group: string; readonly people: number }[]
  readonly reviewsDue: number
}

export type Register = {
  readonly counts: RegisterCounts
  readonly items: readonly RegisterLine[]
  readonly nextCursor: string | null
}

export type ListRegister = {
  readonly communityId: Id
  readonly cursor: string | null
  readonly limit: number
}

/**
 * 弱势群体情况登记表 as a list: masked names, counts, whose review is due; no groups of anybody and
 * no needs, which are opened with a reason only. @throws `care.cursor-malformed`
 */
export function listRegister(ctx: Ctx, input: ListRegister): Promise<Register> {
  const key = input.cursor === null ? null : decodeCursor(input.cursor, ['id'])
  if (key === undefined) throw new DomainError(careErrors['cursor-malformed'])
  const today = civilDateOf(ctx.fixedNow?.() ?? systemNow())
  return inRead(ctx, async (tx) => {
    const notes = await selectRegister(tx, input.communityId)
    const people = notes.map(({ personId }) => personId)
    const consents = await selectInForce(tx, input.communityId, people, today)
    const held = new Set(consents.filter((one) => one.item === 'need').map((one) => one.personId))
    const entries = notes.map((note): Entry => {
      const need = openNeed(ctx.sealKeys, note)
      return { note, need, state: stateOf(need, held.has(note.personId), today) }
    })
    const after = entries.filter(({ note }) => key === null || note.id < key[0])
    const shown = after.slice(0, input.limit)
    const names = await selectNames(
      tx,
      shown.map(({ note }) => note.personId),
    )
    const last = shown.at(-1)
    const items = shown.map((entry) => lineOf(entry, names, today))
    const nextCursor = after.length > shown.length && last ? encodeCursor([last.note.id]) : null
    return { counts: countsOf(entries, today), items, nextCursor }
  })
}

type Entry = {
  readonly note: CareNote
  readonly need: Need | undefined
  readonly state: RegisterState
}

function stateOf(need: Need | undefined, isHeld: boolean, today: CivilDate): RegisterState {
  if (!isHeld) return 'closed'
  if (!need) return 'unreadable'
  return isInNeed(need, today) ? 'current' : 'past'
}

const isDue = ({ need, state }: Entry, today: CivilDate): boolean =>
  state === 'current' && need !== undefined && need.reviewOn <= today

function lineOf(entry: Entry, names: ReadonlyMap<Id, string>, today: CivilDate): RegisterLine {
  const { note, state } = entry
  return {
    noteId: note.id,
    personId: note.personId,
    maskedName: maskName(names.get(note.personId) ?? ''),
    state,
    reviewDue: isDue(entry, today),
  }
}

function countsOf(entries: readonly Entry[], today: CivilDate): RegisterCounts {
  const current = entries.flatMap(({ need, state }) => (state === 'current' && need ? [need] : []))
  const groups = new Map<string, number>()
  for (const group of current.flatMap((need) => need.groups)) {
    groups.set(group, (groups.get(group) ?? 0) + 1)
  }
  const temporary = current.filter(({ kind }) => kind === 'temporary').length
  return {
    people: current.length,
    byKind: { standing: current.length - temporary, temporary },
    byGroup: [...groups].map(([group, people]) => ({ group, people })),
    reviewsDue: entries.filter((entry) => isDue(entry, today)).length,
  }
}
