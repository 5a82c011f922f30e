import type { ExportKind } from './model.ts'

export const exportNames: Readonly<Record<ExportKind, string>> = {
  people: '人员名册',
  records: '服务记录',
  statement: '储蓄明细',
  'trial-balance': '试算表',
}

export const MINUTES_FACT = '时长和储蓄都是整数分钟，60 分钟为 1 小时'
