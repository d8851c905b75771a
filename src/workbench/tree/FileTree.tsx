/** The project's files: WAI-ARIA tree with names that can be changed in place. */
import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ProjectEntry } from '../project/types.ts';
import { useBench } from '../ui/context.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { Icon } from '../ui/Icon.tsx';
import { NameField } from './NameField.tsx';
import { nameProblem, parentOf, type TreeRow, treeMove, treeRows } from './rows.ts';

type Naming = { kind: 'file' | 'folder'; folder: string } | { kind: 'rename'; path: string };

export function FileTree() {
  const { step, project, layout, notices, editor } = useBench();
  const collapsed = useSignal<ReadonlySet<string>>(new Set());
  const emptyFolders = useSignal<ReadonlySet<string>>(new Set());
  const focused = useSignal<string | null>(null);
  const naming = useSignal<Naming | null>(null);
  const deleting = useSignal<TreeRow | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const entries = project.value?.entries.value ?? entriesOf(step.files, step.checks);
  const rows = treeRows(entries, collapsed.value, emptyFolders.value);
  const active = project.value ? project.value.active.value : (step.open[0] ?? null);
  const current = focused.value ?? active;
  const reachable = rows.some((row) => row.path === current) ? current : (rows[0]?.path ?? null);

  const focus = (path: string) => {
    focused.value = path;
    list.current?.querySelector<HTMLElement>(`[data-path="${CSS.escape(path)}"]`)?.focus();
  };

  const toggle = (path: string, open: boolean) => {
    const next = new Set(collapsed.value);
    if (open) next.delete(path);
    else next.add(path);
    collapsed.value = next;
  };

  const openRow = (row: TreeRow, andFocus: boolean) => {
    if (row.kind === 'folder') return toggle(row.path, !row.expanded);
    const entry = project
      .peek()
      ?.entries.peek()
      .find((one) => one.path === row.path);
    if (entry?.kind === 'opaque') {
      notices.say('opaque', {
        text: `${row.path} cannot be opened. ${entry.reason}`,
        tone: 'trouble',
        actions: [],
      });
      return;
    }
    project.peek()?.show(row.path);
    layout.show('editor');
    if (andFocus) editor.peek()?.focus();
  };

  const folderForNew = () => {
    const row = rows.find((one) => one.path === current);
    if (!row) return '';
    const folder = row.kind === 'folder' ? row.path : parentOf(row.path);
    return row.mutable ? folder : '';
  };

  const startNaming = (kind: 'file' | 'folder') => {
    const folder = folderForNew();
    if (folder !== '') toggle(folder, true);
    naming.value = { kind, folder };
  };

  const key = (event: JSX.TargetedKeyboardEvent<HTMLElement>, row: TreeRow) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    switch (event.key) {
      case 'Enter':
      case ' ':
        openRow(row, event.key === 'Enter');
        break;
      case 'F2':
        if (row.mutable) naming.value = { kind: 'rename', path: row.path };
        break;
      case 'Delete':
        if (row.mutable) deleting.value = row;
        break;
      default: {
        const move = treeMove(rows, row.path, event.key);
        if (!move) return;
        if (move.type === 'focus') focus(move.path);
        else toggle(move.path, move.type === 'expand');
      }
    }
    event.preventDefault();
  };

  const taken = new Set(rows.map((row) => row.path));

  const finish = (name: string) => {
    const asked = naming.value;
    naming.value = null;
    if (!asked || !project.value) return;
    const path = join(asked.kind === 'rename' ? parentOf(asked.path) : asked.folder, name.trim());
    focused.value = path;
    if (asked.kind === 'folder') {
      emptyFolders.value = new Set([...emptyFolders.value, path]);
      return;
    }
    const outcome =
      asked.kind === 'rename' ? project.value.rename(asked.path, path) : project.value.create(path, '');
    if (!outcome.ok) return notices.say('files', { text: outcome.message, tone: 'trouble', actions: [] });
    if (asked.kind !== 'rename') {
      project.value.show(path);
      layout.show('editor');
      editor.peek()?.focus();
    }
  };

  const field = (folder: string, initial: string, depth: number) => (
    <NameField
      key="naming"
      folder={folder}
      initial={initial}
      depth={depth}
      problem={(name) => (name === initial ? null : nameProblem(name, folder, taken))}
      onDone={finish}
      onCancel={() => {
        naming.value = null;
        if (reachable !== null) focus(reachable);
      }}
    />
  );

  const asked = naming.value;
  return (
    <div class="wb-files-inner">
      <div class="wb-files-head">
        <h2 class="wb-heading">Files</h2>
        <button
          type="button"
          class="wb-icon-button"
          aria-label="New file"
          title="New file"
          onClick={() => startNaming('file')}
        >
          <Icon name="newFile" />
        </button>
        <button
          type="button"
          class="wb-icon-button"
          aria-label="New folder"
          title="New folder"
          onClick={() => startNaming('folder')}
        >
          <Icon name="newFolder" />
        </button>
      </div>
      {asked &&
        asked.kind !== 'rename' &&
        field(asked.folder, '', asked.folder === '' ? 1 : asked.folder.split('/').length + 1)}
      <div class="wb-tree" role="tree" aria-label="Files" ref={list}>
        {rows.map((row) =>
          asked?.kind === 'rename' && asked.path === row.path ? (
            field(parentOf(row.path), row.name, row.depth)
          ) : (
            <Row
              key={row.path}
              row={row}
              selected={row.path === active}
              reachable={row.path === reachable}
              onFocus={() => {
                focused.value = row.path;
              }}
              onOpen={() => openRow(row, false)}
              onKey={(event) => key(event, row)}
            />
          ),
        )}
      </div>
      {rows.length === 0 && <p class="wb-empty">No files. Press New file to make one.</p>}
      {deleting.value && (
        <DeleteDialog
          row={deleting.value}
          onClose={(yes) => {
            const row = deleting.value;
            deleting.value = null;
            if (!yes || !row) return;
            emptyFolders.value = new Set([...emptyFolders.value].filter((path) => path !== row.path));
            if (
              project.value?.entries.value.some(
                (one) => one.path === row.path || one.path.startsWith(`${row.path}/`),
              )
            ) {
              const outcome = project.value.remove(row.path);
              if (!outcome.ok) notices.say('files', { text: outcome.message, tone: 'trouble', actions: [] });
            }
          }}
        />
      )}
    </div>
  );
}

