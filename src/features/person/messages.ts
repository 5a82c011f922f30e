import type { ConsentKind } from './model.ts'

/** What a person says yes to; kept with the consent, so that a later wording does not change it. */
export const consentWordings: Readonly<Record<ConsentKind, string>> = {
  recording:
    '同意社区记录我的姓名、联系方式和志愿服务情况，用于服务安排、储蓄记账和出具服务证明；可以查询、更正。',
  naming: '同意在榜单和表扬名单中公开我的姓名；不同意的仍计入，只是不具名。可以随时撤回。',
  board: '同意在公开示范栏公开我的姓名、承诺和工号；电话一律由服务站转接。可以随时撤回。',
  messages: '同意接收与服务有关的短信；登录验证码不受此项影响。可以随时撤回。',
}

export function codeMessage(code: string, minutes: number): string {
  return `爱心储蓄验证码 ${code}，${minutes} 分钟内有效。工作人员不会向您索要验证码。`
}
