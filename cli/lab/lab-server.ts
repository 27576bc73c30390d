import { createReadStream, readFileSync } from 'node:fs';
import { type IncomingMessage, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';

import { UsageError, fileProblem } from '../errors.ts';
import type { ServedFile } from './opened-file.ts';

/** Where the page is served, and how. */
export interface LabOptions {
  /** The built page. */
  readonly folder: string;
  readonly host: string;
  /** Null picks {@link FIRST_PORT} or the next that is free. */
  readonly port: number | null;
  /** What the page opens at once. */
  readonly file: ServedFile | null;
}

export interface RunningLab {
  readonly address: string;
  close(): Promise<void>;
}

export const FIRST_PORT = 5050;
const PORTS_TRIED = 50;

/**
 * Serves the built page and the file it opens; nothing else of this machine.
 * @throws UsageError when the port is taken or not allowed
 */
export async function startLab(options: LabOptions): Promise<RunningLab> {
  const server = createServer(answering(options));
  const port = await listen(server, options);
  const name = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    address: `http://${name}:${port}/`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

function answering({
  folder,
  host,
  file,
}: LabOptions): (request: IncomingMessage, response: ServerResponse) => void {
  // `dev` looks at the files at each request: the page may be built anew meanwhile.
  const page = sirv(folder, { etag: true, dev: true });
  return (request, response) => {
    // A page elsewhere whose name was made to lead here must not read the file.
    if (!isOurName(request.headers.host ?? '', host)) {
      response.writeHead(403).end('found another name for this server, wanted its address\n');
      return;
    }
    const { pathname } = new URL(request.url ?? '/', 'http://lab');
    if (file !== null && servesFile(pathname, folder, file, response)) return;
    page(request, response, () => {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('no such file\n');
    });
  };
}

/** Whether the request was for the file to be opened, what it names, or the page that opens it. */
function servesFile(
  pathname: string,
  folder: string,
  file: ServedFile,
  response: ServerResponse,
): boolean {
  const headers = { 'cache-control': 'no-store' };
  if (pathname === '/' || pathname === '/index.html') {
    const html = readFileSync(join(folder, 'index.html'), 'utf8');
    const told = html.replace('</title>', '</title><meta name="evenhand-opened" content="yes">');
    response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(told);
    return true;
  }
  if (pathname === '/opened.json') {
    const about = JSON.stringify({ name: file.name, beside: [...file.beside.keys()] });
    response.writeHead(200, { ...headers, 'content-type': 'application/json' }).end(about);
    return true;
  }
  const beside = /^\/opened-(?<place>\d{1,4})$/.exec(pathname)?.groups?.place;
  const path =
    pathname === '/opened' ? file.path : [...file.beside.values()].at(Number(beside ?? Infinity));
  if (path === undefined) return false;
  const content = createReadStream(path);
  content.once('open', () => {
    response.writeHead(200, { ...headers, 'content-type': 'application/octet-stream' });
    content.pipe(response);
  });
  content.once('error', (error) => {
    if (response.headersSent) response.destroy();
    else response.writeHead(500).end(`${file.name}: ${fileProblem(error)}\n`);
  });
  return true;
}

/** On loopback only loopback's names; on an address given with `--host`, any. */
function isOurName(header: string, host: string): boolean {
  const name = header.replace(/:\d+$/, '');
  const local = ['localhost', '127.0.0.1', '[::1]'];
  return !['localhost', '127.0.0.1', '::1'].includes(host) || local.includes(name);
}

async function listen(server: Server, { host, port }: LabOptions): Promise<number> {
  if (port !== null) return listenOn(server, host, port);
  for (let next = FIRST_PORT; next < FIRST_PORT + PORTS_TRIED; next++) {
    try {
      return await listenOn(server, host, next);
    } catch (error) {
      if (!(error instanceof PortTaken)) throw error;
    }
  }
  return listenOn(server, host, 0);
}

class PortTaken extends UsageError {}

function listenOn(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const refused = (error: NodeJS.ErrnoException): void => {
      if (error.code === 'EADDRINUSE') {
        reject(new PortTaken(`--port: found ${port} in use, wanted a free one; leave it out`));
      } else {
        reject(new UsageError(`${host}, port ${port}: cannot listen there (${error.message})`));
      }
    };
    server.once('error', refused);
    server.listen(port, host, () => {
      server.off('error', refused);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
