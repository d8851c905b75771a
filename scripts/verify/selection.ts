/** Which steps to prove: `01`, `01/01`, `01/01/2`, or the same by slug, with `*` for any run of characters. */
import type { Step } from '../../src/course/index.ts';

export function selects(pattern: string, step: Step): boolean {
  const wanted = pattern.split('/').filter((part) => part !== '');
  const folders = step.id.split('/');
  return (
    wanted.length <= folders.length && wanted.every((part, index) => matches(part, folders[index] ?? ''))
  );
}

/** A folder `01-one-service` is meant by `01-one-service`, `01`, `1` and `one-service`. */
function matches(pattern: string, folder: string): boolean {
  const [, digits = '', slug = ''] = /^(\d+)-(.*)$/.exec(folder) ?? [];
  const expression = new RegExp(
    `^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`,
  );
  return [folder, digits, String(Number(digits)), slug].some((name) => expression.test(name));
}
