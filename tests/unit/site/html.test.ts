import { expect, it } from 'vitest';
import { escapeHtml, jsonForScript } from '../../../src/site/html.ts';

it('keeps a closing script tag in a learner file from ending the data', () => {
  const value = { files: { 'a.ts': 'const s = "</script><!--";' } };
  const text = jsonForScript(value);
  expect(text).not.toContain('<');
  expect(JSON.parse(text)).toEqual(value);
});

it('escapes what HTML reads as markup', () => {
  expect(escapeHtml(`<a href="x">&</a>`)).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&lt;/a&gt;');
});
