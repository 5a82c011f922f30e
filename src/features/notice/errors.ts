import { defineErrors } from '../../kernel/errors.ts'

export const noticeErrors = defineErrors('notice', {
  'not-found': ['not_found', '没有找到这条通知', '请回到通知列表，从那里打开。'],
  'url-malformed': [
    'invalid',
    '网址不能用',
    '请填 https:// 开头的网址，里面不写用户名和密码，最多 500 个字。',
  ],
  'secret-malformed': [
    'invalid',
    '签名密钥格式不对',
    '密钥是 whsec_ 加 24 到 64 字节的 base64；可以用页面上给出的那一个。',
  ],
  'kinds-malformed': [
    'invalid',
    '通知种类写法不对',
    '写成 duty.shift-reminder、duty.* 或 *，最多 50 个，用逗号隔开。',
  ],
  'subscription-not-found': ['not_found', '没有找到这个订阅', '可能已经结束，请刷新订阅列表。'],
  'delivery-not-found': ['not_found', '没有找到这次发送', '请刷新列表，从那里选择。'],
  'not-given-up': ['conflict', '这次发送没有放弃', '正在发或者已经发出，不用重发；请刷新列表。'],
  'text-late': [
    'conflict',
    '这条短信已过 24 小时，不再发送',
    '本人在站内通知里看得到；仍要紧的，请打电话告诉本人。',
  ],
  'cursor-malformed': ['invalid', '翻页标记不对', '请回到第一页重新查看。'],
})
