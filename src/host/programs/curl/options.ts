import { UsageFailure } from './failure.ts';

/** One piece of a request body, as its option gave it. */
export interface DataPart {
  kind: 'data' | 'raw' | 'binary' | 'urlencode' | 'json';
  value: string;
}

export interface CurlOptions {
  urls: string[];
  /** `-o`, in the order of the URLs. */
  outputs: string[];
  method: string | null;
  headers: string[];
  data: DataPart[];
  user: string | null;
  agent: string;
  referer: string | null;
  cookie: string | null;
  writeOut: string | null;
  /** Seconds; 0 is no limit. */
  maxTime: number;
  connectTimeout: number;
  maxRedirects: number;
  retries: number;
  retryDelay: number;
  include: boolean;
  head: boolean;
  get: boolean;
  verbose: boolean;
  silent: boolean;
  showError: boolean;
  follow: boolean;
  fail: boolean;
  failWithBody: boolean;
  remoteName: boolean;
  pathAsIs: boolean;
  retryRefused: boolean;
  help: boolean;
  version: boolean;
}

export const VERSION = '7.88.1';

type Flag = { [K in keyof CurlOptions]: CurlOptions[K] extends boolean ? K : never }[keyof CurlOptions];

const FLAGS: Record<string, Flag> = {
  include: 'include',
  head: 'head',
  get: 'get',
  verbose: 'verbose',
  silent: 'silent',
  'show-error': 'showError',
  location: 'follow',
  fail: 'fail',
  'fail-with-body': 'failWithBody',
  'remote-name': 'remoteName',
  'path-as-is': 'pathAsIs',
  'retry-connrefused': 'retryRefused',
  help: 'help',
  version: 'version',
};

/** Accepted, since nothing here would be different with them. */
const NEUTRAL = new Set(
  `insecure http1.1 http1.0 no-buffer buffer globoff compressed keepalive no-keepalive ipv4 ipv6 basic progress-bar
  no-progress-meter tcp-nodelay disable location-trusted`.split(/\s+/),
);

const SHORT: Record<string, string> = {
  ...{
    X: 'request',
    H: 'header',
    d: 'data',
    i: 'include',
    I: 'head',
    v: 'verbose',
    s: 'silent',
    S: 'show-error',
  },
  ...{
    o: 'output',
    O: 'remote-name',
    w: 'write-out',
    L: 'location',
    k: 'insecure',
    m: 'max-time',
    f: 'fail',
  },
  ...{
    u: 'user',
    A: 'user-agent',
    N: 'no-buffer',
    G: 'get',
    e: 'referer',
    b: 'cookie',
    g: 'globoff',
    q: 'disable',
  },
  ...{ h: 'help', V: 'version', '0': 'http1.0', '4': 'ipv4', '6': 'ipv6', '#': 'progress-bar' },
};

/** @throws UsageFailure in curl's words */
export function readOptions(args: readonly string[]): CurlOptions {
  const options: CurlOptions = {
    ...{ urls: [], outputs: [], method: null, headers: [], data: [], user: null, agent: `curl/${VERSION}` },
    ...{ referer: null, cookie: null, writeOut: null, maxTime: 0, connectTimeout: 0, maxRedirects: 50 },
    ...{ retries: 0, retryDelay: 0, include: false, head: false, get: false, verbose: false, silent: false },
    ...{ showError: false, follow: false, fail: false, failWithBody: false, remoteName: false },
    ...{ pathAsIs: false, retryRefused: false, help: false, version: false },
  };
  const left = [...args];
  let plain = false;
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (plain || !word.startsWith('-') || word === '-') options.urls.push(word);
    else if (word === '--') plain = true;
    else if (word.startsWith('--')) {
      const name = fullName(word.slice(2));
      if (!apply(options, name, word, () => required(word ?? '', left.shift()))) throw unknown(word);
    } else readShort(options, word, left);
  }
  return options;
}

/** `-sSf`, `-XPOST`, `-o FILE`: letters together, and a value right behind its letter. */
function readShort(options: CurlOptions, word: string, left: string[]): void {
  for (let index = 1; index < word.length; index++) {
    const letter = word.charAt(index);
    const name = SHORT[letter];
    let taken = false;
    const value = () => {
      taken = true;
      const behind = word.slice(index + 1);
      return behind || required(`-${letter}`, left.shift());
    };
    if (!name || !apply(options, name, `-${letter}`, value)) throw unknown(`-${letter}`);
    if (taken) return;
  }
}

/** @returns false when there is no such option */
function apply(options: CurlOptions, name: string, as: string, value: () => string): boolean {
  const flag = FLAGS[name.replace(/^no-(?=silent|show-error|location|include|fail|verbose)/, '')];
  if (flag) {
    options[flag] = !name.startsWith('no-');
    return true;
  }
  if (NEUTRAL.has(name)) return true;
  switch (name) {
    case 'request':
      options.method = value();
      return true;
    case 'header':
      options.headers.push(value());
      return true;
    case 'data':
    case 'data-ascii':
      options.data.push({ kind: 'data', value: value() });
      return true;
    case 'data-raw':
      options.data.push({ kind: 'raw', value: value() });
      return true;
    case 'data-binary':
      options.data.push({ kind: 'binary', value: value() });
      return true;
    case 'data-urlencode':
      options.data.push({ kind: 'urlencode', value: value() });
      return true;
    case 'json':
      options.data.push({ kind: 'json', value: value() });
      return true;
    case 'output':
      options.outputs.push(value());
      return true;
    case 'url':
      options.urls.push(value());
      return true;
    case 'user':
      options.user = value();
      return true;
    case 'user-agent':
      options.agent = value();
      return true;
    case 'referer':
      options.referer = value();
      return true;
    case 'cookie':
      options.cookie = value();
      return true;
    case 'write-out':
      options.writeOut = value();
      return true;
    case 'max-time':
      options.maxTime = number(as, value());
      return true;
    case 'connect-timeout':
      options.connectTimeout = number(as, value());
      return true;
    case 'max-redirs':
      options.maxRedirects = number(as, value());
      return true;
    case 'retry':
      options.retries = number(as, value());
      return true;
    case 'retry-delay':
      options.retryDelay = number(as, value());
      return true;
    default:
      return false;
  }
}

const VALUED =
  `request header data data-ascii data-raw data-binary data-urlencode json output url user user-agent
  referer cookie write-out max-time connect-timeout max-redirs retry retry-delay`.split(/\s+/);

/** curl takes any beginning of a long option that is the only one of its kind. */
function fullName(name: string): string {
  const all = [...VALUED, ...Object.keys(FLAGS), ...NEUTRAL];
  if (all.includes(name)) return name;
  const [only, ...more] = all.filter((known) => known.startsWith(name));
  return only && more.length === 0 ? only : name;
}

function required(option: string, value: string | undefined): string {
  if (value === undefined) throw new UsageFailure(`option ${option}: requires parameter`);
  return value;
}

function number(option: string, value: string): number {
  if (!/^\d+(\.\d+)?$/.test(value)) {
    throw new UsageFailure(`option ${option}: expected a proper numerical parameter`);
  }
  return Number(value);
}

function unknown(option: string): UsageFailure {
  return new UsageFailure(`option ${option}: is unknown`);
}
