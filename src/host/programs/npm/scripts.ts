import type { Options } from './arguments.ts';
import { NpmError } from './errors.ts';
import { exists, loadProject, type Project, packageId } from './manifest.ts';
import { runLifecycle } from './run-script.ts';
import { say } from './say.ts';

/** Scripts with a command of their own; npm lists them apart. */
const LIFECYCLE = ['start', 'stop', 'test', 'restart'];
const STANDARD =
  /^(pre|post)?(install|test|start|stop|restart|publish|version|uninstall)$|^(prepare|prepublishOnly|prepack|postpack|dependencies)$/;

/** `npm run NAME`: the script with its `pre` and `post`. The first failure ends it. */
export async function runNamed(name: string, args: string[], options: Options): Promise<number> {
  const project = loadProject(options.prefix ?? process.cwd());
  const scripts = withDefaults(name, project);
  if (scripts[name] === undefined) {
    if (options.ifPresent) return 0;
    if (options.silent) return 1;
    throw missing(name, project);
  }
  for (const event of [`pre${name}`, name, `post${name}`]) {
    const command = scripts[event];
    if (!command) continue;
    const own = event === name ? args : [];
    const shown = [command, ...own].join(' ');
    const heading = `\n> ${packageId(project.manifest)} ${event}\n> ${shown.replaceAll('\n', '\n> ')}\n\n`;
    if (!options.silent) await say(heading.replaceAll(/ +\n/g, '\n'));
    const script = [command, ...own.map(quote)].join(' ');
    const code = await runLifecycle({ project, event, script, command });
    if (code !== 0) return code;
  }
  return 0;
}

/** `npm run`: what there is. */
export function listScripts(options: Options): string {
  const { manifest } = loadProject(options.prefix ?? process.cwd());
  const scripts = Object.entries(manifest.scripts ?? {});
  if (options.json) return `${JSON.stringify(manifest.scripts ?? {}, null, 2)}\n`;
  const standard = scripts.filter(([name]) => STANDARD.test(name));
  const others = scripts.filter(([name]) => !STANDARD.test(name));
  const id = packageId(manifest);
  const entries = (list: typeof scripts) =>
    list.map(([name, command]) => `  ${name}\n    ${command}\n`).join('');
  let text = '';
  if (standard.length) text += `Lifecycle scripts included in ${id}:\n${entries(standard)}`;
  if (others.length) {
    const heading = standard.length
      ? 'available via `npm run`:'
      : `Scripts available in ${id} via \`npm run\`:`;
    text += `${heading}\n${entries(others)}`;
  }
  return text;
}

/** npm starts `server.js` where there is no `start`, and makes `restart` of `stop` and `start`. */
function withDefaults(name: string, { root, manifest }: Project): Record<string, string> {
  const scripts = { ...manifest.scripts };
  if (name === 'start' && !scripts.start && exists(`${root}/server.js`)) scripts.start = 'node server.js';
  if (name === 'restart' && !scripts.restart) scripts.restart = 'npm stop --if-present && npm start';
  return scripts;
}

function missing(name: string, { manifest }: Project): NpmError {
  const close = (candidate: string) => distance(candidate, name) < name.length * 0.4;
  const found = [
    ...LIFECYCLE.filter((command) => command !== name && manifest.scripts?.[command] && close(command)).map(
      (command) => `npm ${command} # run the "${command}" package script`,
    ),
    ...Object.keys(manifest.scripts ?? {})
      .filter((script) => !LIFECYCLE.includes(script) && close(script))
      .map((script) => `npm run ${script} # run the "${script}" package script`),
  ];
  const hint =
    found.length === 0
      ? []
      : [
          '',
          found.length === 1 ? 'Did you mean this?' : 'Did you mean one of these?',
          ...found.map((line) => `  ${line}`),
        ];
  return new NpmError([
    `Missing script: "${name}"`,
    ...hint,
    '',
    'To see a list of scripts, run:',
    '  npm run',
  ]);
}

/** How many characters one must insert, delete or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, replaced);
    }
  }
  return row[b.length] ?? 0;
}

function quote(word: string): string {
  return /^[\w./:=@,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
