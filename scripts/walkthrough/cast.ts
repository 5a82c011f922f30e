import type { Session } from '../support/http-client.ts'

/** Nobody lives under these numbers: everybody here is made up. */
export const phones = {
  administrator: '13800000001',
  first: '13800000002',
  second: '13800000003',
  leader: '13800000004',
  volunteer: '13800000005',
  resident: '13800000006',
  neighbour: '13800000007',
} as const

/** The five of examples/group-sheet.csv. */
export const groupNames = ['甲', '乙', '丙', '丁', '戊'] as const
export type GroupName = (typeof groupNames)[number]

export type Person = {
  readonly id: string
  readonly name: string
  readonly cardNumber: string | null
}

/** Somebody with a phone, signed in. */
export type Member = Person & { readonly session: Session }

/** Two communities below one subdistrict, and everybody who takes part. */
export type Town = {
  readonly subdistrictId: string
  /** 演示一社区 keeps everybody's books but the neighbour's. */
  readonly homeId: string
  /** 演示二社区 keeps the neighbour's. */
  readonly otherId: string
  readonly administrator: Session
  /** Coordinator of the home community, and a volunteer; lives with 戊. */
  readonly first: Member
  /** Coordinator of the whole subdistrict. */
  readonly second: Member
  readonly leader: Member
  readonly volunteer: Member
  readonly resident: Member
  readonly neighbour: Member
  readonly group: Readonly<Record<GroupName, Person>>
}
