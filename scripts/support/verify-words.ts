import { parseArgs } from 'node:util'
import { UsageError } from './usage-error.ts'

const USAGE = `用法 (usage):
  npm run verify                                   核对所有社区的账
  npm run verify -- --community 社区名或编号        只核对一个社区
  npm run verify -- --checkpoints 文件或文件夹      再与留存在外面的校验点比较
  npm run verify -- --receipt 文件 --key 公钥或文件  验证一张凭条，不用数据库`

export type VerifyWords = {
  readonly community: string | null
  readonly checkpoints: string | null
  readonly receipt: { readonly path: string; readonly key: string } | null
}

/** @throws UsageError with how to call the command */
export function readVerifyWords(args: readonly string[]): VerifyWords {
  const { community = null, checkpoints = null, receipt, key } = parsed(args)
  if ((receipt === undefined) !== (key === undefined)) throw new UsageError(USAGE)
  return {
    community,
    checkpoints,
    receipt: receipt !== undefined && key !== undefined ? { path: receipt, key } : null,
  }
}

function parsed(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const
    const options = { community: text, checkpoints: text, receipt: text, key: text }
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : ''}\n${USAGE}`)
  }
}
