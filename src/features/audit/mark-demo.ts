import { oneByOne, writeUseCase } from '../../db/commands.ts'
import type { Instant } from '../../kernel/clock.ts'
import { recordAct } from './record-acts.ts'
import { demoActs, type DemoMark } from './model.ts'

/**
 * Files that filling this database with the demonstration begins, or is done. Begun and not done is
 * what a killed start leaves; whoever finds it plays the rest. Answers with when it was first filed.
 */
export const markDemo = writeUseCase<
  { readonly mark: DemoMark; readonly note: string | null },
  { readonly markedAt: Instant },
  unknown
>({
  useCase: 'audit.mark-demo',
  work: oneByOne(async (batch, command) => {
    const { mark, note } = command.input
    await recordAct(batch, command, { act: demoActs[mark], subjects: [], reason: note })
    return { markedAt: batch.now }
  }),
})
