import { describe, expect, it } from 'vitest'
import { render } from '../support/render.ts'
import { minutes } from '../../src/kernel/minutes.ts'
import type { Instant } from '../../src/kernel/clock.ts'
import { EmptyState, Notice } from '../../src/http/components/blocks.tsx'
import { CheckboxRow, RadioGroup } from '../../src/http/components/choices.tsx'
import { type Column, DataTable } from '../../src/http/components/data-table.tsx'
import { ErrorSummary } from '../../src/http/components/error-summary.tsx'
import { DateTimeField, Field, Select, TextArea } from '../../src/http/components/fields.tsx'
import { BigNumber, OnePlusTen } from '../../src/http/components/figures.tsx'
import { ConfirmPanel, FormWithKey, SubmitButton } from '../../src/http/components/forms.tsx'
import { CursorNav, Tabs } from '../../src/http/components/navigation.tsx'
import { StatusChip } from '../../src/http/components/status-chip.tsx'
import { DateTime, dateTimeValue, Minutes } from '../../src/http/components/values.tsx'

const words = (html: string) => html.replace(/<[^>]*>/g, '')

describe('values', () => {
  it.each([
    [0, false, '0 分'],
    [45, false, '45 分'],
    [720, false, '12 小时'],
    [750, false, '12 小时 30 分'],
    [90, true, '+1 小时 30 分'],
    [-30, true, '−30 分'],
    [0, true, '0 分'],
  ])('prints %i minutes (signed: %s) as %s', (amount, signed, text) => {
    expect(words(render(<Minutes minutes={minutes(amount)} signed={signed} />))).toBe(text)
  })

  it('prints an instant in Shanghai time and keeps the exact one beside it', () => {
    const at = '2026-11-23T17:05:00.000Z' as Instant
    const html = render(<DateTime at={at} form="long" />)
    expect(words(html)).toBe('2026年11月24日 01:05')
    expect(html).toContain('datetime="2026-11-23T17:05:00.000Z"')
    expect(dateTimeValue(at)).toBe('2026-11-24T01:05')
  })
})

describe('figures', () => {
  it('says in words what a big number is made of', () => {
    const html = render(
      <BigNumber
        label="结余"
        minutes={minutes(750)}
        parts={[
          { word: '可用', minutes: minutes(630), kind: 'available' },
          { word: '已预留', minutes: minutes(120), kind: 'held', note: '上门理发' },
        ]}
      />,
    )
    expect(words(html)).toBe('结余12 小时 30 分可用10 小时 30 分已预留2 小时上门理发')
  })

  it('draws no bar for nothing', () => {
    const parts = [{ word: '可用', minutes: minutes(0), kind: 'available' as const }]
    const html = render(<BigNumber label="结余" minutes={minutes(0)} parts={parts} />)
    expect(html).not.toContain('<svg')
  })

  it('says the 1+10 figure beside the dots, and that it is reached', () => {
    expect(words(render(<OnePlusTen active={9} goal={10} label="甲" />))).toBe('甲9/10')
    expect(words(render(<OnePlusTen active={11} goal={10} label="乙" />))).toContain('已达成')
  })

  it('repeats a colour in a word and a shape', () => {
    const html = render(<StatusChip tone="red" text="有疑点" />)
    expect(words(html)).toBe('有疑点')
    expect(html).toContain('<svg')
  })
})

describe('fields', () => {
  const common = { name: 'note', label: '备注', hint: '一句话', error: '太长' }

  it.each([
    ['Field', render(<Field {...common} value="旧值" />)],
    ['TextArea', render(<TextArea {...common} value="旧值" />)],
    ['Select', render(<Select {...common} value="旧值" options={[]} />)],
    ['DateTimeField', render(<DateTimeField {...common} />)],
  ])('ties label, hint and error to the control: %s', (_name, html) => {
    expect(html).toContain('<label class="field__label" for="note">')
    expect(html).toContain('id="note" name="note"')
    expect(html).toContain('aria-describedby="note-hint note-error" aria-invalid="true"')
    expect(html).toContain('id="note-hint"')
    expect(html).toContain('id="note-error"')
  })

  it('comes back filled in, with what was typed as text', () => {
    const typed = '</textarea><script>alert(1)</script>'
    expect(render(<TextArea name="a" label="甲" value={typed} />)).toContain(
      '&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;</textarea>',
    )
    expect(render(<Field name="a" label="甲" value={'"><b>'} />)).toContain('&quot;&gt;&lt;b&gt;')
  })

  it('marks what may be left out', () => {
    expect(render(<Field name="a" label="甲" />)).toContain('选填')
    expect(render(<Field name="a" label="甲" required />)).not.toContain('选填')
    expect(render(<Field name="a" label="甲" required />)).toContain(' required=""')
  })

  it('groups choices under a legend and keeps the chosen one', () => {
    const choices = [
      { value: 'person', label: '一个人' },
      { value: 'place', label: '公共地方' },
    ]
    const html = render(
      <RadioGroup name="recipient" label="服务对象" choices={choices} value="place" error="请选" />,
    )
    expect(html).toContain('<legend')
    expect(html).toMatch(/id="recipient-1" value="place" checked=""/)
    expect(html).toMatch(/<fieldset[^>]*aria-describedby="recipient-error"/)
  })

  it('sends yes for a ticked row', () => {
    const html = render(<CheckboxRow name="agree" label="同意" checked />)
    expect(html).toMatch(/name="agree" id="agree" value="yes" checked=""/)
  })
})

