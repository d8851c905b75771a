import { readFileSync } from 'node:fs';
import { headerOf, type Transfer } from './transfer.ts';

export interface Outcome {
  transfer: Transfer;
  redirects: number;
  redirectUrl: string;
  redirectSeconds: number;
  connects: number;
  exitCode: number;
  error: string;
  url: string;
  file: string;
}

/** `--write-out`: `%{name}`, `%header{name}`, `\n`, `\r`, `\t`, `%%`. */
export function writeOut(format: string, outcome: Outcome, warn: (text: string) => void): string {
  const text = format.startsWith('@') ? readFileSync(format === '@-' ? 0 : format.slice(1), 'utf8') : format;
  return text.replace(
    /%%|%header\{([^}]*)\}|%\{([^}]*)\}|\\([nrt])/g,
    (all, header: string | undefined, name: string | undefined, letter: string | undefined) => {
      if (all === '%%') return '%';
      if (header !== undefined) return headerOf(outcome.transfer, header.toLowerCase()) ?? '';
      if (letter !== undefined) return { n: '\n', r: '\r', t: '\t' }[letter] ?? '';
      const variable = VARIABLES[name ?? ''];
      if (!variable) warn(`curl: unknown --write-out variable: '${name}'\n`);
      return variable ? variable(outcome) : '';
    },
  );
}

const seconds = (value: number): string => value.toFixed(6);
const status = ({ transfer }: Outcome): string => String(transfer.status).padStart(3, '0');
const speed = (bytes: number, time: number): string => String(time > 0 ? Math.round(bytes / time) : 0);

const VARIABLES: Record<string, (outcome: Outcome) => string> = {
  http_code: status,
  response_code: status,
  http_version: ({ transfer }) => (transfer.status ? transfer.httpVersion : '0'),
  http_connect: () => '000',
  content_type: ({ transfer }) => headerOf(transfer, 'content-type') ?? '',
  method: ({ transfer }) => transfer.request.method,
  scheme: ({ transfer }) => (transfer.connected > 0 ? 'HTTP' : ''),
  url: ({ url }) => url,
  url_effective: ({ transfer }) => transfer.request.target.href,
  redirect_url: ({ redirectUrl }) => redirectUrl,
  num_redirects: ({ redirects }) => String(redirects),
  num_connects: ({ connects }) => String(connects),
  num_headers: ({ transfer }) => String(transfer.headers.length),
  size_download: ({ transfer }) => String(transfer.received),
  size_upload: ({ transfer }) => String(transfer.connected > 0 ? (transfer.request.body?.length ?? 0) : 0),
  size_header: ({ transfer }) => String(transfer.headerBytes),
  speed_download: ({ transfer }) => speed(transfer.received, transfer.total),
  speed_upload: ({ transfer }) => speed(transfer.request.body?.length ?? 0, transfer.total),
  time_namelookup: ({ transfer }) => seconds(Math.min(transfer.connected, 0.00001)),
  time_connect: ({ transfer }) => seconds(transfer.connected),
  time_appconnect: () => seconds(0),
  time_pretransfer: ({ transfer }) => seconds(transfer.connected),
  time_starttransfer: ({ transfer }) => seconds(transfer.firstByte),
  time_redirect: ({ redirectSeconds }) => seconds(redirectSeconds),
  time_total: ({ transfer }) => seconds(transfer.total),
  remote_ip: ({ transfer }) => transfer.remote?.address ?? '',
  remote_port: ({ transfer }) => String(transfer.remote?.port ?? 0),
  local_ip: ({ transfer }) => transfer.local?.address ?? '',
  local_port: ({ transfer }) => String(transfer.local?.port ?? 0),
  exitcode: ({ exitCode }) => String(exitCode),
  errormsg: ({ error }) => error,
  filename_effective: ({ file }) => file,
  header_json: ({ transfer }) => {
    const lists: Record<string, string[]> = {};
    for (const [name, value] of transfer.headers) {
      const key = name.toLowerCase();
      lists[key] = [...(lists[key] ?? []), value];
    }
    const rows = Object.entries(lists).map(
      ([key, values]) => `${JSON.stringify(key)}:${JSON.stringify(values)}`,
    );
    return `{${rows.join(',\n')}\n}`;
  },
};
