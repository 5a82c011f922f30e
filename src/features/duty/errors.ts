import { defineErrors } from '../../kernel/errors.ts'

export const dutyErrors = defineErrors('duty', {
  'activity-not-found': ['not_found', '没有找到这个活动', '请从活动列表里重新选择。'],
  'activity-time': ['invalid', '活动的起止时间不对', '结束要在开始之后，最长一天。'],
  'activity-cancelled': ['conflict', '活动已经取消', '请刷新后再看。'],
  'activity-not-begun': ['conflict', '活动还没有开始', '到场要等活动开始以后再确认。'],
  'attendance-too-long': ['invalid', '参加时间超过了活动时长', '请按实际参加的分钟数填写。'],
  'own-attendance': ['forbidden', '不能确认自己到场', '请由另一位社区工作者确认。'],
  'attendance-not-found': ['not_found', '没有找到这条到场记录', '请刷新后再看。'],
  'attendance-withdrawn': ['conflict', '这条到场记录已经撤回', '请刷新后再看。'],
  'person-not-found': [
    'not_found',
    '没有登记过这个人',
    '请核对姓名或服务卡号；还没有登记的居民，先登记姓名。',
  ],
  'person-ambiguous': [
    'invalid',
    '社区里有不止一个人叫这个姓名',
    '请改填服务卡号，或从人员里选择。',
  ],
  'cursor-malformed': ['invalid', '翻页标记不对', '请回到第一页重新查看。'],
  'person-twice': ['invalid', '名单里有重复的人', '每个人只填一行。'],
})
