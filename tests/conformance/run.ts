/**
 * Runs each case in real Node and in the built-in host, and compares stdout, stderr and how it ended.
 *
 *   npm run conformance [-- --cases DIR] [--only GLOB]
 *
 * DIR: a folder with a folder for each module; default tests/conformance/cases. GLOB: `http/*abort*`; without a
 * slash a module or a case of any: `http`, `*abort*`.
 * Exit code 1 on a difference that is not in known-differences.yaml, and on one in it that is gone.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Case, findCases } from './cases.ts';
import { compare, show } from './compare.ts';
import { readKnown } from './known.ts';
import { hostRuntime, nativeRuntime } from './runtimes.ts';

type Verdict = 'same' | 'known' | 'different' | 'gone';

const { values } = parseArgs({
  options: { cases: { type: 'string' }, only: { type: 'string', default: '*' } },
});
const folder = path.resolve(values.cases ?? path.join(import.meta.dirname, 'cases'));
const known = await readKnown(path.join(import.meta.dirname, 'known-differences.yaml'));
const cases = (await findCases(folder)).filter(({ name }) =>
  path.matchesGlob(name, values.only.includes('/') ? values.only : `{${values.only}/*,*/${values.only}}`),
);
if (cases.length === 0) {
  console.error(`No case below ${folder} matches ${values.only}.`);
  process.exit(1);
}

const verdicts: { one: Case; verdict: Verdict }[] = [];
const native = nativeRuntime();
const host = await hostRuntime();
try {
  for (const one of cases) verdicts.push({ one, verdict: await judge(one) });
} finally {
  await Promise.all([native.dispose(), host.dispose()]);
}
report();

async function judge(one: Case): Promise<Verdict> {
  const differences = compare(...(await Promise.all([native.run(one), host.run(one)])));
  const reason = known[one.name];
  if (differences.length === 0) {
    if (reason)
      console.log(`GONE  ${one.name}: it is in known-differences.yaml and differs no more. Take it out.`);
    return reason ? 'gone' : 'same';
  }
  if (reason) return 'known';
  console.log(`DIFF  ${one.name}`);
  for (const difference of differences) console.log(`  ${show(difference)}`);
  return 'different';
}

function report(): void {
  const count = (verdict: Verdict, module?: string): number =>
    verdicts.filter((entry) => entry.verdict === verdict && (module ?? entry.one.module) === entry.one.module)
      .length;
  const row = (name: string, ...numbers: (number | string)[]): string =>
    name.padEnd(22) + numbers.map((number) => String(number).padStart(10)).join('');
  console.log(`\n${row('module', 'same', 'known', 'different')}`);
  for (const module of new Set(cases.map((one) => one.module))) {
    console.log(
      row(
        module,
        count('same', module),
        count('known', module),
        count('different', module) + count('gone', module),
      ),
    );
  }
  const wrong = count('different') + count('gone');
  console.log(`${row('all', count('same'), count('known'), wrong)}\n`);
  console.log(`${verdicts.length - wrong} passed, ${wrong} failed`);
  process.exitCode = wrong === 0 ? 0 : 1;
}
