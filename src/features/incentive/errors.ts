import { defineErrors } from '../../kernel/errors.ts'

export const incentiveErrors = defineErrors('incentive', {
  'period-malformed': ['invalid', '时间段写得不对', '月写 2026-11，季写 2026-Q4，年写 2026。'],
  'node-not-found': ['not_found', '没有找到这个单位', '请从列表里重新选择。'],

  'introducer-not-found': [
    'invalid',
    '没有找到这位邀请人',
    '请核对姓名或服务卡号；不记得可以不填。姓名只在您的社区里查找。',
  ],
  'introducer-ambiguous': [
    'invalid',
    '这个姓名有不止一个人',
    '请改填服务卡号，或请对方出示服务卡。',
  ],
  'introduction-by-resident-only': [
    'forbidden',
    '只能由本人说明谁邀请了自己',
    '任何人不能代填，也不能分派。',
  ],
  'introduction-self': ['invalid', '不能填自己', '请填邀请您来的人；没有可以不填。'],
  'introduction-household': [
    'invalid',
    '同住的家人不计入引荐',
    '请填家庭以外邀请您来的人；没有可以不填。',
  ],
  'introduction-loop': [
    'conflict',
    '对方是您邀请来的（或由您邀请的人邀请来的）',
    '引荐不能绕成一圈；如填错了，请核对是谁邀请了您。',
  ],
  'introduction-late': [
    'conflict',
    '说明引荐人的时间已过',
    '要在第一次参与后的限定天数内说明；您的参与仍然照常计入。',
  ],
  'introduction-effective': [
    'conflict',
    '引荐已经生效，不能再改',
    '参与满规定天数以后，引荐人就固定了。',
  ],
  'introduction-declined': ['conflict', '对方已经说明不是自己邀请的', '可以改填别人，或不填。'],
  'introduction-not-found': ['not_found', '没有找到这条引荐', '请刷新后再看。'],
  'decline-late': ['conflict', '说明的时间已过', '要在限定天数内说明；过期视为认可。'],

  'period-not-month': ['invalid', '月榜按月计算', '请填月份，例如 2026-11。'],
  'period-not-begun': ['invalid', '这个月还没有开始', '请选择本月或以前的月份。'],
  'standing-not-found': ['not_found', '没有找到这份榜单', '请刷新后再看。'],
  'standing-preliminary': [
    'conflict',
    '还没有到截止时间，只能预览',
    '月末后再过限定的工作日截止；截止后重新计算再发布。',
  ],
  'standing-published': ['conflict', '这个月的榜单已经发布', '每个单位每月只发布一次。'],
  'second-person-needed': ['forbidden', '不能发布自己计算的榜单', '请由另一位工作人员核对后发布。'],
})
