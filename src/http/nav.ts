import type { Visitor } from './env.ts'
import type { NavItem } from './layout.tsx'
import { hasAnyRole } from './session.ts'

/** A page that one can go to from everywhere. */
export type Place = NavItem & { readonly description: string }

/** No roles: for everybody who is signed in. */
type Entry = Place & { readonly roles?: readonly string[] }

/** The roles that see the desktop console first. */
export const consoleRoles = ['coordinator', 'districtAdministrator', 'supervisor', 'auditor']
const coordinators = ['coordinator']
const administrators = ['districtAdministrator']
const clerks = [...coordinators, ...administrators]
const volunteers = ['volunteer', 'teamLeader']

/** Pages for everybody keep the console's sidebar for those who work with it. */
export function variantOf(visitor: Visitor | null): 'phone' | 'console' {
  return visitor && hasAnyRole(visitor, consoleRoles) ? 'console' : 'phone'
}

/** In the order of the console's sidebar: the first four stand on a phone. */
const work: readonly Entry[] = [
  {
    label: '待审核',
    href: '/inbox',
    icon: 'inbox',
    description: '服务记录，按绿黄红',
    roles: coordinators,
  },
  {
    label: '街道社区',
    href: '/nodes',
    icon: 'tree',
    description: '增加街道、社区、服务站',
    roles: administrators,
  },
  {
    label: '服务台',
    href: '/desk',
    icon: 'phone',
    description: '求助和事项，按承诺时间',
    roles: consoleRoles,
  },
  {
    label: '人员',
    href: '/people',
    icon: 'people',
    description: '查找、登记、角色、服务卡',
    roles: clerks,
  },
  {
    label: '活动',
    href: '/activities',
    icon: 'calendar',
    description: '登记活动，确认到场',
    roles: coordinators,
  },
  {
    label: '活动计划',
    href: '/activity-plans',
    icon: 'calendar',
    description: '定期办的活动，班次自动排出',
    roles: coordinators,
  },
  { label: '岗位', href: '/posts', icon: 'people', description: '设岗、认领', roles: coordinators },
  { label: '服务队', href: '/teams', icon: 'people', description: '队员', roles: coordinators },
  {
    label: '帮扶',
    href: '/care',
    icon: 'hand',
    description: '登记表、家庭档案、结对、月绩',
    roles: coordinators,
  },
  {
    label: '值班表',
    href: '/rosters',
    icon: 'clock',
    description: 'A 角 B 角、轮流排班、请假、换班',
    roles: coordinators,
  },
  {
    label: '双人办理',
    href: '/proposals',
    icon: 'check',
    description: '资助、调整、期初、核销',
    roles: consoleRoles,
  },
  {
    label: '规则',
    href: '/policies',
    icon: 'settings',
    description: '数额和时限，两人改动',
    roles: administrators,
  },
  {
    label: '榜单',
    href: '/standings',
    icon: 'heart',
    description: '计算、核对、发布月榜',
    roles: consoleRoles,
  },
  {
    label: '概览',
    href: '/overview',
    icon: 'board',
    description: '时长、储蓄、1+10、服务台，按社区和时间',
    roles: consoleRoles,
  },
]

