import {
  defineErrors,
  DomainError,
  refuse,
  type ErrorCode,
  type Refusal,
} from '../kernel/errors.ts'

export const databaseErrors = defineErrors('db', {
  busy: ['busy', '系统正忙', '请稍等几秒再试；如果刚才已经提交，用同一个请求重试不会重复。'],
  unavailable: [
    'busy',
    '数据库暂时连接不上',
    '刚才的操作可能已经生效，也可能没有；请稍后用同一个请求重试，不会重复。',
  ],
  'bad-text': ['invalid', '文字里有无法保存的字符', '请删去看不见的特殊字符后再提交。'],
})

const constraintCodes = new Map<string, ErrorCode>()

/** A named constraint says the same as the rule it backs. Called by rooms' stores. */
export function defineConstraints(rows: Readonly<Record<string, ErrorCode>>): void {
  for (const [name, error] of Object.entries(rows)) constraintCodes.set(name, error)
}

type DriverError = { code: string; constraint_name?: string }

/** The driver's error under whatever wraps it; undefined when it is not one. */
export function driverErrorOf(error: unknown): DriverError | undefined {
  let current = error
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    if ('code' in current && typeof current.code === 'string') {
      return current as Error & DriverError
    }
    current = current.cause
  }
  return undefined
}

const UNAVAILABLE =
  /^(08|57P0|57014$|53|55P03$|25006$|25P0[34]$|CONNECT|ECONN|ENOENT$|EPIPE$|ETIMEDOUT$|EAI_AGAIN$)/

/** What a batch had read without a lock has changed: a second run reads it anew. */
export class LostRace extends Error {}

/** Lost races that a second run settles; two uses of one key at once end as replay or refusal. */
export function isRetryable(error: unknown): boolean {
  if (error instanceof LostRace) return true
  const driverError = driverErrorOf(error)
  if (driverError?.code === '23505') return driverError.constraint_name === 'commands_once'
  return driverError?.code === '40001' || driverError?.code === '40P01'
}

/** What a database error means to a caller; undefined when it is a fault of ours. */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof DomainError) return error.refusal
  if (error instanceof LostRace) return refuse(databaseErrors.busy)
  const driverError = driverErrorOf(error)
  if (!driverError) return undefined
  const named = constraintCodes.get(driverError.constraint_name ?? '')
  if (named) return refuse(named)
  if (UNAVAILABLE.test(driverError.code)) return refuse(databaseErrors.unavailable)
  if (isRetryable(error)) return refuse(databaseErrors.busy)
  if (/^(22021|22P05)$/.test(driverError.code)) return refuse(databaseErrors['bad-text'])
  return undefined
}
