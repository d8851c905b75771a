/** The lab on real Node: the Node that runs this script. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LAB_FOLDER } from '../../src/lab/build.ts';
import { FrameDecoder } from '../../src/lab/frames.ts';
import type { FromCheck } from '../../src/lab/protocol.ts';
import { FROM_LAB } from '../../src/lab/protocol.ts';
import { runCommand } from './command.ts';
import { withProject } from './project-folder.ts';
import type { Runtime } from './runtime.ts';

const PLAN = 'node_modules/.bulkhead-plan.json';

export function nativeRuntime(): Runtime {
  return {
    name: `Node ${process.version}`,
    run: (files, plan) =>
      withProject(files, async (folder) => {
        await writeFile(join(folder, PLAN), JSON.stringify(plan));
        const { exitCode, output } = await runCommand(
          process.execPath,
          [`${LAB_FOLDER}/check.js`, PLAN],
          folder,
        );
        const events = new FrameDecoder(FROM_LAB)
          .push(output)
          .flatMap((decoded) => (decoded.kind === 'message' ? [decoded.message as FromCheck] : []));
        const last = events.at(-1)?.type;
        if (last !== 'verdict' && last !== 'fatal') {
          throw new Error(
            `The check run gave no verdict and ended with code ${exitCode}:\n${output.slice(-2_000)}`,
          );
        }
        return events;
      }),
    dispose: async () => {},
  };
}
