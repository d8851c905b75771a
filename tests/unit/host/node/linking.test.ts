import { describe, expect, it } from 'vitest';
import { importFrame, missingExport } from '../../../../src/host/node/linking.ts';

describe('a name that a module does not export', () => {
  it('is told as V8 tells it for a module', () => {
    expect(missingExport('./lib.mjs', 'module', ['b'])).toBe(
      "The requested module './lib.mjs' does not provide an export named 'b'",
    );
  });

  it('is told as Node tells it for CommonJS, with what to write instead', () => {
    expect(missingExport('./c.cjs', 'commonjs', ['a', 'b'])).toBe(
      "Named export 'b' not found. The requested module './c.cjs' is a CommonJS module, which may not support all module.exports as named exports.\n" +
        'CommonJS modules can always be imported via the default export, for example using:\n\n' +
        "import pkg from './c.cjs';\nconst { a, b } = pkg;\n",
    );
  });

  it('is shown in its import statement', () => {
    const source = "import { a } from './other.js';\nimport {\n  a,\n  total as sum,\n} from './lib.js';\n";
    expect(importFrame('file:///main.js', source, './lib.js', 'total')).toBe(
      'file:///main.js:4\n  total as sum,\n  ^^^^^\n',
    );
  });

  it('is shown in a re-export', () => {
    expect(importFrame('file:///main.js', "export { b } from './lib.js';", './lib.js', 'b')).toBe(
      "file:///main.js:1\nexport { b } from './lib.js';\n         ^\n",
    );
  });

  it('has no frame when the statement is not found', () => {
    expect(importFrame('file:///main.js', 'const a = 1;', './lib.js', 'b')).toBe('');
  });
});
