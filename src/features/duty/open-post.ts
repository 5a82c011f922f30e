import { oneByOne, writeUseCase, type Batch } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'
import { loadTree } from '../person/load-tree.ts'
import { dutyErrors } from './errors.ts'
import type { Post, PostKind } from './model/posts.ts'
import { requireCoordinator } from './require-coordinator.ts'
import { selectPostType } from './store/post-types.ts'
import { insertPost } from './store/posts.ts'

export type OpenPost = Pick<Post, 'typeCode' | 'place' | 'stationId' | 'places'> & {
  /** 责任岗 or 示范岗; null takes the type's. */
  readonly kind: PostKind | null
}

/**
 * Opens a post in the scope's community, with so many places. By a coordinator there.
 * @throws `person.role-missing`, `duty.post-type-not-found`, `duty.station-not-found`
 */
export const openPost = writeUseCase<OpenPost, { readonly postId: Id }, unknown>({
  useCase: 'duty.open-post',
  work: oneByOne(async (batch, command) => {
    const communityId = command.scope
    const openedById = await requireCoordinator(batch, command)
    const { typeCode, kind, stationId } = command.input
    const type = await selectPostType(batch.ctx.tx, typeCode)
    if (!type) throw new DomainError(dutyErrors['post-type-not-found'])
    await requireStation(batch, communityId, stationId)
    const id = newId()
    await insertPost(batch.ctx.tx, {
      ...command.input,
      ...{ communityId, id, kind: kind ?? type.kind, taken: 0 },
      ...{ openedById, openedAt: batch.now, closedAt: null },
    })
    await recordAct(batch, command, { act: 'duty.open-post', subjects: [id] })
    return { postId: id }
  }),
})

async function requireStation(batch: Batch, communityId: Id, stationId: Id | null): Promise<void> {
  if (stationId === null) return
  const station = (await loadTree(batch.ctx)).get(stationId)
  if (station?.kind !== 'station' || station.parentId !== communityId) {
    throw new DomainError(dutyErrors['station-not-found'])
  }
}
