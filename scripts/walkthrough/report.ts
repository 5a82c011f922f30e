import type { Problem } from '../../src/http/problem.ts'
import { civilDateOf, civilTimeOf, parseInstant } from '../../src/kernel/clock.ts'
import type { Answer } from '../support/http-client.ts'

/** Something seen, beside what the rules say it has to be. */
export type See = (what: string, actual: unknown, expected: unknown) => void

export type Report = {
  /** What follows belongs together. */
  chapter(title: string): void
  /** One numbered line: what was done, what came back, what it had to be. Passes errors on. */
  step<T>(title: string, work: (see: See) => Promise<T>): Promise<T>
  /** The story could not go on; counts as a difference. */
  broken(error: unknown): void
  /** In one line, whether everything was as it had to be. */
  summary(): string
  differences(): number
}

export function makeReport(print: (line: string) => void): Report {
  let steps = 0
  let differences = 0
  let ending = '走查完成'

  function line(title: string, seen: readonly Seen[], isDone: boolean): void {
    const wrong = seen.filter(({ same }) => !same).length
    differences += wrong
    const mark = isDone && wrong === 0 ? '✓' : '✗'
    const words = seen.map(({ text }) => text)
    if (!isDone) words.push('没有做完')
    print(`${String(steps).padStart(3)} ${mark} ${title}：${words.join('；')}`)
  }

  return {
    chapter: (title) => print(`\n${title}`),
    async step(title, work) {
      steps += 1
      const seen: Seen[] = []
      let isDone = false
      try {
        const result = await work((...what) => seen.push(compare(...what)))
        isDone = true
        return result
      } finally {
        line(title, seen, isDone)
      }
    },
    broken(error) {
      differences += 1
      ending = '走查没有走完'
      print(`    ✗ 走查在这里断了：${error instanceof Error ? error.message : String(error)}`)
    },
    summary: () => `${ending}：${steps} 步，${differences} 处不符`,
    differences: () => differences,
  }
}

type Seen = { readonly same: boolean; readonly text: string }

/** Longer ones are printed once where they are alike. */
const PRINTED_TWICE = 24

function compare(what: string, actual: unknown, expected: unknown): Seen {
  const same = JSON.stringify(actual) === JSON.stringify(expected)
  if (!same) {
    const [is, must] = [JSON.stringify(actual) ?? '无', JSON.stringify(expected)]
    return { same, text: `✗ ${what} ${is}，应为 ${must}` }
  }
  const text = textOf(actual)
  const must = text.length > PRINTED_TWICE ? '（正是应有的）' : `（应为 ${text}）`
  return { same, text: `${what} ${text}${must}` }
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('、')
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return '无'
  const instant = parseInstant(value)
  return instant ? `${civilDateOf(instant)} ${civilTimeOf(instant)}` : value
}

/** A refusal has a status, and a code that never changes. */
export function seeRefusal(
  see: See,
  answer: Answer<unknown>,
  status: number,
  code: string,
): Partial<Problem> {
  const problem = answer.body as Partial<Problem>
  see('状态', answer.status, status)
  see('拒绝', problem.code, code)
  return problem
}
