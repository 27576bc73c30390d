import { z } from 'zod';

import { SettingError } from './setting-error.ts';

/** How often a principal may call. */
interface Limit {
  /** Calls a second; null for no bound. */
  readonly qps: number | null;
  /** Calls that may wait for their turn; null for no bound. */
  readonly capacity: number | null;
}

/** Rate limits in Mesos's form (`mesos-semantics` part 25). */
export interface RateLimitsDocument {
  /** By principal. */
  readonly limits: ReadonlyMap<string, Limit>;
  /** Of all others together; null for none. */
  readonly aggregate: Limit | null;
}

const rate = z.number().positive();
const capacity = z.number().int().min(0);
const documentSchema = z.strictObject({
  limits: z
    .array(
      z.strictObject({
        principal: z.string().min(1),
        qps: rate.optional(),
        capacity: capacity.optional(),
      }),
    )
    .default([]),
  aggregate_default_qps: rate.optional(),
  aggregate_default_capacity: capacity.optional(),
});

/**
 * Reads rate limits in Mesos's form.
 * @param where names the file in errors
 * @throws SettingError
 */
export function parseRateLimits(text: string, where: string): RateLimitsDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingError(`${where}: ${reason}, wanted {"limits": [{"principal", "qps"}]}`);
  }
  const read = documentSchema.safeParse(document);
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    throw new SettingError(`${where}: ${path.map(String).join('.') || 'rate limits'}: ${message}`);
  }
  const { limits, aggregate_default_qps: qps, aggregate_default_capacity: most } = read.data;
  const byPrincipal = new Map<string, Limit>();
  for (const { principal, qps: own = null, capacity: waiting = null } of limits) {
    if (byPrincipal.has(principal)) {
      throw new SettingError(`${where}: limits: found "${principal}" twice`);
    }
    byPrincipal.set(principal, { qps: own, capacity: waiting });
  }
  const aggregate = qps === undefined ? null : { qps, capacity: most ?? null };
  return { limits: byPrincipal, aggregate };
}

/** A call whose turn comes, or has come. */
export type Turn =
  | { readonly granted: true }
  /** So many wait already. */
  | { readonly granted: false; readonly capacity: number };

/** Calls of one principal, or of many together: each in its turn, evenly in time, as in Mesos. */
class Queue {
  private readonly everyMs: number;
  private readonly capacity: number | null;
  private waiting = 0;
  private nextMs = 0;

  constructor(qps: number, most: number | null) {
    this.everyMs = 1000 / qps;
    this.capacity = most;
  }

  async turn(nowMs: number): Promise<Turn> {
    const waitMs = this.nextMs - nowMs;
    if (waitMs <= 0) {
      this.nextMs = nowMs + this.everyMs;
      return { granted: true };
    }
    if (this.capacity !== null && this.waiting >= this.capacity) {
      return { granted: false, capacity: this.capacity };
    }
    this.waiting++;
    this.nextMs += this.everyMs;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    this.waiting--;
    return { granted: true };
  }
}

/** Lets principals call as often as they may; those over it wait, and too many are refused. */
export class RateLimits {
  private readonly document: RateLimitsDocument;
  private readonly queues = new Map<string, Queue>();
  private readonly others: Queue | null;

  constructor(document: RateLimitsDocument) {
    this.document = document;
    const { aggregate } = document;
    this.others =
      aggregate === null || aggregate.qps === null
        ? null
        : new Queue(aggregate.qps, aggregate.capacity);
  }

  /**
   * Resolves when a call may be looked at.
   * @param isCall whether it counts for those who are not named too: a framework's call does
   */
  async turn(principal: string | null, isCall: boolean): Promise<Turn> {
    const queue = this.queueOf(principal, isCall);
    return queue === null ? { granted: true } : await queue.turn(performance.now());
  }

  private queueOf(principal: string | null, isCall: boolean): Queue | null {
    const limit = principal === null ? undefined : this.document.limits.get(principal);
    if (principal === null || limit === undefined) return isCall ? this.others : null;
    // One who is named without a rate is not bound.
    if (limit.qps === null) return null;
    const known = this.queues.get(principal) ?? new Queue(limit.qps, limit.capacity);
    this.queues.set(principal, known);
    return known;
  }
}
