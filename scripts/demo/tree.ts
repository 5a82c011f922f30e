export const otherCommunities = [
  ...(['songbiandian', 'sixixiang', 'nanmingtang', 'houba'] as const),
  ...(['jindi', 'dongshengxiang', 'cinanmen', 'shapo'] as const),
] as const

/** Those that the story is told about, and those of which it tells a little. */
export type CommunityKey = 'dianjian' | 'fengqi' | 'jinianta' | 'xinhua' | OtherCommunity
export type OtherCommunity = (typeof otherCommunities)[number]
export type SubdistrictKey =
  'taici' | 'xinhualu' | 'xingguanlu' | 'zhongcaosi' | 'xihulu' | 'huaguoyuan' | 'hebin'
export type PlaceKey = 'district' | SubdistrictKey | CommunityKey

/** The code that every certificate and card of the demonstration begins with: 演示. */
export const DISTRICT = { name: '南明区（演示）', code: 'YS' }

/** Names from the founding document, with its second spellings as aliases. */
export const subdistricts: readonly (readonly [SubdistrictKey, string, ...string[]])[] = [
  ['taici', '太慈桥街道', '太慈街道'],
  ['xinhualu', '新华路街道', '新华街道'],
  ['xingguanlu', '兴关路街道'],
  ['zhongcaosi', '中曹司街道'],
  ['xihulu', '西湖路街道'],
  ['huaguoyuan', '花果园街道'],
  ['hebin', '河滨街道'],
]

export const communities: readonly (readonly [CommunityKey, string, SubdistrictKey])[] = [
  ['dianjian', '电建一社区', 'taici'],
  ['fengqi', '凤栖社区', 'taici'],
  ['jinianta', '纪念塔社区', 'xinhualu'],
  ['xinhua', '新华路社区', 'xinhualu'],
  ['songbiandian', '送变电社区', 'xingguanlu'],
  ['sixixiang', '四喜巷社区', 'zhongcaosi'],
  ['nanmingtang', '南明堂社区', 'xihulu'],
  ['houba', '后坝社区', 'huaguoyuan'],
  ['jindi', '金地社区', 'hebin'],
  ['dongshengxiang', '东笙巷社区', 'xihulu'],
  ['cinanmen', '次南门社区', 'hebin'],
  ['shapo', '沙坡社区', 'huaguoyuan'],
]

export function communityName(key: CommunityKey): string {
  return communities.find(([each]) => each === key)?.[1] ?? key
}
