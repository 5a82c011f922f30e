import { circles } from './architecture/circles.ts'
import { contents } from './architecture/contents.ts'
import { floorsAndRooms } from './architecture/floors.ts'
import { shape } from './architecture/shape.ts'
import type { Check, Violation } from './architecture/violation.ts'
import { writes } from './architecture/writes.ts'
import { parseSources, type Sources } from './imports.ts'

const CHECKS: readonly Check[] = [floorsAndRooms, circles, contents, writes, shape]

/** Every wall of the house that the sources of `src` break; a pure function over path and text. */
export function checkArchitecture(sources: Sources): Violation[] {
  const tree = parseSources(sources)
  return CHECKS.flatMap((check) => [...check(tree)])
}
