import type { NeighbourKey } from './cast.ts'
import { communityName, otherCommunities, type CommunityKey, type OtherCommunity } from './tree.ts'

/** Whom a routine serves: one of these people in turn, a group without names, or a place. */
export type Served =
  | { readonly people: readonly NeighbourKey[] }
  | { readonly group: string; readonly headcount: number }
  | { readonly place: string }

/** What somebody does week after week. */
export type Routine = {
  readonly who: NeighbourKey
  /** Where it happens; its coordinators approve it. */
  readonly where: CommunityKey
  readonly offering: string
  /** 1 is Monday, 7 Sunday. */
  readonly weekdays: readonly number[]
  /** Every second week where it is 2. */
  readonly everyWeeks?: 2
  /** Not on days off: what hangs on school or office hours. */
  readonly workdaysOnly?: boolean
  readonly from: string
  readonly minutes: number
  readonly activity: string
  readonly place: string
  readonly content: string
  readonly outcome: string
  readonly served: Served
  /** By themselves, by checking in and out, or on paper that a coordinator enters. */
  readonly entered: 'self' | 'checkIn' | 'paper'
}

const school = { workdaysOnly: true, weekdays: [1, 2, 3, 4, 5] } as const

const toldRoutines: readonly Routine[] = [
  {
    ...{ who: 'he', where: 'dianjian', offering: 'four-oclock', entered: 'checkIn', ...school },
    ...{ from: '16:00', minutes: 120, activity: '四点钟乐园', place: '社区四点钟乐园' },
    ...{ content: '放学后作业辅导、课外阅读', outcome: '孩子们完成当天作业，安全交给家长' },
    served: { group: '放学后的学生', headcount: 12 },
  },
  {
    ...{ who: 'liu', where: 'dianjian', offering: 'comfort-visit', entered: 'self', weekdays: [2] },
    ...{ from: '09:00', minutes: 90, activity: '走访慰问', place: '电建一社区 5 栋' },
    ...{ content: '陪独居老人聊天，检查水电', outcome: '老人身体平稳，水电正常' },
    served: { people: ['tian', 'zhao'] },
  },
  {
    ...{ who: 'zhang', where: 'dianjian', offering: 'job-placing', entered: 'self', weekdays: [6] },
    ...{ everyWeeks: 2, from: '14:00', minutes: 120, activity: '就业帮扶日' },
    ...{ place: '便民利民综合服务站', content: '介绍岗位，修改简历', outcome: '两人约好面试' },
    served: { group: '待业居民', headcount: 6 },
  },
  {
    ...{ who: 'li', where: 'dianjian', offering: 'tutoring', entered: 'checkIn', weekdays: [3] },
    ...{ from: '19:00', minutes: 90, activity: '晚间作业辅导', place: '社区活动室' },
    ...{ content: '小学数学辅导', outcome: '错题讲清楚了' },
    served: { group: '小学生', headcount: 5 },
  },
  {
    ...{ who: 'huang', where: 'dianjian', offering: 'cleaning-up', entered: 'checkIn' },
    ...{ weekdays: [7], from: '09:30', minutes: 120, activity: '楼院清洁', place: '3 栋楼院' },
    ...{ content: '清理楼道杂物和小广告', outcome: '清出杂物两车' },
    served: { place: '3 栋楼院' },
  },
  {
    ...{ who: 'tang', where: 'dianjian', offering: 'repair', entered: 'self', weekdays: [4] },
    ...{ from: '14:00', minutes: 120, activity: '便民维修', place: '居民家中' },
    ...{ content: '修插座、换水龙头', outcome: '已修好，当场试用正常' },
    served: { people: ['zhao', 'tian', 'jiang'] },
  },
  {
    ...{ who: 'yang', where: 'dianjian', offering: 'reading', entered: 'self', weekdays: [7] },
    ...{ from: '14:00', minutes: 90, activity: '周末读书会', place: '社区图书角' },
    ...{ content: '带孩子读绘本', outcome: '读完两本' },
    served: { group: '学龄前儿童', headcount: 8 },
  },
  {
    ...{ who: 'peng', where: 'fengqi', offering: 'visitor-desk', entered: 'checkIn' },
    ...{ weekdays: [1], workdaysOnly: true, from: '09:00', minutes: 120 },
    ...{ activity: '“面对面”群众工作室', place: '凤栖社区群众工作室' },
    ...{ content: '接待来访，登记民情日记', outcome: '来访事项都已登记' },
    served: { place: '群众工作室' },
  },
  {
    ...{ who: 'deng', where: 'fengqi', offering: 'sanitation-watch', entered: 'self' },
    ...{ weekdays: [5], from: '18:30', minutes: 90, activity: '环卫监督', place: '凤栖社区路段' },
    ...{ content: '劝导占道经营，检查垃圾分类', outcome: '三处问题当场改正' },
    served: { place: '社区路段' },
  },
  {
    ...{ who: 'zeng', where: 'fengqi', offering: 'comfort-visit', entered: 'paper', weekdays: [3] },
    ...{ from: '09:00', minutes: 90, activity: '走访慰问', place: '凤栖社区 2 栋' },
    ...{ content: '量血压、代买菜', outcome: '老人状态良好' },
    served: { people: ['pan'] },
  },
  {
    ...{ who: 'xu', where: 'jinianta', offering: 'legal-advice', entered: 'checkIn' },
    ...{ weekdays: [6], everyWeeks: 2, from: '09:00', minutes: 120, activity: '周六法律咨询' },
    ...{ place: '纪念塔社区会议室', content: '解答物业、继承问题', outcome: '解答五人' },
    served: { group: '来咨询的居民', headcount: 5 },
  },
  {
    ...{ who: 'xu', where: 'xinhua', offering: 'legal-education', entered: 'self' },
    ...{ weekdays: [4], everyWeeks: 2, from: '19:00', minutes: 60, activity: '普法小课堂' },
    ...{ place: '新华路社区活动室', content: '讲防范电信诈骗', outcome: '居民学会辨认三种骗局' },
    served: { group: '社区居民', headcount: 18 },
  },
  {
    ...{ who: 'ma', where: 'jinianta', offering: 'sitting', entered: 'self', weekdays: [2] },
    ...{ from: '14:30', minutes: 120, activity: '陪伴照看', place: '纪念塔社区 1 栋' },
    ...{ content: '陪老人散步、读报', outcome: '老人心情很好' },
    served: { people: ['jiangShu'] },
  },
  {
    ...{ who: 'cai', where: 'xinhua', offering: 'breakfast-watch', entered: 'self' },
    ...{ weekdays: [4], from: '07:00', minutes: 90, activity: '早餐示范工程' },
    ...{ place: '新华路早餐车点位', content: '检查证照和食品卫生', outcome: '两个点位合格' },
    served: { place: '早餐示范点' },
  },
  {
    ...{ who: 'yuan', where: 'xinhua', offering: 'health-care', entered: 'checkIn', weekdays: [3] },
    ...{ everyWeeks: 2, from: '14:00', minutes: 150, activity: '15 分钟卫生服务圈' },
    ...{ place: '新华路社区卫生角', content: '量血压、讲用药', outcome: '为十五位老人量血压' },
    served: { group: '老年居民', headcount: 15 },
  },
  {
    ...{ who: 'xia', where: 'xinhua', offering: 'cleaning-up', entered: 'checkIn', weekdays: [7] },
    ...{ from: '15:00', minutes: 90, activity: '周末清洁', place: '新华路沿街' },
    ...{ content: '清理沿街花坛', outcome: '花坛干净了' },
    served: { place: '沿街花坛' },
  },
]

