import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { DomainError } from '../../kernel/errors.ts'
import { newId, type Id } from '../../kernel/ids.ts'
import { seal } from '../../kernel/seal.ts'
import { recordAct } from '../audit/record-acts.ts'
import { deskErrors } from './errors.ts'
import { lockNamedRequests, requestIn, requireAskerOrCoordinator } from './lock-requests.ts'
import { isOpen } from './model/requests.ts'
import { insertPhoto, selectPhotos } from './store/casework.ts'
import { insertDiary } from './store/requests.ts'

/** `image`: a JPEG as `redrawPhoto` gives it, in base64. */
export type AddPhoto = { readonly requestId: Id; readonly caption: string; readonly image: string }

export type AddedPhoto = { readonly id: Id }

const MOST_PHOTOS = 12

/** By the asker or the desk, on an open case; sealed. @throws `desk.photo-many`, `desk.request-state` */
export const addPhoto = writeUseCase<AddPhoto, AddedPhoto, unknown>({
  useCase: 'desk.add-photo',
  lock: lockNamedRequests,
  work: oneByOne(async (batch, command) => {
    const { requestId, caption, image } = command.input
    const { tx, sealKeys } = batch.ctx
    const { personId } = command.actor
    const request = await requestIn(batch, { communityId: command.scope, id: requestId })
    await requireAskerOrCoordinator(batch, command, request)
    const { state, communityId } = request
    if (!isOpen(state)) throw new DomainError(deskErrors['request-state'], { state })
    if ((await selectPhotos(tx, request)).length >= MOST_PHOTOS) {
      throw new DomainError(deskErrors['photo-many'])
    }
    const id = newId()
    await insertPhoto(tx, {
      ...{ communityId, requestId, id, caption },
      imageSealed: seal(sealKeys, image, photoContext(id)),
      ...{ addedById: personId ?? request.requesterId, addedAt: batch.now },
    })
    await insertDiary(tx, request, {
      ...{ act: 'add-photo', actorId: personId, note: caption, recordedAt: batch.now },
    })
    await recordAct(batch, command, { act: 'desk.add-photo', subjects: [requestId, id] })
    return { id }
  }),
})

export function photoContext(photoId: Id): string {
  return `request_photos:image_sealed:${photoId}`
}
