/** YAML files and Markdown files with YAML front matter, read against a schema. */
import type { Document, Node } from 'yaml';
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import type { Finding } from './explain.ts';
import { explainAll } from './explain.ts';
import type { Problem } from './problems.ts';

export type Read<T> = { ok: true; value: T } | { ok: false; problems: Problem[] };

/**
 * @param file for the problems; relative to the project.
 * @param lineOffset lines above the YAML in its file.
 */
export function readYaml<S extends z.ZodType>(
  text: string,
  schema: S,
  file: string,
  lineOffset = 0,
): Read<z.output<S>> {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const broken = document.errors[0];
  if (broken !== undefined) {
    const line = counter.linePos(broken.pos[0]).line + lineOffset;
    const reason = broken.message.split(/ at line \d+|\n/)[0];
    return { ok: false, problems: [{ file, line, sentence: `This is not valid YAML: ${reason}.` }] };
  }
  const value: unknown = document.toJS() ?? {};
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const problems = explainAll(result.error.issues, schema, value).map((finding) => ({
    file,
    line: lineOf(document, counter, finding) + lineOffset,
    sentence: finding.sentence,
  }));
  return { ok: false, problems };
}

export interface FrontMatter<T> {
  data: T;
  /** The Markdown below. */
  body: string;
}

/** A Markdown file that begins with front matter between two lines of `---`. */
export function readFrontMatter<S extends z.ZodType>(
  text: string,
  schema: S,
  file: string,
): Read<FrontMatter<z.output<S>>> {
  const match = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/.exec(text);
  if (match === null) {
    const found = text.split('\n', 1)[0] ?? '';
    const sentence = `The file should begin with front matter between two lines of "---", found ${JSON.stringify(found)}. Write --- as its first line.`;
    return { ok: false, problems: [{ file, line: 1, sentence }] };
  }
  const data = readYaml(match[1] ?? '', schema, file, 1);
  if (!data.ok) return data;
  const body = (match[2] ?? '').trim();
  if (body === '') {
    return {
      ok: false,
      problems: [
        {
          file,
          line: null,
          sentence: 'There should be a text below the front matter, found nothing. Write the task.',
        },
      ],
    };
  }
  return { ok: true, value: { data: data.value, body } };
}

/** The line of the value, of its key, or, where it is missing, of what should contain it. */
function lineOf(document: Document.Parsed, counter: LineCounter, { path, atKey }: Finding): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === key);
      const keyLine = startLine(pair?.key, counter);
      if (keyLine !== null && (atKey || length < path.length)) return keyLine;
      const valueLine = startLine(pair?.value, counter);
      if (keyLine !== null) return valueLine ?? keyLine;
    } else {
      const line = startLine(document.getIn(path.slice(0, length), true), counter);
      if (line !== null) return line;
    }
  }
  return 1;
}

function startLine(node: unknown, counter: LineCounter): number | null {
  const range = isNode(node) ? (node as Node).range : null;
  return range === null || range === undefined ? null : counter.linePos(range[0]).line;
}
