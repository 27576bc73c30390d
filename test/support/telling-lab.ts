import type { IncomingMessage, ServerResponse } from 'node:http';

import { type ServedLab, serveLab } from './lab-page.ts';

/** What a page that holds the lab saw there, from its start to the end of a run. */
export interface ToldRun {
  /** In the footer. */
  readonly hash: string;
  readonly warnings: string;
  /** Errors that nobody caught. */
  readonly errors: readonly string[];
}

/** The lab, and a page around it that runs it by keys to the end and tells. */
export interface TellingLab {
  readonly address: string;
  readonly told: Promise<ToldRun>;
  close(): Promise<void>;
}

/** For browsers that no test drives: the same page, in a frame, with keys from outside of it. */
const TELLING = `<!doctype html><title>the lab, telling</title>
<iframe width="1280" height="844"></iframe>
<script type="module">
const frame = document.querySelector('iframe');
const words = (selector) => frame.contentDocument.querySelector(selector)?.textContent ?? '';
const until = async (holds) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50));
};
const errors = [];
frame.src = './#/lab';
await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
const { contentWindow: lab } = frame;
lab.addEventListener('error', ({ message }) => errors.push(message));
lab.addEventListener('unhandledrejection', ({ reason }) => errors.push(String(reason)));
await until(() => words('.run-hash') !== '');
lab.dispatchEvent(new lab.KeyboardEvent('keydown', { key: 'End' }));
await until(() => errors.length > 0 || !words('.run-facts').includes('so far'));
const told = { hash: words('.run-hash'), warnings: words('.warnings'), errors };
await fetch('./told', { method: 'POST', body: JSON.stringify(told) });
</script>`;

export async function serveTellingLab(): Promise<TellingLab> {
  let tell: (run: ToldRun) => void = () => undefined;
  const told = new Promise<ToldRun>((resolve) => (tell = resolve));
  const lab: ServedLab = await serveLab((request, response) => answer(request, response, tell));
  return { address: `${lab.address}telling.html`, told, close: () => lab.close() };
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  tell: (run: ToldRun) => void,
): void {
  if (request.url === '/telling.html') {
    response.writeHead(200, { 'content-type': 'text/html' }).end(TELLING);
    return;
  }
  if (request.url !== '/told') {
    response.writeHead(404).end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(204).end();
    tell(JSON.parse(Buffer.concat(chunks).toString()) as ToldRun);
  });
}
