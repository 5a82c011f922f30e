import type { ColumnMap, FileRow, ImportKind } from '../model.ts'

/** A column that a kind of file may have. The first heading is the template's. */
export type Field = {
  readonly field: string
  readonly headings: readonly string[]
  /** Alternatives: one of the fields of each group has to be there. */
  readonly needed?: string
}

const who: readonly Field[] = [
  {
    field: 'cardNumber',
    headings: ['服务卡号', '卡号', '志愿者卡号', '服务卡', '服务证号', '工号', '志愿者服务卡号'],
    needed: '服务卡号，或姓名和手机号',
  },
  {
    field: 'name',
    headings: ['姓名', '志愿者姓名', '名字', '志愿者', '人员姓名', '居民姓名', '储蓄人'],
    needed: '服务卡号，或姓名和手机号',
  },
  {
    field: 'phone',
    headings: [
      '手机号',
      '手机号码',
      '手机',
      '联系电话',
      '电话',
      '电话号码',
      '联系方式',
      '志愿者电话',
      '志愿者手机号',
      '本人电话',
    ],
  },
]

const subdistrict: Field = { field: 'subdistrict', headings: ['街道', '所属街道', '所在街道'] }

const minutes: Field = {
  field: 'minutes',
  headings: [
    '服务时长（分钟）',
    '服务时长',
    '时长',
    '分钟',
    '分钟数',
    '服务分钟',
    '服务分钟数',
    '时长分钟',
    '小时',
    '小时数',
    '服务小时',
    '服务小时数',
    '服务时间长度',
  ],
}

