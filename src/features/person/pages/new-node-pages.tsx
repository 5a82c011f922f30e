import { z, type OpenAPIHono } from '@hono/zod-openapi'
import { commitToDistrict, visitorOf } from '../../../http/commit.ts'
import { PageHeader } from '../../../http/components/blocks.tsx'
import { Field } from '../../../http/components/fields.tsx'
import {
  ButtonLink,
  ButtonRow,
  ConfirmPanel,
  FormWithKey,
  SubmitButton,
} from '../../../http/components/forms.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { httpErrors } from '../../../http/errors.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { formRefusal, renderPage } from '../../../http/page.tsx'
import { DomainError } from '../../../kernel/errors.ts'
import { addNode } from '../add-node.ts'
import { nodeFields } from '../api/parts.ts'
import { loadTree, type Tree } from '../load-tree.ts'
import { nodeKindNames } from '../messages.ts'
import { nodeKindBelow, type Node, type NodeKind } from '../model.ts'
import {
  fieldOf,
  formKeyOf,
  FormProblems,
  mistakesOf,
  readForm,
  valuesInAddress,
  type FormProblem,
  type FormValues,
} from './form-parts.tsx'
import { growsTree } from './node-links.ts'
import { statusOfProblem } from './register-pages.tsx'

const schema = z.object(nodeFields)

type Place = { readonly kind: NodeKind; readonly parent: Node; readonly tree: Tree }

export function newNodePages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/nodes/new', (c) => formPage(c, valuesInAddress(c)))
  router.post('/nodes/new', async (c) => confirmPage(c, await readForm(c)))
  router.post('/nodes/new/confirm', async (c) => {
    const values = await readForm(c)
    const { kind, parent } = await placeOf(c, values)
    const parsed = schema.safeParse(inputOf(values))
    if (!parsed.success) return formPage(c, values, { mistakes: mistakesOf(parsed.error, {}) })
    try {
      const input = { kind, parentId: parent.id, ...parsed.data }
      const { id } = await commitToDistrict(c, addNode, input, formKeyOf(values))
      return c.redirect(`/nodes?added=${id}#node-${id}`, 303)
    } catch (error) {
      return formPage(c, values, { refusal: formRefusal(error) })
    }
  })
  return router
}

/** Below the district when nothing is said. @throws `request.not-found` for who may not, and below a station */
async function placeOf(c: AppContext, values: FormValues): Promise<Place> {
  visitorOf(c)
  const tree = await loadTree(c.get('services').ctx)
  const parentId = values.text('parentId')
  const parent = parentId
    ? tree.get(parentId)
    : [...tree.values()].find((node) => node.kind === 'district')
  const kind = parent && nodeKindBelow(parent.kind)
  if (!parent || !kind || !growsTree(c)) throw new DomainError(httpErrors['not-found'])
  return { kind, parent, tree }
}

function inputOf(values: FormValues) {
  const aliases = values.text('aliases').split(/[\s,，、;；]+/)
  return { name: values.text('name'), aliases: aliases.filter((alias) => alias !== '') }
}

/** 南明区 · 花果园街道 */
function pathOf({ parent, tree }: Place): string {
  return parent.ancestorIds
    .map((id) => tree.get(id)?.name ?? '')
    .reverse()
    .join(' · ')
}

async function confirmPage(c: AppContext, values: FormValues): Promise<Response> {
  const place = await placeOf(c, values)
  const parsed = schema.safeParse(inputOf(values))
  if (!parsed.success) return formPage(c, values, { mistakes: mistakesOf(parsed.error, {}) })
  const { name, aliases } = parsed.data
  const kindName = nodeKindNames[place.kind]
  const hidden = { parentId: place.parent.id, name, aliases: aliases.join('、') }
  const change = `/nodes/new?${new URLSearchParams(hidden).toString()}`
  return renderPage(
    c,
    { title: `增加${kindName}`, variant: 'console' },
    <>
      <PageHeader title={`增加${kindName}`} back={{ href: change, label: '改一改' }} />
      <ConfirmPanel
        question={`增加这个${kindName}？`}
        facts={[
          { term: '在哪里', detail: pathOf(place) },
          { term: '名称', detail: name },
          ...(aliases.length > 0 ? [{ term: '其他写法', detail: aliases.join('、') }] : []),
        ]}
        consequence="增加以后不能改名，也不能删除；请核对名称。"
        action="/nodes/new/confirm"
        confirmLabel={`增加${kindName}`}
        cancelHref="/nodes"
        hidden={hidden}
      />
    </>,
  )
}

async function formPage(
  c: AppContext,
  values: FormValues,
  problem?: FormProblem,
): Promise<Response> {
  const place = await placeOf(c, values)
  const kindName = nodeKindNames[place.kind]
  const field = fieldOf({ values, problem })
  return renderPage(
    c,
    { title: `增加${kindName}`, variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader
        title={`增加${kindName}`}
        lead={`在 ${pathOf(place)} 下面`}
        back={{ href: '/nodes', label: '街道和社区' }}
      />
      <FormProblems c={c} problem={problem} />
      <FormWithKey action="/nodes/new" hidden={{ parentId: place.parent.id }}>
        <Field
          {...field('name')}
          label="名称"
          hint={nameHints[place.kind]}
          maxlength={60}
          required
          autofocus
        />
        <Field
          {...field('aliases')}
          label="其他写法"
          hint="旧名、简称，用顿号隔开；导入旧表时按这些认。"
          maxlength={200}
        />
        <ButtonRow>
          <SubmitButton>下一步</SubmitButton>
          <ButtonLink href="/nodes">不增加，返回</ButtonLink>
        </ButtonRow>
      </FormWithKey>
    </>,
  )
}

const nameHints: Readonly<Record<NodeKind, string>> = {
  district: '',
  subdistrict: '写全称，如：花果园街道',
  community: '写全称，如：月湖社区',
  station: '写全称，如：月湖社区便民利民综合服务站',
}
