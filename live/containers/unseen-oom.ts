import { readIfThere } from './supervisor.ts';

/** How long after a container's start its engine may not be watching its memory yet. */
const UNWATCHED_MS = 2_000;

/**
 * Processes that the kernel has killed for want of memory since the machine started; null where
 * it does not say.
 */
export function oomKills(): number | null {
  const text = readIfThere('/proc/vmstat') ?? '';
  const found = /^oom_kill (\d+)$/m.exec(text);
  return found === null ? null : Number(found[1]);
}

/** A container's end, as far as it says whether the kernel did it. */
export interface SuddenEnd {
  readonly signal: string | null;
  /** Somebody of ours asked for it. */
  readonly wasAsked: boolean;
  readonly livedMs: number;
  /** {@link oomKills} before its start; null where that is not known, or it has no limit. */
  readonly killsBefore: number | null;
}

/**
 * Whether a container that ended by SIGKILL wanted more memory than it may, though its engine does
 * not say so: an engine begins to watch a container's memory a moment after it has started it
 * (containerd's shim), and never hears of what the kernel killed before that: every eighth time
 * where a task asks for too much at once. The kernel counts what it kills.
 */
export function wasUnseenOom(
  { signal, wasAsked, livedMs, killsBefore }: SuddenEnd,
  killsNow: number | null,
): boolean {
  if (signal !== 'SIGKILL' || wasAsked || livedMs > UNWATCHED_MS) return false;
  return killsBefore !== null && killsNow !== null && killsNow > killsBefore;
}
