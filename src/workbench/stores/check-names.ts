/** Names of the checks in a file, read from its text, so that the list stands before the first run. */

const TEST_CALL =
  /(?:^|[\s;{(])(?:test|it|check)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`$]*)`)/g;

/** In the order of the file. Computed names are not found; they appear when the run tells them. */
export function checkNames(source: string): string[] {
  const names: string[] = [];
  for (const [, single, double, template] of source.matchAll(TEST_CALL)) {
    const name = (single ?? double ?? template ?? '').replace(/\\(.)/g, '$1');
    if (name !== '' && !names.includes(name)) names.push(name);
  }
  return names;
}
