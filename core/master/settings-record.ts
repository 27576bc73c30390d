import type {
  MaintenanceCall,
  QuotaCall,
  QuotaConfig,
  SwitchHosts,
  UpdateWeights,
} from '../protocol/operator-api.ts';
import type { MachineId, MaintenanceSchedule } from '../protocol/maintenance.ts';
import type { ResourceMap } from '../resources/quantities.ts';
import type { Books } from './books.ts';
import { keyOfMachine, withoutMachines } from './maintenance-book.ts';

/** What operators set once for all masters to come (`mesos-semantics` part 13.1). */
export interface Settings {
  /** By role. */
  readonly quotas: Map<string, QuotaConfig>;
  readonly weights: Map<string, number>;
  schedule: MaintenanceSchedule;
  down: readonly MachineId[];
  /** Hosts that get no offers. */
  off: readonly string[];
}

/** A call whose effect outlives the master. */
export type SettingsCall = QuotaCall | UpdateWeights | MaintenanceCall | SwitchHosts;

export function noSettings(): Settings {
  return { quotas: new Map(), weights: new Map(), schedule: [], down: [], off: [] };
}

/** Enters what a call that was checked sets. */
export function enterSettings(settings: Settings, call: SettingsCall): void {
  switch (call.type) {
    case 'UPDATE_QUOTA':
      for (const config of call.configs) settings.quotas.set(config.role, config);
      return;
    case 'SET_QUOTA': {
      const { role, guarantee } = call;
      settings.quotas.set(role, { role, guarantees: guarantee, limits: guarantee });
      return;
    }
    case 'REMOVE_QUOTA':
      settings.quotas.delete(call.role);
      return;
    case 'UPDATE_WEIGHTS':
      for (const { role, weight } of call.weights) settings.weights.set(role, weight);
      return;
    case 'SWITCH_HOSTS': {
      const others = settings.off.filter((host) => !call.hosts.includes(host));
      settings.off = call.on ? others : [...others, ...new Set(call.hosts)];
      return;
    }
    case 'UPDATE_MAINTENANCE_SCHEDULE':
      settings.schedule = call.schedule;
      return;
    case 'START_MAINTENANCE':
      settings.down = [...settings.down, ...call.machines];
      return;
    case 'STOP_MAINTENANCE': {
      const keys = new Set(call.machines.map(keyOfMachine));
      settings.down = settings.down.filter((machine) => !keys.has(keyOfMachine(machine)));
      settings.schedule = withoutMachines(settings.schedule, keys);
    }
  }
}

/** A new leader goes on with what was set; before it knows any agent or framework. */
export function applySettings({ allocator, maintenance }: Books, settings: Settings): void {
  for (const { role, guarantees, limits } of settings.quotas.values()) {
    allocator.setQuota(role, guarantees, limits);
  }
  for (const [role, weight] of settings.weights) allocator.setWeight(role, weight);
  maintenance.replace(settings.schedule);
  maintenance.bringDown(settings.down);
  allocator.hosts.switchOff(new Set(settings.off));
}

/** Settings as they are stored; nothing when none are set. */
export function storedSettings(settings: Settings): StoredSettings | undefined {
  const { quotas, weights, schedule, down, off } = settings;
  const isNone = quotas.size === 0 && weights.size === 0 && schedule.length === 0;
  if (isNone && off.length === 0) return undefined;
  return {
    quotas: [...quotas.values()].map(({ role, guarantees, limits }): QuotaRow => {
      return [role, [...guarantees], [...limits]];
    }),
    weights: [...weights],
    schedule,
    down,
    ...(off.length === 0 ? {} : { off }),
  };
}

/** Reads what {@link storedSettings} made; null when it is none of ours. */
export function readSettings(found: unknown): Settings | null {
  const settings = noSettings();
  if (found === undefined) return settings;
  if (!isStored(found)) return null;
  for (const [role, guarantees, limits] of found.quotas) {
    settings.quotas.set(role, { role, guarantees: mapOf(guarantees), limits: mapOf(limits) });
  }
  for (const [role, weight] of found.weights) settings.weights.set(role, weight);
  settings.schedule = found.schedule;
  settings.down = found.down;
  settings.off = found.off ?? [];
  return settings;
}

type AmountRow = readonly [name: string, milli: number];
type QuotaRow = readonly [
  role: string,
  guarantees: readonly AmountRow[],
  limits: readonly AmountRow[],
];

export interface StoredSettings {
  readonly quotas: readonly QuotaRow[];
  readonly weights: readonly (readonly [role: string, weight: number])[];
  readonly schedule: MaintenanceSchedule;
  readonly down: readonly MachineId[];
  /** Absent where there are none, and in what was stored before there were any. */
  readonly off?: readonly string[];
}

function mapOf(rows: readonly AmountRow[]): ResourceMap {
  return new Map(rows);
}

function isStored(value: unknown): value is StoredSettings {
  if (typeof value !== 'object' || value === null) return false;
  const { quotas, weights, schedule, down, off = [] } = value as Record<string, unknown>;
  return [quotas, weights, schedule, down, off].every((rows) => Array.isArray(rows));
}
