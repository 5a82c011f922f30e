import { defineErrors } from '../../kernel/errors.ts'

export const policyErrors = defineErrors('policy', {
  'not-found': ['not_found', '没有找到这条规则', '可能已经变动，请刷新规则列表。'],
  'value-malformed': ['invalid', '规则的内容不对', '请对照现行规则，逐项填写允许范围内的数值。'],
  'form-incomplete': ['invalid', '还没有填完整', '请填写生效日期和理由。'],
  'too-early': ['invalid', '新规则最早从明天起生效', '请把生效日期改到明天或以后。'],
  'second-person-needed': [
    'forbidden',
    '需要另一位管理员确认',
    '提出规则的人不能自己确认，请另一位区管理员办理。',
  ],
  'already-confirmed': ['conflict', '这条规则已经确认', '不用重复确认。'],
  withdrawn: ['conflict', '这条规则已经撤回', '如仍需要，请重新提出。'],
  'in-force': ['conflict', '这条规则已经生效', '生效的规则不能撤回；请提出新的一条。'],
})
