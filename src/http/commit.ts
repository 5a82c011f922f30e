import type { Command, WriteUseCase } from '../db/command.ts'
import { commandErrors, hashRequest } from '../db/commands.ts'
import { DomainError, isRefusal } from '../kernel/errors.ts'
import type { Id } from '../kernel/ids.ts'
import type { AppContext, Visitor } from './env.ts'
import { httpErrors } from './errors.ts'

/** The signed-in visitor. @throws `request.sign-in-needed` */
export function visitorOf(c: AppContext): Visitor {
  const visitor = c.get('visitor')
  if (!visitor) throw new DomainError(httpErrors['sign-in-needed'])
  return visitor
}

/** Quoted as a structured field, or bare. @throws `command.key-missing`, `command.key-malformed` */
export function idempotencyKeyOf(c: AppContext): string {
  const header = c.req.header('idempotency-key')?.trim()
  if (!header) throw new DomainError(commandErrors['key-missing'])
  const key = /^"(.*)"$/.exec(header)?.[1] ?? header
  if (!/^[A-Za-z0-9_-]{8,100}$/.test(key)) throw new DomainError(commandErrors['key-malformed'])
  return key
}

/**
 * Sends a write through group commit under the caller's key: the API's header, or the hidden field
 * of a form. Returns what the use case accepted. @throws DomainError what it refused
 */
export async function commit<I, O>(
  c: AppContext,
  useCase: WriteUseCase<I, O>,
  scope: Id,
  input: I,
  formKey?: string,
): Promise<O> {
  const command: Command<I> = {
    scope,
    actor: visitorOf(c).actor,
    key: formKey ?? idempotencyKeyOf(c),
    requestHash: hashRequest(useCase.useCase, input),
    input,
  }
  const { replayed, result } = await c.get('services').groupCommit(useCase, command)
  if (replayed) c.header('Idempotency-Replayed', 'true')
  if (isRefusal(result)) throw new DomainError(result.error, result.details)
  return result
}
