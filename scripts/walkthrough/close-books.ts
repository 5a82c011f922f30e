import { accountNames } from '../../src/features/ledger/messages.ts'
import type { AccountKind } from '../../src/features/ledger/model.ts'
import { phones } from './cast.ts'
import { below, type Stage } from './stage.ts'

type Node = { readonly id: string; readonly kind: string; readonly name: string }
type Line = {
  readonly kind: AccountKind
  readonly balanceMinutes: number
  readonly heldMinutes: number
}
type Trial = {
  readonly lines: readonly Line[]
  readonly totalMinutes: number
  readonly inOrder: boolean
}

/** Counted by hand from the story; what is not here must be zero. */
const expected: Readonly<Record<string, Partial<Record<AccountKind, number>>>> = {
  演示一社区: {
    savings: 895,
    commons: 15,
    issuance: -995,
    retirement: 50,
    clearing: 60,
    adjustment: -25,
  },
  演示二社区: { savings: 20, retirement: 40, clearing: -60 },
}

const kinds = Object.keys(accountNames) as AccountKind[]

/** The trial balance of every community there is, and clearing over all of them. */
export async function closeBooks(stage: Stage): Promise<void> {
  const { report } = stage
  report.chapter('九、试算平衡')
  const administrator = await stage.signIn(phones.administrator)
  const tree = await administrator.get<{ items: Node[] }>('/api/v1/communities')
  let clearing = 0
  for (const { id, name } of tree.body.items.filter(({ kind }) => kind === 'community')) {
    await report.step(name, async (see) => {
      const path = below(id, '/ledger/trial-balance')
      const { lines, totalMinutes, inOrder } = (await administrator.get<Trial>(path)).body
      for (const kind of kinds) {
        const line = lines.find((one) => one.kind === kind)
        const must = expected[name]?.[kind] ?? 0
        if (line !== undefined || must !== 0) {
          see(accountNames[kind], line?.balanceMinutes ?? 0, must)
        }
        if (kind === 'clearing') clearing += line?.balanceMinutes ?? 0
      }
      see(
        '预留',
        lines.reduce((sum, { heldMinutes }) => sum + heldMinutes, 0),
        0,
      )
      see('合计', totalMinutes, 0)
      see('分录与结余一致', inOrder, true)
    })
  }
  await report.step('全部社区的往来', async (see) => see('合计', clearing, 0))
}
