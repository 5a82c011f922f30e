import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { civilDateOf } from '../../kernel/clock.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { lookupHash, seal } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import { fileSearchTerms } from './file-search-terms.ts'
import { consentWordings } from './messages.ts'
import { insertConsents } from './store/facts.ts'
import { insertMissingGrants } from './store/grants.ts'
import { insertNode, selectDistrict } from './store/nodes.ts'
import { insertPersons } from './store/persons.ts'
import { selectByPhone } from './store/sign-in.ts'

export type MakeAdministrator = {
  /** Normalised. */
  readonly phone: string
  /** Used when nobody has the phone yet. */
  readonly name: string
  readonly district: { readonly name: string; readonly code: string }
}

/**
 * From the command line of the machine itself: makes whoever has the phone a district administrator,
 * first the district when the tree is empty and the person when there is none.
 */
export const makeAdministrator = writeUseCase<
  MakeAdministrator,
  { readonly personId: Id; readonly name: string },
  unknown
>({
  useCase: 'person.make-administrator',
  work: oneByOne(async (batch, command) => {
    if (command.actor.kind !== 'system') throw new DomainError(personErrors['role-missing'])
    const { ctx, now } = { ctx: batch.ctx, now: batch.now }
    const { phone, name, district: wish } = command.input
    let district = await selectDistrict(ctx.tx)
    if (!district) {
      const id = newId()
      const place = {
        id,
        kind: 'district',
        parentId: null,
        ancestorIds: [id],
        aliases: [],
        phone: null,
      } as const
      district = { ...place, ...wish }
      await insertNode(ctx.tx, district, now)
    }
    const phoneHash = lookupHash(ctx.sealKeys, phone)
    let [person] = await selectByPhone(ctx.tx, phoneHash)
    if (!person) {
      person = { id: newId(), name }
      await insertPersons(ctx.tx, [
        {
          ...person,
          gender: null,
          bornOn: null,
          phoneSealed: seal(ctx.sealKeys, phone, `persons:phone_sealed:${person.id}`),
          phoneHash,
          workUnit: null,
          householdId: null,
          livesAlone: false,
          booksCommunityId: district.id,
          registeredOn: civilDateOf(now),
          createdAt: now,
        },
      ])
      await fileSearchTerms(ctx, [{ ...person, phone }])
      await insertConsents(ctx.tx, [
        {
          id: newId(),
          personId: person.id,
          kind: 'recording',
          wording: consentWordings.recording,
          givenAt: now,
        },
      ])
    }
    await insertMissingGrants(ctx.tx, [
      {
        id: newId(),
        personId: person.id,
        role: 'districtAdministrator',
        nodeId: district.id,
        grantedById: null,
        grantedAt: now,
      },
    ])
    const subjects = [person.id, district.id]
    await recordAct(batch, command, { act: 'person.make-administrator', subjects })
    return { personId: person.id, name: person.name }
  }),
})
