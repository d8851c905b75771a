/** Expected against observed, line by line (longest common subsequence). */
export interface DiffRow {
  /** `same` has both sides; `changed` stands for a removed and an added line at one place. */
  kind: 'same' | 'changed' | 'missing' | 'extra';
  expected: string | null;
  observed: string | null;
}

/** Beyond this many lines on a side the texts are compared place by place. */
const MAX_LINES = 400;

export function diffLines(expected: string, observed: string): DiffRow[] {
  const left = expected.split('\n');
  const right = observed.split('\n');
  const pairs = left.length > MAX_LINES || right.length > MAX_LINES ? [] : commonLines(left, right);
  const rows: DiffRow[] = [];
  let i = 0;
  let j = 0;
  const gap = (toI: number, toJ: number) => {
    while (i < toI || j < toJ) {
      const a = i < toI ? (left[i] as string) : null;
      const b = j < toJ ? (right[j] as string) : null;
      if (a !== null) i += 1;
      if (b !== null) j += 1;
      const kind = a === b ? 'same' : a === null ? 'extra' : b === null ? 'missing' : 'changed';
      rows.push({ kind, expected: a, observed: b });
    }
  };
  for (const [atLeft, atRight] of pairs) {
    gap(atLeft, atRight);
    rows.push({ kind: 'same', expected: left[atLeft] as string, observed: right[atRight] as string });
    i = atLeft + 1;
    j = atRight + 1;
  }
  gap(left.length, right.length);
  return rows;
}

function commonLines(left: string[], right: string[]): [number, number][] {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  const at = (i: number, j: number) => lengths[i * width + j] as number;
  for (let i = left.length - 1; i >= 0; i -= 1) {
    for (let j = right.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] =
        left[i] === right[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    if (left[i] === right[j]) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}
