import type { Quantities } from '../../core/resources/quantities.ts';
import { dominantShare } from '../world/resource-view.ts';
import { jainIndex } from './fairness.ts';
import { StepSeries } from './step-series.ts';

/** The roles of a cluster, for who wants to see them over time as well. */
export interface UsageRoles {
  readonly count: number;
  /** By framework: its role and all above it. */
  readonly above: readonly (readonly number[])[];
  /** By framework: the part of the cluster that it would have if it were cut up by weights. */
  readonly guarantee: Float64Array;
}

const NO_ROLES: UsageRoles = { count: 0, above: [], guarantee: new Float64Array(0) };

/**
 * What frameworks use over time: dominant shares, utilisation, resources locked in offers,
 * Jain's index and jobs in the system, as integrals and as series. Each change costs O(resources).
 */
export class UsageMetrics {
  private readonly capacity: Quantities;
  private readonly frameworks: number;
  private readonly series: StepSeries;
  private readonly inUse: Float64Array;
  private readonly shares: Float64Array;
  private readonly weightedShares: Float64Array;
  private readonly weights: readonly number[];
  private readonly backlogged: Uint8Array;
  private backlog = 0;
  private readonly roles: UsageRoles;
  private readonly inUseOfRoles: Float64Array;
  /** By framework: dominant share of the task that started last. */
  private readonly taskShares: Float64Array;

  /**
   * @param capacity of the cluster, thousandths by resource
   * @param weights by framework; shares are divided by them in Jain's index
   * @param roles watched as well; none unless given
   */
  constructor(capacity: Quantities, weights: readonly number[], roles: UsageRoles = NO_ROLES) {
    this.capacity = capacity;
    this.frameworks = weights.length;
    this.weights = weights;
    this.inUse = new Float64Array(this.frameworks * capacity.length);
    this.shares = new Float64Array(this.frameworks);
    this.weightedShares = new Float64Array(this.frameworks);
    this.backlogged = new Uint8Array(this.frameworks);
    this.roles = roles;
    this.inUseOfRoles = new Float64Array(roles.count * capacity.length);
    this.taskShares = new Float64Array(roles.count === 0 ? 0 : this.frameworks);
    // Shares, utilisation, offered part, Jain's index, time Jain is defined, jobs in the system,
    // then of roles: frameworks that wait, those of them that have their guarantee, shares.
    const ofRoles = roles.count === 0 ? 0 : roles.count + 2;
    this.series = new StepSeries(this.frameworks + 2 * capacity.length + 3 + ofRoles);
  }

  /** A task starts (sign 1) or ends (-1) using resources. */
  use(framework: number, amounts: Quantities, sign: 1 | -1, nowUs: number): void {
    const { capacity, inUse, series } = this;
    const base = framework * capacity.length;
    for (let r = 0; r < capacity.length; r++) {
      const change = sign * amounts[r];
      if (change === 0) continue;
      inUse[base + r] += change;
      if (capacity[r] > 0) series.add(this.frameworks + r, nowUs, change);
    }
    const share = dominantShare(inUse, base, capacity);
    this.shares[framework] = share;
    this.weightedShares[framework] = share / this.weights[framework];
    series.set(framework, nowUs, share);
    if (this.roles.count > 0) this.useByRole(framework, amounts, sign, nowUs);
  }

  private useByRole(framework: number, amounts: Quantities, sign: 1 | -1, nowUs: number): void {
    const { capacity, inUseOfRoles } = this;
    if (sign > 0) this.taskShares[framework] = dominantShare(amounts, 0, capacity);
    for (const role of this.roles.above[framework]) {
      const base = role * capacity.length;
      for (let r = 0; r < capacity.length; r++) inUseOfRoles[base + r] += sign * amounts[r];
      const share = dominantShare(inUseOfRoles, base, capacity);
      this.series.set(this.guaranteeIndex + 2 + role, nowUs, share);
    }
  }

  /** Resources are offered (1), or an offer ended (-1). */
  offered(amounts: Quantities, sign: 1 | -1, nowUs: number): void {
    const first = this.frameworks + this.capacity.length;
    for (let r = 0; r < amounts.length; r++) {
      if (amounts[r] !== 0) this.series.add(first + r, nowUs, sign * amounts[r]);
    }
  }

  /** A framework has, or has no longer, tasks it would launch if it could. */
  setBacklogged(framework: number, some: boolean): void {
    if ((this.backlogged[framework] === 1) === some) return;
    this.backlogged[framework] = some ? 1 : 0;
    this.backlog += some ? 1 : -1;
  }

