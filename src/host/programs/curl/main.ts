import { basename } from 'node:path';
import process from 'node:process';
import { CurlFailure, UsageFailure } from './failure.ts';
import { type CurlOptions, readOptions, VERSION } from './options.ts';
import { print } from './output.ts';
import { fetchUrl } from './run.ts';
import { Connections } from './transfer.ts';

const HELP = `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail fast with no output on HTTP errors
 -H, --header <header>      Pass custom header to server
 -h, --help                 Get help
 -i, --include              Include protocol response headers in the output
 -I, --head                 Show document info only
     --json <data>          HTTP POST JSON
 -L, --location             Follow redirects
 -m, --max-time <seconds>   Maximum time allowed for transfer
 -o, --output <file>        Write to file instead of stdout
     --retry <num>          Retry request if transient problems occur
 -s, --silent               Silent mode
 -S, --show-error           Show error even when -s is used
 -u, --user <user:password> Server user and password
 -A, --user-agent <name>    Send User-Agent <name> to server
 -v, --verbose              Make the operation more talkative
 -w, --write-out <format>   Use output FORMAT after completion
 -X, --request <method>     Specify request method to use

This curl reaches the services in this container, over plain http.
`;

const HINT = "curl: try 'curl --help' or 'curl --manual' for more information\n";

async function main(): Promise<number> {
  let options: CurlOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageFailure)) throw error;
    await print(process.stderr, `curl: ${error.message}\n${HINT}`);
    return error.code;
  }
  if (options.help) return say(HELP);
  if (options.version) return say(`curl ${VERSION} (node) http only\nProtocols: http\n`);
  if (options.urls.length === 0) {
    await print(process.stderr, HINT);
    return 2;
  }
  const connections = new Connections();
  let code = 0;
  try {
    for (const [index, url] of options.urls.entries()) {
      const named = options.remoteName ? basename(url.replace(/[?#].*/, '')) : null;
      code = await fetchUrl(url, options.outputs[index] ?? named, options, connections);
    }
  } catch (error) {
    if (!(error instanceof CurlFailure)) throw error;
    code = error.code;
  } finally {
    connections.dispose();
  }
  return code;
}

async function say(text: string): Promise<number> {
  await print(process.stdout, text);
  return 0;
}

// The reader of a pipe may go first (`| head -1`); every write says so itself.
process.stdout.on('error', () => {});
process.exitCode = await main();
