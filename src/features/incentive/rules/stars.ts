import { minutes, type Minutes } from '../../../kernel/minutes.ts'
import type { PolicyValues } from '../../policy/model.ts'
import type { StarLevel } from '../model.ts'

/** By approved service minutes since registration; spending credits never touches them. */
export function starLevelOf(serviceMinutes: Minutes, policy: PolicyValues['stars']): StarLevel {
  const level = policy.minutes.filter((needed) => serviceMinutes >= needed).length
  const needed = policy.minutes[level]
  return {
    level,
    serviceMinutes,
    nextLevel: needed === undefined ? null : level + 1,
    missingMinutes: needed === undefined ? null : minutes(needed - serviceMinutes),
  }
}
