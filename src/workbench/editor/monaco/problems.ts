/** Markers of the project's files as problems for the status bar. */
import { editor, MarkerSeverity } from 'monaco-editor/editor';
import type { Problem } from '../../stores/problem-store.ts';
import { pathOf } from './models.ts';

export function collectProblems(isOurs: (path: string) => boolean): Problem[] {
  return editor.getModelMarkers({}).flatMap((marker): Problem[] => {
    const path = pathOf(marker.resource);
    if (path === null || !isOurs(path) || marker.severity < MarkerSeverity.Warning) return [];
    return [
      {
        path,
        line: marker.startLineNumber,
        column: marker.startColumn,
        severity: marker.severity === MarkerSeverity.Error ? 'error' : 'warning',
        message: marker.message,
      },
    ];
  });
}
