import { defineErrors } from '../../kernel/errors.ts'

export const redemptionErrors = defineErrors('redemption', {
  'payer-not-agreed': [
    'forbidden',
    '储蓄人还没有同意',
    '只能用自己的储蓄，或核实过、长期同意您使用的亲属的储蓄。',
  ],
  'commons-by-coordinator': [
    'forbidden',
    '公益时间库由社区工作者安排',
    '请联系社区工作者，由其说明理由后登记。',
  ],
  'commons-not-for-oneself': [
    'forbidden',
    '不能为自己或家里人用公益时间库',
    '请由另一位社区工作者登记。',
  ],
  'already-used': ['conflict', '这个事项已经在用储蓄', '一个事项只预留一次。'],
  'not-used': ['conflict', '这个事项没有用储蓄', '不用撤回。'],
})
