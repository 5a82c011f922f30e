import { lookup } from 'node:dns'
import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { SignedMessage } from '../../../kernel/signed-message.ts'
import { SendFailure } from '../model/deliveries.ts'

const TIMEOUT_MS = 5_000

/** Whether we may connect to an address. */
export type AddressTest = (address: string) => boolean

/**
 * Posts a signed message and looks at the status only. Where the name leads is checked on the very
 * connection that is used, so that a name that changes meanwhile opens nothing; redirects are not
 * followed. @throws SendFailure
 */
export function post(url: string, message: SignedMessage, isAllowed: AddressTest): Promise<void> {
  const target = new URL(url)
  const host = target.hostname.replace(/^\[|\]$/g, '')
  // An address that is no name is never looked up.
  if (isIP(host) > 0 && !isAllowed(host)) return Promise.reject(new SendFailure('address refused'))
  const request = target.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const sending = request(target, {
      method: 'POST',
      agent: false,
      lookup: guardedLookup(isAllowed),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { ...message.headers, 'content-length': Buffer.byteLength(message.body) },
    })
    sending.on('error', (error) => reject(failureOf(error)))
    sending.on('response', ({ statusCode = 0 }) => {
      if (statusCode >= 200 && statusCode < 300) resolve()
      else reject(new SendFailure(`status ${statusCode}`))
      sending.destroy()
    })
    sending.end(message.body)
  })
}

function guardedLookup(isAllowed: AddressTest): LookupFunction {
  return (hostname, options, callback) =>
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      const first = addresses?.[0]
      if (error || !first) return callback(error ?? new SendFailure('no address'), '')
      if (!addresses.every(({ address }) => isAllowed(address))) {
        return callback(new SendFailure('address refused'), '')
      }
      if (options.all) return callback(null, addresses)
      return callback(null, first.address, first.family)
    })
}

/** A code and no more: what a network says may hold names of ours. */
function failureOf(error: Error): SendFailure {
  if (error instanceof SendFailure) return error
  if (error.name === 'AbortError' || error.name === 'TimeoutError')
    return new SendFailure('timeout')
  const { code } = error as NodeJS.ErrnoException
  return new SendFailure(code ?? 'failed')
}
