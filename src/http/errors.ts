import { defineErrors } from '../kernel/errors.ts'

export const httpErrors = defineErrors('request', {
  malformed: ['malformed', '请求不是正确的 JSON', '请检查内容格式后重新提交。'],
  invalid: ['invalid', '有内容填写不正确', '请按提示改正后再提交。'],
  'not-found': ['not_found', '没有找到', '请检查地址，或从首页重新进入。'],
  'method-not-allowed': ['malformed', '这个地址不支持这种操作', '请查看接口文档 /docs。'],
  'content-type': ['malformed', '内容类型不对', '请用 application/json 提交。'],
  'too-large': ['malformed', '提交的内容太大', '请减少内容或分批提交。'],
  'cross-site': ['forbidden', '请求来自别的网站', '请从本站页面重新操作。'],
  'sign-in-needed': ['unauthenticated', '请先登录', '用手机号和验证码登录后再试。'],
  forbidden: ['forbidden', '您没有这项权限', '如需办理，请联系社区工作者。'],
  internal: [
    'internal',
    '系统出错了',
    '已经记录，请稍后再试；如一直出现，请把编号告诉社区工作者。',
  ],
})