const fields: Readonly<Record<ImportKind, readonly Field[]>> = {
  people: [
    {
      field: 'name',
      headings: ['姓名', '名字', '志愿者姓名', '居民姓名', '人员姓名'],
      needed: '姓名',
    },
    { field: 'gender', headings: ['性别'] },
    { field: 'bornOn', headings: ['出生日期', '出生年月日', '生日', '出生年月', '出生'] },
    who[2] as Field,
    subdistrict,
    {
      field: 'community',
      headings: [
        '社区',
        '居住社区',
        '所在社区',
        '所属社区',
        '社区名称',
        '现居社区',
        '现居住社区',
        '户籍社区',
      ],
      needed: '社区',
    },
    {
      field: 'assigned',
      headings: ['报到社区', '双报到社区', '报到的社区', '到社区报到', '报到地'],
      needed: '社区',
    },
    { field: 'politicalStatus', headings: ['政治面貌', '政治身份', '面貌'] },
    { field: 'partyTie', headings: ['党组织关系', '组织关系', '党组织关系所在', '党员类别'] },
    { field: 'workUnit', headings: ['工作单位', '单位', '所在单位', '单位名称'] },
    {
      field: 'address',
      headings: ['住址', '家庭住址', '地址', '详细地址', '居住地址', '家庭地址', '现住址'],
    },
    { field: 'volunteer', headings: ['是否志愿者', '志愿者', '是否为志愿者', '是否注册志愿者'] },
    {
      field: 'skills',
      headings: ['专业技能', '技能', '特长', '技能特长', '服务特长', '专长', '个人特长'],
    },
    {
      field: 'registeredOn',
      headings: [
        '注册日期',
        '注册时间',
        '登记日期',
        '登记时间',
        '入册日期',
        '加入日期',
        '入队时间',
      ],
    },
    {
      field: 'certificateNumber',
      headings: [
        '注册登记证号',
        '登记证号',
        '证号',
        '注册证号',
        '志愿者编号',
        '注册号',
        '志愿者证号',
      ],
    },
    who[0] as Field,
    { field: 'cardOn', headings: ['发卡日期', '领卡日期', '制卡日期', '发证日期'] },
    { field: 'guardianConsent', headings: ['监护人同意', '监护人是否同意', '监护人意见'] },
  ].map((one) => (one.field === 'cardNumber' ? { ...one, needed: undefined } : one)) as Field[],
  memberships: [
    ...who,
    subdistrict,
    {
      field: 'community',
      headings: ['社区', '归属社区', '所属社区', '所在社区', '社区名称', '报到社区'],
      needed: '社区',
    },
    {
      field: 'membershipKind',
      headings: ['归属', '归属类型', '归属种类', '关系', '类型', '类别'],
      needed: '归属',
    },
    {
      field: 'sinceOn',
      headings: ['起始日期', '开始日期', '报到日期', '报到时间', '归属日期', '起始时间', '日期'],
    },
  ],
  records: [
    ...who,
    {
      field: 'subdistrict',
      headings: ['街道', '服务街道', '所属街道', '所在街道'],
    },
    {
      field: 'community',
      headings: ['服务社区', '社区', '所在社区', '社区名称', '服务所在社区', '活动社区'],
      needed: '服务社区',
    },
    {
      field: 'offering',
      headings: [
        '服务项目',
        '项目',
        '项目名称',
        '服务项目名称',
        '项目编码',
        '项目代码',
        '服务类型',
        '服务类别',
        '服务名称',
      ],
      needed: '服务项目',
    },
    {
      field: 'activity',
      headings: ['活动名称', '活动', '服务活动', '活动主题'],
      needed: '活动名称或服务内容',
    },
    {
      field: 'content',
      headings: ['服务内容', '内容', '活动内容', '服务事项', '服务情况'],
      needed: '活动名称或服务内容',
    },
    {
      field: 'place',
      headings: ['服务地点', '地点', '活动地点', '地址', '服务地址', '服务场所'],
      needed: '服务地点或服务对象',
    },
    {
      field: 'recipient',
      headings: ['服务对象', '对象', '受益人', '受助人', '被服务人', '服务对象姓名', '受助对象'],
      needed: '服务地点或服务对象',
    },
    {
      field: 'recipientPhone',
      headings: ['服务对象电话', '对象电话', '服务对象手机号', '受益人电话', '受助人电话'],
    },
    { field: 'recipientCard', headings: ['服务对象卡号', '服务对象服务卡号'] },
    { field: 'headcount', headings: ['服务人数', '人数', '受益人数', '服务对象人数', '受助人数'] },
    {
      field: 'servedOn',
      headings: ['服务日期', '日期', '活动日期', '服务时间', '活动时间'],
    },
    {
      field: 'start',
      headings: ['开始时间', '开始', '起始时间', '签到时间', '服务开始时间', '起', '开始时刻'],
      needed: '开始时间',
    },
    {
      field: 'end',
      headings: ['结束时间', '结束', '终止时间', '签退时间', '服务结束时间', '止', '结束时刻'],
      needed: '结束时间或服务时长（分钟）',
    },
    { ...minutes, needed: '结束时间或服务时长（分钟）' },
    {
      field: 'outcome',
      headings: ['服务成效', '成效', '效果', '服务效果', '服务结果', '完成情况'],
    },
    {
      field: 'organiser',
      headings: ['组织单位', '组织者', '主办单位', '活动组织单位', '组织方', '承办单位', '服务队'],
    },
    {
      field: 'personInCharge',
      headings: ['负责人', '活动负责人', '现场负责人', '项目负责人', '联系人', '领队'],
      needed: '负责人',
    },
    { field: 'lateReason', headings: ['补录原因', '补登原因'] },
  ],
  openings: [
    ...who,
    {
      field: 'minutes',
      headings: [
        '期初余额（分钟）',
        '期初余额',
        '期初',
        '期初储蓄',
        '期初储蓄（分钟）',
        '结余',
        '余额',
        '储蓄',
        '储蓄分钟',
        ...minutes.headings,
      ],
      needed: '期初余额（分钟）',
    },
    {
      field: 'openedOn',
      headings: ['日期', '期初日期', '结清日期', '截止日期', '结存日期', '余额日期'],
      needed: '日期',
    },
    { field: 'reason', headings: ['原因', '说明', '备注', '依据', '来源'], needed: '原因' },
  ],
}

