import type { Logger } from 'pino';

/** The level of a log, raised for a while as operators ask (Mesos `/logging/toggle`): 0 as usual. */
export class LogLevel {
  private readonly log: Logger;
  private readonly usual: string;
  private raised = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(log: Logger) {
    this.log = log;
    this.usual = log.level;
  }

  get level(): number {
    return this.raised;
  }

  /** Tells more until the time is over; 0 is as usual, at once. */
  set(level: number, forMs: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    this.raised = level;
    this.log.level = level === 0 ? this.usual : level === 1 ? 'debug' : 'trace';
    if (level === 0) return;
    // More than a timer can wait is more than anybody means.
    this.timer = setTimeout(() => this.set(0, 0), Math.min(forMs, 2 ** 31 - 1));
    this.timer.unref();
  }
}
