/** The check kit's types as one file, so that an editor needs to load no more than that. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

/** Every module whose types the kit's public face mentions. */
const MODULES = ['protocol.ts', 'kit/failure.ts', 'kit/check.ts', 'kit/http.ts', 'kit/proc.ts', 'kit/raw.ts'];
const FACE = 'kit/index.ts';

/** @param lab the folder `src/lab`. */
export async function declarations(lab: string): Promise<string> {
  const parts: string[] = [];
  for (const module of MODULES) parts.push(privately(await declare(join(lab, module))));
  const face = await declare(join(lab, FACE));
  // The face re-exports by name; here all names stand in the same file.
  parts.push(face.replaceAll(/^(export (?:type )?\{[^}]*\}) from '[^']*';$/gm, '$1;'));
  return parts.join('\n');
}

async function declare(path: string): Promise<string> {
  const source = await readFile(path, 'utf8');
  const { outputText, diagnostics } = ts.transpileDeclaration(source, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const problem = diagnostics?.[0];
  if (problem !== undefined) {
    throw new Error(
      `${path} has no declaration: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`,
    );
  }
  return outputText;
}

/** A module's declarations without its imports and exports. */
function privately(text: string): string {
  return text
    .replaceAll(/^import [^;]*;\n/gm, '')
    .replaceAll(/^export \{[^}]*\}[^;]*;\n/gm, '')
    .replaceAll(/^export (?=declare|interface|type|abstract|class|function|const)/gm, '');
}
