/** The frame of a step: the movable rule between text and bench, and the two views of a narrow screen. */
const WIDTH_KEY = 'bulkhead.read-width';
const KEYBOARD_STEP = 24;

const divider = document.querySelector<HTMLElement>('.divider');
const read = document.querySelector<HTMLElement>('.read');

function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // Storage is refused: the width holds for this page.
  }
}

if (divider !== null && read !== null) {
  const root = document.documentElement;
  const limits = () => ({ min: 320, max: Math.round(innerWidth * 0.6) });
  const report = () => {
    const { min, max } = limits();
    divider.setAttribute('aria-valuemin', String(min));
    divider.setAttribute('aria-valuemax', String(max));
    divider.setAttribute('aria-valuenow', String(Math.round(read.getBoundingClientRect().width)));
  };
  const resize = (pixels: number) => {
    const { min, max } = limits();
    const width = Math.round(Math.min(Math.max(pixels, min), max));
    root.style.setProperty('--read-width', `${width}px`);
    remember(WIDTH_KEY, String(width));
    report();
  };
  const reset = () => {
    root.style.removeProperty('--read-width');
    remember(WIDTH_KEY, null);
    report();
  };

  divider.addEventListener('pointerdown', (event) => {
    divider.setPointerCapture(event.pointerId);
    divider.dataset.moving = '';
    const offset = event.clientX - read.getBoundingClientRect().right;
    const move = (next: PointerEvent) => resize(next.clientX - offset);
    const end = () => {
      delete divider.dataset.moving;
      divider.removeEventListener('pointermove', move);
    };
    divider.addEventListener('pointermove', move);
    divider.addEventListener('lostpointercapture', end, { once: true });
  });
  divider.addEventListener('dblclick', reset);
  divider.addEventListener('keydown', (event) => {
    const { width } = read.getBoundingClientRect();
    const { min, max } = limits();
    const target: Record<string, number> = {
      ArrowLeft: width - KEYBOARD_STEP,
      ArrowRight: width + KEYBOARD_STEP,
      Home: min,
      End: max,
    };
    const next = target[event.key];
    if (next === undefined) return;
    event.preventDefault();
    resize(next);
  });
  addEventListener('resize', report);
  report();
}

const buttons = [...document.querySelectorAll<HTMLButtonElement>('.view-switch button')];
for (const button of buttons) {
  button.addEventListener('click', () => {
    document.body.dataset.view = button.value;
    for (const other of buttons) other.setAttribute('aria-pressed', String(other === button));
  });
}
