import { inRead, type Ctx } from '../../db/transaction.ts'
import { DomainError } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { unseal } from '../../kernel/seal.ts'
import { photoContext } from './add-photo.ts'
import { deskErrors } from './errors.ts'
import { selectPhoto } from './store/casework.ts'
import type { RequestKey } from './store/requests.ts'

/** The bytes of a JPEG; the caller has checked who reads. @throws `desk.photo-not-found` */
export async function getPhoto(ctx: Ctx, key: RequestKey, photoId: Id): Promise<Buffer> {
  const photo = await inRead(ctx, (tx) => selectPhoto(tx, key, photoId))
  const image = photo && unseal(ctx.sealKeys, photo.imageSealed, photoContext(photo.id))
  if (image === undefined) throw new DomainError(deskErrors['photo-not-found'])
  return Buffer.from(image, 'base64')
}
