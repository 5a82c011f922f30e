/** Line icons on a 24-unit grid, drawn with the colour and size of the text around them. */
const paths = {
  alert: 'M12 3.5 22 20.5H2ZM12 10v4.5M12 17.4v.1',
  arrowLeft: 'M19 12H5m6-6-6 6 6 6',
  arrowRight: 'M5 12h14m-6-6 6 6-6 6',
  board: 'M4 20V4m0 16h16M8.5 16v-5M13 16V7.5M17.5 16v-3',
  book: 'M5 4.5h11.5A2.5 2.5 0 0 1 19 7v12.5H7.5A2.5 2.5 0 0 1 5 17ZM5 17a2.5 2.5 0 0 1 2.5-2.5H19M9 8.5h6',
  calendar: 'M4 6h16v14H4ZM4 10.5h16M8.5 3v5M15.5 3v5',
  check: 'm4.5 12.5 5 5 10-11',
  chevronDown: 'm6 9 6 6 6-6',
  chevronRight: 'm9 6 6 6-6 6',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7.5V12l3.5 2.5',
  document: 'M6 3h8l4.5 4.5V21H6ZM13.5 3v5h5M9 12.5h6M9 16.5h6',
  dot: 'M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z',
  gift: 'M4 11h16v9.5H4ZM3 7h18v4H3ZM12 7v13.5M12 7C9 7 7 6 7 4.5 7 2.5 11 2.5 12 7c1-4.5 5-4.5 5-2.5C17 6 15 7 12 7',
  hand: 'M7 12V6.2a1.5 1.5 0 0 1 3 0V11V4.5a1.5 1.5 0 0 1 3 0V11V5.5a1.5 1.5 0 0 1 3 0V12V8.5a1.5 1.5 0 0 1 3 0V15a6 6 0 0 1-6 6h-1.5a6 6 0 0 1-5-2.7L3.8 14a1.5 1.5 0 0 1 2.4-1.8L7 13',
  heart: 'M12 20.5C6 16 3 12.7 3 9a4.7 4.7 0 0 1 9-2 4.7 4.7 0 0 1 9 2c0 3.7-3 7-9 11.5Z',
  home: 'm3 11.5 9-8 9 8M5.5 9.5V20.5h13V9.5M10 20.5V14.5h4v6',
  inbox: 'M4 4.5h16v15H4ZM4 13.5h4.5l1.5 2.5h4l1.5-2.5H20',
  info: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 11v5.5M12 7.6v.1',
  list: 'M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.1M4 12h.1M4 18h.1',
  more: 'M5 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3ZM12 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3ZM19 10.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z',
  people:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM2.5 20c.3-3.7 2.9-5.7 6.5-5.7s6.2 2 6.5 5.7M15.5 4.9a3.3 3.3 0 0 1 0 6.2M18 14.8c2.2.8 3.4 2.6 3.6 5.2',
  person: 'M12 3.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20.5c.4-4 3.4-6 7.5-6s7.1 2 7.5 6',
  phone:
    'M6 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 6 6l1.5-2 4.5 1.5v3a2.5 2.5 0 0 1-2.7 2.5A16.5 16.5 0 0 1 3.5 6.2 2.5 2.5 0 0 1 6 3.5Z',
  plus: 'M12 5v14M5 12h14',
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5l5 5',
  settings:
    'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4ZM9 14.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4Z',
  signOut: 'M14 4H5v16h9M10 12h10m-3.5-4 4 4-4 4',
  stop: 'M8 3h8l5 5v8l-5 5H8l-5-5V8ZM12 8v5M12 16.2v.1',
  swap: 'M4 8h15m-4-4 4 4-4 4M20 16H5m4-4-4 4 4 4',
  tree: 'M9 3.5h6V8H9ZM3 16h6v4.5H3ZM15 16h6v4.5h-6ZM12 8v4M6 16v-4h12v4',
} as const

export type IconName = keyof typeof paths

/** Decorative only: every icon stands beside its word. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}

/** The mark of 爱心储蓄: a heart whose middle is a clock. */
export function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        class="mark__heart"
        d="M16 29C7 22 2.5 17 2.5 11a7.5 7.5 0 0 1 13.5-4.5A7.5 7.5 0 0 1 29.5 11C29.5 17 25 22 16 29Z"
      />
      <path class="mark__hands" d="M16 10v6l4 2.5" />
    </svg>
  )
}
