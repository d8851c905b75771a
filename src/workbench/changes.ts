/** What a change of the project means to those who show it. */
import type { EditorPort } from './editor/port.ts';
import type { Project, ProjectChange } from './project/index.ts';

/** Every path a change is about. */
export function pathsOf(change: ProjectChange): string[] {
  switch (change.type) {
    case 'write':
    case 'remove':
      return [change.path];
    case 'rename':
      return [change.from, change.to];
    case 'replace':
      return Object.keys(change.files);
    default:
      return change satisfies never;
  }
}

/** Changes made elsewhere (tree, Reset, a program in the container); the editor's own are no news to it. */
export function bringToEditor(port: EditorPort, project: Project, change: ProjectChange): void {
  switch (change.type) {
    case 'write':
      port.setFile({ path: change.path, text: change.text, readOnly: !project.editable(change.path) });
      return;
    case 'remove':
      port.removeFile(change.path);
      return;
    case 'rename':
      port.renameFile(change.from, change.to);
      return;
    case 'replace': {
      const files = project.everything.peek();
      for (const path of port.files()) if (!Object.hasOwn(files, path)) port.removeFile(path);
      for (const [path, text] of Object.entries(files)) {
        port.setFile({ path, text, readOnly: !project.editable(path) });
      }
      return;
    }
    default:
      change satisfies never;
  }
}
