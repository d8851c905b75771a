import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeManifest } from '../../../src/site/build/offline.ts';
import { addressOf, isImmutable } from '../../../src/site/sw/manifest.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulkhead-manifest-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function build(files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

describe('the list for offline use', () => {
  it('asks for each file the way a browser does', async () => {
    await build({
      'index.html': '',
      'learn/a/index.html': '',
      'headless.html': '',
      'runtime/kernel-e65e98b429b1.js': '',
      '_astro/page.Bx1.js': '',
    });
    const { essential } = await makeManifest(folder);
    expect(essential.map((file) => file.url).sort()).toEqual(
      ['', '_astro/page.Bx1.js', 'headless', 'learn/a/', 'runtime/kernel-e65e98b429b1.js'].sort(),
    );
  });

  it('leaves out what only servers and tools read', async () => {
    await build({ 'index.html': '', 'index.html.br': '', _headers: '', 'sw.js': '', '_astro/a.js.map': '' });
    expect((await makeManifest(folder)).essential.map((file) => file.url)).toEqual(['']);
  });

  it('puts last what only the diagram library needs', async () => {
    await build({
      'index.html': '<script src="/_astro/page.1.js"></script>',
      '_astro/page.1.js': 'import("./shared.2.js"); import("./mermaid.core.3.js")',
      '_astro/shared.2.js': '',
      '_astro/mermaid.core.3.js': 'import "./shared.2.js"; import("./flow.4.js")',
      '_astro/flow.4.js': '',
      '_astro/orphan.5.js': '',
    });
    const { essential, extra } = await makeManifest(folder);
    expect(extra.map((file) => file.url)).toEqual(['_astro/flow.4.js', '_astro/mermaid.core.3.js']);
    expect(essential.map((file) => file.url)).toContain('_astro/shared.2.js');
    expect(essential.map((file) => file.url)).toContain('_astro/orphan.5.js');
  });

  it('has a new version exactly when a file has changed', async () => {
    await build({ 'index.html': 'a' });
    const before = (await makeManifest(folder)).version;
    expect((await makeManifest(folder)).version).toBe(before);
    await build({ 'index.html': 'b' });
    expect((await makeManifest(folder)).version).not.toBe(before);
  });
});

describe('addresses', () => {
  it.each([
    ['index.html', ''],
    ['learn/a/b/index.html', 'learn/a/b/'],
    ['headless.html', 'headless'],
    ['favicon.svg', 'favicon.svg'],
  ])('%s is asked for as "%s"', (file, address) => {
    expect(addressOf(file)).toBe(address);
  });

  it.each([
    ['_astro/editor.Dx9_a-1.js', true],
    ['runtime/oxc-6b73c5e64a28.wasm', true],
    ['runtime/NOTICE.txt', false],
    ['learn/a/', false],
  ])('%s never changes its content: %s', (path, expected) => {
    expect(isImmutable(path)).toBe(expected);
  });
});
