import type {
  Coordination,
  CoordinationAnswer,
  CoordinationInput,
  CoordinationRequest,
} from '../../core/election/coordination.ts';
import type { Micros } from '../../core/machine.ts';
import type { LatencySpec } from '../../sim/experiment/experiment.ts';
import { type EventHandler, Kernel } from '../../sim/kernel/kernel.ts';
import type { CoordinationFault } from '../../sim/world/coordination/faults.ts';
import { VirtualZooKeeper } from '../../sim/world/coordination/virtual-zookeeper.ts';
import { LatencyDistribution } from '../../sim/world/latency.ts';
import { inputText } from './election-scripts.ts';

const ZOOKEEPER = 0;
const ACTION = 1;

export interface ZooKeeperWorldOptions {
  readonly servers: number;
  readonly seed?: string;
  /** 1 ms each way unless given. */
  readonly latency?: LatencySpec;
}

/** A virtual ensemble whose clients are driven by hand, and what they hear. */
export class ZooKeeperWorld implements EventHandler {
  readonly kernel: Kernel = new Kernel();
  readonly zookeeper: VirtualZooKeeper;
  /** All that was heard: `2.004 s client 0: SYNC_CONNECTED for 10 s`. */
  readonly lines: string[] = [];
  /** Answers by client and request. */
  readonly answers = new Map<string, CoordinationAnswer>();
  heard: (client: number, input: CoordinationInput) => void = () => undefined;
  private readonly ports = new Map<number, Coordination>();
  private requests = 0;

  constructor({ servers, seed = 'seed', latency }: ZooKeeperWorldOptions) {
    this.zookeeper = new VirtualZooKeeper({
      kernel: this.kernel,
      kind: ZOOKEEPER,
      servers,
      latency: new LatencyDistribution(latency ?? { kind: 'constant', us: 1000 }),
      seed,
      deliver: (client, input) => this.hear(client, input),
    });
  }

  handle(kind: number, _subject: number, payload: unknown): void {
    if (kind === ZOOKEEPER) this.zookeeper.handle(payload);
    else (payload as () => void)();
  }

  port(client: number): Coordination {
    const known = this.ports.get(client) ?? this.zookeeper.port(client);
    this.ports.set(client, known);
    return known;
  }

  /** @returns the request's id */
  request(client: number, request: CoordinationRequest): number {
    const id = this.requests++;
    this.port(client).request(id, request);
    return id;
  }

  at(timeUs: Micros, action: () => void): void {
    this.kernel.scheduleAt(timeUs, ACTION, 0, action);
  }

  /** What is heard during the next so many seconds. */
  run(seconds: number): string[] {
    const from = this.lines.length;
    this.kernel.run(this, this.kernel.now + Math.round(seconds * 1e6));
    return this.lines.slice(from);
  }

  inject(fault: CoordinationFault): this {
    this.zookeeper.inject(fault);
    return this;
  }

  answer(client: number, request: number): CoordinationAnswer | undefined {
    return this.answers.get(`${client}/${request}`);
  }

  private hear(client: number, input: CoordinationInput): void {
    const seconds = (this.kernel.now / 1e6).toFixed(3);
    this.lines.push(`${seconds} s client ${client}: ${inputText(input)}`);
    if (input.type === 'RESULT') this.answers.set(`${client}/${input.request}`, input.answer);
    this.heard(client, input);
  }
}
