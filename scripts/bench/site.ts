/**
 * The built site behind the project's own server, with a record of what was sent and when. The server is a process of
 * its own: beside the code that drives the browser it would answer late.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { ResponseInfo } from '../serve.ts';
import { end } from './native.ts';

export interface Sent extends ResponseInfo {
  /** Milliseconds since the epoch, when the body was handed to the connection. */
  at: number;
}

export type FromSite =
  | { type: 'serving'; url: string }
  | { type: 'sent'; sent: Sent }
  | { type: 'failed'; message: string };

export interface Site {
  /** With a slash at the end. */
  url: string;
  /** What was sent since the last `forget()`, in order. */
  sent: readonly Sent[];
  forget(): void;
  close(): Promise<void>;
}

/**
 * @param root folder of the build.
 * @throws Error, one sentence, when there is no build in it.
 */
export async function openSite(root: string): Promise<Site> {
  const sent: Sent[] = [];
  const child = fork(join(import.meta.dirname, 'site-server.ts'), [root]);
  const url = await new Promise<string>((resolve, reject) => {
    child.on('message', (message: FromSite) => {
      switch (message.type) {
        case 'serving':
          resolve(message.url);
          return;
        case 'sent':
          sent.push(message.sent);
          return;
        case 'failed':
          reject(new Error(message.message));
          return;
        default:
          message satisfies never;
      }
    });
    child.on('exit', (code) => reject(new Error(`The site's server ended with code ${code}.`)));
  });
  return {
    url,
    sent,
    forget() {
      sent.length = 0;
    },
    close: () => end(child),
  };
}
