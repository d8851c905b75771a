/** What is saved, and all my work as one file. */
import { useRef } from 'preact/hooks';
import type { Saved } from '../project/index.ts';
import { useBench } from '../ui/context.ts';
import { download } from '../ui/download.ts';
import { Menu } from '../ui/Menu.tsx';

export function WorkMenu() {
  const { project, workspace, notices } = useBench();
  const input = useRef<HTMLInputElement>(null);
  const saved = project.value?.saved.value ?? { state: 'idle' };
  const word = wordOf(saved);

  const load = async (file: File) => {
    const outcome = await workspace.importAll(await file.text());
    notices.say('import', { text: outcome.message, tone: outcome.ok ? 'said' : 'trouble', actions: [] });
  };

  return (
    <>
      <Menu
        label="My work"
        align="end"
        class={`wb-status-button ${saved.state === 'refused' ? 'wb-failing' : ''}`}
        items={[
          {
            label: 'Download all my work',
            detail: 'Every step and project, as one file',
            run: () => void workspace.exportAll().then(download),
          },
          {
            label: 'Load my work from a file',
            detail: 'What it replaces is kept and can be brought back',
            run: () => input.current?.click(),
          },
        ]}
      >
        <span>{word}</span>
      </Menu>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label="File with my work"
        onChange={(event) => {
          const field = event.currentTarget;
          const file = field.files?.[0];
          field.value = '';
          if (file) void load(file);
        }}
      />
    </>
  );
}

function wordOf(saved: Saved): string {
  switch (saved.state) {
    case 'idle':
      return 'Nothing to save';
    case 'saving':
      return 'Saving';
    case 'saved':
      return 'Saved';
    case 'refused':
      return 'Not saved';
    default:
      return saved satisfies never;
  }
}
