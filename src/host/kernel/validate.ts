import type { FromProcess, SpawnSpec } from '../protocol.ts';
import { isVfsOp } from '../vfs/ops.ts';

/** Longest list or text a process may send in one message; more is an attack, not a program. */
const MAX_ITEMS = 65_536;
const MAX_SIGNAL = 64;

const isInteger = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most;
const isPort = (value: unknown): value is number => isInteger(value, 1, 65_535);
const isId = (value: unknown): value is number => isInteger(value, 0, Number.MAX_SAFE_INTEGER);
const isText = (value: unknown): value is string => typeof value === 'string';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length <= MAX_ITEMS && value.every(isText);
const isEnv = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.keys(value).length <= MAX_ITEMS && Object.values(value).every(isText);

/**
 * What a process sent, if it is a message of the protocol; null otherwise. Learner code can reach its
 * worker's port by determined means, so nothing in here is taken on trust.
 */
export function fromProcess(value: unknown): FromProcess | null {
  if (!isRecord(value)) return null;
  const message = value as Record<string, unknown> & { type?: unknown };
  return isValid(message) ? (message as unknown as FromProcess) : null;
}

function isValid(m: Record<string, unknown>): boolean {
  switch (m['type']) {
    case 'alive':
      return true;
    case 'module':
      return (
        isId(m['id']) &&
        isRecord(m['request']) &&
        isText(m['request']['path']) &&
        (m['request']['source'] === null || isText(m['request']['source'])) &&
        (m['request']['form'] === 'module' || m['request']['form'] === 'script')
      );
    case 'fs':
      return isVfsOp(m['op']);
    case 'output':
      return isInteger(m['fd'], 0, 1023) && m['data'] instanceof Uint8Array;
    case 'stdin':
      return typeof m['reading'] === 'boolean';
    case 'signal-handler':
      return isInteger(m['signal'], 1, MAX_SIGNAL) && typeof m['on'] === 'boolean';
    case 'listen':
    case 'unlisten':
      return isPort(m['port']);
    case 'connect':
      return isId(m['id']) && isText(m['host']) && isInteger(m['port'], 0, 65_535);
    case 'spawn':
      return isId(m['pid']) && isSpawnSpec(m['spec']);
    case 'kill':
      return isInteger(m['pid'], -(2 ** 31), 2 ** 31) && isInteger(m['signal'], 0, MAX_SIGNAL);
    case 'raw-mode':
      return typeof m['on'] === 'boolean';
    case 'exit':
      return isInteger(m['code'], 0, 255) && isInteger(m['signal'], 0, MAX_SIGNAL);
    default:
      return false;
  }
}

function isSpawnSpec(value: unknown): value is SpawnSpec {
  if (!isRecord(value)) return false;
  const { file, args, env, cwd, stdio, ipcFd } = value;
  return (
    isText(file) &&
    isTextList(args) &&
    isEnv(env) &&
    isText(cwd) &&
    Array.isArray(stdio) &&
    stdio.length <= 64 &&
    stdio.every(
      (one) => one === 'pipe' || one === 'null' || (isRecord(one) && isInteger(one['inherit'], 0, 63)),
    ) &&
    (ipcFd === null || isInteger(ipcFd, 0, 63))
  );
}
