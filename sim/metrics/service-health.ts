import { MICROS_PER_SECOND, type Micros } from '../../core/machine.ts';

/** How an app of a service fared, as the service knew it. Times in seconds. */
export interface AppOutcome {
  /** Place of its framework in the workload. */
  readonly framework: number;
  readonly app: string;
  /** Instances wanted, and healthy, at the end. */
  readonly wanted: number;
  readonly healthy: number;
  /** Until all were healthy for the first time; NaN when they never were. */
  readonly deploySeconds: number;
  /** Since then: the time average of those healthy over those wanted, none counted beyond. */
  readonly meanHealthy: number;
  /** Since then: the fewest that were healthy. */
  readonly leastHealthy: number;
  /** Since then: times at which fewer were healthy than wanted, until all were again. */
  readonly shortages: number;
  /** Of those that are over; NaN when none is. */
  readonly meanRecoverySeconds: number;
  readonly longestRecoverySeconds: number;
}

/** What a service says of an app. */
export interface AppHealth {
  readonly id: string;
  readonly wanted: number;
  readonly healthy: number;
}

/** How many instances of one app are healthy, over time. */
class AppRecord {
  wanted = 0;
  healthy = 0;
  deployedUs = Number.NaN;
  leastHealthy = Number.NaN;
  shortages = 0;
  recoveredUs = 0;
  recoveries = 0;
  longestUs = 0;
  /** Since when some are missing; null while none is. */
  private shortUs: Micros | null = null;
  private sinceUs: Micros = 0;
  /** Instance-microseconds since it was there. */
  private healthyUs = 0;
  private wantedUs = 0;

  set(wanted: number, healthy: number, nowUs: Micros): void {
    if (wanted === this.wanted && healthy === this.healthy) return;
    this.advance(nowUs);
    this.wanted = wanted;
    this.healthy = healthy;
    if (Number.isNaN(this.deployedUs)) {
      if (healthy < wanted) return;
      this.deployedUs = nowUs;
      this.leastHealthy = healthy;
    }
    this.leastHealthy = Math.min(this.leastHealthy, healthy);
    if (healthy < wanted && this.shortUs === null) {
      this.shortUs = nowUs;
      this.shortages++;
    } else if (healthy >= wanted && this.shortUs !== null) {
      const tookUs = nowUs - this.shortUs;
      this.shortUs = null;
      this.recoveries++;
      this.recoveredUs += tookUs;
      this.longestUs = Math.max(this.longestUs, tookUs);
    }
  }

  meanHealthy(nowUs: Micros): number {
    this.advance(nowUs);
    return this.healthyUs / this.wantedUs;
  }

  private advance(nowUs: Micros): void {
    const spanUs = nowUs - this.sinceUs;
    this.sinceUs = nowUs;
    if (Number.isNaN(this.deployedUs)) return;
    this.healthyUs += spanUs * Math.min(this.healthy, this.wanted);
    this.wantedUs += spanUs * this.wanted;
  }
}

/** The apps of all services of a run. */
export class ServiceHealth {
  /** By framework, then by app. */
  private readonly records = new Map<number, Map<string, AppRecord>>();

  /** What a service knows of its apps now. */
  observe(framework: number, apps: readonly AppHealth[], nowUs: Micros): void {
    let records = this.records.get(framework);
    if (records === undefined) {
      records = new Map();
      this.records.set(framework, records);
    }
    for (const { id, wanted, healthy } of apps) {
      let record = records.get(id);
      if (record === undefined) {
        record = new AppRecord();
        records.set(id, record);
      }
      record.set(wanted, healthy, nowUs);
    }
  }

  outcomes(nowUs: Micros): AppOutcome[] {
    const seconds = (us: Micros): number => us / MICROS_PER_SECOND;
    return [...this.records].flatMap(([framework, records]) =>
      [...records].map(([app, record]) => {
        const { wanted, healthy, deployedUs, leastHealthy, shortages } = record;
        const { recoveredUs, recoveries, longestUs } = record;
        return {
          ...{ framework, app, wanted, healthy, leastHealthy, shortages },
          deploySeconds: seconds(deployedUs),
          meanHealthy: record.meanHealthy(nowUs),
          meanRecoverySeconds: seconds(recoveredUs / recoveries),
          longestRecoverySeconds: recoveries === 0 ? Number.NaN : seconds(longestUs),
        };
      }),
    );
  }
}
