import type { ErrorCode } from '../../kernel/errors.ts'
import type { DuplicateChoice, ImportKind, ImportState, RowFate } from './model.ts'

export const importKindNames: Readonly<Record<ImportKind, string>> = {
  people: '人员名册',
  memberships: '归属',
  records: '服务记录',
  openings: '期初余额',
}

export const importStateNames: Readonly<Record<ImportState, string>> = {
  uploaded: '待交入',
  handedIn: '待批准',
  running: '正在写入',
  done: '已完成',
  rejected: '已退回',
}

export const rowFateNames: Readonly<Record<RowFate, string>> = {
  ready: '可以写入',
  known: '已在账上',
  undecided: '等您判断',
  skipped: '跳过',
  bad: '要改',
}

export const duplicateChoiceNames: Readonly<Record<DuplicateChoice, string>> = {
  same: '同一人',
  new: '另一人',
  skip: '跳过',
}

export const ROW_COLUMNS = ['行', '栏目', '原因'] as const

/** What a room below refused, as the reason of a row. */
export function reasonOf({
  error,
}: {
  readonly error: Pick<ErrorCode, 'title' | 'advice'>
}): string {
  return `${error.title}；${error.advice}`.replace(/。$/, '')
}
