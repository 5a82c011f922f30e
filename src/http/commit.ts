import type { Command, WriteUseCase } from '../db/command.ts'
import { commandErrors, hashRequest } from '../db/commands.ts'
import { DomainError, isRefusal } from '../kernel/errors.ts'
import { DISTRICT_SCOPE, type Id } from '../kernel/ids.ts'
import { lookupHash } from '../kernel/seal.ts'
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
  return checkedKey(/^"(.*)"$/.exec(header)?.[1] ?? header)
}

/** A key as it may be stored, from a header or a form. @throws `command.key-malformed` */
export function checkedKey(key: string): string {
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
  const { actor } = visitorOf(c)
  return commitAs(c, useCase, { scope, actor, key: formKey ?? idempotencyKeyOf(c), input })
}

/** The same for what belongs to no community: people, roles, the tree, policies. */
export function commitToDistrict<I, O>(
  c: AppContext,
  useCase: WriteUseCase<I, O>,
  input: I,
  formKey?: string,
): Promise<O> {
  return commit(c, useCase, DISTRICT_SCOPE, input, formKey)
}

/** The same where nobody is signed in yet, for an actor and under a key that the caller vouches for. */
export async function commitAs<I, O>(
  c: AppContext,
  useCase: WriteUseCase<I, O>,
  asked: Omit<Command<I>, 'requestHash'>,
): Promise<O> {
  return send(c, useCase, { ...asked, requestHash: hashRequest(useCase.useCase, asked.input) })
}

/** The same for what is quickly guessed from a hash of it: the one that is stored is keyed. */
export async function commitSealed<I, O>(
  c: AppContext,
  useCase: WriteUseCase<I, O>,
  scope: Id,
  input: I,
  formKey?: string,
): Promise<O> {
  const { actor } = visitorOf(c)
  const { sealKeys } = c.get('services').ctx
  const requestHash = lookupHash(sealKeys, hashRequest(useCase.useCase, input))
  const key = formKey ?? idempotencyKeyOf(c)
  return send(c, useCase, { scope, actor, key, input, requestHash })
}

async function send<I, O>(
  c: AppContext,
  useCase: WriteUseCase<I, O>,
  command: Command<I>,
): Promise<O> {
  const { replayed, result } = await c.get('services').groupCommit(useCase, command)
  if (replayed) c.header('Idempotency-Replayed', 'true')
  if (isRefusal(result)) throw new DomainError(result.error, result.details)
  return result
}
