import type { Micros } from '../../machine.ts';
import type { Offer } from '../../protocol/scheduler-api.ts';
import type { TaskId } from '../../protocol/ids.ts';
import { type Quantities, fits } from '../../resources/quantities.ts';
import type { AppConfig, AppSpec } from './app.ts';
import { type Instance, isDying, isHealthy, isInactive } from './instance.ts';
import { selectToKill } from './kill-selection.ts';
import { LaunchBackoff } from './launch-backoff.ts';
import { type Step, nextStep } from './rolling-upgrade.ts';

/** What a service keeps of an app over a restart of its own. */
export interface AppSnapshot {
  readonly number: number;
  readonly spec: AppSpec;
  readonly version: number;
  readonly launched: number;
  readonly removed: boolean;
  readonly deploying: boolean;
  readonly instances: readonly Instance[];
}

/** How an app is doing, for others to read. */
export interface AppView {
  readonly id: string;
  /** Its tasks carry it as `job`. */
  readonly number: number;
  /** Of its configuration, from 0; its tasks carry it as `stage`. */
  readonly version: number;
  readonly wanted: number;
  readonly instances: readonly Readonly<Instance>[];
  readonly healthy: number;
  /** When the next launch may be, microseconds; in the past unless it keeps failing. */
  readonly readyUs: Micros;
}

/** An app in a service: what is wanted of it, and its instances. */
export class RunningApp {
  readonly number: number;
  spec: AppSpec;
  config: AppConfig;
  /** It is to end, and is forgotten when its last instance is gone. */
  removed = false;
  /** What is wanted has changed and is not there yet. */
  deploying = true;
  /** Instances to launch. */
  missing = 0;
  /** Since when some are missing; null while none is. */
  missingSinceUs: Micros | null = null;
  /** In the order of their launch. */
  readonly instances: Map<TaskId, Instance> = new Map();
  private version = 0;
  /** Instances of this version that were launched. */
  private launched = 0;
  private backoff: LaunchBackoff;

  constructor(number: number, spec: AppSpec, config: AppConfig) {
    this.number = number;
    this.spec = spec;
    this.config = config;
    this.backoff = new LaunchBackoff(config.backoff);
  }

  /** An app as it was; waits after failures begin anew, as they do in Marathon. */
  static restored(snapshot: AppSnapshot, config: AppConfig): RunningApp {
    const app = new RunningApp(snapshot.number, snapshot.spec, config);
    app.version = snapshot.version;
    app.launched = snapshot.launched;
    app.removed = snapshot.removed;
    app.deploying = snapshot.deploying;
    for (const instance of snapshot.instances) app.instances.set(instance.taskId, { ...instance });
    return app;
  }

  snapshot(): AppSnapshot {
    const { number, spec, version, launched, removed, deploying } = this;
    const instances = [...this.instances.values()].map((instance) => ({ ...instance }));
    return { number, spec, version, launched, removed, deploying, instances };
  }

  view(): AppView {
    const { number, version, wanted } = this;
    const instances = [...this.instances.values()];
    const healthy = instances.filter((one) => isHealthy(one) && !isDying(one)).length;
    const { readyUs } = this.backoff;
    return { id: this.spec.id, number, version, wanted, instances, healthy, readyUs };
  }

  get id(): string {
    return this.spec.id;
  }

  get wanted(): number {
    return this.removed ? 0 : this.spec.instances;
  }

  /** Instances to launch are held back until then after failures. */
  get readyUs(): Micros {
    return this.backoff.readyUs;
  }

  /** Takes another description; a changed configuration is a new version. */
  describe(spec: AppSpec, config: AppConfig): void {
    this.spec = spec;
    this.removed = false;
    this.deploying = true;
    if (config.text === this.config.text) return;
    this.config = config;
    this.version++;
    this.launched = 0;
    this.backoff = new LaunchBackoff(config.backoff);
  }

  /** A failure of an old version says nothing about the new one. */
  failed(instance: Instance, now: Micros): void {
    if (instance.version === this.version) this.backoff.failed(now);
  }

  /** Whether an instance may be launched on what is left of an offer. */
  mayLaunch(offer: Offer, left: Quantities, now: Micros): boolean {
    const { demand, constraints, unreachable } = this.config;
    if (this.missing === 0 || now < this.readyUs || !fits(demand, left)) return false;
    if (constraints.length === 0) return true;
    const place = { hostname: offer.hostname, attributes: offer.attributes ?? [] };
    const others = [...this.instances.values()].filter(
      (instance) => !isInactive(instance, now, unreachable),
    );
    return constraints.every((constraint) => constraint.allows(place, others));
  }

  launch(taskId: TaskId, offer: Offer, now: Micros): Instance {
    const instance: Instance = {
      taskId,
      version: this.version,
      index: this.launched++,
      agentId: offer.agentId,
      hostname: offer.hostname,
      attributes: offer.attributes ?? [],
      checked: this.config.health !== null,
      condition: 'STAGED',
      sinceUs: now,
      healthy: null,
      failures: 0,
      checkUuid: null,
      killAgainUs: null,
    };
    this.instances.set(taskId, instance);
    this.missing--;
    return instance;
  }

  /**
   * What is to be done now: how many to launch, and whom to kill.
   * @param leaves whether an instance is to leave its agent: it is replaced like an old one
   */
  plan(
    now: Micros,
    leaves: (instance: Instance) => boolean,
  ): { launch: number; kill: Instance[]; isThere: boolean } {
    const active = [...this.instances.values()].filter(
      (instance) => !isInactive(instance, now, this.config.unreachable),
    );
    const living = active.filter((instance) => !isDying(instance));
    const isOld = (instance: Instance): boolean =>
      instance.version !== this.version || leaves(instance);
    const fresh = living.filter((instance) => !isOld(instance));
    const old = living.filter(isOld);
    const oldUnhealthy = old.filter((instance) => !isHealthy(instance));
    const dying = active.length - living.length;
    const oldDying = active.filter(isOld).length - old.length;
    const step = nextStep(
      {
        wanted: this.wanted,
        fresh: fresh.length,
        old: old.length,
        oldUnhealthy: oldUnhealthy.length,
        healthy: living.filter(isHealthy).length,
        dying,
        oldDying,
      },
      this.config.upgrade,
    );
    const isThere =
      fresh.length === this.wanted && fresh.every(isHealthy) && old.length + dying === 0;
    return { launch: step.launch, kill: this.toKill(step, fresh, old, oldUnhealthy), isThere };
  }

  private toKill(
    { killFresh, killOld }: Step,
    fresh: readonly Instance[],
    old: readonly Instance[],
    oldUnhealthy: readonly Instance[],
  ): Instance[] {
    const { constraints, killSelection } = this.config;
    const healthyOld = old.filter(isHealthy);
    return [
      ...selectToKill(fresh, killFresh, constraints, killSelection),
      ...oldUnhealthy,
      ...selectToKill(healthyOld, killOld - oldUnhealthy.length, constraints, killSelection),
    ];
  }
}
