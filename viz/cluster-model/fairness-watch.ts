import type { FairnessColumns } from '../../sim/session/session-frame.ts';
import { shareGuarantees } from '../../sim/metrics/share-guarantees.ts';
import type { ClusterState, FrameworkState } from './cluster-state.ts';
import type { Directory } from './directory.ts';
import type { ShareHistory } from './share-history.ts';

/** A part of the cluster, `over / under`. */
interface Guarantee {
  readonly over: number;
  readonly under: number;
}

interface Standing {
  readonly waits: boolean;
  readonly has: boolean;
}

const NOTHING: Guarantee = { over: 0, under: 1 };

/**
 * What roles hold, who waits for more, and who of these has what the weights guarantee (sharing
 * incentive), kept as a cluster changes and told to its history. Schedulers do not say what they
 * want: one waits while it wants offers and did not decline the last one that it answered, and its
 * task is the mean of those it has.
 */
export class FairnessWatch {
  private readonly state: ClusterState;
  private readonly directory: Directory;
  private readonly history: ShareHistory;
  /** Thousandths by the path of a role, with what is held below it. */
  private readonly held = new Map<string, number[]>();
  private guarantees: ReadonlyMap<number, Guarantee> = new Map();
  private readonly standings = new Map<number, Standing>();
  private waiting = 0;
  private having = 0;

  constructor(state: ClusterState, directory: Directory, history: ShareHistory) {
    this.state = state;
    this.directory = directory;
    this.history = history;
  }

  /** A role and those above it hold so much more or, with the sign -1, less. */
  hold(role: string, amounts: readonly number[], sign: 1 | -1): void {
    for (const path of pathsTo(role)) {
      const held = this.held.get(path) ?? [];
      for (const [r, milli] of amounts.entries()) held[r] = (held[r] ?? 0) + sign * milli;
      this.held.set(path, held);
    }
  }

  /** A framework holds or wants something else than before. */
  changed(framework: number, nowUs: number): void {
    const known = this.state.frameworks.get(framework);
    if (known === undefined) return;
    this.judge(known);
    for (const path of pathsTo(known.roles[0])) this.tellRole(path, nowUs);
    this.history.setWaiting(this.waiting, this.having, nowUs);
  }

  /** Frameworks, weights or the size of the cluster are others than before. */
  recount(nowUs: number): void {
    this.guarantees = this.guaranteesNow();
    this.standings.clear();
    this.waiting = 0;
    this.having = 0;
    for (const one of this.state.frameworks.values()) this.judge(one);
    for (const path of this.held.keys()) this.tellRole(path, nowUs);
    this.history.setWaiting(this.waiting, this.having, nowUs);
  }

  /** By place. */
  columns(nowUs: number, most: number | undefined): FairnessColumns {
    const { directory, state, history } = this;
    const all = directory.frameworks.map(({ id }) => state.frameworks.get(id));
    const count = all.length;
    const width = directory.resources.length;
    const allocated = new Float64Array(count * width);
    for (const [place, one] of all.entries()) allocated.set(one?.allocated ?? [], place * width);
    const tasks = Int32Array.from(all, (one) => (one === undefined ? 0 : tasksOf(one)));
    const guarantees = directory.frameworks.map(({ id }) => this.guarantees.get(id) ?? NOTHING);
    const paths = directory.roles.map(({ path }) => path);
    return {
      ...{ count, tasks, allocated, nextTask: new Float64Array(count * width) },
      wanted: Float64Array.from(all, (one, place) =>
        one !== undefined && waits(one) ? Number.POSITIVE_INFINITY : tasks[place],
      ),
      over: Float64Array.from(guarantees, ({ over }) => over),
      under: Float64Array.from(guarantees, ({ under }) => under),
      history: most === undefined ? null : history.fairness(paths, nowUs, most),
    };
  }

  private judge(framework: FrameworkState): void {
    const before = this.standings.get(framework.id);
    if (before?.waits === true) this.waiting--;
    if (before?.has === true) this.having--;
    const isWaiting = waits(framework);
    const { over, under } = this.guarantees.get(framework.id) ?? NOTHING;
    const { share } = this.state.dominant(framework.allocated);
    const tasks = tasksOf(framework);
    // It has its part where one task more would be beyond it.
    const next = tasks === 0 ? share : share + share / tasks;
    const has = isWaiting && next * under > over;
    if (isWaiting) this.waiting++;
    if (has) this.having++;
    this.standings.set(framework.id, { waits: isWaiting, has });
  }

  private tellRole(path: string, nowUs: number): void {
    this.history.setRole(path, this.state.dominant(this.held.get(path) ?? []).share, nowUs);
  }

  /** Of those that are there. */
  private guaranteesNow(): ReadonlyMap<number, Guarantee> {
    const weights = new Map(this.directory.roles.map(({ path, weight }) => [path, weight]));
    const there = [...this.state.frameworks.values()].filter(({ hasLeft }) => !hasLeft);
    const { over, under } = shareGuarantees(
      there.map(({ roles }) => roles[0]),
      (path) => weights.get(path) ?? 1,
    );
    return new Map(there.map(({ id }, at) => [id, { over: over[at], under: under[at] }]));
  }
}

function waits({ connected, suppressed, declines }: FrameworkState): boolean {
  return connected && !suppressed && !declines;
}

/** Those that hold something. */
function tasksOf({ running, staging }: FrameworkState): number {
  return running + staging;
}

/** A role and those above it. */
function pathsTo(role: string): string[] {
  const steps = role.split('/');
  return steps.map((_, last) => steps.slice(0, last + 1).join('/'));
}
