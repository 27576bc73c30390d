import { Worker as Thread } from 'node:worker_threads';

import { nodeEndpoint } from '../../cli/workers/node-endpoint.ts';

const ENTRY = new URL('./session-thread.mjs', import.meta.url);

/** A thread of Node with the methods and events of a browser's worker. */
export class ThreadAsWorker extends EventTarget {
  readonly thread: Thread = new Thread(ENTRY);
  private readonly endpoint = nodeEndpoint(this.thread);

  constructor() {
    super();
    const end = (message: string): void => {
      this.dispatchEvent(Object.assign(new Event('error'), { message }));
    };
    this.thread.once('error', ({ message }) => end(message));
    this.thread.once('exit', (code) => end(`exit code ${code}`));
    this.thread.on('message', (data: unknown) => {
      this.dispatchEvent(Object.assign(new Event('message'), { data }));
    });
  }

  postMessage(message: unknown, transfer?: Transferable[]): void {
    this.endpoint.postMessage(message, transfer);
  }

  terminate(): void {
    void this.thread.terminate();
  }
}
