import { assert } from '../../assert.ts';
import { IdMap } from '../../collections/id-map.ts';
import type { Machine, Micros } from '../../machine.ts';
import type { OfferId } from '../../protocol/ids.ts';
import type { InverseOffer, Offer, ReconciledTask } from '../../protocol/scheduler-api.ts';
import { holdsResources } from '../../protocol/task-states.ts';
import { Locality, type TaskInfo, type TaskState, type TaskStatus } from '../../protocol/tasks.ts';
import { Alarm, earlier } from '../alarm.ts';
import { SchedulerDriver } from '../driver.ts';
import { OfferDemand } from '../offer-demand.ts';
import { type AppSpec, instancesProblem, readApp } from './app.ts';
import { checkOf, checkSays } from './health-checks.ts';
import { type Condition, type Instance, dueUs, isDying } from './instance.ts';
import { Leaving } from './leaving.ts';
import { type AppView, RunningApp } from './running-app.ts';
import type { ServiceInput, ServiceOptions, ServiceOutput, ServiceSnapshot } from './service-io.ts';

/** An instance and whose it is. */
interface Known {
  readonly app: RunningApp;
  readonly instance: Instance;
}

/** An answer to an inverse offer holds this long: the longest that a master takes. */
const ASK_AGAIN_SECONDS = 365 * 86_400;

/** Ends after which the next launch waits (Marathon's `NotifyRateLimiterStep`). */
const FAILURES: readonly TaskState[] = [
  ...(['TASK_FAILED', 'TASK_FINISHED', 'TASK_ERROR', 'TASK_DROPPED', 'TASK_GONE'] as const),
];

/**
 * A framework of services, after Marathon: keeps so many instances of each app running, where its
 * constraints allow, through failures, lost agents, upgrades and its own restarts.
 *
 * Every input changes what is known; then each app takes its next step towards what is wanted
 * (`rolling-upgrade.ts`). An instance counts until its end is known: one that is being killed is
 * killed again and again, one that is out of reach is replaced after a while and killed when it
 * returns and is too many. Offers are answered in the step that brings them.
 */
export class ServiceScheduler implements Machine<ServiceInput, ServiceOutput> {
  private readonly options: ServiceOptions;
  private readonly driver: SchedulerDriver;
  private readonly alarm = new Alarm();
  private readonly demand: OfferDemand;
  /** By id, in the order in which they came. */
  private readonly byId = new Map<string, RunningApp>();
  private readonly known = new IdMap<Known>();
  private readonly leaving: Leaving;
  private nextTask = 0;
  private nextApp = 0;
  private reconcileAtUs: Micros | null = null;
  private wasBacklogged = false;

  /** @param found what an earlier process of this framework left behind; null for a new one */
  constructor(options: ServiceOptions, found: ServiceSnapshot | null = null) {
    this.options = options;
    this.leaving = new Leaving(options.drainingUs);
    this.driver = new SchedulerDriver({ ...options, framework: found?.framework ?? null });
    this.demand = new OfferDemand(this.driver, this.alarm, options.minReviveUs);
    if (found === null) return;
    this.nextTask = found.nextTask;
    this.nextApp = found.nextApp;
    for (const snapshot of found.apps) {
      const config = readApp(snapshot.spec, options.space);
      assert(typeof config !== 'string', `app ${snapshot.spec.id} can be read as it was before`);
      const app = RunningApp.restored(snapshot, config);
      this.byId.set(app.id, app);
      for (const instance of app.instances.values()) {
        this.known.set(instance.taskId, { app, instance });
      }
    }
  }

  step(now: Micros, input: ServiceInput, out: ServiceOutput): void {
    switch (input.type) {
      case 'START':
        this.driver.subscribe(out);
        return this.proceedAll(now, out);
      case 'SUBSCRIBED':
        this.driver.onSubscribed(input.framework);
        this.demand.onSubscribed();
        this.reconcile(now, out);
        return this.proceedAll(now, out);
      case 'OFFERS':
        return this.offers(now, input.offers, out);
      case 'UPDATE':
        return this.update(now, input.status, out);
      case 'APP':
        return this.describe(now, input.spec, out);
      case 'SCALE':
        return this.scale(now, input.app, input.instances, out);
      case 'REMOVE_APP':
        return this.remove(now, input.app, out);
      case 'TIMER':
        if (input.timer !== 'WAKE') return this.driver.onTimer(now, input.timer, out);
        if (this.alarm.rings(now)) this.wake(now, out);
        return;
      case 'INVERSE_OFFERS':
        return this.askedToLeave(now, input.inverseOffers, out);
      case 'RESCIND_INVERSE_OFFER':
        return this.mayStay(now, input.inverseOfferId, out);
      default:
        return this.driver.take(now, input, out);
    }
  }

  snapshot(): ServiceSnapshot {
    const apps = [...this.byId.values()].map((app) => app.snapshot());
    const { nextTask, nextApp } = this;
    return { framework: this.driver.frameworkId, nextTask, nextApp, apps };
  }

