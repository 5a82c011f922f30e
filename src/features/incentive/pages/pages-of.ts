import type { AppContext } from '../../../http/env.ts'

export function pageIn(c: AppContext): number {
  const asked = Number(c.req.query('page') ?? '1')
  return Number.isSafeInteger(asked) && asked > 0 ? asked : 1
}

type Asked = { readonly page: number; readonly size: number; readonly path: string }

/** The rows of one page, the last when there are not so many, and the way to those beside it. */
export function pageOf<Row>(rows: readonly Row[], { page, size, path }: Asked) {
  const last = Math.max(1, Math.ceil(rows.length / size))
  const at = Math.min(page, last)
  const first = (at - 1) * size
  const until = Math.min(first + size, rows.length)
  return {
    shown: rows.slice(first, until),
    nav: {
      previousHref: at > 1 ? `${path}?page=${at - 1}` : undefined,
      nextHref: at < last ? `${path}?page=${at + 1}` : undefined,
      summary: `第 ${first + 1}–${until} 项，共 ${rows.length} 项`,
    },
  }
}