interface RowProps {
  row: TreeRow;
  selected: boolean;
  reachable: boolean;
  onFocus(): void;
  onOpen(): void;
  onKey(event: JSX.TargetedKeyboardEvent<HTMLElement>): void;
}

function Row({ row, selected, reachable, onFocus, onOpen, onKey }: RowProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (selected) element.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  return (
    <div
      ref={element}
      class="wb-tree-row"
      role="treeitem"
      data-path={row.path}
      aria-level={row.depth}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={selected}
      aria-expanded={row.kind === 'folder' ? row.expanded : undefined}
      tabIndex={reachable ? 0 : -1}
      style={{ '--wb-depth': row.depth }}
      onFocus={onFocus}
      onClick={onOpen}
      onKeyDown={onKey}
    >
      {row.kind === 'folder' ? (
        <Icon name="chevron" class="wb-tree-chevron" />
      ) : (
        <span class="wb-tree-space" />
      )}
      <span class="wb-tree-name">{row.name}</span>
      {row.kind === 'check' && (
        <span class="wb-tree-lock" title="Read-only: the lesson’s checks">
          <Icon name="lock" />
          <span class="wb-hidden">, read-only</span>
        </span>
      )}
    </div>
  );
}

function DeleteDialog({ row, onClose }: { row: TreeRow; onClose(yes: boolean): void }) {
  return (
    <Dialog title={`Delete ${row.name}?`} onClose={() => onClose(false)}>
      <p>
        {row.kind === 'folder'
          ? `The folder ${row.path} and every file in it will be deleted. Reset brings back the files of the step.`
          : `${row.path} will be deleted. Reset brings back the files of the step.`}
      </p>
      <div class="wb-dialog-actions">
        <button type="button" class="wb-action" onClick={() => onClose(false)}>
          Keep
        </button>
        <button type="button" class="wb-action wb-action-primary" onClick={() => onClose(true)}>
          Delete
        </button>
      </div>
    </Dialog>
  );
}

function entriesOf(files: Record<string, string>, checks: Record<string, string>): ProjectEntry[] {
  return [
    ...Object.keys(files).map((path): ProjectEntry => ({ kind: 'text', path })),
    ...Object.keys(checks).map((path): ProjectEntry => ({ kind: 'check', path })),
  ];
}

function join(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
