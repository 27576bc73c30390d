/**
 * How a container is being stopped: TERM at once, KILL when the shortest grace that was asked for
 * is over. By the monotonic clock.
 */
export class Stopping {
  private killAtMs: number | null = null;
  private timer: NodeJS.Timeout | null = null;

  /**
   * @param kill sends KILL
   * @returns whether nobody had asked before: then TERM is to be sent
   */
  ask(graceMs: number, kill: () => void): boolean {
    const killAtMs = performance.now() + graceMs;
    if (this.killAtMs !== null && this.killAtMs <= killAtMs) return false;
    const first = this.killAtMs === null;
    this.killAtMs = killAtMs;
    this.end();
    this.timer = setTimeout(kill, graceMs);
    return first;
  }

  /** What is to be sent to one that was not there to hear it before; null if nobody asked. */
  get due(): 'SIGTERM' | 'SIGKILL' | null {
    if (this.killAtMs === null) return null;
    return performance.now() < this.killAtMs ? 'SIGTERM' : 'SIGKILL';
  }

  /** Nothing more is sent: it has ended, or its agent has. */
  end(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
