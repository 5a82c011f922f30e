import type { Batch } from '../../db/commands.ts'
import type { Id } from '../../kernel/ids.ts'
import { postNotices } from '../notice/post-notices.ts'
import type { Shift } from './model/shifts.ts'

export type Telling = {
  /** `duty.<what>` */
  readonly kind: string
  readonly text: string
  /** Apart from the shift: what makes the fact one. */
  readonly once: string
  readonly urgent?: boolean
}

/** Tells people the same about a shift, each once. */
export async function tellVolunteers(
  { ctx, now }: Batch,
  shift: Shift,
  personIds: readonly Id[],
  { kind, text, once, urgent = false }: Telling,
): Promise<void> {
  const { communityId, id } = shift
  await postNotices(
    ctx.tx,
    now,
    personIds.map((recipientId) => ({
      ...{ recipientId, communityId, kind, text, urgent },
      link: `/shifts/${id}?community=${communityId}`,
      onceKey: `${kind}-${id}-${once}`,
    })),
  )
}
