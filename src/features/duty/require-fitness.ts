import type { Batch } from '../../db/commands.ts'
import type { CivilDate } from '../../kernel/clock.ts'
import { accept, refuse } from '../../kernel/errors.ts'
import type { Id } from '../../kernel/ids.ts'
import { dutyErrors } from './errors.ts'
import { findFitness } from './find-fitness.ts'

type Question = {
  readonly communityId: Id
  readonly personId: Id
  readonly typeCode: string | null
  readonly on: CivilDate
}

/** One person may be on duty that day, or is refused as `findFitness` says, such as `duty.no-card`. */
export async function requireFitness(batch: Batch, question: Question): Promise<void> {
  const { personId, ...rest } = question
  const fitness = await findFitness(batch.ctx, { ...rest, personIds: [personId] })
  accept(fitness.get(personId) ?? refuse(dutyErrors['person-not-found']))
}
