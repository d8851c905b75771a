import { describe, expect, it } from 'vitest';
import { diagramHeight, diagramName, renderProse } from '../../../src/site/markdown.ts';

describe('prose', () => {
  it('highlights code with roles as classes and keeps the text as it was written', async () => {
    const { html } = await renderProse('```ts\nconst seats: Seat[] = []; // none "yet"\n```\n');
    expect(html).toContain('<span class="c-keyword">const</span>');
    expect(html).toContain('c-quiet');
    expect(html.replace(/<[^>]*>/g, '')).toContain('const seats: Seat[] = []; // none &quot;yet&quot;');
    expect(html).not.toContain('style=');
  });

  it('escapes markup inside code', async () => {
    const { html } = await renderProse('```html\n<script>alert(1)</script>\n```\n');
    expect(html).not.toContain('<script>');
  });

  it('shows a language nobody knows as plain text', async () => {
    const { html } = await renderProse('```klingon\nHeghlu’meH QaQ jajvam\n```\n');
    expect(html).toContain('data-language="klingon"><code>Heghlu’meH QaQ jajvam</code>');
  });

  it('turns a mermaid fence into a named figure whose source stays readable', async () => {
    const { html, hasDiagrams } = await renderProse(
      '```mermaid The path of one request\ngraph LR\nA-->B\n```\n',
    );
    expect(hasDiagrams).toBe(true);
    expect(html).toContain('<figure class="diagram" data-diagram aria-label="The path of one request">');
    expect(html).toContain('<code>graph LR\nA--&gt;B</code>');
  });

  it('says that a text without a diagram needs no diagram script', async () => {
    expect((await renderProse('Just *words*.')).hasDiagrams).toBe(false);
  });

  it('makes a wide table scroll by itself and reachable by keyboard', async () => {
    const { html } = await renderProse('| a | b |\n|---|---|\n| 1 | 2 |\n');
    expect(html).toMatch(/<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table>/);
  });
});

describe('the name of a diagram', () => {
  it.each([
    ['the words of its fence', 'graph LR', 'Orders to payments', 'Orders to payments'],
    ['a title in quotes', 'graph LR', 'title="Orders to payments"', 'Orders to payments'],
    ['its accTitle line', 'graph LR\n  accTitle: The happy path\n  A-->B', undefined, 'The happy path'],
    ['what it is', 'graph LR', undefined, 'Diagram'],
  ])('is %s', (_case, source, meta, name) => {
    expect(diagramName(source, meta)).toBe(name);
  });
});

it('keeps room for each message of a sequence and for nothing else', () => {
  const head = 'sequenceDiagram\n  participant fan as Fan\n';
  const none = diagramHeight(head);
  expect(
    diagramHeight(`${head}  fan->>orders: POST /orders\n  orders-->>fan: 201\n  %% a->>b: said aside\n`),
  ).toBe(none + 88);
});