export function fieldsOf(kind: ImportKind): readonly Field[] {
  return fields[kind]
}

/** The name of a field on pages, in messages and in templates. */
export function labelOf(kind: ImportKind, field: string): string {
  return fields[kind].find((one) => one.field === field)?.headings[0] ?? field
}

/** Without spaces, marks and full-width forms. */
function plain(heading: string): string {
  return heading.normalize('NFKC').replace(/[\s*:_'"]/g, '')
}

function bare(heading: string): string {
  return plain(heading).replace(/[([{【][^)\]}】]*[)\]}】]/g, '')
}

function fieldOf(kind: ImportKind, heading: string): string | undefined {
  const asked = [plain(heading), bare(heading)]
  for (const name of asked) {
    const found = fields[kind].find(({ headings }) => headings.some((each) => plain(each) === name))
    if (found) return found.field
  }
  return undefined
}

/** A duration in hours is refused row by row; its heading says so. */
export function isInAnotherUnit(heading: string): boolean {
  return /小时|时数/.test(heading) && !/分钟/.test(heading)
}

/** Field → column, by the headings and by what was said by hand (field → heading). */
export function matchColumns(
  kind: ImportKind,
  headers: readonly string[],
  byHand: ColumnMap = {},
): ColumnMap {
  const columns: Record<string, number> = {}
  const taken = new Set(Object.values(byHand))
  headers.forEach((heading, at) => {
    const field = heading === '' || taken.has(at) ? undefined : fieldOf(kind, heading)
    if (field && !(field in byHand)) columns[field] ??= at
  })
  for (const [field, at] of Object.entries(byHand)) if (at >= 0) columns[field] = at
  return columns
}

/** The groups of which no column is there: what they are called. */
export function missingColumns(kind: ImportKind, columns: ColumnMap): readonly string[] {
  const groups = new Map<string, boolean>()
  for (const { field, needed } of fields[kind]) {
    if (needed) groups.set(needed, (groups.get(needed) ?? false) || field in columns)
  }
  const missing = [...groups].filter(([, found]) => !found).map(([name]) => name)
  const isNamed = 'cardNumber' in columns || ('name' in columns && 'phone' in columns)
  const named = '服务卡号，或姓名和手机号'
  const byName = kind !== 'people' && !isNamed && !missing.includes(named)
  return byName ? [named, ...missing] : missing
}

const LINES_LOOKED_AT = 20
const LEAST_HEADINGS = 2

/** The header line and the kind of the file; the first line when no line is like one. */
export function findHeader(
  rows: readonly FileRow[],
  kind: ImportKind | null,
): { readonly at: number; readonly kind: ImportKind } | undefined {
  const kinds = kind ? [kind] : (Object.keys(fields) as ImportKind[])
  let best: { at: number; kind: ImportKind; known: number; missing: number } | undefined
  for (const [at, { cells }] of rows.slice(0, LINES_LOOKED_AT).entries()) {
    for (const one of kinds) {
      const columns = matchColumns(one, cells)
      const known = Object.keys(columns).length
      const missing = missingColumns(one, columns).length
      if (known < LEAST_HEADINGS) continue
      const fit = known - 3 * missing
      if (!best || fit > best.known - 3 * best.missing) best = { at, kind: one, known, missing }
    }
  }
  return best ?? (kind ? { at: 0, kind } : undefined)
}

/** `工号=服务卡号` by hand: the heading of the file, and the name of the field. */
export function mapByHand(
  kind: ImportKind,
  headers: readonly string[],
  pairs: readonly string[],
): ColumnMap | undefined {
  const columns: Record<string, number> = {}
  for (const pair of pairs) {
    const [heading = '', name = ''] = pair.split('=').map((part) => part.trim())
    const at = headers.findIndex((each) => plain(each) === plain(heading))
    const field = fieldOf(kind, name)
    if (at < 0 || !field) return undefined
    columns[field] = at
  }
  return columns
}