  /** In the order in which they came. */
  get apps(): AppView[] {
    return [...this.byId.values()].map((app) => app.view());
  }

  private describe(now: Micros, spec: AppSpec, out: ServiceOutput): void {
    const config = readApp(spec, this.options.space);
    if (typeof config === 'string') return out.refused(spec.id, config);
    const known = this.byId.get(spec.id);
    if (known !== undefined) known.describe(spec, config);
    else this.byId.set(spec.id, new RunningApp(this.nextApp++, spec, config));
    this.proceedOne(now, this.byId.get(spec.id) as RunningApp, out);
  }

  private scale(now: Micros, id: string, instances: number, out: ServiceOutput): void {
    const app = this.appNamed(id, out);
    if (app === null) return;
    const wrong = instancesProblem(instances);
    if (wrong !== null) return out.refused(id, wrong);
    app.describe({ ...app.spec, instances }, app.config);
    this.proceedOne(now, app, out);
  }

  private remove(now: Micros, id: string, out: ServiceOutput): void {
    const app = this.appNamed(id, out);
    if (app === null) return;
    app.removed = true;
    this.proceedOne(now, app, out);
  }

  private appNamed(id: string, out: ServiceOutput): RunningApp | null {
    const app = this.byId.get(id);
    if (app !== undefined && !app.removed) return app;
    const ids = [...this.byId.values()].filter(({ removed }) => !removed).map((one) => one.id);
    out.refused(id, `found app "${id}", wanted one of ${ids.join(', ') || 'none'}`);
    return null;
  }

  private offers(now: Micros, offers: readonly Offer[], out: ServiceOutput): void {
    const { refuseSeconds } = this.options;
    const unused: OfferId[] = [];
    const changed = new Set<RunningApp>();
    for (const offer of offers) {
      const launches = this.fill(now, offer, changed);
      if (launches.length === 0) unused.push(offer.id);
      else this.driver.accept(offer.id, launches, refuseSeconds, out);
    }
    this.driver.decline(unused, refuseSeconds, out);
    this.demand.offersRefused();
    for (const app of changed) this.proceed(now, app, out);
    // Where the others are decides what is open to the next.
    if (changed.size > 0) this.demand.changed();
    this.settle(now, out);
  }

  /** Agents are to be maintained: before that, instances move to others one by one. */
  private askedToLeave(
    now: Micros,
    inverseOffers: readonly InverseOffer[],
    out: ServiceOutput,
  ): void {
    for (const inverseOffer of inverseOffers) {
      this.leaving.enter(inverseOffer);
      this.alarm.by(Math.max(now, this.leaving.fromUs(inverseOffer)), now, out);
    }
    const ids = inverseOffers.map(({ id }) => id);
    this.driver.acceptInverseOffers(ids, ASK_AGAIN_SECONDS, out);
    this.proceedAll(now, out);
  }

  private mayStay(now: Micros, inverseOffer: OfferId, out: ServiceOutput): void {
    this.leaving.forget(inverseOffer);
    this.proceedAll(now, out);
  }

  /** Launches on an offer what is missing, app by app. */
  private fill(now: Micros, offer: Offer, changed: Set<RunningApp>): TaskInfo[] {
    if (this.leaving.isSoon(offer, now)) return [];
    const left = [...offer.resources];
    const launches: TaskInfo[] = [];
    for (const app of this.byId.values()) {
      while (
        launches.length < this.options.maxInstancesPerOffer &&
        app.mayLaunch(offer, left, now)
      ) {
        const instance = app.launch(this.nextTask++, offer, now);
        const { taskId, version: stage, index } = instance;
        const { demand: resources, health } = app.config;
        const place = { job: app.number, stage, index, held: false, locality: Locality.NODE };
        launches.push({ taskId, resources, ...place, ...checkOf(health) });
        this.known.set(taskId, { app, instance });
        changed.add(app);
        for (let r = 0; r < left.length; r++) left[r] -= resources[r];
      }
    }
    return launches;
  }

  private update(now: Micros, status: TaskStatus, out: ServiceOutput): void {
    this.driver.acknowledge(status, out);
    const { state, taskId } = status;
    const known = this.known.get(taskId);
    if (known === undefined) {
      // Given up, and back: another stands in for it.
      if (holdsResources(state)) this.driver.kill(taskId, out);
      return;
    }
    const { app, instance } = known;
    if (holdsResources(state)) {
      const moved = this.isBack(instance, state, now);
      const checked = checkSays(instance, status, app.config.health, now);
      if (checked === 'FAILED') this.kill(now, known, out);
      else if (!moved && checked === 'NOTHING') return;
    } else if (state === 'TASK_UNREACHABLE') {
      if (instance.condition === 'UNREACHABLE') return;
      this.enter(instance, 'UNREACHABLE', now);
    } else {
      this.forget(known);
      if (!isDying(instance) && FAILURES.includes(state)) app.failed(instance, now);
      this.demand.changed();
    }
    this.proceedOne(now, app, out);
  }

