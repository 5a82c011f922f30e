import type { InstructionKind, UnusedReason } from './model.ts'

export const unusedReasonNames: Readonly<Record<UnusedReason, string>> = {
  notRedeemable: '这个项目不用储蓄，也一样安排。',
  noVisit: '这类事项不用上门，不用储蓄。',
  changesNothing: '不用储蓄也一样快，所以不用储蓄。',
  notEnough: '可用的储蓄不够，这次不用储蓄，照常安排。',
}

export const instructionNames: Readonly<Record<InstructionKind, string>> = {
  keep: '都留着自己用',
  giveHalf: '一半捐给公益时间库',
  giveAll: '全部捐给公益时间库',
}
