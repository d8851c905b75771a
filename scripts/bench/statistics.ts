/** The middle value; with an even number of values the mean of the two in the middle. NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const high = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? Number.NaN) + high) / 2;
}

/** The smallest and the largest value, as `120–160`: how far one run's figures lie apart. */
export function spread(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  return `${Math.round(Math.min(...values))}–${Math.round(Math.max(...values))}`;
}
