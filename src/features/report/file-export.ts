import { oneByOne, writeUseCase } from '../../db/commands.ts'
import { recordAct } from '../audit/record-acts.ts'
import type { Id } from '../../kernel/ids.ts'
import type { ExportFormat, ExportMark, ExportScope } from './model.ts'

export type FileExport = ExportScope &
  ExportMark & { readonly exportId: Id; readonly format: ExportFormat }

/**
 * Files who exports what under its community: once before the first byte, once with the count of
 * rows that were sent, and whether that was all of them.
 */
export const fileExport = writeUseCase<FileExport, { readonly filed: true }, unknown>({
  useCase: 'report.file-export',
  work: oneByOne(async (batch, command) => {
    const { input } = command
    await recordAct(batch, command, {
      act: `report.${input.mark}-export`,
      subjects: [input.exportId, ...(input.personId ? [input.personId] : []), ...wordsOf(input)],
    })
    return { filed: true }
  }),
})

function wordsOf(input: FileExport): readonly string[] {
  const words = [
    ['kind', input.kind],
    ['format', input.format],
    ['from', input.fromOn],
    ['until', input.untilOn],
    ['state', input.state],
    ['rows', input.mark === 'finish' ? input.rows : null],
    ['whole', input.mark === 'finish' ? input.whole : null],
  ] as const
  return words.flatMap(([name, word]) => (word === null ? [] : [`${name}:${word}`]))
}
