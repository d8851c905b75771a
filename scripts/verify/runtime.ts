import type { FileMap } from '../../src/course/index.ts';
import type { CheckPlan, FromCheck } from '../../src/lab/protocol.ts';

/** Where lessons are proved: real Node, or a host that claims to be like it. */
export interface Runtime {
  readonly name: string;
  /** Runs the checks of `plan` on a project of these files; every event in order, `verdict` or `fatal` last. */
  run(files: FileMap, plan: CheckPlan): Promise<FromCheck[]>;
  dispose(): Promise<void>;
}
