import { type Remote, proxy, releaseProxy, wrap } from 'comlink';

import type { ScenarioText } from '../scenario/read-scenario-text.ts';
import type { FileAnswer, FileReader } from './file-reader.ts';
import type { ReadProgress, TraceAnswer } from './read-trace.ts';

/** Reads files and scenarios in a worker: the page's thread stays free. */
export class Files {
  private readonly worker: Worker;
  private readonly reader: Remote<FileReader>;
  /** Settles with why the worker cannot be asked any more; never resolves otherwise. */
  private readonly broken: Promise<never>;

  constructor() {
    this.worker = new Worker(new URL('./file-worker.ts', import.meta.url), {
      type: 'module',
      name: 'evenhand-files',
    });
    this.broken = new Promise((_, reject) => {
      const fail = (what: string): void => reject(new Error(`the reader of files ended: ${what}`));
      this.worker.addEventListener('error', ({ message }) => fail(message || 'it did not start'));
      this.worker.addEventListener('messageerror', () => fail('an answer could not be read'));
    });
    // Every question waits for it as well; by itself it is nobody's.
    this.broken.catch(() => undefined);
    this.reader = wrap<FileReader>(this.worker);
  }

  scenario(text: string): Promise<ScenarioText> {
    return this.settled<ScenarioText>(this.reader.scenario(text));
  }

  trace(name: string, content: Blob, progress?: ReadProgress): Promise<TraceAnswer> {
    return this.settled<TraceAnswer>(this.reader.trace(name, content, told(progress)));
  }

  file(name: string, content: Blob, progress?: ReadProgress): Promise<FileAnswer> {
    return this.settled<FileAnswer>(this.reader.file(name, content, told(progress)));
  }

  close(): void {
    this.reader[releaseProxy]();
    this.worker.terminate();
  }

  /** Comlink alone waits for ever for a worker that is dead. */
  private settled<Value>(answer: Promise<Value>): Promise<Value> {
    return Promise.race([answer, this.broken]);
  }
}

function told(progress: ReadProgress | undefined): ReadProgress {
  return proxy(progress ?? (() => undefined));
}
