import type { Tx } from '../../db/client.ts'
import type { Command, FreshCommand } from '../../db/command.ts'
import { writeUseCase, type Batch } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { isRefusal, refuse, type Refusal } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import type { Minutes } from '../../kernel/minutes.ts'
import { auditEventOf, recordActs } from '../audit/record-acts.ts'
import { personErrors } from '../person/errors.ts'
import { findHolders } from '../person/find-holders.ts'
import { findRelated } from '../person/find-persons.ts'
import { loadPolicies } from '../policy/load-policies.ts'
import { policyAt } from '../policy/rules.ts'
import { ledgerErrors } from './errors.ts'
import { lockPersons, type LockedPersons } from './lock-persons.ts'
import { draftOf, refsBetween, saveBooks } from './open-books.ts'
import { accountIn, availableIn, savingsOf, type Draft } from './rules/books.ts'
import { giftSources, isCloseFamily, postGift } from './rules/gifts.ts'
import { selectGivenByYear } from './store/gifts.ts'

/** `giverId` is the actor, or somebody for whom a coordinator enters a signed paper. */
export type GiveCredits = {
  readonly giverId: Id
  readonly recipientId: Id
  readonly amountMinutes: Minutes
}

export type GivenCredits = GiveCredits & {
  readonly journalId: Id
  /** What the giver has left to use. */
  readonly availableMinutes: Minutes
}

type Locked = LockedPersons & {
  readonly holders: ReadonlySet<string>
  /** `giver recipient` of close family, in either direction. */
  readonly related: ReadonlySet<string>
  /** `giver year` → minutes given to others; grows with the batch. */
  readonly given: Map<string, number>
}

/**
 * Gives savings to somebody, within a community or between two, in one journal. The scope is the
 * community of the giver's books. Refuses `ledger.gift-limit`, `ledger.books-elsewhere`,
 * `ledger.insufficient-credits`, `ledger.account-closed`, `person.not-found`, `person.role-missing`.
 */
export const giveCredits = writeUseCase<GiveCredits, GivenCredits, Locked>({
  useCase: 'ledger.give-credits',
  lock,
  async work(batch, commands, locked) {
    const policies = await loadPolicies(batch.ctx)
    const { othersYearMinutes } = policyAt(policies, 'gifts', civilDateOf(batch.now))
    const draft = draftOf(batch, locked.books)
    const results = commands.map((command) =>
      giveOne(batch, draft, locked, command, othersYearMinutes),
    )
    const events = commands.flatMap((command, index) => {
      const result = results[index]
      if (!result || isRefusal(result)) return []
      const subjects = [result.giverId, result.recipientId, result.journalId]
      return [auditEventOf(batch, command, { act: 'ledger.give-credits', subjects })]
    })
    await Promise.all([saveBooks(batch, draft), recordActs(batch, events)])
    return results
  },
})

async function lock(tx: Tx, commands: readonly Command<GiveCredits>[]): Promise<Locked> {
  const pairs = commands.map(({ input }) => input)
  const persons = await lockPersons(tx, {
    personIds: pairs.flatMap(({ giverId, recipientId }) => [giverId, recipientId]),
    accounts: (known) =>
      pairs.flatMap(({ giverId, recipientId }) => {
        const giver = known.get(giverId)
        const recipient = known.get(recipientId)
        if (!giver || !recipient) return []
        return refsBetween(
          savingsOf(giver.booksCommunityId, giverId),
          savingsOf(recipient.booksCommunityId, recipientId),
        )
      }),
  })
  const ways = pairs.flatMap(({ giverId, recipientId }) => [
    { personId: giverId, relativeId: recipientId },
    { personId: recipientId, relativeId: giverId },
  ])
  const actors = commands.flatMap(({ actor, scope }) =>
    actor.personId === null ? [] : [{ personId: actor.personId, communityId: scope }],
  )
  const [holders, related, given] = await Promise.all([
    findHolders(tx, actors, ['coordinator']),
    findRelated(tx, ways),
    selectGivenByYear(
      tx,
      pairs.map(({ giverId }) => giverId),
      giftSources.other,
    ),
  ])
  const byYear = given.map((one) => [`${one.personId} ${one.year}`, one.givenMinutes] as const)
  const close = [...related].flatMap(([way, { kind }]) => (isCloseFamily(kind) ? [way] : []))
  return { ...persons, holders, related: new Set(close), given: new Map(byYear) }
}

function giveOne(
  batch: Batch,
  draft: Draft,
  locked: Locked,
  command: FreshCommand<GiveCredits>,
  othersYearMinutes: number,
): GivenCredits | Refusal {
  const { actor, scope, input } = command
  const giver = locked.persons.get(input.giverId)
  const recipient = locked.persons.get(input.recipientId)
  if (!giver || !recipient) return refuse(personErrors['not-found'])
  if (giver.booksCommunityId !== scope) return refuse(ledgerErrors['books-elsewhere'])
  if (!mayGive(locked, command)) return refuse(personErrors['role-missing'])
  if (recipient.leftAt !== null) return refuse(ledgerErrors['account-closed'])
  const related = [`${giver.id} ${recipient.id}`, `${recipient.id} ${giver.id}`].some((way) =>
    locked.related.has(way),
  )
  const year = `${giver.id} ${Number(civilDateOf(batch.now).slice(0, 4))}`
  const givenToOthersMinutes = locked.given.get(year) ?? 0
  const posted = postGift(draft, {
    giver,
    recipient,
    amountMinutes: input.amountMinutes,
    related,
    givenToOthersMinutes,
    othersYearMinutes,
    effectiveAt: batch.now,
    commandId: command.id,
    actorId: actor.personId,
  })
  if (isRefusal(posted)) return posted
  if (!related) locked.given.set(year, givenToOthersMinutes + input.amountMinutes)
  const availableMinutes = availableIn(accountIn(draft, savingsOf(scope, giver.id)))
  return { ...input, journalId: posted.journalId, availableMinutes }
}

/** One's own, or for another by a coordinator of the books who gets nothing from it. */
function mayGive(locked: Locked, { actor, scope, input }: FreshCommand<GiveCredits>): boolean {
  if (actor.personId === input.giverId) return true
  return actor.personId !== input.recipientId && locked.holders.has(`${actor.personId} ${scope}`)
}
