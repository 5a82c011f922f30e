/** Low to high: a room imports only rooms to its left. */
export const ROOMS = [
  'audit',
  'policy',
  'notice',
  'person',
  'care',
  'ledger',
  'proof',
  'service',
  'duty',
  'desk',
  'redemption',
  'survey',
  'incentive',
  'report',
  'import',
] as const
export type Room = (typeof ROOMS)[number]

const ROLE_FILES = [
  'model',
  'rules',
  'errors',
  'tables',
  'store',
  'messages',
  'api',
  'pages',
  'jobs',
  'adapters',
] as const
export type Role = (typeof ROLE_FILES)[number] | 'use case'

export const LAYERS = ['main', 'app', 'config', 'kernel', 'db', 'http'] as const
export type Layer = (typeof LAYERS)[number]

/** Where a file of `src` stands. */
export type Place =
  | { readonly kind: 'layer'; readonly layer: Layer }
  | { readonly kind: 'room'; readonly room: Room; readonly role: Role }
  | { readonly kind: 'unknown'; readonly why: string }

export function placeOf(path: string): Place {
  const parts = path.replace(/\.tsx?$/, '').split('/')
  const [, top = '', room = '', ...rest] = parts
  if (top === 'features') return roomPlace(room, rest)
  const layer = LAYERS.find((each) => each === top)
  if (!layer) return unknown(`src has no place called ${top}`)
  const isFile = parts.length === 2
  const isFolder = layer === 'kernel' || layer === 'db' || layer === 'http'
  if (isFile === isFolder) return unknown(`${layer} is one ${isFolder ? 'folder' : 'file'}`)
  return { kind: 'layer', layer }
}

function roomPlace(name: string, rest: readonly string[]): Place {
  const room = ROOMS.find((each) => each === name)
  if (!room) return unknown(`the house has no room called ${name}`)
  const [first = '', ...inner] = rest
  const role = ROLE_FILES.find((each) => each === first)
  if (role) return { kind: 'room', room, role }
  if (inner.length > 0 || !first.includes('-')) return unknown(`${first} is no role of a room`)
  return { kind: 'room', room, role: 'use case' }
}

function unknown(why: string): Place {
  return { kind: 'unknown', why }
}

/** Layers stand below every room. */
export function heightOf(room: Room | Layer): number {
  return ROOMS.findIndex((each) => each === room)
}
