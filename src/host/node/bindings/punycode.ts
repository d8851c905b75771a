/** Decoding of Punycode (RFC 3492, section 6.2) with IDNA's parameters. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;
const SKEW = 38;
const DAMP = 700;
const INITIAL_BIAS = 72;
const INITIAL_N = 128;

function adapt(delta: number, points: number, first: boolean): number {
  let rest = first ? Math.floor(delta / DAMP) : delta >> 1;
  rest += Math.floor(rest / points);
  let k = 0;
  for (; rest > ((BASE - T_MIN) * T_MAX) >> 1; k += BASE) rest = Math.floor(rest / (BASE - T_MIN));
  return Math.floor(k + ((BASE - T_MIN + 1) * rest) / (rest + SKEW));
}

function digit(unit: number): number {
  if (unit >= 48 && unit <= 57) return unit - 22;
  const lower = unit | 32;
  return lower >= 97 && lower <= 122 ? lower - 97 : BASE;
}

/** The label after `xn--` as Unicode, or null when it is no Punycode. */
export function decodePunycode(label: string): string | null {
  const delimiter = label.lastIndexOf('-');
  const points = Array.from(
    delimiter > 0 ? label.slice(0, delimiter) : '',
    (char) => char.codePointAt(0) ?? 0,
  );
  let n = INITIAL_N;
  let bias = INITIAL_BIAS;
  let i = 0;
  for (let at = delimiter > 0 ? delimiter + 1 : 0; at < label.length; ) {
    const before = i;
    for (let weight = 1, k = BASE; ; k += BASE) {
      const value = at < label.length ? digit(label.charCodeAt(at++)) : BASE;
      if (value >= BASE) return null;
      i += value * weight;
      const threshold = Math.min(Math.max(k - bias, T_MIN), T_MAX);
      if (value < threshold) break;
      weight *= BASE - threshold;
      if (weight > 0x7fffffff) return null;
    }
    bias = adapt(i - before, points.length + 1, before === 0);
    n += Math.floor(i / (points.length + 1));
    i %= points.length + 1;
    if (n > 0x10ffff) return null;
    points.splice(i++, 0, n);
  }
  return String.fromCodePoint(...points);
}
