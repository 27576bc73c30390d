import { log } from '../../../core/math/log.ts';
import { type EventHandler, Kernel } from '../../../sim/kernel/kernel.ts';
import { streamOf } from '../../../sim/random/streams.ts';

/** Gaps between customers and what each needs of a server, microseconds. */
export interface StationLoad {
  readonly servers: number;
  readonly gaps: Float64Array;
  readonly services: Float64Array;
}

/** M/M/c with mean service of one second, its draws made beforehand. */
export function exponentialLoad(
  servers: number,
  utilization: number,
  customers: number,
  seed: string,
): StationLoad {
  const gap = streamOf(seed, 'gaps', 'station');
  const size = streamOf(seed, 'sizes', 'station');
  const meanGapUs = 1e6 / (servers * utilization);
  const gaps = new Float64Array(customers);
  const services = new Float64Array(customers);
  for (let k = 0; k < customers; k++) {
    gaps[k] = Math.round(-log(1 - gap.next()) * meanGapUs);
    services[k] = Math.round(-log(1 - size.next()) * 1e6);
  }
  return { servers, gaps, services };
}

const ARRIVAL = 0;
const DEPARTURE = 1;

/**
 * A first-come queueing station on the simulator's kernel and nothing else of the simulator:
 * two events a customer. For measuring the kernel, and for checking it against theory.
 */
export class StationOnKernel implements EventHandler {
  private readonly kernel = new Kernel();
  private readonly load: StationLoad;
  private readonly arrivedAt: Float64Array;
  private arrived = 0;
  private started = 0;
  private idle: number;
  private responseUs = 0;

  constructor(load: StationLoad) {
    this.load = load;
    this.arrivedAt = new Float64Array(load.gaps.length);
    this.idle = load.servers;
  }

  /** Serves everybody; the mean response in seconds. */
  run(): number {
    const { gaps } = this.load;
    this.kernel.schedule(gaps[0], ARRIVAL, 0, null);
    this.kernel.run(this);
    return this.responseUs / gaps.length / 1e6;
  }

  /** Events carried out. */
  get events(): number {
    return this.kernel.handled;
  }

  handle(kind: number, customer: number): void {
    const { now } = this.kernel;
    const { gaps } = this.load;
    if (kind === ARRIVAL) {
      this.arrivedAt[customer] = now;
      this.arrived++;
      const next = customer + 1;
      if (next < gaps.length) this.kernel.schedule(gaps[next], ARRIVAL, next, null);
    } else {
      this.idle++;
      this.responseUs += now - this.arrivedAt[customer];
    }
    if (this.idle > 0 && this.started < this.arrived) this.start();
  }

  private start(): void {
    const customer = this.started++;
    this.idle--;
    this.kernel.schedule(this.load.services[customer], DEPARTURE, customer, null);
  }
}
