import type { Ctx } from '../../src/db/transaction.ts'
import { findDemo } from '../../src/features/audit/find-demo.ts'
import { loadTree } from '../../src/features/person/load-tree.ts'
import { monotonicMs } from '../../src/kernel/clock.ts'
import { DomainError } from '../../src/kernel/errors.ts'
import { StartupError } from '../../src/kernel/startup-error.ts'
import { playStory } from './story.ts'

export type DemoWish = {
  /** `--demo`, `--no-demo`; null when neither was said. */
  readonly wanted: boolean | null
  readonly embedded: boolean
  readonly print: (line: string) => void
  readonly isStopping?: () => boolean
}

/**
 * Fills an empty database with the demonstration: the embedded one unless told not to, an external
 * one only when told to. What an earlier start had begun is finished in any case, but for a district
 * that `npm run seed` fills: that takes minutes and is left to it. Returns whether the people of the
 * demonstration are there.
 * @throws StartupError when it was wanted and the database holds something else
 */
export async function provideDemo(ctx: Ctx, wish: DemoWish): Promise<boolean> {
  const demo = await findDemo(ctx)
  if (demo?.finishedAt) return true
  if (demo && demo.scale !== null) {
    wish.print(
      `这里的 ${demo.scale} 规模演示数据没有装完：停止后用 npm run seed -- --scale ${demo.scale} 接着装。`,
    )
    return demo.chapter !== null
  }
  // nobody can be there without a place: whoever is registered belongs to one
  const isEmpty = (await loadTree(ctx)).size === 0
  if (!demo && !isEmpty) {
    if (wish.wanted) throw notEmpty()
    return false
  }
  if (!demo && !(wish.wanted ?? wish.embedded)) {
    wish.print(
      '数据库是空的：用 npm run admin -- 手机号 建第一位区管理员，或用 npm start -- --demo 装入演示数据。',
    )
    return false
  }
  wish.print(demo ? '接着装入上次没有装完的演示数据……' : '数据库是空的，正在装入演示数据……')
  const from = monotonicMs()
  const isWhole = await playStory(ctx, wish.isStopping).catch((error: unknown) => {
    throw error instanceof DomainError ? notWhole(error) : error
  })
  const seconds = ((monotonicMs() - from) / 1000).toFixed(1)
  wish.print(isWhole ? `演示数据已装入，用了 ${seconds} 秒。` : '没有装完，下次启动接着装。')
  return isWhole
}

function notEmpty(): StartupError {
  return new StartupError(
    '这个数据库里已经有内容，--demo 只装入空的数据库：换一个空的数据库，或去掉 --demo。',
    'The database is not empty, and --demo fills an empty one only: use another, or leave --demo out.',
  )
}

/** Somebody has changed what the rest of the story is told about. */
function notWhole({ refusal }: DomainError): StartupError {
  return new StartupError(
    `演示数据只装了一半，这个数据库后来又被改动，装不完（${refusal.error.title}）：请换一个空的数据库，内置数据库换 DATA_DIR。`,
    `Half a demonstration that was changed since cannot be finished (${refusal.error.code}): use an empty database, or another DATA_DIR.`,
  )
}
