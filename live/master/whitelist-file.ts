import { readFileSync, statSync } from 'node:fs';

/** How often a whitelist is looked at, milliseconds (Mesos `WHITELIST_WATCH_INTERVAL`). */
const LOOK_MS = 5000;

/** Who is told of a whitelist. */
export interface WhitelistListener {
  /** It says something else than before. */
  changed(hosts: readonly string[]): void;
  /** It cannot be read; what it said before holds. */
  unreadable(error: unknown): void;
}

/** The hosts of a whitelist: a name a line, as Mesos reads it. */
export function parseWhitelist(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** Reads a whitelist now, and again whenever it has changed; an empty one lists nobody. */
export class WhitelistFile {
  private readonly file: string;
  private readonly listener: WhitelistListener;
  private readonly timer: NodeJS.Timeout;
  private said: string | null = null;
  private seen = '';
  private isReadable = true;

  constructor(file: string, listener: WhitelistListener, lookMs: number = LOOK_MS) {
    this.file = file;
    this.listener = listener;
    this.look();
    this.timer = setInterval(() => this.look(), lookMs);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    try {
      const { mtimeMs, size, ino } = statSync(this.file);
      const seen = `${mtimeMs} ${size} ${ino}`;
      if (seen === this.seen) return;
      const hosts = parseWhitelist(readFileSync(this.file, 'utf8'));
      this.seen = seen;
      this.isReadable = true;
      const text = hosts.join('\n');
      if (text === this.said) return;
      this.said = text;
      this.listener.changed(hosts);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error;
      this.seen = '';
      // Said once, not at every look.
      if (this.isReadable) this.listener.unreadable(error);
      this.isReadable = false;
    }
  }
}
