import { defineErrors } from '../../kernel/errors.ts'

export const noticeErrors = defineErrors('notice', {
  'not-found': ['not_found', '没有找到这条通知', '请回到通知列表，从那里打开。'],
  'cursor-malformed': ['invalid', '翻页标记不对', '请回到第一页重新查看。'],
})
