import type { Batch } from '../../db/commands.ts'
import type { Id } from '../../kernel/ids.ts'
import { unseal } from '../../kernel/seal.ts'
import type { Erased } from './model.ts'
import { selectVolunteerFacts } from './store/lookups.ts'
import { countByPhone, selectEndedCards, selectHousehold, selectPerson } from './store/persons.ts'
import {
  countHousehold,
  selectSessionPhones,
  selectSharedWords,
  selectTiedCommunities,
} from './store/traces.ts'

export type Traces = Pick<Erased, 'words' | 'publicWords' | 'communityIds'> & {
  /** Of phones that nobody else signs in with. */
  readonly phoneHashes: readonly string[]
  /** The household that the person leaves empty. */
  readonly emptyHouseholdId: Id | null
}

/** A number or an address that is shorter may mean anything. */
const LONG_ENOUGH = 6
/** 平安 is a name, and a word on every other notice board. */
const RATHER_A_NAME = 3

/** By what somebody who has left could still be recognised. */
export async function findTraces({ ctx }: Batch, personId: Id): Promise<Traces> {
  const { tx, sealKeys } = ctx
  const person = await selectPerson(tx, personId)
  const sessions = await selectSessionPhones(tx, personId)
  const [volunteer] = await selectVolunteerFacts(tx, [personId])
  const cards = await selectEndedCards(tx, personId)
  const name = person?.name ?? ''
  const plain = name.replace(/[(（].*$/, '').trim()
  const names = [...new Set([name, plain])].filter((one) => [...one].length >= 2)
  const shared = await selectSharedWords(tx, personId, names)
  const open = (sealed: string | null | undefined, place: string) =>
    sealed ? unseal(sealKeys, sealed, place) : undefined
  const home = await findEmptyHome(tx, person?.householdId ?? null)
  const numbers = [
    open(person?.phoneSealed, `persons:phone_sealed:${personId}`),
    ...sessions.map(({ id, phoneSealed }) => open(phoneSealed, `sessions:phone_sealed:${id}`)),
    open(home?.addressSealed, `households:address_sealed:${home?.id}`),
    volunteer?.certificateNumber,
    volunteer?.cardNumber,
    ...cards.map(({ cardNumber }) => cardNumber),
  ].filter((one): one is string => typeof one === 'string' && one.length >= LONG_ENOUGH)
  const own = names.filter((one) => !shared.includes(one))
  const isPublic = (word: string) => [...word].length >= RATHER_A_NAME
  const words = [...new Set([...numbers, ...own])].sort((a, b) => b.length - a.length)
  const hashes = [person?.phoneHash, ...sessions.map(({ phoneHash }) => phoneHash)]
  return {
    words,
    publicWords: words.filter(isPublic),
    communityIds: await selectTiedCommunities(tx, personId),
    phoneHashes: await findOwnPhones(tx, hashes),
    emptyHouseholdId: home?.id ?? null,
  }
}

type Tx = Batch['ctx']['tx']

async function findEmptyHome(tx: Tx, householdId: Id | null) {
  if (householdId === null || (await countHousehold(tx, householdId)) > 1) return undefined
  const household = await selectHousehold(tx, householdId)
  return household && { id: householdId, ...household }
}

/** Those of people who are still here: who has left signs in no more. */
async function findOwnPhones(
  tx: Tx,
  hashes: readonly (string | null | undefined)[],
): Promise<readonly string[]> {
  const known = [...new Set(hashes.flatMap((one) => one ?? []))]
  const others = await countByPhone(tx, known)
  return known.filter((one) => !others.has(one))
}
