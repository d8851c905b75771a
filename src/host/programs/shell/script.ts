import process from 'node:process';
import { Session } from './session.ts';
import { print, readAll } from './streams.ts';

/**
 * Runs a script to its end, as `bash -c TEXT` and `bash FILE` do.
 *
 * @param parameters `$0`, `$1`, …
 * @param input what commands read from stdin when the script itself came from there
 * @returns the exit code
 */
export async function runScript(text: string, parameters: string[], input?: Uint8Array): Promise<number> {
  const session = new Session({
    cwd: process.cwd(),
    env: process.env,
    interactive: false,
    history: [],
    parameters,
    readInput: input === undefined ? readAll : async () => input,
    print,
  });
  // Whoever runs this shell signals the shell alone: what it has started must hear of it.
  let ending: NodeJS.Signals | null = null;
  const interrupt = () => {
    ending ??= 'SIGINT';
    session.foreground?.interrupt();
  };
  const terminate = (signal: NodeJS.Signals) => {
    ending ??= signal;
    session.foreground?.terminate(signal);
  };
  process.on('SIGINT', interrupt).on('SIGTERM', terminate).on('SIGHUP', terminate);
  // `| head`: the reader has gone, and nothing more needs to be written.
  process.stdout.on('error', () => {});
  try {
    const { code } = await session.run(text);
    if (ending === 'SIGTERM') return 143;
    if (ending === 'SIGHUP') return 129;
    return code;
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', terminate).off('SIGHUP', terminate);
  }
}