  /** It is on its agent; @returns whether that is news. */
  private isBack(instance: Instance, state: TaskState, now: Micros): boolean {
    const staged = state === 'TASK_STAGING' || state === 'TASK_STARTING';
    const condition = staged ? 'STAGED' : 'RUNNING';
    // An answer to a question may be older than what came of itself.
    if (instance.condition === condition || instance.condition === 'RUNNING') return false;
    this.enter(instance, condition, now);
    return true;
  }

  private enter(instance: Instance, condition: Condition, now: Micros): void {
    instance.condition = condition;
    instance.sinceUs = now;
  }

  private forget({ app, instance }: Known): void {
    this.known.delete(instance.taskId);
    app.instances.delete(instance.taskId);
  }

  /** @returns whether it is forgotten rather than killed, being out of reach */
  private kill(now: Micros, known: Known, out: ServiceOutput): boolean {
    const { instance, app } = known;
    if (instance.condition === 'UNREACHABLE') {
      this.forget(known);
      return true;
    }
    instance.killAgainUs = now + this.options.killRetryUs;
    this.driver.kill(instance.taskId, out, app.config.killGraceUs);
    return false;
  }

  private wake(now: Micros, out: ServiceOutput): void {
    if (this.reconcileAtUs !== null && now >= this.reconcileAtUs) this.reconcile(now, out);
    // Among what time has brought may be the end of a wait after failures.
    this.demand.changed();
    this.proceedAll(now, out);
  }

  /** Asks what became of the instances, and whether there are tasks that should not be. */
  private reconcile(now: Micros, out: ServiceOutput): void {
    const tasks = this.known.values().map(({ instance }): ReconciledTask => {
      const { taskId, agentId } = instance;
      return { taskId, agentId };
    });
    this.driver.reconcile(tasks, now, out);
    this.driver.reconcileAll(out);
    this.reconcileAtUs = now + this.options.reconcileUs;
    this.alarm.by(this.reconcileAtUs, now, out);
  }

  private proceedAll(now: Micros, out: ServiceOutput): void {
    for (const app of this.byId.values()) this.proceed(now, app, out);
    if (this.reconcileAtUs !== null) this.alarm.by(this.reconcileAtUs, now, out);
    this.settle(now, out);
  }

  private proceedOne(now: Micros, app: RunningApp, out: ServiceOutput): void {
    this.proceed(now, app, out);
    this.settle(now, out);
  }

  /** The next step of an app. */
  private proceed(now: Micros, app: RunningApp, out: ServiceOutput): void {
    for (;;) {
      this.tend(now, app, out);
      const { launch, kill, isThere } = app.plan(now, (instance) =>
        this.leaving.has(instance.agentId, now),
      );
      const gone = kill.filter((instance) => this.kill(now, { app, instance }, out));
      // The room of those that are forgotten is room for others.
      if (gone.length > 0) continue;
      if (launch > app.missing) this.demand.changed();
      app.missing = launch;
      if (isThere) this.tellIsThere(app, out);
      break;
    }
    let nextUs: Micros | null = null;
    for (const instance of app.instances.values()) {
      nextUs = earlier(nextUs, dueUs(instance, now, app.config.unreachable, this.options));
    }
    if (nextUs !== null) this.alarm.by(nextUs, now, out);
    if (app.missing > 0 && now < app.readyUs) this.alarm.by(app.readyUs, now, out);
    if (app.missing === 0) app.missingSinceUs = null;
    else app.missingSinceUs ??= now;
  }

  /** Does what is due about the instances of an app. */
  private tend(now: Micros, app: RunningApp, out: ServiceOutput): void {
    const { unreachable } = app.config;
    for (const instance of app.instances.values()) {
      const atUs = dueUs(instance, now, unreachable, this.options);
      if (atUs === null || now < atUs) continue;
      // Launched and never heard of, killed and not gone, or out of reach for too long.
      this.kill(now, { app, instance }, out);
    }
  }

  private tellIsThere(app: RunningApp, out: ServiceOutput): void {
    if (app.removed) {
      if (app.instances.size > 0) return;
      this.byId.delete(app.id);
      return out.ended(app.id);
    }
    if (!app.deploying) return;
    app.deploying = false;
    out.deployed(app.id, app.view().version);
  }

  /** Says whether offers are wanted, and since when. */
  private settle(now: Micros, out: ServiceOutput): void {
    let wants = false;
    let sinceUs: Micros | null = null;
    for (const { missing, readyUs, missingSinceUs } of this.byId.values()) {
      if (missing > 0 && readyUs <= now) wants = true;
      sinceUs = earlier(sinceUs, missingSinceUs);
    }
    this.demand.settle(now, wants, out);
    if ((sinceUs !== null) !== this.wasBacklogged) {
      this.wasBacklogged = sinceUs !== null;
      out.backlogged(this.wasBacklogged);
    }
    if (sinceUs !== null) this.driver.request(sinceUs, null, out);
  }
}