  isBacklogged(framework: number): boolean {
    return this.backlogged[framework] === 1;
  }

  setJobsInSystem(jobs: number, nowUs: number): void {
    this.series.set(this.jobsIndex, nowUs, jobs);
  }

  /** Takes Jain's index; holds until the next sample. */
  sampleFairness(nowUs: number): void {
    const jain = this.backlog < 2 ? Number.NaN : jainIndex(this.weightedShares, this.backlogged);
    const defined = !Number.isNaN(jain);
    this.series.set(this.jainIndex, nowUs, defined ? jain : 0);
    this.series.set(this.jainIndex + 1, nowUs, defined ? 1 : 0);
    if (this.roles.count > 0) this.sampleGuarantees(nowUs);
  }

  /** Counts who waits, and who of them has its part: as many whole tasks as fit in it. */
  private sampleGuarantees(nowUs: number): void {
    const { shares, taskShares, roles } = this;
    let held = 0;
    for (let f = 0; f < this.frameworks; f++) {
      if (this.backlogged[f] === 1 && shares[f] + taskShares[f] > roles.guarantee[f]) held++;
    }
    this.series.set(this.guaranteeIndex, nowUs, this.backlog);
    this.series.set(this.guaranteeIndex + 1, nowUs, held);
  }

  get bucketUs(): number {
    return this.series.bucketUs;
  }

  /** Time average of a framework's dominant share over `spanUs` ending now. */
  meanDominantShare(framework: number, nowUs: number, spanUs: number): number {
    return this.series.integral(framework, nowUs) / spanUs;
  }

  dominantShares(nowUs: number): Float64Array[] {
    return this.weights.map((_, framework) => this.series.averages(framework, nowUs));
  }

  /** ∫ used dt / ∫ capacity dt by resource. */
  utilization(nowUs: number, spanUs: number): number[] {
    return this.parts(this.frameworks, nowUs, spanUs);
  }

  utilizations(nowUs: number): Float64Array[] {
    return this.capacity.map((capacity, r) => {
      const averages = this.series.averages(this.frameworks + r, nowUs);
      return capacity > 0 ? averages.map((used) => used / capacity) : averages;
    });
  }

  /** ∫ offered dt / ∫ capacity dt by resource; zeros where the allocator counts something else. */
  offeredIdle(nowUs: number, spanUs: number): number[] {
    return this.parts(this.frameworks + this.capacity.length, nowUs, spanUs);
  }

  /** Time average of Jain's index while it is defined, NaN when it never was. */
  jain(nowUs: number): number {
    const defined = this.series.integral(this.jainIndex + 1, nowUs);
    return defined > 0 ? this.series.integral(this.jainIndex, nowUs) / defined : Number.NaN;
  }

  jains(nowUs: number): Float64Array {
    const defined = this.series.averages(this.jainIndex + 1, nowUs);
    return this.series
      .averages(this.jainIndex, nowUs)
      .map((jain, b) => (defined[b] > 0 ? jain / defined[b] : Number.NaN));
  }

  jobsInSystem(nowUs: number): Float64Array {
    return this.series.averages(this.jobsIndex, nowUs);
  }

  /** Dominant shares in use by role; none where roles are not watched. */
  roleShares(nowUs: number): Float64Array[] {
    const first = this.guaranteeIndex + 2;
    return Array.from({ length: this.roles.count }, (_, role) =>
      this.series.averages(first + role, nowUs),
    );
  }

  /**
   * Of the frameworks that wait for more, the part that has at least what its weight guarantees;
   * NaN while none waits, or where roles are not watched.
   */
  guaranteesHeld(nowUs: number): Float64Array {
    if (this.roles.count === 0) return new Float64Array(0);
    const waiting = this.series.averages(this.guaranteeIndex, nowUs);
    return this.series
      .averages(this.guaranteeIndex + 1, nowUs)
      .map((held, b) => (waiting[b] > 0 ? held / waiting[b] : Number.NaN));
  }

  private get jainIndex(): number {
    return this.frameworks + 2 * this.capacity.length;
  }

  private get jobsIndex(): number {
    return this.jainIndex + 2;
  }

  private get guaranteeIndex(): number {
    return this.jainIndex + 3;
  }

  private parts(first: number, nowUs: number, spanUs: number): number[] {
    return this.capacity.map((capacity, r) =>
      capacity > 0 ? this.series.integral(first + r, nowUs) / (capacity * spanUs) : 0,
    );
  }
}
