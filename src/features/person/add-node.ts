import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DISTRICT_SCOPE, newId, type Id } from '../../kernel/ids.ts'
import { accept, DomainError } from '../../kernel/errors.ts'
import { recordAct } from '../audit/record-acts.ts'
import { personErrors } from './errors.ts'
import type { Node, NodeKind } from './model.ts'
import { requireRoleInTx } from './require-role-in-tx.ts'
import { decidePlace } from './rules.ts'
import { insertNode, selectNode } from './store/nodes.ts'

export type AddNode = {
  /** Of a community that brings its books along; a new one otherwise. */
  readonly id?: Id
  readonly kind: NodeKind
  /** Null for the district. */
  readonly parentId: Id | null
  readonly name: string
  readonly aliases?: readonly string[]
  readonly code?: string | null
  readonly phone?: string | null
}

/**
 * Adds a place to the tree; names are unique among siblings of a kind.
 * @throws `person.node-kind`, `person.node-name-taken`, `person.district-exists`
 */
export const addNode = writeUseCase<AddNode, Node, unknown>({
  useCase: 'person.add-node',
  work: oneByOne(async (batch, command) => {
    await requireRoleInTx(batch, command, ['districtAdministrator'], DISTRICT_SCOPE)
    const {
      kind,
      parentId,
      name,
      aliases = [],
      code = null,
      phone = null,
      id = newId(),
    } = command.input
    const parent = parentId ? await selectNode(batch.ctx.tx, parentId) : null
    if (parent === undefined) throw new DomainError(personErrors['community-not-found'])
    accept(decidePlace(kind, parent))
    const ancestorIds = [id, ...(parent?.ancestorIds ?? [])]
    const node: Node = { id, kind, parentId, ancestorIds, name, aliases, code, phone }
    await insertNode(batch.ctx.tx, node, batch.now)
    await recordAct(batch, command, { act: 'person.add-node', subjects: [id] })
    return node
  }),
})
