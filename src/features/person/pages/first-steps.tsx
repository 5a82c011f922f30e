import { Section } from '../../../http/components/blocks.tsx'
import { ButtonLink } from '../../../http/components/forms.tsx'
import { Steps, type Step } from '../../../http/components/steps.tsx'
import type { NodePeople } from '../load-node-people.ts'
import type { Tree } from '../load-tree.ts'
import type { Node, NodeKind } from '../model.ts'
import { addHref, coordinatorHref } from './node-links.ts'

type Props = { tree: Tree; people: NodePeople }

/** From an empty district to the first service; gone once people are there. */
export function FirstSteps({ tree, people }: Props) {
  const nodes = [...tree.values()]
  const first = (kind: NodeKind) => nodes.find((node) => node.kind === kind)
  const district = first('district')
  const community = first('community')
  const { hasCoordinators, hasPeople } = people
  if (!district || (hasCoordinators && hasPeople)) return null
  const steps = [
    ...placeSteps(district, first('subdistrict'), community),
    coordinatorStep(community, hasCoordinators),
    peopleStep(community, hasPeople),
  ]
  return (
    <Section title="从这里开始" lead="按顺序办，办完一步，下一步就在这里。">
      <Steps steps={steps} />
    </Section>
  )
}

function placeSteps(
  district: Node,
  subdistrict: Node | undefined,
  community: Node | undefined,
): readonly Step[] {
  return [
    {
      title: '增加街道',
      done: subdistrict !== undefined,
      hint: `${district.name}下面的街道，至少一个。`,
      action: <Start href={addHref(district)}>增加街道</Start>,
    },
    {
      title: '增加社区',
      done: community !== undefined,
      hint: '储蓄本、服务台、审核都在社区；社区下面还可以增加服务站。',
      action: subdistrict && (
        <Start href={addHref(subdistrict)}>{`在${subdistrict.name}增加社区`}</Start>
      ),
    },
  ]
}

function coordinatorStep(community: Node | undefined, done: boolean): Step {
  return {
    title: '登记社区工作者',
    done,
    hint: '登记本人和电话，再授予“社区工作者”。最好两位：录入的人不能自己审核。',
    action: community && (
      <Start href={coordinatorHref(community.id)}>{`为${community.name}登记社区工作者`}</Start>
    ),
  }
}

function peopleStep(community: Node | undefined, done: boolean): Step {
  return {
    title: '登记居民和志愿者',
    done,
    hint: '由社区工作者登录后登记，或本人用手机号自己登记；您也可以现在登记。志愿者登记服务，社区工作者审核，就存入储蓄本。',
    action: community && (
      <Start href={`/people/new?homeId=${community.id}`}>登记居民或志愿者</Start>
    ),
  }
}

function Start({ href, children }: { href: string; children: string }) {
  return (
    <ButtonLink href={href} kind="primary" icon="plus">
      {children}
    </ButtonLink>
  )
}
