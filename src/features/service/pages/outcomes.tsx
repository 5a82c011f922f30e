import type { Flash } from '../../../http/layout.tsx'
import { Note } from '../../../http/components/blocks.tsx'
import { PersonName } from '../../../http/components/values.tsx'
import type { AppContext } from '../../../http/env.ts'
import { errorByCode } from '../../../kernel/errors.ts'
import type { Id } from '../../../kernel/ids.ts'
import type { RecordOutcome } from '../approve-records.ts'
import type { RecordView } from '../model.ts'
import { spanText } from './parts.tsx'

const MOST_TOLD = 30

/** How a bulk act went, small enough for the address of the page that follows it. */
export function outcomeQuery(outcomes: readonly RecordOutcome[]): URLSearchParams {
  const query = new URLSearchParams()
  query.set('approved', String(outcomes.filter(({ approved }) => approved).length))
  const refused = outcomes.flatMap((one) => (one.approved ? [] : [`${one.id}.${one.refusal.code}`]))
  if (refused.length > 0) query.set('left', String(refused.length))
  for (const one of refused.slice(0, MOST_TOLD)) query.append('no', one)
  return query
}

export type Refused = { readonly id: Id; readonly title: string; readonly advice: string }

export type Told = {
  readonly approved: number
  readonly left: number
  readonly refused: readonly Refused[]
}

export function toldOutcome(c: AppContext): Told | null {
  const count = (name: string) => {
    const text = c.req.query(name) ?? ''
    return /^\d{1,4}$/.test(text) ? Number(text) : null
  }
  const approved = count('approved')
  if (approved === null) return null
  const refused = (c.req.queries('no') ?? []).slice(0, MOST_TOLD).flatMap((one) => {
    const [id = '', code = ''] = [one.slice(0, 36), one.slice(37)]
    const error = errorByCode(code)
    return error ? [{ id, title: error.title, advice: error.advice }] : []
  })
  return { approved, left: count('left') ?? 0, refused }
}

export function flashOf(told: Told): Flash {
  if (told.left === 0) return { tone: 'green', text: `已通过 ${told.approved} 条，已存入储蓄本。` }
  return {
    tone: told.approved > 0 ? 'yellow' : 'red',
    text: `已通过 ${told.approved} 条，${told.left} 条没有通过。`,
  }
}

/** Which were not approved, and why; names only of what is still in sight. */
export function RefusedList({ told, records }: { told: Told; records: readonly RecordView[] }) {
  if (told.refused.length === 0) return null
  const byId = new Map(records.map((record) => [record.id, record]))
  return (
    <Note tone="yellow" title="没有通过的">
      <ul>
        {told.refused.map(({ id, title, advice }) => {
          const record = byId.get(id)
          return (
            <li>
              {record ? (
                <>
                  <PersonName name={record.personName} />，{record.activityName}，{spanText(record)}
                </>
              ) : (
                '一条已不在待审核里的记录'
              )}
              ：{title}。{advice}
            </li>
          )
        })}
        {told.left > told.refused.length && <li>还有 {told.left - told.refused.length} 条。</li>}
      </ul>
    </Note>
  )
}
