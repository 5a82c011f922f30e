import type { Content, TableCell } from 'pdfmake/interfaces.js'
import { civilDateOf } from '../../kernel/clock.ts'
import { formatMinutes } from '../../kernel/minutes.ts'
import { domainNames } from '../service/messages.ts'
import { CERTIFICATE_NAME, CERTIFICATE_NOTICE, nationalText } from './messages.ts'
import type { CertificateContent, CertificateView, Paper } from './model.ts'
import { dayText } from './rules/period.ts'

const QR_POINTS = 108
const PALE = '#f4f4f4'

/**
 * The sheet that the organisation hands over: 服务时间, 服务内容, 记录单位, the national system
 * room for a seal, and how to check it. One that was revoked says so in red.
 */
export function composeCertificate(
  { certificate, code }: Pick<CertificateView, 'certificate' | 'code'>,
  checkUrl: string,
): Paper {
  const { content, number, revocation } = certificate
  return {
    title: `${CERTIFICATE_NAME} ${number}`,
    content: [
      {
        text: CERTIFICATE_NAME,
        ...{ fontSize: 22, bold: true, alignment: 'center', margin: [0, 8, 0, 4] },
      },
      { text: `编号 ${number}`, alignment: 'center', fontSize: 11, margin: [0, 0, 0, 14] },
      ...(revocation
        ? [stamp(`已于 ${dayText(civilDateOf(revocation.revokedAt))}撤回，不再有效`)]
        : []),
      factsOf(content),
      linesOf(content),
      checkOf(number, code, checkUrl),
      issuedBy(content),
    ],
    footer: CERTIFICATE_NOTICE,
  }
}

function stamp(text: string): Content {
  return {
    text,
    bold: true,
    fontSize: 14,
    color: '#b00020',
    alignment: 'center',
    margin: [0, 0, 0, 10],
  }
}

function factsOf(content: CertificateContent): Content {
  const facts = [
    ['姓名', content.personName],
    ['注册登记证号', content.certificateNumber ?? '未登记'],
    ['服务日期', `${dayText(content.fromOn)} 至 ${dayText(content.untilOn)}`],
    ['服务时间', formatMinutes(content.serviceMinutes)],
    ['服务次数', `${content.records} 次`],
    ['记录单位', content.recordedBy],
    ['是否已录入全国志愿服务信息系统', nationalText(content.inNationalSystem)],
  ]
  const body: TableCell[][] = facts.map(([term = '', text = '']) => [
    { text: term, fillColor: PALE, fontSize: 11 },
    { text, fontSize: 11, bold: term === '服务时间' || term === '姓名' },
  ])
  return { table: { widths: [110, '*'], body }, layout: 'ruled' }
}

function linesOf({ lines, serviceMinutes, records }: CertificateContent): Content {
  const right = (text: string, more: object = {}): TableCell => ({
    ...{ text, alignment: 'right', ...more },
  })
  const head = { bold: true, fillColor: PALE }
  const body: TableCell[][] = [
    [
      { text: '服务内容', ...head },
      { text: '类别', ...head },
      right('次数', head),
      right('服务时间', head),
    ],
    ...lines.map((line) => [
      line.offeringName,
      domainNames[line.domain],
      right(String(line.records)),
      right(formatMinutes(line.serviceMinutes)),
    ]),
    [
      { text: '合计', bold: true },
      '',
      right(String(records), { bold: true }),
      right(formatMinutes(serviceMinutes), { bold: true }),
    ],
  ]
  return {
    table: { headerRows: 1, dontBreakRows: true, widths: ['*', 50, 50, 110], body },
    ...{ layout: 'ruled', margin: [0, 14, 0, 14] },
  }
}

/** By telephone camera, or typed: number and code. */
function checkOf(number: string, code: string, checkUrl: string): Content {
  return {
    unbreakable: true,
    columns: [
      { qr: checkUrl, fit: QR_POINTS, eccLevel: 'M', width: QR_POINTS + 16 },
      {
        width: '*',
        stack: [
          { text: '怎样核对', bold: true, fontSize: 11, margin: [0, 2, 0, 4] },
          '用手机扫左边的二维码；或者打开下面的网址，填编号和校验码。',
          { text: checkUrl, margin: [0, 4, 0, 4] },
          { text: `校验码 ${code}`, bold: true, fontSize: 11 },
          {
            text: '核对页上写的和本单不一样，或者查无此件、已撤回的，以核对页为准。',
            margin: [0, 4, 0, 0],
          },
        ],
      },
    ],
  }
}

function issuedBy({ recordedBy, issuerName, issuedOn }: CertificateContent): Content {
  const line = (term: string, text: string): Content => ({
    text: `${term}：${text}`,
    ...{ fontSize: 11, margin: [0, 3, 0, 3] },
  })
  return {
    unbreakable: true,
    margin: [230, 20, 0, 0],
    stack: [
      line('出具单位（盖章）', recordedBy),
      line('经办人', issuerName),
      line('出具日期', dayText(issuedOn)),
    ],
  }
}
