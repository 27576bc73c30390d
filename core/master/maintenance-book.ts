import type { InverseOfferStatus } from '../allocation/inverse-offers.ts';
import type { FrameworkId } from '../protocol/ids.ts';
import type {
  MachineId,
  MaintenanceSchedule,
  MaintenanceWindow,
  Unavailability,
} from '../protocol/maintenance.ts';

/** An agent's machine, or the machine an operator named. */
interface Place {
  readonly hostname: string;
  readonly ip: string;
}

/** What GET_MAINTENANCE_STATUS answers: machines up are not named. */
export interface MaintenanceStatus {
  readonly draining: readonly {
    readonly machine: MachineId;
    /** Last answers of the frameworks on its agents. */
    readonly statuses: readonly {
      readonly framework: FrameworkId;
      readonly status: InverseOfferStatus;
    }[];
  }[];
  readonly down: readonly MachineId[];
}

/**
 * The maintenance schedule and the machines' modes (`mesos-semantics` part 15): a machine in the
 * schedule is draining until it is brought down, and one outside it is up.
 *
 * Knows machines, not agents: a machine named by host name or address alone is every agent's that
 * matches what was said.
 */
export class MaintenanceBook {
  private windows: MaintenanceSchedule = [];
  /** Keys of the machines that are down. */
  private readonly downKeys = new Set<string>();

  get schedule(): MaintenanceSchedule {
    return this.windows;
  }

  /** Machines in the schedule that are not down, in its order. */
  draining(): MachineId[] {
    return this.machines().filter((machine) => !this.downKeys.has(keyOfMachine(machine)));
  }

  down(): MachineId[] {
    return this.machines().filter((machine) => this.downKeys.has(keyOfMachine(machine)));
  }

  /** When an agent is to be maintained, or null. */
  unavailabilityOf(agent: Place): Unavailability | null {
    // Asked for every offer.
    if (this.windows.length === 0) return null;
    return this.windowOf(agent)?.unavailability ?? null;
  }

  /** Whether an agent stands on a machine that is down: such a one may not register. */
  isDown(agent: Place): boolean {
    if (this.downKeys.size === 0) return false;
    return this.down().some((machine) => isOn(agent, machine));
  }

  /** What is wrong with a schedule, or null. */
  problemOfSchedule(schedule: MaintenanceSchedule): string | null {
    const named = new Set<string>();
    for (const { machines, unavailability } of schedule) {
      const { startUs, durationUs } = unavailability;
      if (!Number.isSafeInteger(startUs)) return `maintenance that starts at ${startUs} µs`;
      if (durationUs !== null && !(Number.isSafeInteger(durationUs) && durationUs >= 0)) {
        return `maintenance of ${durationUs} µs: wanted 0 or more`;
      }
      if (machines.length === 0) return 'a window without machines';
      for (const machine of machines) {
        const key = keyOfMachine(machine);
        if (named.has(key)) return `machine ${textOf(machine)} stands in the schedule twice`;
        if (machine.hostname === '' && machine.ip === '') return 'a machine without a name';
        named.add(key);
      }
    }
    const left = this.down().find((machine) => !named.has(keyOfMachine(machine)));
    return left === undefined ? null : `machine ${textOf(left)} is down: wanted it in the schedule`;
  }

  /** Why these machines cannot be brought down, or up again; null when they can. */
  problemOfMachines(machines: readonly MachineId[], down: boolean): string | null {
    if (machines.length === 0) return 'no machines given';
    const scheduled = new Set(this.machines().map(keyOfMachine));
    const seen = new Set<string>();
    for (const machine of machines) {
      const key = keyOfMachine(machine);
      if (seen.has(key)) return `machine ${textOf(machine)} is named twice`;
      seen.add(key);
      if (!scheduled.has(key)) return `machine ${textOf(machine)} is not in the schedule`;
      if (this.downKeys.has(key) === down) {
        return `machine ${textOf(machine)} is ${down ? 'down already' : 'not down'}`;
      }
    }
    return null;
  }

  replace(schedule: MaintenanceSchedule): void {
    this.windows = schedule;
  }

  bringDown(machines: readonly MachineId[]): void {
    for (const machine of machines) this.downKeys.add(keyOfMachine(machine));
  }

  /** They are up, and leave the schedule. */
  bringUp(machines: readonly MachineId[]): void {
    const keys = new Set(machines.map(keyOfMachine));
    for (const key of keys) this.downKeys.delete(key);
    this.windows = withoutMachines(this.windows, keys);
  }

  private machines(): MachineId[] {
    return this.windows.flatMap(({ machines }) => machines);
  }

  private windowOf(agent: Place): MaintenanceWindow | undefined {
    return this.windows.find(({ machines }) => machines.some((machine) => isOn(agent, machine)));
  }
}

/** Whether an agent is on a machine: what is empty on either side is not compared. */
export function isOn(agent: Place, machine: MachineId): boolean {
  const sameIp = machine.ip === agent.ip;
  if (machine.hostname === '') return sameIp;
  const sameName = machine.hostname.toLowerCase() === agent.hostname.toLowerCase();
  return sameName && (sameIp || machine.ip === '' || agent.ip === '');
}

export function sameUnavailability(a: Unavailability | null, b: Unavailability | null): boolean {
  return a?.startUs === b?.startUs && a?.durationUs === b?.durationUs;
}

/** A schedule without some machines, and without the windows that had no others. */
export function withoutMachines(
  schedule: MaintenanceSchedule,
  keys: ReadonlySet<string>,
): MaintenanceSchedule {
  return schedule.flatMap((window) => {
    const kept = window.machines.filter((machine) => !keys.has(keyOfMachine(machine)));
    return kept.length === 0 ? [] : [{ ...window, machines: kept }];
  });
}

/** Tells machines apart: host names are compared in small letters. */
export function keyOfMachine({ hostname, ip }: MachineId): string {
  return JSON.stringify([hostname.toLowerCase(), ip]);
}

function textOf({ hostname, ip }: MachineId): string {
  return hostname === '' ? ip : hostname;
}
