import { parseArgs } from 'node:util'
import {
  duplicateChoices,
  importKinds,
  type DuplicateChoice,
  type ImportKind,
} from '../../src/features/import/model.ts'
import { isId, type Id } from '../../src/kernel/ids.ts'
import { normalisePhone } from '../../src/kernel/text.ts'
import { UsageError } from './usage-error.ts'

export const IMPORT_USAGE = `用法 (usage):
  npm run import -- 文件 [选项]              试算：读文件、逐行核对，什么也不写
  npm run import -- 文件 --hand-in --by 手机号  核对无误后交入，等另一位批准
  npm run import -- --approve 编号 --by 手机号  由另一位批准并写入；中断后再运行一次就接着写
  npm run import -- --reject 编号 --by 手机号 --reason 原因
  npm run import -- --list                 看各次导入和进度
选项:
  --kind people|memberships|records|openings  人员名册|归属|服务记录|期初余额；不写时看表头
  --map "表头=栏目"      认不出的表头，指明是哪一栏；可以写多次
  --skip-bad             跳过出错的行，其余照常；不写时有一行出错就一行也不写
  --duplicates same|new|skip  可能已登记的人：同一人|另一人|跳过；不写时停下来等您判断
  --report 文件.xlsx     把没有写入的行连同原因存成 .xlsx 或 .csv
  --by 手机号 [--name 姓名]   谁办理；一个号码登记了几个人时写姓名`

export type ImportWords = {
  readonly file: string | null
  readonly act: 'check' | 'handIn' | 'approve' | 'reject' | 'list'
  readonly id: Id
  readonly kind: ImportKind | null
  readonly phone: string | null
  readonly name: string | null
  readonly pairs: readonly string[]
  readonly skipBad: boolean
  readonly duplicates: DuplicateChoice | null
  readonly report: string | null
  readonly reason: string
}

/** @throws UsageError with how to call the command */
export function readImportWords(args: readonly string[]): ImportWords {
  const { values, positionals } = parsed(args)
  const act = actOf(values)
  const id = values.approve ?? values.reject ?? ''
  const phone = phoneOf(values.by)
  const file = fileOf(act, positionals)
  if ((act === 'approve' || act === 'reject') && !isId(id)) throw usage(`编号不对：${id}`)
  if (act !== 'check' && act !== 'list' && phone === null) throw usage('要写 --by 手机号')
  const { name = null, map: pairs = [], report = null, reason = '' } = values
  return {
    ...{ file, act, id, phone, name, pairs, report, reason },
    kind: oneOf(importKinds, values.kind, '--kind'),
    skipBad: values['skip-bad'] === true,
    duplicates: oneOf(duplicateChoices, values.duplicates, '--duplicates'),
  }
}

function phoneOf(word: string | undefined): string | null {
  if (word === undefined) return null
  const phone = normalisePhone(word)
  if (phone === undefined) throw usage(`手机号不对：${word}`)
  return phone
}

function fileOf(act: ImportWords['act'], words: readonly string[]): string | null {
  const needed = act === 'check' || act === 'handIn' ? 1 : 0
  if (words.length !== needed) throw usage()
  return words[0] ?? null
}

function usage(problem?: string): UsageError {
  return new UsageError(problem === undefined ? IMPORT_USAGE : `${problem}\n${IMPORT_USAGE}`)
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        kind: { type: 'string' },
        by: { type: 'string' },
        name: { type: 'string' },
        map: { type: 'string', multiple: true },
        'hand-in': { type: 'boolean' },
        'skip-bad': { type: 'boolean' },
        duplicates: { type: 'string' },
        report: { type: 'string' },
        approve: { type: 'string' },
        reject: { type: 'string' },
        reason: { type: 'string' },
        list: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw usage(error instanceof Error ? error.message : undefined)
  }
}

function actOf(values: ReturnType<typeof parsed>['values']): ImportWords['act'] {
  if (values.list) return 'list'
  if (values.approve !== undefined) return 'approve'
  if (values.reject !== undefined) return 'reject'
  return values['hand-in'] ? 'handIn' : 'check'
}

function oneOf<T extends string>(
  known: readonly T[],
  word: string | undefined,
  option: string,
): T | null {
  if (word === undefined) return null
  const found = known.find((each) => each === word)
  if (!found) throw usage(`${option} 只能是 ${known.join('、')}：${word}`)
  return found
}
