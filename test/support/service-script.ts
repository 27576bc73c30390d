import { type Attribute, parseAttributes } from '../../core/allocation/attributes.ts';
import type { Micros } from '../../core/machine.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import type { TaskState, TaskStatus } from '../../core/protocol/tasks.ts';
import { parseScalars } from '../../core/resources/notation.ts';
import type { AppSpec } from '../../core/schedulers/service/app.ts';
import {
  MARATHON_DEFAULTS,
  type ServiceInput,
  type ServiceOptions,
  type ServiceOutput,
  type ServiceSnapshot,
} from '../../core/schedulers/service/service-io.ts';
import { ServiceScheduler } from '../../core/schedulers/service/service.ts';
import { SPACE, vectorOf } from './machine-scripts.ts';
import { UuidNames, messageText } from './message-texts.ts';

/** Options of a service in a script: Marathon's, on connection 1. */
export const SERVICE: ServiceOptions = {
  ...MARATHON_DEFAULTS,
  ...{ connection: 1, name: 'marathon', role: 'web', space: SPACE },
};

/** An app `/front` of one instance with one CPU, unless stated. */
export function appOf(
  more: Partial<Omit<AppSpec, 'resources'>> & { demand?: string } = {},
): AppSpec {
  const { demand = 'cpus:1;mem:1024', ...rest } = more;
  return { id: '/front', instances: 1, resources: parseScalars(demand), ...rest };
}

/** An agent that is offered: its attributes, and what is free on it. */
export interface OfferText {
  readonly agentId: number;
  readonly attributes?: string;
  readonly free?: string;
}

/** What was found and what was wanted, a line each, of what says why something is refused. */
export function reasonLines(reason: unknown): string[] {
  if (typeof reason !== 'string') throw new Error('nothing was found wrong');
  return reason.split(/(?<=[,:]) (?=found|wanted)/);
}

/** A service and what it says: calls as `SUPPRESS`, the rest in small letters. */
export class ServiceScript {
  readonly scheduler: ServiceScheduler;
  /** Calls in full, for those who ask what a line leaves out. */
  readonly calls: Call[] = [];
  now: Micros = 0;
  private lines: string[] = [];
  private readonly uuids = new UuidNames();
  private offers = 0;
  private readonly out: ServiceOutput = {
    send: (call) => {
      this.calls.push(call);
      this.lines.push(messageText(call, this.uuids));
    },
    setTimer: (timer, delayUs) => this.lines.push(`timer ${timer} ${delayUs / 1e6} s`),
    refused: (app, reason) => this.lines.push(`refused ${app}:`, ...reasonLines(reason)),
    deployed: (app, version) => this.lines.push(`deployed ${app} version ${version}`),
    ended: (app) => this.lines.push(`ended ${app}`),
    backlogged: (some) => this.lines.push(some ? 'backlogged' : 'not backlogged'),
  };

  constructor(options: Partial<ServiceOptions> = {}, found: ServiceSnapshot | null = null) {
    this.scheduler = new ServiceScheduler({ ...SERVICE, ...options }, found);
  }

  step(input: ServiceInput): string[] {
    this.lines = [];
    this.scheduler.step(this.now, input, this.out);
    return this.lines;
  }

  subscribed(): this {
    this.step({ type: 'START' });
    this.step({ type: 'SUBSCRIBED', framework: 0 });
    return this;
  }

  app(more: Parameters<typeof appOf>[0] = {}): string[] {
    return this.step({ type: 'APP', spec: appOf(more) });
  }

  /** Offers of agents 0, 1, …, named `node0`, …, with `cpus:4;mem:4096` unless stated. */
  offer(...offers: readonly (number | OfferText)[]): string[] {
    return this.step({
      type: 'OFFERS',
      offers: offers.map((offer) => {
        const text = typeof offer === 'number' ? { agentId: offer } : offer;
        const { agentId, attributes = '', free = 'cpus:4;mem:4096' } = text;
        return {
          id: this.offers++,
          agentId,
          hostname: `node${agentId}`,
          resources: vectorOf(free),
          attributes: attributesOf(attributes),
        };
      }),
    });
  }

  update(taskId: number, state: TaskState, more: Partial<TaskStatus> = {}): string[] {
    const status: TaskStatus = {
      ...{ frameworkId: 0, taskId, agentId: 0, state, source: 'SOURCE_MASTER' },
      ...{ reason: null, message: '', uuid: null, ...more },
    };
    return this.step({ type: 'UPDATE', status });
  }

  /** The machine's timer, so many seconds later. */
  wake(afterSeconds: number): string[] {
    this.now += afterSeconds * 1e6;
    return this.step({ type: 'TIMER', timer: 'WAKE' });
  }
}

export function attributesOf(text: string): Attribute[] {
  return parseAttributes(text);
}
