import { describe, expect, it } from 'vitest';
import { buildLab } from '../../../src/lab/build.ts';

describe('buildLab', () => {
  it('makes a package of programs that import nothing but Node and each other', async () => {
    const files = await buildLab();
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        'package.json',
        'index.js',
        'index.d.ts',
        'agent.js',
        'check.js',
        'runner.js',
        'reporter.js',
      ]),
    );
    for (const [path, content] of Object.entries(files)) {
      if (!path.endsWith('.js')) continue;
      const imported = [...content.matchAll(/^(?:import|export)\b[^;]*?from "([^"]+)";/gm)].map(
        (match) => match[1],
      );
      expect(imported.filter((specifier) => !/^(node:|\.)/.test(specifier ?? ''))).toEqual([]);
    }
  });

  it('declares the kit’s public face and no more', async () => {
    const { 'index.d.ts': types = '' } = await buildLab();
    expect(types).not.toMatch(/^(?:import|export) .* from '/m);
    const exported = [...types.matchAll(/^export (?:type )?\{([^}]*)\};$/gm)].flatMap((match) =>
      (match[1] ?? '').split(',').map((name) => name.trim()),
    );
    expect(exported).toEqual(
      expect.arrayContaining(['check', 'http', 'raw', 'proc', 'fail', 'HttpAnswer', 'RawResult']),
    );
    expect(exported).not.toContain('askProc');
  });
});