describe('forms', () => {
  const form = (props: object = {}) =>
    render(
      <FormWithKey action="/log" {...props}>
        <SubmitButton>提交</SubmitButton>
      </FormWithKey>,
    )
  const keyOf = (html: string) => /name="idempotencyKey" value="([^"]*)"/.exec(html)?.[1]

  it('carry a new key each time they are rendered, and a given one unchanged', () => {
    expect(keyOf(form())).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/)
    expect(keyOf(form())).not.toBe(keyOf(form()))
    expect(keyOf(form({ idempotencyKey: 'k-1' }))).toBe('k-1')
  })

  it('carry csrf and every hidden value', () => {
    const html = form({ csrf: 't', hidden: { recordIds: ['a', 'b'], back: '/x' } })
    expect(html).toContain('<input type="hidden" name="csrf" value="t"/>')
    expect(html.match(/name="recordIds" value="[ab]"/g)).toHaveLength(2)
    expect(html).toContain('name="back" value="/x"')
  })

  it('ask before a final act, with a way back', () => {
    const html = render(
      <ConfirmPanel
        question="通过这 2 条？"
        facts={[{ term: '合计', detail: '2 小时' }]}
        consequence="不能修改，有错只能更正。"
        action="/approve"
        confirmLabel="确认通过"
        cancelHref="/inbox"
      />,
    )
    expect(words(html)).toContain('不能修改，有错只能更正。')
    expect(html).toContain('href="/inbox"')
    expect(keyOf(html)).toBeDefined()
  })

  it('say what is wrong, what to do, and what to read out on the telephone', () => {
    const html = render(
      <ErrorSummary
        title="储蓄不够"
        advice="可以直接求助。"
        code="ledger.insufficient-credits"
        requestId="r-1"
        mistakes={[{ id: 'amount', message: '最多 90 分' }]}
      />,
    )
    expect(html).toContain('role="alert"')
    expect(html).toContain('<a href="#amount">最多 90 分</a>')
    expect(words(html)).toMatch(/储蓄不够.*可以直接求助。.*ledger\.insufficient-credits.*r-1/)
  })
})

describe('lists', () => {
  type Row = { id: string; name: string; left: number }
  const columns: Column<Row>[] = [
    { key: 'name', header: '姓名', cell: (row) => row.name, rowHeader: true, phone: 'title' },
    { key: 'left', header: '结余', cell: (row) => row.left, align: 'end' },
  ]
  const rows = [{ id: 'r1', name: '<b>王</b>', left: 60 }]

  it('is a table in name and in role, with the label each card needs', () => {
    const html = render(<DataTable caption="明细" columns={columns} rows={rows} />)
    expect(html).toMatch(/<table[^>]*role="table"/)
    expect(html).toContain('<caption>明细</caption>')
    expect(html).toMatch(/<th role="rowheader" scope="row"/)
    expect(html).toContain('data-label="结余"')
    expect(html).toContain('&lt;b&gt;王&lt;/b&gt;')
  })

  it('names the box of each row and leaves out what may not be chosen', () => {
    const selection = {
      name: 'recordIds',
      value: (row: Row) => row.id,
      label: (row: Row) => `选择 ${row.id}`,
      disabled: () => true,
    }
    const html = render(
      <DataTable caption="明细" columns={columns} rows={rows} selection={selection} />,
    )
    expect(html).toContain('name="recordIds" value="r1" disabled=""')
    expect(words(html)).toContain('选择 r1')
  })

  it('shows what to do instead of an empty table', () => {
    const action = { href: '/log', label: '记一次服务' }
    const empty = <EmptyState text="还没有记录" action={action} />
    const html = render(<DataTable caption="明细" columns={columns} rows={[]} empty={empty} />)
    expect(html).not.toContain('<table')
    expect(html).toContain('href="/log"')
  })

  it('offers only the pages that there are', () => {
    expect(render(<CursorNav />)).toBe('')
    expect(render(<CursorNav nextHref="/n" />)).not.toContain('上一页')
  })

  it('says which tab is open', () => {
    const html = render(<Tabs label="周期" tabs={[{ label: '本月', href: '?m', current: true }]} />)
    expect(html).toContain('aria-current="page"')
  })
})

describe('words', () => {
  it('carries the fixed sentence about what savings are', () => {
    expect(words(render(<Notice />))).toBe(
      '本储蓄记录志愿服务时间，不是存款，不计息，不兑换现金和商品。',
    )
  })
})
