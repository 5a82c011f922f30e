import { parseArgs } from 'node:util'
import { formatsOf } from '../../src/features/report/model.ts'
import { parseCivilDate, type CivilDate } from '../../src/kernel/clock.ts'
import { UsageError } from './usage-error.ts'

const EXPORT_USAGE = `用法 (usage):
  npm run -s export -- --format hledger --community 社区 > 文件
  npm run -s export -- --format beancount --all --out 文件夹
选项:
  --format hledger|beancount|csv   文件的格式；csv 一行一条分录
  --format ndjson                  搬家用：带校验，另一个区用 npm run take 接收
  --community 社区名或编号          一个社区的账簿；不写 --out 时写到标准输出
  --all                            所有社区，同一时刻，各存一个文件；要写 --out 文件夹
  --until 2026-11-24               只到这一天入账的为止（含当日，北京时间）
  --out 文件                       写好之后才有这个名字，中断了不会留下半个`

const formats = [...formatsOf.books, 'ndjson'] as const

export type BooksFormat = (typeof formats)[number]

export type ExportWords = {
  readonly format: BooksFormat
  /** Null: all. */
  readonly community: string | null
  readonly untilOn: CivilDate | null
  readonly out: string | null
}

/** @throws UsageError with how to call the command */
export function readExportWords(args: readonly string[]): ExportWords {
  const { format, community = null, all = false, until, out = null } = parsed(args)
  const known = formats.find((each) => each === format)
  if (!known) throw usage(`--format 只能是 ${formats.join('、')}`)
  if (all === (community !== null)) throw usage('请写 --community 社区，或者 --all')
  if (all && out === null) throw usage('--all 要写 --out 文件夹')
  const untilOn = until === undefined ? null : parseCivilDate(until)
  if (untilOn === undefined) throw usage(`日期要写成 2026-11-24 的样子：${until}`)
  if (known === 'ndjson' && untilOn !== null) throw usage('ndjson 总是到最后一笔，不能写 --until')
  return { format: known, community, untilOn, out }
}

function usage(problem: string): UsageError {
  return new UsageError(`${problem}\n${EXPORT_USAGE}`)
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        format: { type: 'string' },
        community: { type: 'string' },
        all: { type: 'boolean' },
        until: { type: 'string' },
        out: { type: 'string' },
      },
    }).values
  } catch (error) {
    throw usage(error instanceof Error ? error.message : '')
  }
}
