import { households } from '../../src/features/person/tables.ts'
import type { ConsentItem, Need } from '../../src/features/care/model/notes.ts'
import { openFile } from '../../src/features/care/open-file.ts'
import { recordConsent } from '../../src/features/care/record-consent.ts'
import { writeNote } from '../../src/features/care/write-note.ts'
import { civilDateOf, plusDays } from '../../src/kernel/clock.ts'
import { newId, type Id } from '../../src/kernel/ids.ts'
import { seal } from '../../src/kernel/seal.ts'
import type { TestPerson, World } from './world.ts'

/** People who live together in the community. */
export async function makeHousehold(world: World, communityId: Id): Promise<Id> {
  const id = newId()
  const addressSealed = seal(world.ctx.sealKeys, '演示路 3 号', `households:address_sealed:${id}`)
  const row = { id, communityId, addressSealed, createdAt: world.now() }
  await world.db.transaction((tx) => tx.insert(households).values(row))
  return id
}

export const today = (world: World) => civilDateOf(world.now())

export function consent(
  world: World,
  by: TestPerson,
  person: TestPerson,
  items: readonly ConsentItem[],
  days = 365,
) {
  return world.run(recordConsent, by.actor, person.communityId, {
    ...{ personId: person.id, items, givenBy: 'self', form: 'signedPaper' },
    ...{ giver: '演示签字人', evidence: '同意书 2026-1 号' },
    ...{ givenOn: today(world), expiresOn: plusDays(today(world), days) },
  })
}

export function needOf(world: World, wish: Partial<Need> = {}): Need {
  return {
    ...{ kind: 'standing', groups: ['残疾', '低收入'], needs: '代买菜，陪同就医' },
    ...{ sinceOn: today(world), untilOn: null, reviewOn: plusDays(today(world), 180) },
    ...wish,
  }
}

export function enter(
  world: World,
  by: TestPerson,
  person: TestPerson,
  need = needOf(world),
  replacesId: Id | null = null,
) {
  const input = { personId: person.id, replacesId, item: 'need', need } as const
  return world.run(writeNote, by.actor, person.communityId, input)
}

export function note(
  world: World,
  by: TestPerson,
  person: TestPerson,
  text: string,
  wish: { readonly item?: 'income' | 'health'; readonly replacesId?: Id | null } = {},
) {
  const { item = 'health', replacesId = null } = wish
  const input = { personId: person.id, replacesId, item, text } as const
  return world.run(writeNote, by.actor, person.communityId, input)
}

export function open(world: World, by: TestPerson, person: TestPerson, reason = '上门前了解情况') {
  const input = { personId: person.id, reasonKind: 'help', reason } as const
  return world.run(openFile, by.actor, person.communityId, input)
}