/** Begun from the console, and not pages of their own in its sidebar. */
const beginnings: readonly Entry[] = [
  {
    label: '替来电的人登记',
    href: '/ask?caller=1',
    icon: 'plus',
    description: '求助、预约、咨询、反映、投诉',
    roles: coordinators,
  },
  {
    label: '周周有安排',
    href: '/planner',
    icon: 'calendar',
    description: '哪个社区这一周、这个月没有活动',
    roles: consoleRoles,
  },
  {
    label: '签到屏幕',
    href: '/stations',
    icon: 'check',
    description: '服务站屏幕上的二维码，半分钟换一次',
    roles: coordinators,
  },
  {
    label: '没有班次的到场',
    href: '/check-ins',
    icon: 'people',
    description: '签到了但没有班次的人，确认做了什么',
    roles: coordinators,
  },
  {
    label: '录入纸质记录',
    href: '/service/new?paper=1',
    icon: 'plus',
    description: '替没有手机的志愿者录入',
    roles: coordinators,
  },
  {
    label: '登记新人',
    href: '/people/new',
    icon: 'plus',
    description: '居民或志愿者',
    roles: clerks,
  },
  {
    label: '导入',
    href: '/imports',
    icon: 'document',
    description: '名册、以前的服务记录、期初余额，从表格写进来',
    roles: clerks,
  },
  {
    label: '导出',
    href: '/exports',
    icon: 'document',
    description: '名册、服务记录、试算表，.csv 和 .xlsx',
    roles: consoleRoles,
  },
  {
    label: '通知订阅',
    href: '/notices/subscriptions',
    icon: 'settings',
    description: '哪些系统收哪些通知',
    roles: administrators,
  },
  {
    label: '没发出去的通知',
    href: '/notices/given-up',
    icon: 'info',
    description: '试过多次仍没有发出的，可以重发',
    roles: administrators,
  },
  {
    label: '提出双人办理',
    href: '/proposals/new',
    icon: 'plus',
    description: '由另一位工作人员确认后记账',
    roles: clerks,
  },
]

const savings: Place = {
  label: '储蓄本',
  href: '/savings',
  icon: 'book',
  description: '结余、明细、赠送、捐出',
}
const service: Place = {
  label: '我的服务',
  href: '/service',
  icon: 'plus',
  description: '我提供的，和等我确认的',
}
const tasks: Place = {
  label: '上门',
  href: '/tasks',
  icon: 'home',
  description: '可接的上门和我接的',
}
const ask: Place = { label: '求助', href: '/ask', icon: 'hand', description: '没有储蓄也一样帮忙' }
const requests: Place = {
  label: '我的事项',
  href: '/requests',
  icon: 'document',
  description: '办到哪一步，谁来，什么时候来',
}
const sheets: Entry = {
  label: '交集体签到表',
  href: '/sheets/new',
  icon: 'list',
  description: '一次活动一张表',
  roles: ['teamLeader', ...coordinators],
}
const board: Place = {
  label: '公示',
  href: '/board',
  icon: 'board',
  description: '1+10、星级、月榜',
}
const more: Place = { label: '更多', href: '/more', icon: 'more', description: '全部页面' }

const own: readonly Entry[] = [
  savings,
  {
    label: '以后存入的储蓄',
    href: '/savings/instruction',
    icon: 'gift',
    description: '都留着，还是捐一部分',
  },
  ask,
  requests,
  service,
  { ...tasks, roles: volunteers },
  {
    label: '活动报名',
    href: '/shifts',
    icon: 'calendar',
    description: '接下来两周的活动，报名、候补、退出',
    roles: volunteers,
  },
  {
    label: '签到',
    href: '/check-in',
    icon: 'check',
    description: '扫服务站的码，或输入六位数',
    roles: volunteers,
  },
  {
    label: '我的岗位',
    href: '/me/posts',
    icon: 'hand',
    description: '认领和退出岗位，作出服务承诺',
    roles: volunteers,
  },
  {
    label: '我的记录单',
    href: '/me/certificates',
    icon: 'document',
    description: '服务时长记录单：社区开具的，可以打印',
    roles: volunteers,
  },
  {
    label: '我结对的户',
    href: '/care/own-pairings',
    icon: 'home',
    description: '下一步做什么，记走访和六件事',
    roles: volunteers,
  },
  sheets,
]

const notices: Place = {
  label: '通知',
  href: '/notices',
  icon: 'inbox',
  description: '有什么事告诉我，怎么告诉我',
}

