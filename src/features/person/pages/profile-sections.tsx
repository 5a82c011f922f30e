import type { Child } from 'hono/jsx'
import { DefinitionList, EmptyState, Section } from '../../../http/components/blocks.tsx'
import { BigText } from '../../../http/components/figures.tsx'
import { StatusChip } from '../../../http/components/status-chip.tsx'
import { DateText } from '../../../http/components/values.tsx'
import type { Profile } from '../load-profile.ts'
import {
  membershipNames,
  partyTieNames,
  politicalStatusNames,
  relationNames,
  roleNames,
} from '../messages.ts'
import type { HeldGrant, Membership, Relation } from '../model.ts'

const genderNames = { female: '女', male: '男' } as const

export const doneTexts: Readonly<Record<string, string>> = {
  registered: '登记好了。',
  consent: '已记下您的选择。',
  volunteer: '已登记为志愿者。',
  card: '服务卡已发。',
  status: '政治面貌已登记。',
  granted: '角色已授予。',
  revoked: '角色已撤回，马上生效。',
  joined: '归属已登记。',
  ended: '归属已结束。',
  moved: '储蓄本已转到新的社区；这里的归属可以结束了。',
  household: '住户已登记。',
  related: '亲属关系已登记。',
  unrelated: '亲属关系已结束。',
  savings: '已记下是否可以使用储蓄。',
  keptFile: '已撤回，个人信息没有删除。',
}

/** Certificate and card: what stands on the paper, large. */
export function Certificate({ profile }: { profile: Profile }) {
  const { volunteer } = profile
  if (!volunteer) return null
  return (
    <BigText
      label="服务卡号"
      text={volunteer.cardNumber ?? '还没有领卡'}
      caption={
        volunteer.cardNumber
          ? `注册登记证 ${volunteer.certificateNumber} · ${volunteer.certificateOn} 登记`
          : `注册登记证 ${volunteer.certificateNumber}。请到社区服务站领取服务卡，领卡后上岗。`
      }
    />
  )
}

export function Facts({ profile }: { profile: Profile }) {
  const { status, volunteer } = profile
  const tie = status?.partyTie ? ` · ${partyTieNames[status.partyTie]}` : ''
  const items = [
    { term: '姓名', detail: <bdi>{profile.name}</bdi> },
    { term: '性别', detail: profile.gender ? genderNames[profile.gender] : '未填' },
    { term: '出生日期', detail: profile.bornOn ?? '未填' },
    { term: '电话', detail: profile.phone ?? '没有或暂不可用' },
    { term: '住址', detail: profile.address ?? '未填或暂不可用' },
    { term: '居住情况', detail: profile.livesAlone ? '一个人住' : '与家人同住或未说明' },
    { term: '工作单位', detail: profile.workUnit ?? '未填' },
    {
      term: '政治面貌',
      detail: status ? `${politicalStatusNames[status.politicalStatus]}${tie}` : '未登记',
    },
    ...(volunteer ? [{ term: '特长', detail: volunteer.skills.join('、') || '未填' }] : []),
    ...profile.endedCards.map(({ cardNumber, cardOn, endedOn }) => ({
      term: '补发前的服务卡',
      detail: `${cardNumber}（${cardOn} 至 ${endedOn}）`,
    })),
    { term: '登记日期', detail: <DateText on={profile.registeredOn} form="long" /> },
  ]
  return <DefinitionList items={items} />
}

type Rows<T> = { items: readonly T[]; action?: (item: T) => Child }

function Row({ label, note, children }: { label: Child; note?: Child; children?: Child }) {
  return (
    <li class="facts__row">
      <div>
        <p class="facts__label">{label}</p>
        {note && <p class="facts__note">{note}</p>}
      </div>
      {children}
    </li>
  )
}

export function Memberships({
  profile,
  action,
}: { profile: Profile } & Pick<Rows<Membership>, 'action'>) {
  return (
    <Section title="归属">
      {profile.memberships.length === 0 && <EmptyState text="没有登记归属" />}
      <ul class="facts">
        {profile.memberships.map((one) => (
          <Row
            label={`${one.communityName} · ${membershipNames[one.kind]}`}
            note={`${one.sinceOn} 起${one.untilOn ? `，${one.untilOn} 结束` : ''}${
              one.communityId === profile.booksCommunityId && !one.untilOn ? '，储蓄本在这里' : ''
            }`}
          >
            {one.untilOn ? null : action?.(one)}
          </Row>
        ))}
      </ul>
    </Section>
  )
}

export function RoleGrants({ items, action }: Rows<HeldGrant>) {
  return (
    <Section title="角色" id="roles">
      {items.length === 0 && <EmptyState text="没有角色" />}
      <ul class="facts">
        {items.map((one) => (
          <Row label={roleNames[one.role]} note={`${one.nodeName}及以下`}>
            {action?.(one)}
          </Row>
        ))}
      </ul>
    </Section>
  )
}

export function Relations({ items, action }: Rows<Relation>) {
  return (
    <Section title="亲属" id="relations" lead="由社区核实。同意后，亲属求助时可以用您的储蓄。">
      {items.length === 0 && <EmptyState text="没有登记亲属" />}
      <ul class="facts">
        {items.map((one) => (
          <Row
            label={
              <>
                <bdi>{one.relativeName}</bdi> · {relationNames[one.kind]}
              </>
            }
            note={
              <StatusChip
                tone={one.savingsConsentAt ? 'green' : 'grey'}
                text={one.savingsConsentAt ? '可以使用储蓄' : '不能使用储蓄'}
              />
            }
          >
            {action?.(one)}
          </Row>
        ))}
      </ul>
    </Section>
  )
}
