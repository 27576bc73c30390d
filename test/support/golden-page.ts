import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const built = fileURLToPath(new URL('../../dist/sim/experiment/golden-run.js', import.meta.url));

/** The golden run as a browser gets it, on the loopback interface. */
export interface GoldenPage {
  /** A page from which `/golden.js` can be imported and `/worker.js` started. */
  readonly url: string;
  /** A page that does both by itself and tells the answers. */
  readonly telling: string;
  /** What the telling page found, in the page and in a worker; or what went wrong there. */
  readonly told: Promise<string[]>;
  close(): Promise<void>;
}

const TELLING = `<!doctype html><title>golden run</title><script type="module">
const inWorker = new Promise((resolve, reject) => {
  const worker = new Worker('/worker.js', { type: 'module' });
  worker.addEventListener('message', ({ data }) => resolve(data));
  worker.addEventListener('error', ({ message }) => reject(new Error(message)));
});
const inPage = import('/golden.js').then(({ goldenRun }) => goldenRun());
const answers = await Promise.all([inPage, inWorker]).catch((error) => [String(error)]);
await fetch('/told', { method: 'POST', body: JSON.stringify(answers) });
</script>`;

/** Bundles the built simulator as the browser lab is, and serves it. */
export async function goldenPage(): Promise<GoldenPage> {
  const folder = await mkdtemp(join(tmpdir(), 'evenhand-golden-'));
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      emptyOutDir: false,
      lib: { entry: built, formats: ['es'], fileName: () => 'golden.js' },
    },
  });
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>golden run</title>');
  await writeFile(join(folder, 'telling.html'), TELLING);
  const worker = "import { goldenRun } from './golden.js';\npostMessage(goldenRun());\n";
  await writeFile(join(folder, 'worker.js'), worker);
  let tell: (answers: string[]) => void = () => undefined;
  const told = new Promise<string[]>((resolve) => (tell = resolve));
  const server = await serve(folder, (answers) => tell(answers));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await rm(folder, { recursive: true });
  };
  return { url, telling: `${url}telling.html`, told, close };
}

const FILES = new Map([
  ['/', ['index.html', 'text/html']],
  ['/telling.html', ['telling.html', 'text/html']],
  ['/golden.js', ['golden.js', 'text/javascript']],
  ['/worker.js', ['worker.js', 'text/javascript']],
]);

async function serve(folder: string, tell: (answers: string[]) => void): Promise<Server> {
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (path === '/told') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(204).end();
        tell(JSON.parse(Buffer.concat(chunks).toString()) as string[]);
      });
      return;
    }
    const known = FILES.get(path);
    if (known === undefined) {
      response.writeHead(404).end();
      return;
    }
    const [name, type] = known;
    readFile(join(folder, name)).then(
      (content) => response.writeHead(200, { 'content-type': type }).end(content),
      () => response.writeHead(500).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
