import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import type { Role } from './model.ts'
import { requireRoleInTx } from './require-role-in-tx.ts'
import { decideGrant, grantersOf } from './rules.ts'
import { insertGrant } from './store/grants.ts'
import { selectVolunteerFacts } from './store/lookups.ts'
import { selectNode } from './store/nodes.ts'
import { lockPerson } from './store/persons.ts'

export type GrantRole = { readonly personId: Id; readonly role: Role; readonly nodeId: Id }

/**
 * Grants a role at a node and below: a coordinator volunteer, resident and team leader where they
 * coordinate, a district administrator everything.
 * @throws `person.role-missing`, `person.grant-forbidden`, `person.grant-exists`
 */
export const grantRole = writeUseCase<GrantRole, { readonly grantId: Id }, unknown>({
  useCase: 'person.grant-role',
  work: oneByOne(async (batch, command) => {
    const { personId, role, nodeId } = command.input
    const { tx } = batch.ctx
    const node = await selectNode(tx, nodeId)
    if (!node) throw new DomainError(personErrors['community-not-found'])
    await requireRoleInTx(batch, command, grantersOf(role), nodeId)
    const person = await lockPerson(tx, personId)
    if (!person || person.leftAt) throw new DomainError(personErrors['not-found'])
    const isVolunteer = (await selectVolunteerFacts(tx, [personId])).length > 0
    accept(decideGrant(role, node, isVolunteer))
    const grantId = newId()
    const grantedById = command.actor.personId
    await insertGrant(tx, {
      id: grantId,
      personId,
      role,
      nodeId,
      grantedById,
      grantedAt: batch.now,
    })
    await recordAct(batch, command, {
      act: 'person.grant-role',
      subjects: [personId, grantId, nodeId],
      reason: role,
    })
    return { grantId }
  }),
})
