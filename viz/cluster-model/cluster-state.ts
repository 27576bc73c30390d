/** Who holds what in a cluster, added up as it changes. Quantities are thousandths. */

/** What one framework holds on one agent. */
export interface Holding {
  tasks: number;
  running: number;
  readonly allocated: number[];
  readonly offered: number[];
}

export interface AgentState {
  readonly id: number;
  hostname: string;
  connected: boolean;
  mode: string;
  total: readonly number[];
  /** Null while a master counts on it or waits for it. */
  left: 'UNREACHABLE' | 'REMOVED' | null;
  /** A new master has not heard of it yet. */
  isAwaited: boolean;
  /** By framework. */
  readonly holdings: Map<number, Holding>;
}

export interface FrameworkState {
  readonly id: number;
  name: string;
  roles: readonly string[];
  connected: boolean;
  suppressed: boolean;
  /** The last offer that it answered it declined. */
  declines: boolean;
  hasLeft: boolean;
  readonly allocated: number[];
  readonly offered: number[];
  openOffers: number;
  running: number;
  staging: number;
  readonly counts: {
    made: number;
    accepted: number;
    declined: number;
    rescinded: number;
    finished: number;
    failed: number;
  };
}

/** What is held, by whom and where, in all. */
export class ClusterState {
  readonly agents: Map<number, AgentState> = new Map();
  readonly frameworks: Map<number, FrameworkState> = new Map();
  capacity: number[] = [];
  readonly allocated: number[] = [];

  /** @param width resources that count */
  resize(width: number): void {
    for (let r = this.capacity.length; r < width; r++) {
      this.capacity.push(0);
      this.allocated.push(0);
    }
  }

  /** What agents that are there have together. */
  recount(): void {
    this.capacity = this.capacity.map(() => 0);
    for (const { left, isAwaited, total } of this.agents.values()) {
      if (left !== null || isAwaited) continue;
      for (const [r, milli] of total.entries()) this.capacity[r] += milli;
    }
  }

  framework(id: number): FrameworkState {
    const known = this.frameworks.get(id);
    if (known !== undefined) return known;
    const zeros = (): number[] => this.capacity.map(() => 0);
    const made: FrameworkState = {
      ...{ id, name: '', roles: ['*'], connected: false, suppressed: false, hasLeft: false },
      declines: false,
      ...{ allocated: zeros(), offered: zeros(), openOffers: 0, running: 0, staging: 0 },
      counts: { made: 0, accepted: 0, declined: 0, rescinded: 0, finished: 0, failed: 0 },
    };
    this.frameworks.set(id, made);
    return made;
  }

  /** Books or, with the sign -1, gives back what a task holds. */
  hold(
    framework: number,
    agent: number,
    amounts: readonly number[],
    isRunning: boolean,
    sign: 1 | -1,
  ): void {
    const owner = this.framework(framework);
    if (isRunning) owner.running += sign;
    else owner.staging += sign;
    add(owner.allocated, amounts, sign);
    add(this.allocated, amounts, sign);
    const holding = this.holding(framework, agent);
    if (holding === null) return;
    holding.tasks += sign;
    if (isRunning) holding.running += sign;
    add(holding.allocated, amounts, sign);
    this.tidy(framework, agent, holding);
  }

  offer(framework: number, agent: number, amounts: readonly number[], sign: 1 | -1): void {
    const owner = this.framework(framework);
    owner.openOffers += sign;
    add(owner.offered, amounts, sign);
    const holding = this.holding(framework, agent);
    if (holding === null) return;
    add(holding.offered, amounts, sign);
    this.tidy(framework, agent, holding);
  }

  /** The largest part that a framework holds of any resource, and of which one. */
  dominant(allocated: readonly number[]): { readonly share: number; readonly resource: number } {
    let [share, resource] = [0, -1];
    for (const [r, milli] of allocated.entries()) {
      const part = this.capacity[r] > 0 ? milli / this.capacity[r] : 0;
      if (part <= share) continue;
      share = part;
      resource = r;
    }
    return { share, resource };
  }

  private holding(framework: number, agent: number): Holding | null {
    const where = this.agents.get(agent);
    if (where === undefined) return null;
    const known = where.holdings.get(framework);
    if (known !== undefined) return known;
    const zeros = (): number[] => this.capacity.map(() => 0);
    const made = { tasks: 0, running: 0, allocated: zeros(), offered: zeros() };
    where.holdings.set(framework, made);
    return made;
  }

  private tidy(framework: number, agent: number, { tasks, offered }: Holding): void {
    if (tasks === 0 && offered.every((milli) => milli === 0)) {
      this.agents.get(agent)?.holdings.delete(framework);
    }
  }
}

function add(to: number[], amounts: readonly number[], sign: 1 | -1): void {
  for (const [r, milli] of amounts.entries()) to[r] += sign * milli;
}
