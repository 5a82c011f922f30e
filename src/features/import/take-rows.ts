import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Id } from '../../kernel/ids.ts'
import { recordAct } from '../audit/record-acts.ts'

export type TakeRows = {
  readonly importId: Id
  /** Those to be put right, or the whole file. */
  readonly what: 'bad' | 'all'
  readonly format: 'csv' | 'xlsx'
}

/** Files that somebody takes lines of an import along; they hold people's data. */
export const takeRows = writeUseCase<TakeRows, { readonly importId: Id }, unknown>({
  useCase: 'import.take-rows',
  work: oneByOne(async (batch, command) => {
    const { importId, what, format } = command.input
    const subjects = [importId, `what:${what}`, `format:${format}`]
    await recordAct(batch, command, { act: 'import.take-rows', subjects })
    return { importId }
  }),
})
