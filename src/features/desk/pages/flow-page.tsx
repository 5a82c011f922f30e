import type { OpenAPIHono } from '@hono/zod-openapi'
import { PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DataTable } from '../../../http/components/data-table.tsx'
import type { AppContext, AppEnv } from '../../../http/env.ts'
import { makeRouter } from '../../../http/openapi.ts'
import { renderPage } from '../../../http/page.tsx'
import { getFlow, type Flow, type FlowArrow } from '../get-flow.ts'
import { requestKindNames, requestStateNames, requestStepNames } from '../messages.ts'
import { requestStates, type RequestState } from '../model/requests.ts'

/** 社区服务流程图 (SE-16), open to everybody: drawn from the machine that decides every step. */
export function flowPages(): OpenAPIHono<AppEnv> {
  const router = makeRouter()
  router.get('/flow', flowPage)
  return router
}

async function flowPage(c: AppContext): Promise<Response> {
  const flow = await getFlow(c.get('services').ctx)
  return renderPage(
    c,
    { title: '社区服务流程图' },
    <>
      <PageHeader
        title="社区服务流程图"
        lead="件件必回复，事事有回音：没有答复不能办结；不满意可以请重新办理。"
      />
      <Section title="怎么办">
        <FlowChart flow={flow} />
      </Section>
      <Section title="每一步" bare>
        <DataTable
          caption="每一步"
          captionHidden
          columns={[
            {
              key: 'from',
              header: '从',
              rowHeader: true,
              cell: ({ from }: FlowArrow) => requestStateNames[from],
            },
            { key: 'step', header: '做什么', cell: ({ step }) => requestStepNames[step] },
            { key: 'to', header: '到', cell: ({ to }) => requestStateNames[to] },
          ]}
          rows={flow.arrows}
        />
      </Section>
      <Section title="多久答复" bare>
        <DataTable
          caption="多久答复"
          captionHidden
          columns={[
            {
              key: 'kind',
              header: '事项',
              rowHeader: true,
              cell: ({ kind }: Flow['limits'][number]) => requestKindNames[kind],
            },
            {
              key: 'first',
              header: '先答复',
              cell: ({ firstMinutes }) =>
                firstMinutes === null ? '—' : `${firstMinutes} 分钟内（服务时间）`,
            },
            {
              key: 'reply',
              header: '办结',
              cell: ({ replyDays }) => `${replyDays} 个工作日内`,
            },
          ]}
          rows={flow.limits}
        />
      </Section>
    </>,
  )
}

const BOX = { width: 92, height: 44, gap: 48, top: 40 }
const WIDTH = 760
const HEIGHT = 190

/** Boxes in the order of the states, arrows as the machine has them; the table below says the same. */
function FlowChart({ flow }: { flow: Flow }) {
  return (
    <svg
      class="flow-chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label="登记、分解、处理、反馈、评价，依次进行；下面的表说的是同样的内容"
    >
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0 L8 4 L0 8 z" fill="currentColor" />
        </marker>
      </defs>
      {flow.along.map(({ from, to, step }) => (
        <>
          <line
            x1={rightOf(from)}
            y1={middle}
            x2={leftOf(to)}
            y2={middle}
            stroke="currentColor"
            marker-end="url(#arrow)"
          />
          <text
            x={(rightOf(from) + leftOf(to)) / 2}
            y={middle - 8}
            text-anchor="middle"
            font-size="11"
          >
            {requestStepNames[step]}
          </text>
        </>
      ))}
      {flow.back.map(({ from, to }, index) => (
        <path
          d={`M${centreOf(from)} ${BOX.top + BOX.height} v${24 + 14 * index} H${centreOf(to) + 8 * index} V${BOX.top + BOX.height}`}
          fill="none"
          stroke="currentColor"
          stroke-dasharray="4 3"
          marker-end="url(#arrow)"
        />
      ))}
      <text x={centreOf('inProgress')} y={HEIGHT - 44} font-size="11">
        不满意，重新办理
      </text>
      <Boxes />
      <text x="8" y={HEIGHT - 8} font-size="12">
        反馈以前，求助人随时可以撤回。
      </text>
    </svg>
  )
}

function Boxes() {
  return (
    <>
      {requestStates
        .filter((state) => state !== 'cancelled')
        .map((state) => (
          <>
            <rect
              x={leftOf(state)}
              y={BOX.top}
              width={BOX.width}
              height={BOX.height}
              rx="6"
              fill="none"
              stroke="currentColor"
            />
            <text x={centreOf(state)} y={middle + 5} text-anchor="middle" font-size="15">
              {requestStateNames[state].replace(/^已/, '')}
            </text>
          </>
        ))}
    </>
  )
}

const middle = BOX.top + BOX.height / 2

function leftOf(state: RequestState): number {
  return 8 + requestStates.indexOf(state) * (BOX.width + BOX.gap)
}

function rightOf(state: RequestState): number {
  return leftOf(state) + BOX.width
}

function centreOf(state: RequestState): number {
  return leftOf(state) + BOX.width / 2
}