/** A little of the same in the communities of which the story tells less. */
function littleOf(where: OtherCommunity): readonly Routine[] {
  const place = communityName(where)
  return [
    {
      ...{ who: `${where}-leader`, where, offering: 'four-oclock', entered: 'checkIn' },
      ...{ ...school, from: '16:00', minutes: 120, activity: '四点钟乐园' },
      ...{ place: '社区四点钟乐园', content: '放学后作业辅导', outcome: '孩子们完成当天作业' },
      served: { group: '放学后的学生', headcount: 9 },
    },
    {
      ...{ who: `${where}-member`, where, offering: 'comfort-visit', entered: 'self' },
      ...{ weekdays: [6], everyWeeks: 2, from: '14:00', minutes: 60, activity: '走访慰问', place },
      ...{ content: '看望独居老人，查看水电', outcome: '老人身体平稳' },
      served: { people: [`${where}-elder`] },
    },
    {
      ...{ who: `${where}-volunteer`, where, offering: 'cleaning-up', entered: 'checkIn' },
      ...{ weekdays: [7], from: '09:30', minutes: 90, activity: '楼院清洁', place },
      ...{ content: '清理楼道杂物', outcome: '楼道干净了', served: { place: '楼院' } },
    },
  ]
}

export const routines: readonly Routine[] = [...toldRoutines, ...otherCommunities.flatMap(littleOf)]

/** 治安巡逻: a team, handed in by its leader as one sheet. */
export const patrol = {
  leader: 'shen',
  members: ['shen', 'ma', 'ren'],
  where: 'jinianta',
  weekday: 5,
  from: '19:30',
  to: '21:00',
} as const
