import { importsOf, resolveImport, type SourceTree } from '../imports.ts'
import { heightOf, LAYERS, placeOf, type Layer, type Place, type Role } from './places.ts'
import type { Violation } from './violation.ts'

type Reach = {
  readonly own: readonly Role[]
  readonly lower: readonly Role[]
  readonly layers: readonly Layer[]
}

/** What each role may import: of its own room, of the rooms to its left, of the layers. */
const REACH: Readonly<Record<Role, Reach>> = {
  model: { own: ['model'], lower: ['model'], layers: ['kernel'] },
  errors: { own: ['errors'], lower: [], layers: ['kernel'] },
  rules: {
    own: ['rules', 'model', 'errors'],
    lower: ['rules', 'model', 'errors'],
    layers: ['kernel'],
  },
  messages: {
    own: ['messages', 'model', 'errors'],
    lower: ['messages', 'model'],
    layers: ['kernel'],
  },
  tables: { own: ['tables', 'model'], lower: ['tables', 'model'], layers: ['kernel', 'db'] },
  store: {
    own: ['store', 'tables', 'model', 'errors'],
    lower: ['tables', 'model'],
    layers: ['kernel', 'db'],
  },
  adapters: {
    own: ['adapters', 'messages', 'model', 'errors'],
    lower: ['messages', 'model'],
    layers: ['kernel'],
  },
  'use case': {
    own: ['use case', 'rules', 'store', 'adapters', 'messages', 'model', 'errors'],
    lower: ['use case', 'rules', 'messages', 'model', 'errors'],
    layers: ['kernel', 'db'],
  },
  jobs: {
    own: ['jobs', 'use case', 'rules', 'store', 'adapters', 'messages', 'model', 'errors'],
    lower: ['use case', 'rules', 'messages', 'model', 'errors'],
    layers: ['kernel', 'db'],
  },
  api: {
    own: ['api', 'use case', 'messages', 'model', 'errors'],
    lower: ['api', 'use case', 'messages', 'model', 'errors'],
    layers: ['kernel', 'http'],
  },
  pages: {
    own: ['pages', 'api', 'use case', 'messages', 'model', 'errors'],
    lower: ['pages', 'api', 'use case', 'messages', 'model', 'errors'],
    layers: ['kernel', 'http'],
  },
}

const LAYER_REACH: Readonly<Record<Layer, readonly Layer[]>> = {
  kernel: ['kernel'],
  db: ['db', 'kernel'],
  http: ['http', 'db', 'kernel'],
  config: ['kernel'],
  app: ['config', 'http', 'db', 'kernel'],
  main: LAYERS,
}

/** `app` mounts rooms by these; what lies deeper is a room's own affair. */
const MOUNTED: readonly Role[] = ['api', 'pages', 'jobs', 'adapters', 'use case', 'model']

export function* floorsAndRooms(tree: SourceTree): Generator<Violation> {
  for (const [path, file] of tree) {
    const from = placeOf(path)
    for (const { specifier, line } of importsOf(file)) {
      const target = resolveImport(path, specifier, tree)
      const rule = target && brokenRule(from, placeOf(target))
      if (!rule) continue
      const message = `${described(from)} may not import ${target}`
      yield { rule, path, line, message }
    }
  }
}

function brokenRule(from: Place, to: Place): 'upward floor' | 'upward room' | undefined {
  if (from.kind === 'unknown' || to.kind === 'unknown') return undefined
  if (from.kind === 'layer') return layerMayImport(from.layer, to) ? undefined : 'upward floor'
  const reach = REACH[from.role]
  if (to.kind === 'layer') return reach.layers.includes(to.layer) ? undefined : 'upward floor'
  if (from.room === to.room) return reach.own.includes(to.role) ? undefined : 'upward floor'
  if (heightOf(to.room) > heightOf(from.room)) return 'upward room'
  return reach.lower.includes(to.role) ? undefined : 'upward floor'
}

function layerMayImport(layer: Layer, to: Place): boolean {
  if (to.kind === 'layer') return LAYER_REACH[layer].includes(to.layer)
  return to.kind === 'room' && (layer === 'app' || layer === 'main') && MOUNTED.includes(to.role)
}

function described(place: Place): string {
  if (place.kind === 'room') return `${place.role} of ${place.room}`
  return place.kind === 'layer' ? place.layer : 'a file without a place'
}
