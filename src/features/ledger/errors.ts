import { defineErrors } from '../../kernel/errors.ts'

export const ledgerErrors = defineErrors('ledger', {
  'amount-out-of-bounds': ['invalid', '数额不对', '数额要是大于零的整数分钟。'],
  'same-account': ['invalid', '转出和转入是同一个账户', '请换一个接受的人。'],
  'account-not-found': ['not_found', '没有找到这个储蓄账户', '请检查编号。'],
  'account-closed': ['conflict', '这个储蓄账户已经停用', '停用的账户不再记账；请联系社区工作者。'],
  'account-not-empty': [
    'conflict',
    '账户里还有储蓄或预留',
    '先把储蓄转给亲属或公益时间库，再停用。',
  ],
  'insufficient-credits': ['conflict', '可用的储蓄不够', '可以少用一些，或不用储蓄照常求助。'],
  'hold-not-found': ['not_found', '没有找到这笔预留', '请刷新后再看。'],
  'hold-resolved': ['conflict', '这笔预留已经处理过', '预留只能处理一次；请刷新后再看。'],
  'hold-expired': ['conflict', '这笔预留已经过期退回', '需要时请重新申请使用储蓄。'],
  'more-than-agreed': ['invalid', '超过事先同意的数额', '最多用到事先同意的数额。'],
  'already-opened': ['conflict', '期初余额已经记过', '每人只能记一次期初余额；有误请用更正。'],
  'already-posted': ['conflict', '这件事已经记过账', '同一件事只记一次；请刷新后再看。'],
  'journal-not-found': ['not_found', '没有找到这笔账', '请检查编号。'],
  'already-reversed': ['conflict', '这笔账已经更正过', '一笔账只能更正一次。'],
  'reversal-of-reversal': ['conflict', '更正不能再更正', '需要时请重新办理原来的事项。'],
  'shortfall-needs-two': [
    'conflict',
    '储蓄已经用掉，不够更正',
    '差额要由两位工作人员说明理由后核销；请提交核销申请。',
  ],
  'second-person-needed': ['forbidden', '要由另一位工作人员确认', '提出的人不能自己确认。'],
  'proposal-not-found': ['not_found', '没有找到这个申请', '请刷新后再看。'],
  'proposal-decided': ['conflict', '这个申请已经处理过', '请刷新后再看。'],
  'books-elsewhere': ['conflict', '这个人的储蓄不在本社区', '请到储蓄所在的社区办理。'],
})
