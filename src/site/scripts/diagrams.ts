/**
 * Draws the diagrams of a page. The library is large, so it comes only with a page that has one, when the first
 * comes near the screen. Without it (scripts off, offline before it was kept) the diagram's text stays readable.
 */
import type { Mermaid } from 'mermaid';

interface Figure {
  element: HTMLElement;
  canvas: HTMLElement;
  details: HTMLDetailsElement;
  name: string;
  source: string;
}

const figures = [...document.querySelectorAll<HTMLElement>('figure[data-diagram]')].flatMap(readFigure);
const SMALLEST_SCALE = 0.72;
let drawn = false;
/** Every drawing has an id of its own: the library clears away what it finds under the id it is given. */
let count = 0;
let queue: Promise<void> = Promise.resolve();

function readFigure(element: HTMLElement): Figure[] {
  const canvas = element.querySelector<HTMLElement>('.diagram-canvas');
  const details = element.querySelector('details');
  const source = element.querySelector('pre')?.textContent;
  if (canvas === null || details === null || source == null) return [];
  return [{ element, canvas, details, source, name: element.getAttribute('aria-label') ?? 'Diagram' }];
}

/** A token's colour as `rgb(…)`: the library reads neither custom properties nor `light-dark()`. */
function colours(): (token: string) => string {
  const probe = document.createElement('span');
  probe.hidden = true;
  document.body.append(probe);
  const values = new Map<string, string>();
  const tokens = [
    'ink',
    'ink-2',
    'paper',
    'paper-sunk',
    'paper-raised',
    'edge',
    'hairline-strong',
    'accent-soft',
  ];
  for (const token of tokens) {
    probe.style.color = `var(--${token})`;
    values.set(token, getComputedStyle(probe).color);
  }
  probe.remove();
  return (token) => values.get(token) ?? 'currentColor';
}

function configure(mermaid: Mermaid): void {
  const colour = colours();
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: 'strict',
    theme: 'base',
    fontFamily: 'Source Sans 3 Variable, sans-serif',
    // Made for a column of text: as narrow as the words allow, so that little is lost to scaling.
    fontSize: 14,
    sequence: {
      width: 84,
      height: 30,
      actorMargin: 8,
      wrapPadding: 2,
      boxMargin: 4,
      boxTextMargin: 2,
      messageMargin: 30,
      diagramMarginX: 2,
      diagramMarginY: 2,
      mirrorActors: false,
    },
    flowchart: { diagramPadding: 4, nodeSpacing: 32, rankSpacing: 36 },
    themeVariables: {
      fontSize: '14px',
      dropShadow: 'none',
      background: colour('paper'),
      primaryColor: colour('paper-sunk'),
      primaryTextColor: colour('ink'),
      primaryBorderColor: colour('edge'),
      secondaryColor: colour('paper-raised'),
      tertiaryColor: colour('paper'),
      lineColor: colour('ink-2'),
      textColor: colour('ink'),
      noteBkgColor: colour('accent-soft'),
      noteTextColor: colour('ink'),
      noteBorderColor: colour('hairline-strong'),
      actorLineColor: colour('hairline-strong'),
      edgeLabelBackground: colour('paper'),
      clusterBkg: colour('paper'),
      clusterBorder: colour('hairline-strong'),
    },
  });
}

async function draw(): Promise<void> {
  const { default: mermaid } = await import('mermaid');
  await document.fonts.ready;
  configure(mermaid);
  // The library measures in a place of its own: out of sight, and out of the page's layout.
  const bench = document.createElement('div');
  bench.className = 'diagram-bench';
  document.body.append(bench);
  for (const figure of figures) {
    try {
      const { svg } = await mermaid.render(`diagram-${++count}`, figure.source, bench);
      figure.canvas.innerHTML = svg;
      const image = figure.canvas.querySelector('svg');
      if (image !== null) present(image, figure);
    } catch (error) {
      figure.details.open = true;
      console.error(`The diagram “${figure.name}” could not be drawn; its text is shown instead.`, error);
    }
    figure.canvas.style.minHeight = '';
  }
  bench.remove();
  drawn = true;
}

function present(image: SVGSVGElement, { canvas, name }: Figure): void {
  image.setAttribute('role', 'img');
  image.setAttribute('aria-label', name);
  image.removeAttribute('aria-roledescription');
  // In a narrow column words that shrink further could not be read: from there on the drawing scrolls.
  image.style.minWidth = `${Math.round(image.viewBox.baseVal.width * SMALLEST_SCALE)}px`;
  if (canvas.scrollWidth > canvas.clientWidth) canvas.tabIndex = 0;
  else canvas.removeAttribute('tabindex');
}

function showTexts(): void {
  for (const { canvas, details } of figures) {
    canvas.style.minHeight = '';
    details.open = true;
  }
}

function enqueue(): void {
  queue = queue.then(draw).catch((error: unknown) => {
    console.info('The diagrams could not be loaded; their text is shown instead.', error);
    showTexts();
  });
}

/** A learner may type before every picture is drawn: on a page with a bench the editor comes first, if it comes. */
const EDITOR_PATIENCE = 3000;

function editorFirst(): Promise<void> {
  if (document.querySelector('#workbench') === null) return Promise.resolve();
  if (performance.getEntriesByName('bulkhead:editable').length > 0) return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('bulkhead:editable', () => resolve(), { once: true });
    setTimeout(resolve, EDITOR_PATIENCE);
  });
}

const observer = new IntersectionObserver(
  (entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    void editorFirst().then(enqueue);
  },
  { rootMargin: '600px' },
);
for (const { element } of figures) observer.observe(element);

document.addEventListener('bulkhead:theme', () => {
  if (drawn) enqueue();
});
