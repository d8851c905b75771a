import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

/**
 * Which room may import which (the arrows of CONTRIBUTING.md). A room that is not named is free.
 * `only` lists the files of a room that others may import.
 */
const source = path.resolve(import.meta.dirname, '../../src');
const rooms = ['pages', 'site', 'course', 'workbench', 'container', 'host', 'lab'] as const;
type Room = (typeof rooms)[number];

const MAY_IMPORT: Record<Room, readonly Room[]> = {
  pages: ['site', 'course', 'workbench', 'container', 'lab'],
  site: ['course', 'workbench', 'lab'],
  course: ['lab'],
  workbench: ['container', 'course', 'lab'],
  container: ['lab'],
  host: [],
  lab: [],
};

/** Upper rooms see no more of the lab than its wire, its languages, and the build that packs it. */
const LAB_DOORS = [/^lab\/protocol\.ts$/, /^lab\/language\//, /^lab\/build\.ts$/];

interface Import {
  file: string;
  specifier: string;
  target: string | null;
}

function importsBelow(directory: string): Import[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|astro)$/.test(entry.name))
    .flatMap((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      const text = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
      return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map(([, specifier = '']) => ({
        file: path.relative(source, file),
        specifier,
        target: specifier.startsWith('.')
          ? path.relative(source, path.resolve(path.dirname(file), specifier.replace(/\?.*$/, '')))
          : null,
      }));
    });
}

const imports = importsBelow(source);
const roomOf = (file: string): Room | undefined => rooms.find((room) => file.startsWith(`${room}/`));

describe('rooms of the house', () => {
  it('has imports to look at', () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it.each(rooms)('%s imports only what it may', (room) => {
    const wrong = imports.filter(({ file, target }) => {
      if (roomOf(file) !== room || target === null || target.startsWith('..')) return false;
      const to = roomOf(target);
      if (to === undefined || to === room) return false;
      if (!MAY_IMPORT[room].includes(to)) return true;
      return to === 'lab' && !LAB_DOORS.some((door) => door.test(target));
    });
    expect(wrong).toEqual([]);
  });

  it('only the container room imports @webcontainer/api', () => {
    const importers = imports.filter(({ specifier }) => specifier.startsWith('@webcontainer/api'));
    expect(importers.filter(({ file }) => roomOf(file) !== 'container')).toEqual([]);
  });
});
