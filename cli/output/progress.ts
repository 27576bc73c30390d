import { formatSpan } from './numbers.ts';
import { type Terminal, styled } from './terminal.ts';

/** Where progress is written, usually standard error. */
export interface ProgressStream {
  write(text: string): unknown;
}

/** Milliseconds between two drawings of the bar, and between two plain lines. */
const REDRAW_MS = 100;
const PLAIN_MS = 10_000;

/**
 * A progress bar with an estimate of the time left, drawn over itself on a terminal; elsewhere
 * a plain line every ten seconds at most, so that logs stay short.
 */
export class Progress {
  private readonly stream: ProgressStream;
  private readonly terminal: Terminal;
  private readonly nowMs: () => number;
  private readonly beganMs: number;
  private lastMs: number;
  private drawn = false;

  constructor(stream: ProgressStream, terminal: Terminal, nowMs: () => number) {
    this.stream = stream;
    this.terminal = terminal;
    this.nowMs = nowMs;
    this.beganMs = nowMs();
    this.lastMs = terminal.interactive ? -Infinity : this.beganMs;
  }

  /**
   * Shows how far things are, unless that was shown a moment ago.
   * @param part from 0 to 1
   * @param label what is counted, `7/20 runs`
   */
  update(part: number, label: string): void {
    const now = this.nowMs();
    const pause = this.terminal.interactive ? REDRAW_MS : PLAIN_MS;
    if (now - this.lastMs < pause) return;
    this.lastMs = now;
    const left = this.timeLeft(part, now);
    if (!this.terminal.interactive) {
      this.stream.write(`${Math.floor(part * 100)} %, ${label}${left}\n`);
      return;
    }
    this.stream.write(`\r\u001b[K${this.bar(part)} ${label}${left}`);
    this.drawn = true;
  }

  /** Takes the bar away, before something else is printed or at the end. */
  clear(): void {
    if (this.drawn) this.stream.write('\r\u001b[K');
    this.drawn = false;
  }

  private bar(part: number): string {
    const cells = Math.max(8, Math.min(30, this.terminal.width - 50));
    const full = Math.round(part * cells);
    const percent = String(Math.floor(part * 100)).padStart(3);
    const rest = styled('░'.repeat(cells - full), 'dim', this.terminal);
    return `${'█'.repeat(full)}${rest} ${percent} %`;
  }

  /** Nothing until there is something to estimate from. */
  private timeLeft(part: number, now: number): string {
    const elapsedMs = now - this.beganMs;
    if (part < 0.01 || elapsedMs < 1000) return '';
    return `, about ${formatSpan(((1 - part) / part) * (elapsedMs / 1000))} left`;
  }
}
