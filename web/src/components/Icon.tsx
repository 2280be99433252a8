const paths = {
  check: 'M3.5 8.5l3 3 6-7',
  cross: 'M4 4l8 8M12 4l-8 8',
  clock: 'M8 4.5V8l2.5 1.5M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0Z',
  retry: 'M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3',
  skip: 'M3 4l5 4-5 4M9 4l5 4-5 4',
  chevron: 'M6 4l4 4-4 4',
  arrow: 'M2.5 8h10.5M9 4l4 4-4 4',
  external: 'M6 3H3v10h10v-3M9 3h4v4M13 3L7.5 8.5',
  warning: 'M8 2L14.5 13.5H1.5ZM8 6.5v3.2M8 11.6v.1',
  bell: 'M8 2.2a3.6 3.6 0 0 0-3.6 3.6c0 3.1-1.2 4.3-1.8 4.8h10.8c-.6-.5-1.8-1.7-1.8-4.8A3.6 3.6 0 0 0 8 2.2ZM6.4 12.6a1.6 1.6 0 0 0 3.2 0',
} as const

export type IconName = keyof typeof paths

/** A drawn sign; always decorative, the words beside it say the same. */
export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className={`icon icon-${name}`} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
