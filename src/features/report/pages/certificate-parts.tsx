import { DefinitionList, EmptyState, type Definition } from '../../../http/components/blocks.tsx'
import { DataTable, type Column } from '../../../http/components/data-table.tsx'
import { StatusChip, type Tone } from '../../../http/components/status-chip.tsx'
import { DateText, Minutes } from '../../../http/components/values.tsx'
import { civilDateOf } from '../../../kernel/clock.ts'
import { domainNames } from '../../service/messages.ts'
import type { DrawnUp } from '../draw-up-certificate.ts'
import type { ListedCertificate } from '../list-certificates.ts'
import { certificateStateNames, nationalText } from '../messages.ts'
import type { CertificateLine, CertificateState } from '../model.ts'

const tones: Readonly<Record<CertificateState, Tone>> = {
  valid: 'green',
  revoked: 'red',
  altered: 'red',
}

export function StateChip({ state }: { state: CertificateState }) {
  return <StatusChip tone={tones[state]} text={certificateStateNames[state]} />
}

/** The facts of a paper under its own words; the name is the caller's to show or mask. */
export function factsOf(said: Omit<DrawnUp, 'personName' | 'recordKeys'>): readonly Definition[] {
  return [
    { term: '注册登记证号', detail: said.certificateNumber ?? '未登记' },
    {
      term: '服务日期',
      detail: (
        <>
          <DateText on={said.fromOn} form="long" /> 至 <DateText on={said.untilOn} form="long" />
        </>
      ),
    },
    { term: '服务时间', detail: <Minutes minutes={said.serviceMinutes} /> },
    { term: '服务次数', detail: `${said.records} 次` },
    { term: '记录单位', detail: said.recordedBy },
    { term: '全国志愿服务信息系统', detail: nationalText(said.inNationalSystem) },
  ]
}

const lineColumns: readonly Column<CertificateLine>[] = [
  {
    key: 'what',
    header: '服务内容',
    rowHeader: true,
    phone: 'title',
    cell: (line) => line.offeringName,
  },
  { key: 'domain', header: '类别', phone: 'corner', cell: (line) => domainNames[line.domain] },
  { key: 'records', header: '次数', align: 'end', cell: (line) => `${line.records} 次` },
  {
    key: 'minutes',
    header: '服务时间',
    align: 'end',
    phone: 'value',
    cell: (line) => <Minutes minutes={line.serviceMinutes} />,
  },
]

export function Said({
  facts,
  lines,
}: {
  facts: readonly Definition[]
  lines: readonly CertificateLine[]
}) {
  return (
    <>
      <div class="panel">
        <DefinitionList items={facts} />
      </div>
      <DataTable caption="服务内容" captionHidden columns={lineColumns} rows={lines} />
    </>
  )
}

export function paperHref({ communityId, id }: Pick<ListedCertificate, 'communityId' | 'id'>) {
  return `/service-certificates/${communityId}/${id}/paper`
}

const listColumns: readonly Column<ListedCertificate>[] = [
  {
    key: 'number',
    header: '编号',
    rowHeader: true,
    phone: 'title',
    cell: ({ number }) => <span class="nowrap">{number}</span>,
  },
  {
    key: 'issued',
    header: '开具日期',
    phone: 'corner',
    cell: ({ issuedAt }) => <DateText on={civilDateOf(issuedAt)} form="long" />,
  },
  {
    key: 'days',
    header: '服务日期',
    cell: ({ state, content }) =>
      state === 'altered' ? (
        '—'
      ) : (
        <>
          <span class="nowrap">{content.fromOn}</span> 至{' '}
          <span class="nowrap">{content.untilOn}</span>
        </>
      ),
  },
  {
    key: 'minutes',
    header: '服务时间',
    align: 'end',
    phone: 'value',
    cell: ({ state, content }) =>
      state === 'altered' ? '—' : <Minutes minutes={content.serviceMinutes} />,
  },
  {
    key: 'state',
    header: '状态',
    cell: ({ state, revocation }) => (
      <>
        <StateChip state={state} />
        {revocation && (
          <>
            {' '}
            <DateText on={civilDateOf(revocation.revokedAt)} form="long" />：{revocation.reason}
          </>
        )}
      </>
    ),
  },
]

type CertificatesProps = {
  rows: readonly ListedCertificate[]
  hint: string
  act?: Column<ListedCertificate>
}

export function Certificates({ rows, hint, act }: CertificatesProps) {
  return (
    <DataTable
      caption="服务时长记录单"
      captionHidden
      columns={act ? [...listColumns, act] : listColumns}
      rows={rows}
      empty={<EmptyState text="还没有开具过" hint={hint} icon="document" />}
    />
  )
}
