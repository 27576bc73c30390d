import type { FairnessHistory, HistoryColumns } from '../../sim/session/session-frame.ts';

/** Spans of time that are kept; when there are more, neighbours become one. */
const SPANS_MAX = 1200;
const FIRST_SPAN_US = 1_000_000;

/** A number that changes now and then, added up over equal spans of time. */
class Integral {
  readonly sums: number[] = [];
  private value = 0;
  private sinceUs: number;

  constructor(sinceUs: number) {
    this.sinceUs = sinceUs;
  }

  set(value: number, nowUs: number, spanUs: number): void {
    this.upTo(nowUs, spanUs);
    this.value = value;
  }

  upTo(nowUs: number, spanUs: number): void {
    while (this.sinceUs < nowUs) {
      const span = Math.floor(this.sinceUs / spanUs);
      const endUs = Math.min(nowUs, (span + 1) * spanUs);
      if (this.value !== 0) {
        this.sums[span] = (this.sums[span] ?? 0) + this.value * (endUs - this.sinceUs);
        this.sinceUs = endUs;
      } else {
        this.sinceUs = nowUs;
      }
    }
  }

  /** Spans become twice as long. */
  halve(): void {
    const count = Math.ceil(this.sums.length / 2);
    for (let at = 0; at < count; at++) {
      this.sums[at] = (this.sums[2 * at] ?? 0) + (this.sums[2 * at + 1] ?? 0);
    }
    this.sums.length = count;
  }
}

/**
 * Dominant shares and utilisation over time, with as many numbers after a week as after an hour.
 * Times at which nobody looked have none.
 */
export class ShareHistory {
  private spanUs = FIRST_SPAN_US;
  private readonly observed = new Integral(0);
  private readonly shares = new Map<number, Integral>();
  private use: Integral[] = [];
  private readonly roles = new Map<string, Integral>();
  private readonly waiting = new Integral(0);
  /** Of those who wait, who has what is guaranteed. */
  private readonly having = new Integral(0);
  private isOpen = false;

  /** Begins or ends to look. */
  look(isOpen: boolean, nowUs: number): void {
    if (isOpen === this.isOpen) return;
    this.isOpen = isOpen;
    this.observed.set(Number(isOpen), nowUs, this.spanUs);
    if (isOpen) return;
    for (const one of this.all()) if (one !== this.observed) one.set(0, nowUs, this.spanUs);
  }

  setShare(framework: number, share: number, nowUs: number): void {
    let known = this.shares.get(framework);
    if (known === undefined) {
      if (share === 0) return;
      known = new Integral(nowUs);
      this.shares.set(framework, known);
    }
    known.set(share, nowUs, this.spanUs);
  }

  setUse(resource: number, part: number, nowUs: number): void {
    this.use[resource] ??= new Integral(nowUs);
    this.use[resource].set(part, nowUs, this.spanUs);
  }

  /** @param path of a role */
  setRole(path: string, share: number, nowUs: number): void {
    const known = this.roles.get(path) ?? new Integral(nowUs);
    this.roles.set(path, known);
    known.set(share, nowUs, this.spanUs);
  }

  /** So many frameworks wait for more; so many of them have what is guaranteed. */
  setWaiting(waiting: number, having: number, nowUs: number): void {
    this.waiting.set(waiting, nowUs, this.spanUs);
    this.having.set(having, nowUs, this.spanUs);
  }

  forget(framework: number): void {
    this.shares.delete(framework);
  }

  /** @param most points in time that are wanted */
  columns(
    frameworks: readonly { readonly id: number }[],
    resources: number,
    nowUs: number,
    most: number,
  ): HistoryColumns {
    const { factor, count, averages } = this.spans(nowUs, most);
    const dominantShare = frameworks.map(({ id }) => averages(this.shares.get(id)));
    return {
      ...{ bucketUs: this.spanUs * factor, count, dominantShare },
      utilization: Array.from({ length: resources }, (_, r) => averages(this.use[r])),
      jain: jainOf(dominantShare, count),
      jobsInSystem: new Float64Array(count),
    };
  }

  /** Over the spans of {@link columns}, by role in this order. */
  fairness(roles: readonly string[], nowUs: number, most: number): FairnessHistory {
    const { factor, count, averages } = this.spans(nowUs, most);
    const waiting = totals(this.waiting.sums, factor, count);
    return {
      roleShare: roles.map((path) => averages(this.roles.get(path))),
      guaranteed: totals(this.having.sums, factor, count).map((sum, at) =>
        waiting[at] > 0 ? sum / waiting[at] : Number.NaN,
      ),
    };
  }

  /** Spans that become one, how many there are then, and averages over them. */
  private spans(nowUs: number, most: number): Spans {
    while (nowUs / this.spanUs >= SPANS_MAX) this.halve(nowUs);
    const { spanUs } = this;
    for (const one of this.all()) one.upTo(nowUs, spanUs);
    const spans = Math.floor(nowUs / spanUs) + 1;
    const factor = Math.max(1, Math.ceil(spans / Math.max(1, most)));
    const count = Math.ceil(spans / factor);
    const watched = totals(this.observed.sums, factor, count);
    const averages = (of: Integral | undefined): Float64Array =>
      totals(of?.sums ?? [], factor, count).map((sum, at) =>
        watched[at] > 0 ? sum / watched[at] : Number.NaN,
      );
    return { factor, count, averages };
  }

  private all(): Integral[] {
    const { observed, shares, use, roles, waiting, having } = this;
    return [observed, ...shares.values(), ...use, ...roles.values(), waiting, having];
  }

  private halve(nowUs: number): void {
    for (const one of this.all()) {
      one.upTo(nowUs, this.spanUs);
      one.halve();
    }
    this.spanUs *= 2;
  }
}

interface Spans {
  readonly factor: number;
  readonly count: number;
  readonly averages: (of: Integral | undefined) => Float64Array;
}

function totals(sums: readonly number[], factor: number, count: number): Float64Array {
  const merged = new Float64Array(count);
  for (let at = 0; at < count * factor; at++) merged[Math.floor(at / factor)] += sums[at] ?? 0;
  return merged;
}

/** Jain's index over those who hold something; NaN for fewer than two. */
function jainOf(shares: readonly Float64Array[], count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, at) => {
    let [holders, sum, squares] = [0, 0, 0];
    for (const values of shares) {
      if (!(values[at] > 0)) continue;
      holders++;
      sum += values[at];
      squares += values[at] * values[at];
    }
    return holders < 2 ? Number.NaN : (sum * sum) / (holders * squares);
  });
}
