import type { CastMember } from './cast.ts'
import type { CommunityKey, OtherCommunity } from './tree.ts'

const parts = ['first', 'second', 'member', 'leader', 'volunteer', 'elder'] as const
type Part = (typeof parts)[number]
export type OtherKey = `${OtherCommunity}-${Part}`

/** At each: two coordinators, a member who reports in, a team leader, a volunteer, somebody served. */
const names: Readonly<Record<OtherCommunity, readonly string[]>> = {
  songbiandian: ['唐敏', '龚强', '何志远', '邱桂兰', '姚磊', '雷淑珍'],
  sixixiang: ['方莉', '文斌', '康建平', '钱秀琴', '侯宇', '孟玉珍'],
  nanmingtang: ['秦岚', '江涛', '顾海波', '段美华', '万鹏', '尹素芳'],
  houba: ['黎红', '常青', '武长江', '乔桂香', '贺洋', '赖春梅'],
  jindi: ['易敏', '毛峰', '汤永胜', '施月娥', '洪亮', '龙兰英'],
  dongshengxiang: ['白雪', '牛军', '温志刚', '葛玉芬', '樊超', '安桂珍'],
  cinanmen: ['殷洁', '倪勇', '章国庆', '鲁秀兰', '俞凯', '庞素珍'],
  shapo: ['柳青', '岳峰', '齐卫东', '尤春华', '梁博', '焦玉兰'],
}

const others = Object.keys(names) as readonly OtherCommunity[]

export const otherCast = Object.fromEntries(
  others.flatMap((home, index) =>
    parts.map((part, place) => {
      const name = names[home][place] ?? ''
      const phone = `1380000${5001 + 100 * index + place}`
      return [`${home}-${part}`, { ...of(part, index), name, phone, home: homeOf(part, home) }]
    }),
  ),
) as unknown as Readonly<Record<OtherKey, CastMember>>

/** Who reports in lives in another of these communities. */
function homeOf(part: Part, where: OtherCommunity): OtherCommunity {
  if (part !== 'member') return where
  return others[(others.indexOf(where) + 3) % others.length] ?? where
}

function of(part: Part, index: number): Omit<CastMember, 'name' | 'phone' | 'home'> {
  const masses = ['masses', null] as const
  switch (part) {
    case 'first':
      return { gender: 'female', age: 33 + index, role: 'coordinator' }
    case 'second':
      return { gender: 'male', age: 41 + index, role: 'coordinator' }
    case 'member':
      return {
        ...{ gender: 'male', age: 45 + index, status: ['partyMember', 'organInService'] as const },
        ...{ workUnit: '区直机关（演示）', skills: ['政策宣传'] },
        ...{ reportsTo: others[index] ?? 'shapo', consents: ['naming', 'board', 'messages'] },
      }
    case 'leader':
      return {
        ...{ gender: 'female', age: 56 + index, status: ['partyMember', 'retired'] as const },
        ...{ role: 'teamLeader', skills: ['文艺'], consents: ['naming', 'messages'] },
      }
    case 'volunteer':
      return { gender: 'male', age: 24 + index, status: masses, skills: [], consents: ['naming'] }
    case 'elder':
      return { gender: 'female', age: 70 + index, status: masses, livesAlone: index % 2 === 0 }
  }
}

export const otherStaff = others.flatMap((home): readonly OtherKey[] => [
  `${home}-first`,
  `${home}-second`,
])

export const otherNeighbours = others.flatMap((home) =>
  parts.slice(2).map((part): OtherKey => `${home}-${part}`),
)

const surnames = Array.from('王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗')
const given = Array.from('秀桂玉春淑丽凤小美翠建志国德福永家文海宏')
const turns = [1, 2, 3, 4, 5, 6, 7] as const

export type AttendingKey = `${CommunityKey}-attends-${(typeof turns)[number]}`

/** Residents who serve nobody and come when everybody is asked: without them 1+10 shows nothing. */
export function attendingCast(
  communities: readonly CommunityKey[],
): Readonly<Record<AttendingKey, CastMember>> {
  return Object.fromEntries(
    communities.flatMap((home, index) =>
      turns.map((n) => {
        const turn = index * turns.length + n
        const name = [
          surnames[turn % surnames.length],
          given[(turn * 3 + 1) % given.length],
          given[(turn * 7 + index) % given.length],
        ].join('')
        const gender = turn % 3 === 0 ? 'male' : 'female'
        const status = ['masses', null] as const
        return [
          `${home}-attends-${n}`,
          { name, phone: null, gender, age: 35 + ((turn * 11) % 42), home, status },
        ]
      }),
    ),
  ) as Record<AttendingKey, CastMember>
}
