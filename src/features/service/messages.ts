import type { InboxColour, MeasureKind, RecordState, RecordView, ServiceDomain } from './model.ts'

export const recordStateNames: Readonly<Record<RecordState, string>> = {
  draft: '草稿',
  submitted: '待审核',
  approved: '已通过',
  rejected: '已驳回',
  withdrawn: '已撤回',
  reversed: '已更正',
}

export const colourNames: Readonly<Record<InboxColour, string>> = {
  green: '绿 · 可直接通过',
  yellow: '黄 · 要打开核对',
  red: '红 · 有冲突或异常',
}

export const measureNames: Readonly<Record<MeasureKind, string>> = {
  checkIn: '签到签退',
  manual: '手工填写',
  groupSheet: '集体签到表',
  import: '历史数据导入',
}

export const domainNames: Readonly<Record<ServiceDomain, string>> = {
  convenience: '便民',
  benefit: '惠民',
  safety: '安民',
}

export function recipientText({ recipient, recipientName }: RecordView): string {
  if (recipient.kind === 'person') return recipientName ?? '一位居民'
  if (recipient.kind === 'household') return '一户家庭'
  if (recipient.kind === 'group') return `${recipient.headcount} 人（${recipient.description}）`
  return recipient.description
}
