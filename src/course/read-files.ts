/** Reads folders of the course as text files. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readYaml } from './document.ts';
import type { Layer } from './layers.ts';
import type { Problem } from './problems.ts';
import { deletedSchema } from './schema.ts';
import type { FileMap } from './types.ts';

/** A layer's list of files to delete. */
const DELETED = '.deleted';
const IGNORED = new Set(['.DS_Store', 'node_modules']);

/** What the loader reads with: paths relative to the project, problems collected. */
export class Disk {
  readonly root: string;
  readonly problems: Problem[] = [];

  constructor(root: string) {
    this.root = root;
  }

  problem(file: string, line: number | null, sentence: string): void {
    this.problems.push({ file, line, sentence });
  }

  /** Names in a folder, sorted; null when there is no such folder. */
  async names(folder: string): Promise<{ folders: string[]; files: string[] } | null> {
    try {
      const entries = await readdir(join(this.root, folder), { withFileTypes: true });
      const kept = entries.filter((entry) => !IGNORED.has(entry.name));
      const sorted = (wanted: boolean) =>
        kept
          .filter((entry) => entry.isDirectory() === wanted)
          .map((entry) => entry.name)
          .sort();
      return { folders: sorted(true), files: sorted(false) };
    } catch {
      return null;
    }
  }

  /** A file's text; null, and a problem, when it is missing or no text. */
  async text(file: string, purpose: string): Promise<string | null> {
    let bytes: Buffer;
    try {
      bytes = await readFile(join(this.root, file));
    } catch {
      this.problem(file, null, `${purpose} is expected here, found no such file. Write it.`);
      return null;
    }
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      this.problem(file, null, 'The file should be UTF-8 text, found other bytes. Save it as UTF-8.');
      return null;
    }
  }

  /** Every file below a folder, by its path inside it. An absent folder has none. */
  async files(folder: string): Promise<FileMap> {
    const files: FileMap = {};
    const walk = async (inner: string): Promise<void> => {
      const names = await this.names(inner);
      for (const name of names?.files ?? []) {
        const path = `${inner}/${name}`;
        const text = await this.text(path, 'A file');
        if (text !== null) files[relative(folder, path).replaceAll('\\', '/')] = text;
      }
      for (const name of names?.folders ?? []) await walk(`${inner}/${name}`);
    };
    await walk(folder);
    return files;
  }

  /** A folder laid over a state: its files, and `null` for each path in its `.deleted`. */
  async layer(folder: string): Promise<Layer> {
    const { [DELETED]: list, ...files } = await this.files(folder);
    const layer: Layer = files;
    if (list !== undefined) {
      const read = readYaml(list, deletedSchema, `${folder}/${DELETED}`);
      if (read.ok) for (const path of read.value) layer[path] = null;
      else this.problems.push(...read.problems);
    }
    return layer;
  }
}
