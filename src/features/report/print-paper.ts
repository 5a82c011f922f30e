import { makeSemaphore } from '../../db/semaphore.ts'
import { drawPaper } from './adapters/draw-paper.ts'
import type { Paper } from './model.ts'

/** One at a time leaves the machine to the others; a long one takes some two seconds. */
const press = makeSemaphore(1, 20_000)

/** A PDF, when it is its turn. @throws `db.busy` */
export async function printPaper(paper: Paper): Promise<Uint8Array<ArrayBuffer>> {
  const release = await press.acquire()
  try {
    return await drawPaper(paper)
  } finally {
    release()
  }
}
