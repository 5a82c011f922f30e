import sharp from 'sharp'
import { DomainError } from '../../kernel/errors.ts'
import { deskErrors } from './errors.ts'

const MOST_BYTES = 8 * 1024 * 1024
const MOST_PIXELS = 50_000_000
const LONGEST_SIDE = 1_600
const formats = ['jpeg', 'png', 'webp']

/**
 * A photo drawn anew: upright, at most 1600 pixels long, a JPEG without place, device or anything else
 * that a phone writes into it. What cannot be drawn is no photo, whatever its name says.
 * @throws `desk.photo-large`, `desk.photo-unreadable`
 */
export async function redrawPhoto(bytes: Uint8Array): Promise<Buffer> {
  if (bytes.byteLength > MOST_BYTES) throw new DomainError(deskErrors['photo-large'])
  if (bytes.byteLength === 0) return unreadable()
  // only the head is read: whatever it claims to be is not drawn yet
  const head = sharp(bytes, { limitInputPixels: false })
  const { format, width, height } = await head.metadata().catch(unreadable)
  if (width * height > MOST_PIXELS) throw new DomainError(deskErrors['photo-large'])
  if (!formats.includes(format)) return unreadable()
  return sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' })
    .rotate()
    .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer()
    .catch(unreadable)
}

function unreadable(): never {
  throw new DomainError(deskErrors['photo-unreadable'])
}
