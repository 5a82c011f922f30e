import type {
  ConsentKind,
  ErasureBasis,
  MembershipKind,
  NodeKind,
  PartyTie,
  PoliticalStatus,
  RelationKind,
  Role,
} from './model.ts'

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

export const erasureBasisNames: Readonly<Record<ErasureBasis, string>> = {
  ownRequest: '本人要求',
  nextOfKin: '本人已去世，近亲属要求',
}

export const roleNames: Readonly<Record<Role, string>> = {
  volunteer: '志愿者',
  resident: '居民',
  teamLeader: '队长',
  coordinator: '社区工作者',
  districtAdministrator: '区管理员',
  supervisor: '督导',
  auditor: '审计',
}

export const politicalStatusNames: Readonly<Record<PoliticalStatus, string>> = {
  partyMember: '党员',
  probationaryMember: '预备党员',
  leagueMember: '团员',
  masses: '群众',
}

export const partyTieNames: Readonly<Record<PartyTie, string>> = {
  organInService: '机关在职',
  otherInService: '其他在职',
  retired: '退休',
  residence: '居住地',
}

export const membershipNames: Readonly<Record<MembershipKind, string>> = {
  home: '居住',
  assigned: '报到',
  serving: '服务',
}

export const relationNames: Readonly<Record<RelationKind, string>> = {
  spouse: '配偶',
  parent: '父母',
  child: '子女',
  grandparent: '祖父母、外祖父母',
  grandchild: '孙子女、外孙子女',
  sibling: '兄弟姐妹',
  other: '其他亲属',
}

export const consentNames: Readonly<Record<ConsentKind, string>> = {
  recording: '记录服务信息',
  naming: '榜单具名',
  board: '公开示范栏',
  messages: '短信通知',
}

export const nodeKindNames: Readonly<Record<NodeKind, string>> = {
  district: '区',
  subdistrict: '街道',
  community: '社区',
  station: '服务站',
}
