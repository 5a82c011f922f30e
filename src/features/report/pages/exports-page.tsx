import { visitorOf } from '../../../http/commit.ts'
import { Note, PageHeader, Section } from '../../../http/components/blocks.tsx'
import { DateTimeField, Select, type Option } from '../../../http/components/fields.tsx'
import { ButtonRow, DownloadLinks, SubmitButton } from '../../../http/components/forms.tsx'
import type { AppContext } from '../../../http/env.ts'
import { consoleRoles } from '../../../http/nav.ts'
import { renderPage } from '../../../http/page.tsx'
import { holdsRole } from '../../../http/session.ts'
import { civilDateOf, plusDays, systemNow, type CivilDate } from '../../../kernel/clock.ts'
import { auditors, clerks } from '../../ledger/api/access.ts'
import { chosenCommunity, CommunityFilter } from '../../person/pages/communities.tsx'
import { FormProblems, type FormProblem } from '../../person/pages/form-parts.tsx'
import { statusOfProblem } from '../../person/pages/register-pages.tsx'
import { recordStateNames } from '../../service/messages.ts'
import { exportedStates, formatsOf } from '../model.ts'

/** What of a community may be taken along as a file, for those who keep or check its books. */
export async function exportsPage(c: AppContext, problem?: FormProblem): Promise<Response> {
  const place = await chosenCommunity(c, consoleRoles, c.req.query('community'))
  const { value: communityId, label } = place.chosen
  const keepsFiles = await holdsRole(c, visitorOf(c), clerks, communityId)
  const audits = await holdsRole(c, visitorOf(c), auditors, communityId)
  const community = `community=${communityId}`
  return renderPage(
    c,
    { title: '导出', variant: 'console', ...statusOfProblem(problem) },
    <>
      <PageHeader title="导出" lead={label} />
      <FormProblems c={c} problem={problem} />
      <CommunityFilter action="/exports" place={place} />
      <Note>
        <p>谁在什么时候导出了什么，都记入操作记录。文件里有个人信息，请妥善保管，用完删除。</p>
      </Note>
      {keepsFiles && <Records c={c} communityId={communityId} />}
      {keepsFiles && <LastMonth c={c} communityId={communityId} />}
      {keepsFiles && (
        <Section title="人员名册" lead="现在属于本社区的人；电话已遮盖。">
          <DownloadLinks href={`/exports/people?${community}`} what="人员名册" />
        </Section>
      )}
      <Section title="试算表" lead="本社区账簿按账户种类合计，并与分录核对。">
        <DownloadLinks href={`/exports/trial-balance?${community}`} what="试算表" />
      </Section>
      {audits && (
        <Section
          title="账簿导出"
          lead="账簿里的每一笔，不写姓名和电话。hledger、Beancount 是两个独立的记账程序：它们自己加总，再与本系统的结余核对。"
        >
          <DownloadLinks
            href={`/exports/books?${community}`}
            what="账簿"
            formats={formatsOf.books}
          />
        </Section>
      )}
    </>,
  )
}

const stateOptions: readonly Option[] = exportedStates.map((state) => ({
  value: state,
  label: recordStateNames[state],
}))

/** This year's until something else is asked for. */
function Records({ c, communityId }: { c: AppContext; communityId: string }) {
  const today = civilDateOf(c.get('services').ctx.fixedNow?.() ?? systemNow())
  return (
    <Section title="服务记录" lead="在本社区服务的记录，按服务日期；不含草稿。一次最多五年。">
      <form method="get" action="/exports/records" class="form" aria-label="导出服务记录">
        <input type="hidden" name="community" value={communityId} />
        <DateTimeField
          kind="date"
          name="from"
          label="从"
          required
          value={c.req.query('from') ?? `${today.slice(0, 4)}-01-01`}
        />
        <DateTimeField
          kind="date"
          name="until"
          label="到"
          required
          value={c.req.query('until') ?? today}
        />
        <Select
          name="state"
          label="状态"
          placeholder="全部"
          options={stateOptions}
          value={c.req.query('state')}
        />
        <ButtonRow>
          <SubmitButton name="format" value="csv" kind="default">
            下载 .csv
          </SubmitButton>
          <SubmitButton name="format" value="xlsx" kind="default">
            下载 .xlsx
          </SubmitButton>
        </ButtonRow>
      </form>
    </Section>
  )
}

/** What is reported every month, by one press. */
function LastMonth({ c, communityId }: { c: AppContext; communityId: string }) {
  const today = civilDateOf(c.get('services').ctx.fixedNow?.() ?? systemNow())
  const { fromOn, untilOn } = monthBefore(today)
  const asked = new URLSearchParams({ community: communityId, from: fromOn, until: untilOn })
  return (
    <Section title="上个月的服务记录" lead={`${fromOn} 至 ${untilOn}，全部状态。`}>
      <DownloadLinks href={`/exports/records?${asked.toString()}`} what="上个月的服务记录" />
    </Section>
  )
}

function monthBefore(today: CivilDate) {
  const untilOn = plusDays(`${today.slice(0, 7)}-01` as CivilDate, -1)
  return { fromOn: `${untilOn.slice(0, 7)}-01` as CivilDate, untilOn }
}
