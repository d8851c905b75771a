/** The built site behind the project's own server, with a record of what was sent and when. */
import { type ResponseInfo, serve } from '../serve.ts';

export interface Sent extends ResponseInfo {
  /** Milliseconds since the epoch, when the last byte was handed to the connection. */
  at: number;
}

export interface Site {
  /** With a slash at the end. */
  url: string;
  /** What was sent since the last `forget()`, in order. */
  sent: readonly Sent[];
  forget(): void;
  close(): Promise<void>;
}

/** @param root folder of the build. */
export async function openSite(root: string): Promise<Site> {
  const sent: Sent[] = [];
  const { url, close } = await serve({
    root,
    port: 0,
    onResponse: (info) => sent.push({ ...info, at: Date.now() }),
  });
  return {
    url,
    sent,
    forget() {
      sent.length = 0;
    },
    close,
  };
}
