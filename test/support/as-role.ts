import postgres from 'postgres'
import type { TestDatabase } from './database.ts'

/**
 * Runs `texts` one after the other on a connection of its own that signs in as `user`. Returns
 * 'accepted', or the SQLSTATE of the first that is refused.
 */
export async function asRole(
  test: TestDatabase,
  user: string,
  ...texts: readonly string[]
): Promise<string> {
  const answers = await eachAsRole(test, user, texts)
  return answers.find((answer) => answer !== 'accepted') ?? 'accepted'
}

/** The answer to each of `texts`, whatever was answered before; all on one connection. */
export async function eachAsRole(
  test: TestDatabase,
  user: string,
  texts: readonly string[],
): Promise<readonly string[]> {
  const { target } = test
  if ('url' in target) throw new Error('tests run on the embedded server')
  const sql = postgres({ ...target, user, max: 1, fetch_types: false, onnotice: () => undefined })
  const answers: string[] = []
  try {
    for (const text of texts) answers.push(await answerTo(sql, text))
    return answers
  } finally {
    await sql.end({ timeout: 5 })
  }
}

async function answerTo(sql: postgres.Sql, text: string): Promise<string> {
  try {
    await sql.unsafe(text)
    return 'accepted'
  } catch (error) {
    if (error instanceof postgres.PostgresError) return error.code
    throw error
  }
}
