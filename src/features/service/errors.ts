import { defineErrors } from '../../kernel/errors.ts'

export const serviceErrors = defineErrors('service', {
  'record-not-found': ['not_found', '没有找到这条服务记录', '请刷新后再看。'],
  'record-decided': ['conflict', '这条记录已经处理过', '请刷新后再看；有误请用更正。'],
  'own-record': ['forbidden', '不能审核自己的服务', '请由另一位社区工作者审核。'],
  'household-record': ['forbidden', '不能审核家里人的服务', '请由另一位社区工作者审核。'],
  'entered-by-yourself': [
    'forbidden',
    '这条记录是您录入的，又没有别的凭据',
    '请由另一位社区工作者审核，或补上签到签退、服务对象确认、队长签到表。',
  ],
  overlap: ['conflict', '与已审核的服务时间重叠', '同一时间只能记一次；请核对起止时间。'],
  'open-first': ['conflict', '这条记录要先打开看过', '黄色和红色的记录要打开核对后再通过。'],
})
