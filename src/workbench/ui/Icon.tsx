/** The bench's icons: 16 px, one stroke weight. Decoration only; the word beside them is the name. */
const PATHS = {
  run: 'M4.5 3v10l8-5z',
  stop: 'M4 4h8v8H4z',
  test: 'M6 2.5h4M7 2.5v4L3.5 12.2c-.5.9.1 1.8 1 1.8h7c.9 0 1.5-.9 1-1.8L9 6.5v-4M5.2 9.5h5.6',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  cross: 'M4 4l8 8M12 4l-8 8',
  solve:
    'M8 2v2M8 12v2M2 8h2M12 8h2M4 4l1.2 1.2M10.8 10.8 12 12M4 12l1.2-1.2M10.8 5.2 12 4M8 6.3 9.7 8 8 9.7 6.3 8z',
  reset: 'M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3',
  hint: 'M6 12.5h4M6.5 14.5h3M5.6 10C4.5 9.200 3.8 8 3.8 6.600a4.200 4.200 0 0 1 8.400 0c0 1.400-.7 2.600-1.800 3.400v.5H5.600z',
  file: 'M4 1.800h5L12.200 5v9.200H4zM9 1.800V5h3.200',
  lock: 'M4 7.500h8v6H4zM5.500 7.500V5.300a2.500 2.500 0 0 1 5 0v2.200',
  chevron: 'M6 4l4 4-4 4',
  newFile: 'M9 1.800H4v12.400h4.500M9 1.800 12.200 5v3M9 1.800V5h3.200M11.800 10v4.500M9.500 12.200h4.600',
  newFolder: 'M1.800 3.500h4l1.400 1.700h6.900v3.300M1.800 3.500v9h6.500M12 10v4.500M9.700 12.200h4.600',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  plus: 'M8 3v10M3 8h10',
  waiting: 'M8 4.500v3.700l2.300 1.500M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2z',
  skipped: 'M3.500 8h9',
  keyboard: 'M1.500 4h13v8.500h-13zM4 6.700h.01M6.700 6.700h.01M9.300 6.700h.01M12 6.700h.01M5 9.800h6',
  warning: 'M8 2.200 14.300 13.500H1.700zM8 6.500v3.300M8 11.700h.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, class: className }: { name: IconName; class?: string }) {
  return (
    <svg class={`wb-icon ${className ?? ''}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
