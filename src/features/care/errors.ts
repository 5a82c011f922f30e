import { defineErrors } from '../../kernel/errors.ts'

export const careErrors = defineErrors('care', {
  'person-not-found': ['not_found', '没有找到这个人', '只能办理住在本社区的人；请核对后重新查找。'],
  'consent-missing': [
    'conflict',
    '这一项没有有效的同意',
    '请先登记本人、监护人或近亲属的单独同意；同意过期的，先续签。',
  ],
  'consent-dates': [
    'invalid',
    '同意的日期不对',
    '签署日期不能晚于今天，到期日期要在今天以后，并且不超过规则规定的最长期限。',
  ],
  'guardian-needed': ['invalid', '未成年人要由监护人同意', '请由监护人签字后再登记。'],
  'birth-date-missing': ['invalid', '还没有登记出生日期', '先补填出生日期，才知道由谁同意。'],
  'consent-not-given': ['conflict', '这一项没有可以撤回的同意', '请刷新后再看。'],
  'group-unknown': ['invalid', '群体不在登记表里', '请从列表里选择；列表由规则决定。'],
  'need-dates': [
    'invalid',
    '登记的日期不对',
    '结束不能早于开始，复核不能早于开始；临时困难要写结束日期，不超过规则规定的天数。',
  ],
  'note-changed': ['conflict', '这一项刚刚有人写过', '请重新打开，看过现在的内容再更正。'],
  'note-not-found': ['not_found', '没有找到这一项', '可能已经结束，请刷新后再看。'],
  'nothing-to-open': [
    'conflict',
    '没有可以打开的内容',
    '还没有写过，或同意已经过期；续签后可以再打开。',
  ],
  'opening-not-found': [
    'not_found',
    '没有找到这次查看',
    '查看只对打开的人有效，过一会儿会关上；请说明原因后重新打开。',
  ],
  'cursor-malformed': ['invalid', '翻页标记不对', '请回到第一页重新查看。'],
  'not-about-oneself': [
    'forbidden',
    '不能自己办理自己家的档案',
    '请由另一位社区工作者办理；自己的内容在“谁看过我家的档案”里打开。',
  ],
})
