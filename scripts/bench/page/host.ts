/** Runs in a page of the site: the built-in host through the real client, without the workbench around it. */
import { WebContainer } from '@webcontainer/api';

export interface HostInPage {
  /** Boots and puts the files into the project folder. */
  boot(files: Record<string, string>): Promise<void>;
  /** Starts a process and leaves it running; resolves when it listens on `port`. */
  listen(args: string[], port: number): Promise<void>;
  /** Starts a process and leaves it running; resolves when it has written something. */
  start(args: string[]): Promise<void>;
  /** Runs `node ARGS` to its end and gives what it wrote. */
  run(args: string[], env: Record<string, string>): Promise<string>;
}

let container: WebContainer | null = null;

function booted(): WebContainer {
  if (!container) throw new Error('Call boot() first.');
  return container;
}

const host: HostInPage = {
  async boot(files) {
    (globalThis as { WEBCONTAINER_API_IFRAME_URL?: string }).WEBCONTAINER_API_IFRAME_URL = location.origin;
    container = await WebContainer.boot();
    for (const [path, text] of Object.entries(files)) await container.fs.writeFile(path, text);
  },
  async listen(args, port) {
    const open = new Promise<void>((resolve) => {
      booted().on('port', (opened, type) => {
        if (opened === port && type === 'open') resolve();
      });
    });
    const process = await booted().spawn('node', args, { env: { PORT: port } });
    void process.output.pipeTo(new WritableStream());
    await open;
  },
  async start(args) {
    const process = await booted().spawn('node', args);
    const reader = process.output.getReader();
    await reader.read();
  },
  async run(args, env) {
    const process = await booted().spawn('node', args, { env });
    let output = '';
    await process.output.pipeTo(
      new WritableStream({
        write(chunk) {
          output += chunk;
        },
      }),
    );
    const code = await process.exit;
    if (code !== 0) throw new Error(`node ${args.join(' ')} ended with code ${code}:\n${output}`);
    return output;
  },
};

(globalThis as { bulkheadBench?: HostInPage }).bulkheadBench = host;
