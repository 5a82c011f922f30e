import { expect } from 'vitest'
import type { Id } from '../../src/kernel/ids.ts'
import { checksum } from './checksum.ts'
import type { Scene, Who } from './write-routes.ts'

export type Body = Record<string, unknown> & {
  readonly code?: string
  readonly title?: string
  readonly outcomes?: readonly { readonly approved: boolean; readonly refusal?: { code: string } }[]
}

export type Reply = {
  readonly status: number
  readonly body: Body
}

/** Writes over HTTP that are expected to be refused. */
export type Refusals = {
  /** As one of the scene's people, or with a token. */
  readonly send: (who: string, path: string, body: object) => Promise<Reply>
  /** Runs `act`: nothing but the stored answers may be different afterwards. */
  readonly changesNothing: <T>(act: () => Promise<T>) => Promise<T>
  /** The write is answered `status code`, in Chinese, and changes nothing. */
  readonly isRefused: (expected: string, who: string, path: string, body: object) => Promise<void>
}

export function basePath(communityId: Id): string {
  return `/api/v1/communities/${communityId}`
}

export function told({ status, body }: Reply): string {
  return `${status} ${body.code}`
}

export function makeRefusals({ world, http, tokens }: Scene): Refusals {
  const sums = () => checksum(world.sql, ['commands'])
  const isOfScene = (who: string): who is Who => who in tokens

  const send = (who: string, path: string, body: object): Promise<Reply> =>
    http.call<Body>(path, { token: isOfScene(who) ? tokens[who] : who, body })

  async function changesNothing<T>(act: () => Promise<T>): Promise<T> {
    const before = await sums()
    const result = await act()
    expect(await sums()).toBe(before)
    return result
  }

  return {
    send,
    changesNothing,
    async isRefused(expected, who, path, body) {
      const reply = await changesNothing(() => send(who, path, body))
      expect(told(reply)).toBe(expected)
      expect(reply.body.title).toMatch(/\p{Script=Han}/u)
    },
  }
}