const about: readonly Entry[] = [
  notices,
  { label: '我的资料', href: '/me', icon: 'person', description: '登记内容、同意、亲属、退出登录' },
  {
    label: '我的值班',
    href: '/me/rosters',
    icon: 'calendar',
    description: '值班的日子、请假、换班、日历',
    roles: [...volunteers, ...coordinators],
  },
  {
    label: '我的参与',
    href: '/me/introduction',
    icon: 'heart',
    description: '谁邀请我来的、我的星级',
  },
  {
    label: '谁看过我家的档案',
    href: '/care/mine',
    icon: 'info',
    description: '谁、什么时候、为什么、看了哪几项；打开关于我的内容',
  },
  { label: '换一个人', href: '/sign-in/who', icon: 'swap', description: '同一个号码登记的其他人' },
]

const open: readonly Entry[] = [
  board,
  { label: '准时率', href: '/overview', icon: 'clock', description: '承诺的上门有多少是按时到的' },
  { label: '民生实事', href: '/fixes', icon: 'board', description: '筹到、花掉、解决没有' },
  { label: '规则', href: '/policies', icon: 'settings', description: '所有数额和时限' },
  {
    label: '学校假期',
    href: '/school-holidays',
    icon: 'calendar',
    description: '活动计划按它排班次',
  },
  { label: '街道和社区', href: '/nodes', icon: 'tree', description: '街道、社区、服务站' },
  {
    label: '核对记录单',
    href: '/check',
    icon: 'check',
    description: '服务时长记录单的真假，现在还有没有效',
  },
  {
    label: '账本校验点',
    href: '/log',
    icon: 'check',
    description: '账本改没改过，谁都可以查；核对储蓄的凭条',
  },
  { label: '出错提示', href: '/docs/errors', icon: 'info', description: '代码、含义、怎么办' },
  { label: '接口文档', href: '/docs', icon: 'document', description: '给程序用的接口' },
]

function openTo(visitor: Visitor, entries: readonly Entry[]): readonly Place[] {
  return entries.filter(({ roles }) => !roles || hasAnyRole(visitor, roles))
}

/** What each role meets first; the first four and the last stand on a phone. */
export function navOf(
  visitor: Visitor | null,
  variant: 'phone' | 'console',
  unread = 0,
): readonly NavItem[] {
  if (!visitor) return []
  const rest = { ...more, count: unread, counted: '未读通知' }
  const isAtWork = hasAnyRole(visitor, consoleRoles)
  if (variant === 'console' && isAtWork) {
    return [...openTo(visitor, work), board, { ...savings, label: '我的' }, rest]
  }
  const serves = hasAnyRole(visitor, volunteers)
  const desk = { label: '工作台', href: homeOf(visitor), icon: 'inbox' } as const
  return [
    ...(isAtWork ? [desk] : []),
    savings,
    ...(serves ? [service, tasks] : []),
    ask,
    requests,
    board,
    rest,
  ]
}

/** Beside the name, where the other persons of one's phone are. */
export function ownLinks(unread = 0): readonly NavItem[] {
  const counted = about.map((place) => (place === notices ? { ...place, count: unread } : place))
  return [...counted, { ...more, label: '全部页面' }]
}

export type PlaceGroup = { readonly title: string; readonly places: readonly Place[] }

/** Everything that the visitor may go to, each page once. */
export function placesOf(visitor: Visitor): readonly PlaceGroup[] {
  const seen = new Set<string>()
  const once = (entries: readonly Entry[]) =>
    openTo(visitor, entries).filter(({ href }) => !seen.has(href) && seen.add(href))
  return [
    { title: '工作', places: once([...work, ...beginnings]) },
    { title: '储蓄和服务', places: once(own) },
    { title: '我', places: once(about) },
    { title: '人人可看', places: once(open) },
  ].filter(({ places }) => places.length > 0)
}

/** Where a visitor lands after signing in. */
export function homeOf(visitor: Visitor): string {
  if (hasAnyRole(visitor, coordinators)) return '/inbox'
  if (hasAnyRole(visitor, administrators)) return '/nodes'
  return hasAnyRole(visitor, consoleRoles) ? '/standings' : '/savings'
}
