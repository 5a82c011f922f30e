import { importsOf, resolveImport, type SourceTree } from '../imports.ts'
import type { Violation } from './violation.ts'

type Graph = ReadonlyMap<string, readonly string[]>

/** One violation per circle of files, told as a walk that ends where it began. */
export function* circles(tree: SourceTree): Generator<Violation> {
  const graph = graphOf(tree)
  const reported = new Set<string>()
  for (const start of graph.keys()) {
    if (reported.has(start)) continue
    const walk = shortestWayBack(graph, start)
    if (!walk) continue
    for (const path of walk) reported.add(path)
    yield { rule: 'circle', path: start, line: 1, message: [...walk, start].join(' → ') }
  }
}

function graphOf(tree: SourceTree): Graph {
  const graph = new Map<string, readonly string[]>()
  for (const [path, file] of tree) {
    const targets = importsOf(file).map(({ specifier }) => resolveImport(path, specifier, tree))
    graph.set(path, [...new Set(targets.filter((target) => target !== undefined))])
  }
  return graph
}

/** Breadth first, so that the walk names no file without need. */
function shortestWayBack(graph: Graph, start: string): string[] | undefined {
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const path of queue) {
    for (const next of graph.get(path) ?? []) {
      if (next === start) return retrace(cameFrom, start, path)
      if (cameFrom.has(next)) continue
      cameFrom.set(next, path)
      queue.push(next)
    }
  }
  return undefined
}

function retrace(cameFrom: ReadonlyMap<string, string>, start: string, end: string): string[] {
  const walk = [end]
  let path = end
  while (path !== start) {
    path = cameFrom.get(path) ?? start
    walk.unshift(path)
  }
  return walk
}
