import { type Remote, proxy, releaseProxy, wrap } from 'comlink';

import type { Fingerprint } from '../links/linked-file.ts';
import type { ScenarioText } from '../scenario/read-scenario-text.ts';
import type { FileAnswer, FileReader } from './file-reader.ts';
import type { ReadProgress, TraceAnswer } from './read-trace.ts';

/**
 * Reads files and scenarios in a worker: the page's thread stays free. When the worker ends, what
 * it was asked fails, and the next question starts another.
 */
export class Files {
  /** Started with the page: the first question comes soon. */
  private thread = new ReaderThread();

  scenario(text: string): Promise<ScenarioText> {
    return this.ask<ScenarioText>((reader) => reader.scenario(text));
  }

  trace(name: string, content: Blob, progress?: ReadProgress): Promise<TraceAnswer> {
    return this.ask<TraceAnswer>((reader) => reader.trace(name, content, told(progress)));
  }

  fingerprint(content: Blob): Promise<Fingerprint> {
    return this.ask<Fingerprint>((reader) => reader.fingerprint(content));
  }

  file(name: string, content: Blob, progress?: ReadProgress): Promise<FileAnswer> {
    return this.ask<FileAnswer>((reader) => reader.file(name, content, told(progress)));
  }

  close(): void {
    this.thread.close();
  }

  private ask<Value>(question: (reader: Remote<FileReader>) => Promise<Value>): Promise<Value> {
    if (this.thread.hasEnded) {
      this.thread.close();
      this.thread = new ReaderThread();
    }
    return this.thread.ask(question);
  }
}

/** One worker with a reader in it. */
class ReaderThread {
  hasEnded = false;
  private readonly worker: Worker;
  private readonly reader: Remote<FileReader>;
  /** Rejects with why the worker cannot be asked any more; never resolves. */
  private readonly broken: Promise<never>;

  constructor() {
    this.worker = new Worker(new URL('./file-worker.ts', import.meta.url), {
      type: 'module',
      name: 'evenhand-files',
    });
    this.broken = new Promise((_, reject) => {
      const fail = (what: string): void => {
        this.hasEnded = true;
        reject(new Error(`the reader of files ended: ${what}`));
      };
      this.worker.addEventListener('error', ({ message }) => fail(message || 'it did not start'));
      this.worker.addEventListener('messageerror', () => fail('an answer could not be read'));
    });
    // Every question waits for it as well; by itself it is nobody's.
    this.broken.catch(() => undefined);
    this.reader = wrap<FileReader>(this.worker);
  }

  /** Comlink alone waits for ever for a worker that is dead. */
  ask<Value>(question: (reader: Remote<FileReader>) => Promise<Value>): Promise<Value> {
    return Promise.race([question(this.reader), this.broken]);
  }

  close(): void {
    this.reader[releaseProxy]();
    this.worker.terminate();
  }
}

function told(progress: ReadProgress | undefined): ReadProgress {
  return proxy(progress ?? (() => undefined));
}
