/** Gives the learner a file. */
import type { WorkFile } from '../project/index.ts';

export function download({ name, mediaType, text }: WorkFile): void {
  const url = URL.createObjectURL(new Blob([text], { type: mediaType }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
