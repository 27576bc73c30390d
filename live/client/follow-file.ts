import { z } from 'zod';

import { type Answer, type ClientAccess, NO_ACCESS, ask } from '../security/client-access.ts';

const answerSchema = z.looseObject({
  data: z.string(),
  offset: z.number(),
  next: z.number().optional(),
});

/** How often a file is looked at for more, milliseconds. */
const LOOK_MS = 200;

/** Reads a file of a sandbox through its agent, from its beginning, as it grows. */
export class FileFollower {
  private readonly url: URL;
  private readonly write: (text: string) => void;
  private readonly access: ClientAccess;
  /** Whether the file is there, as far as anybody has seen. */
  found = false;
  private offset = 0;
  private timer: NodeJS.Timeout | null = null;
  private reading: Promise<void> = Promise.resolve();

  /**
   * @param agent the agent's address
   * @param path as `/files/read` takes it
   */
  constructor(
    agent: URL,
    path: string,
    write: (text: string) => void,
    access: ClientAccess = NO_ACCESS,
  ) {
    this.url = new URL('/files/read', agent);
    this.url.searchParams.set('path', path);
    this.write = write;
    this.access = access;
  }

  start(): void {
    const look = (): void => {
      this.reading = this.read().then(() => {
        if (this.timer !== null) this.timer = setTimeout(look, LOOK_MS);
      });
    };
    this.timer = setTimeout(look, 0);
  }

  /** Reads what is left; resolves when all of it was written. */
  async finish(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    await this.reading;
    await this.read();
  }

  private async read(): Promise<void> {
    for (;;) {
      this.url.searchParams.set('offset', String(this.offset));
      let answer: Answer;
      try {
        answer = await ask(this.access, this.url, { timeoutMs: 5000 });
      } catch (error) {
        // The agent is away: it will be asked again.
        if (error instanceof Error) return;
        throw error;
      }
      if (answer.status !== 200) return;
      this.found = true;
      const { data, offset, next } = answerSchema.parse(JSON.parse(answer.text));
      if (data === '') return;
      this.write(data);
      this.offset = next ?? offset + Buffer.byteLength(data);
    }
  }
}
