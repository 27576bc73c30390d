import { portionOf } from '../../core/allocation/portion.ts';
import type { MasterInput } from '../../core/master/master-io.ts';
import type { MasterOptions } from '../../core/master/master.ts';
import type { OfferOperation } from '../../core/protocol/offer-operations.ts';
import type { Accept, Subscribe } from '../../core/protocol/scheduler-api.ts';
import { type ExecutorInfo, Locality, type TaskInfo } from '../../core/protocol/tasks.ts';
import { readResources } from '../../core/resources/resource-notation.ts';
import { ResourceSpace } from '../../core/resources/resource-space.ts';
import { Resources } from '../../core/resources/resources.ts';
import { MasterScript } from './machine-scripts.ts';

/** CPUs, memory and disk in MB, as scripts with volumes have them. */
const WHOLE_SPACE = new ResourceSpace(['cpus', 'mem', 'disk']);

/** Resources of every kind, split as messages carry them. */
export function whole(...given: unknown[]): { resources: readonly number[]; rest: Resources } {
  const { plain, rest } = portionOf(WHOLE_SPACE, readResources(given));
  return { resources: plain, rest };
}

/** `text` with a dynamic reservation to `role` on top. */
export function reserved(text: string, role: string, principal: string | null = null): Resources {
  return readResources(text).map((resource) => ({
    ...resource,
    reservations: [...resource.reservations, { type: 'DYNAMIC', role, principal, labels: [] }],
  }));
}

/** A persistent volume of so many MB on a dynamic reservation. */
export function volume(id: string, mb: number, role: string, shared = false): Resources {
  return reserved(`disk:${mb}`, role).map((disk) => ({
    ...disk,
    ...{ disk: { persistence: id, source: null }, shared },
  }));
}

/** A task of whatever resources. */
export function wholeTask(
  taskId: number,
  needs: Resources,
  more: Partial<TaskInfo> = {},
): TaskInfo {
  const { plain: resources, rest } = portionOf(WHOLE_SPACE, needs);
  const place = { job: 0, stage: 0, index: 0, held: false, locality: Locality.NODE };
  return { taskId, resources, ...(rest.isEmpty ? {} : { rest }), ...place, ...more };
}

export function executor(executorId: number, text: string): ExecutorInfo {
  return { executorId, type: 'DEFAULT', ...whole(text) };
}

/** A master whose agents have disks, ports and reservations, and what it says. */
export class WholeScript extends MasterScript {
  constructor(options: Partial<MasterOptions> = {}) {
    super({ space: WHOLE_SPACE, ...options });
  }

  /** An agent of these resources, texts or documents. */
  agent(connection: number, hostname: string, ...given: unknown[]): string[] {
    return this.step({ type: 'REGISTER_AGENT', connection, hostname, ...whole(...given) });
  }

  framework(connection: number, name: string, more: Partial<Subscribe> = {}): string[] {
    return this.step({ type: 'SUBSCRIBE', connection, name, ...more });
  }

  /** ACCEPT of operations, the rest declined without a refusal. */
  operate(
    offers: readonly number[],
    operations: readonly OfferOperation[],
    more: Partial<Accept> = {},
  ): string[] {
    const call: Accept = {
      ...{ type: 'ACCEPT', framework: 0, offers, operations, launches: [], refuseSeconds: 0 },
      ...more,
    };
    return this.step(call);
  }

  /** Many inputs one after the other, and all that was said. */
  all(...inputs: MasterInput[]): string[] {
    return inputs.flatMap((input) => this.step(input));
  }
}
