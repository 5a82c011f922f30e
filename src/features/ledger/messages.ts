import type { AccountKind, ProposalKind, ProposalState, TransferReason } from './model.ts'

/** As a 储蓄本 names them: `in` where it was 存入, `out` where it was 使用. */
export const reasonNames: Readonly<
  Record<TransferReason, { readonly in: string; readonly out: string }>
> = {
  accrual: { in: '服务存入', out: '服务存入' },
  overflow: { in: '超过上限转入', out: '超过上限转出' },
  redemption: { in: '使用储蓄', out: '使用储蓄' },
  gift: { in: '收到赠送', out: '赠送' },
  donation: { in: '收到捐赠', out: '捐给公益时间库' },
  grant: { in: '公益时间库资助', out: '资助' },
  move: { in: '储蓄本转入', out: '储蓄本转出' },
  leaving: { in: '亲属转入', out: '停用转出' },
  expiry: { in: '到期转入', out: '到期转出' },
  opening: { in: '期初余额', out: '期初余额' },
  adjustment: { in: '调整增加', out: '调整减少' },
  'write-off': { in: '核销差额', out: '核销差额' },
  reversal: { in: '更正退回', out: '更正扣回' },
}

/** As the books name them, from neither side. */
export const transferNames: Readonly<Record<TransferReason, string>> = {
  accrual: '存入',
  overflow: '溢出',
  redemption: '使用储蓄',
  gift: '转赠',
  donation: '捐赠',
  grant: '公益支出',
  move: '迁移',
  leaving: '停用',
  expiry: '到期',
  opening: '期初',
  adjustment: '调整',
  'write-off': '核销',
  reversal: '更正',
}

export const accountNames: Readonly<Record<AccountKind, string>> = {
  savings: '个人储蓄',
  commons: '公益时间库',
  issuance: '服务存入',
  retirement: '已用储蓄',
  clearing: '社区往来',
  opening: '期初',
  adjustment: '调整',
}

export const proposalKindNames: Readonly<Record<ProposalKind, string>> = {
  grant: '公益时间库资助',
  adjustment: '调整储蓄',
  opening: '期初余额',
  reversal: '核销更正',
}

export const proposalStateNames: Readonly<Record<ProposalState, string>> = {
  proposed: '等另一位确认',
  confirmed: '已确认并记账',
  declined: '没有同意',
}
