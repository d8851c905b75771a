import { describe, expect, it } from 'vitest';
import { fromProcess } from '../../../../src/host/kernel/validate.ts';

const spec = {
  file: '/usr/bin/node',
  args: [],
  env: {},
  cwd: '/',
  stdio: ['pipe', 'null', { inherit: 1 }],
  ipcFd: null,
};

describe('fromProcess', () => {
  it.each([
    { type: 'alive' },
    { type: 'listen', port: 3000 },
    { type: 'connect', id: 1, host: 'localhost', port: 80 },
    { type: 'spawn', pid: 4, spec },
    { type: 'output', fd: 1, data: new Uint8Array(3) },
    { type: 'kill', pid: 3, signal: 15 },
    { type: 'exit', code: 1, signal: 0 },
    { type: 'module', id: 0, request: { path: '/a.ts', source: null, form: 'module' } },
  ])('takes $type', (message) => {
    expect(fromProcess(message)).toBe(message);
  });

  it.each([
    ['nothing', null],
    ['text', 'listen'],
    ['a list', []],
    ['an unknown type', { type: 'format-disk' }],
    ['a port out of range', { type: 'listen', port: 70_000 }],
    ['a port that is text', { type: 'listen', port: '80' }],
    ['a fraction', { type: 'kill', pid: 1.5, signal: 9 }],
    ['a signal that is none', { type: 'kill', pid: 1, signal: 900 }],
    ['output that is no bytes', { type: 'output', fd: 1, data: 'hi' }],
    [
      'a terminal the process was not given',
      { type: 'spawn', pid: 4, spec: { ...spec, stdio: ['terminal'] } },
    ],
    ['an environment of objects', { type: 'spawn', pid: 4, spec: { ...spec, env: { A: {} } } }],
    ['a file operation without a path', { type: 'fs', op: { type: 'mkdir' } }],
    ['an exit code out of range', { type: 'exit', code: 1e9, signal: 0 }],
  ])('refuses %s', (_what, message) => {
    expect(fromProcess(message)).toBeNull();
  });
});
