/** Sizes of the panels, which panel is in front, and their memory. Sizes are CSS pixels. */
import { type ReadonlySignal, signal } from '@preact/signals';

export type PanelName = 'terminal' | 'http' | 'checks';
/** On a narrow bench one of these is on screen at a time. */
export type ViewName = 'files' | 'editor' | PanelName;
export type SizeName = 'files' | 'panel';

export const SIZE_LIMITS: Record<SizeName, { min: number; max: number; initial: number }> = {
  files: { min: 120, max: 420, initial: 176 },
  panel: { min: 96, max: 900, initial: 272 },
};

/** Shared with the script that sets the sizes before the first paint. */
export const LAYOUT_KEY = 'bulkhead.layout';

/**
 * Runs in the page while it is parsed, so that remembered sizes are there at the first paint. The bench reads
 * them again with {@link LayoutStore.recall}.
 */
export const RECALL_BEFORE_PAINT = `try{const s=JSON.parse(localStorage.getItem('${LAYOUT_KEY}')||'{}');for(const n of ['files','panel'])if(s[n]>0)document.documentElement.style.setProperty('--wb-'+n,s[n]+'px')}catch{}`;

/** Small, synchronous, and allowed to forget: a layout must be known before the first paint. */
export interface LayoutMemory {
  read(): string | null;
  write(text: string): void;
}

export interface LayoutStore {
  readonly sizes: ReadonlySignal<Record<SizeName, number>>;
  readonly panel: ReadonlySignal<PanelName>;
  readonly view: ReadonlySignal<ViewName>;
  /** Takes the remembered sizes. After the page is live: the server drew the initial ones. */
  recall(): void;
  resize(name: SizeName, pixels: number): void;
  resetSize(name: SizeName): void;
  /** Brings a view to the front, on a narrow bench too. */
  show(view: ViewName): void;
}

export function createLayoutStore(memory: LayoutMemory): LayoutStore {
  const sizes = signal({ files: SIZE_LIMITS.files.initial, panel: SIZE_LIMITS.panel.initial });
  const panel = signal<PanelName>('terminal');
  const view = signal<ViewName>('editor');
  const resize = (name: SizeName, pixels: number) => {
    sizes.value = { ...sizes.value, [name]: clamp(name, pixels) };
    memory.write(JSON.stringify(sizes.value));
  };
  return {
    sizes,
    panel,
    view,
    resize,
    recall() {
      const remembered = parse(memory.read());
      sizes.value = {
        files: clamp('files', remembered.files ?? sizes.peek().files),
        panel: clamp('panel', remembered.panel ?? sizes.peek().panel),
      };
    },
    resetSize: (name) => resize(name, SIZE_LIMITS[name].initial),
    show(next) {
      view.value = next;
      if (next !== 'files' && next !== 'editor') panel.value = next;
    },
  };
}

function clamp(name: SizeName, pixels: number): number {
  const { min, max } = SIZE_LIMITS[name];
  return Math.round(Math.min(Math.max(pixels, min), max));
}

function parse(text: string | null): Partial<Record<SizeName, number>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value !== 'object' || value === null) return {};
    const number = (name: SizeName) => {
      const found = (value as Record<string, unknown>)[name];
      return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
    };
    return { files: number('files'), panel: number('panel') };
  } catch {
    return {};
  }
}
