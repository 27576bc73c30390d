import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { OfferWorld, type WorldTask } from '../../../test/support/offer-world.ts';
import { SERVICE, appOf, attributesOf } from '../../../test/support/service-script.ts';
import type { TaskState } from '../../protocol/tasks.ts';
import type { AppSpec } from './app.ts';
import { upgradeBounds } from './rolling-upgrade.ts';
import type { ServiceInput, ServiceOutput } from './service-io.ts';
import { ServiceScheduler } from './service.ts';

const RACKS = 4;
const AGENTS = 12;

/** A service in a world of 12 agents in 4 racks, watched at every launch. */
class Watched {
  readonly world: OfferWorld;
  readonly specs = new Map<string, AppSpec>();
  readonly launches: string[] = [];
  /** What it did and should not have done. */
  readonly faults: string[] = [];
  private scheduler: ServiceScheduler;
  private readonly numbers: string[] = [];
  /** Bounds that hold on the way from one description to the next. */
  private readonly limits = new Map<string, number>();

  constructor() {
    this.scheduler = new ServiceScheduler(SERVICE);
    this.world = new OfferWorld((now, input) => this.scheduler.step(now, input, this.out));
    for (let a = 0; a < AGENTS; a++) {
      const attributes = attributesOf(`rack:r${a % RACKS}`);
      this.world.addAgent(`node${a}`, 'cpus:16;mem:32768', attributes);
    }
    this.world.onLaunch = (task) => this.launched(task);
    this.world.start();
  }

  tell(input: ServiceInput): void {
    this.world.tell(() => this.scheduler.step(this.world.now, input, this.out));
  }

  describe(spec: AppSpec): void {
    if (!this.specs.has(spec.id)) this.numbers.push(spec.id);
    this.specs.set(spec.id, spec);
    this.limits.set(spec.id, upgradeBounds(spec.instances, spec.upgrade as never).capacity);
    this.tell({ type: 'APP', spec });
  }

  scale(id: string, instances: number): void {
    const spec = this.specs.get(id);
    if (spec !== undefined) this.describe({ ...spec, instances });
  }

  restart(): void {
    const found = structuredClone(this.scheduler.snapshot());
    this.scheduler = new ServiceScheduler(SERVICE, found);
    this.world.start();
  }

  get apps() {
    return this.scheduler.apps;
  }

  /** Of an app, living and never out of reach: those the service must know of. */
  private counted(number: number): WorldTask[] {
    return this.world
      .living()
      .filter(({ info, wasUnreachable }) => info.job === number && !wasUnreachable);
  }

  startAll(): void {
    for (const task of this.world.living()) {
      if (task.state === 'TASK_STAGING' && !task.agent.away) this.world.move(task, 'TASK_RUNNING');
    }
  }

  private launched(task: WorldTask): void {
    const { info } = task;
    const id = this.numbers[info.job];
    this.launches.push(`${info.job}/${info.stage}/${info.index}`);
    const tasks = this.counted(info.job);
    const limit = this.limits.get(id) ?? 0;
    if (tasks.length > limit) this.faults.push(`${id} has ${tasks.length}, may have ${limit}`);
    this.checkPlace(task, tasks);
  }

  /** Whether a task stands where its app may have one, seen from where the others stand. */
  checkPlace(task: WorldTask, tasks: readonly WorldTask[]): void {
    const spec = this.specs.get(this.numbers[task.info.job]);
    for (const [field, operator, value] of spec?.constraints ?? []) {
      const valueOf = ({ agent }: WorldTask): string =>
        field === 'hostname' ? agent.hostname : `r${agent.id % RACKS}`;
      const own = valueOf(task);
      const alike = tasks.filter((one) => valueOf(one) === own).length;
      const isWrong =
        (operator === 'UNIQUE' && alike > 1) ||
        (operator === 'MAX_PER' && alike > Number(value)) ||
        (operator === 'CLUSTER' && own !== value) ||
        (operator === 'UNLIKE' && own === value);
      if (isWrong) this.faults.push(`${field} ${operator} ${value}: ${alike} on ${own}`);
    }
  }

  private readonly out: ServiceOutput = {
    send: (call) => this.world.send(call),
    setTimer: (timer, delayUs) => this.world.setTimer(timer, delayUs),
    refused: (app, reason) => {
      throw new Error(`${app}: ${reason}`);
    },
    deployed: () => undefined,
    ended: () => undefined,
    backlogged: () => undefined,
  };
}

const CONSTRAINTS = [
  [],
  [['hostname', 'UNIQUE']],
  [['rack', 'MAX_PER', '2']],
  [['rack', 'CLUSTER', 'r1']],
  [
    ['rack', 'GROUP_BY', '4'],
    ['hostname', 'UNLIKE', 'node0'],
  ],
  [['rack', 'UNLIKE', 'r3']],
];

const app = fc
  .record({
    id: fc.constantFrom('/front', '/back'),
    instances: fc.integer({ min: 0, max: 4 }),
    demand: fc.constantFrom('cpus:1;mem:1024', 'cpus:2;mem:512'),
    constraints: fc.constantFrom(...CONSTRAINTS),
    minimumHealthCapacity: fc.constantFrom(0, 0.5, 1),
    maximumOverCapacity: fc.constantFrom(0, 0.5, 1),
    inactive: fc.constantFrom(0, 20e6),
    expunge: fc.constantFrom(0, 30e6),
  })
  .map(({ minimumHealthCapacity, maximumOverCapacity, inactive, expunge, ...rest }) =>
    appOf({
      ...rest,
      upgrade: { minimumHealthCapacity, maximumOverCapacity },
      unreachable: { inactiveAfterUs: inactive, expungeAfterUs: inactive + expunge },
      backoff: { maxUs: 10e6 },
    }),
  );

const ENDS: readonly TaskState[] = ['TASK_FAILED', 'TASK_FINISHED', 'TASK_LOST', 'TASK_ERROR'];

const action = fc.oneof(
  { weight: 2, arbitrary: app.map((spec) => (w: Watched) => w.describe(spec)) },
  fc.tuple(fc.constantFrom('/front', '/back'), fc.nat({ max: 4 })).map(
    ([id, n]) =>
      (w: Watched) =>
        w.scale(id, n),
  ),
  {
    weight: 3,
    arbitrary: fc.integer({ min: 1, max: 40 }).map((s) => (w: Watched) => w.world.run(s)),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.nat(), fc.constantFrom(...ENDS)).map(([which, end]) => (w: Watched) => {
      const tasks = w.world.living().filter(({ agent }) => !agent.away);
      if (tasks.length > 0) w.world.move(tasks[which % tasks.length], end);
    }),
  },
  { weight: 3, arbitrary: fc.constant((w: Watched) => w.startAll()) },
  fc.nat({ max: AGENTS - 1 }).map((a) => (w: Watched) => w.world.lose(w.world.agents[a])),
  fc.nat({ max: AGENTS - 1 }).map((a) => (w: Watched) => w.world.returns(w.world.agents[a])),
  fc.nat({ max: AGENTS - 1 }).map((a) => (w: Watched) => w.world.empties(w.world.agents[a])),
  fc.constant((w: Watched) => w.world.offerAll(true)),
  fc.constant((w: Watched) => w.world.cutOff()),
  fc.nat({ max: 3e6 }).map((backoffUs) => (w: Watched) => w.world.mend(backoffUs)),
  fc.constant((w: Watched) => w.restart()),
);

it('never runs more than it may, keeps constraints, and gets to what is wanted', () => {
  fc.assert(
    fc.property(fc.array(action, { minLength: 20, maxLength: 80, size: 'max' }), (actions) => {
      const watched = new Watched();
      const { world } = watched;
      for (const act of actions) act(watched);
      world.mend(0);
      for (const agent of world.agents) world.returns(agent);
      world.run(700, () => watched.startAll());
      expect(new Set(watched.launches).size).toBe(watched.launches.length);
      const living = world.living();
      for (const { id, number, version, wanted, instances, healthy } of watched.apps) {
        const tasks = living.filter(({ info }) => info.job === number);
        expect(wanted).toBe(watched.specs.get(id)?.instances);
        expect([tasks.length, healthy]).toEqual([wanted, wanted]);
        expect(tasks.every(({ info }) => info.stage === version)).toBe(true);
        expect(instances.map(({ taskId }) => taskId)).toEqual(tasks.map(({ info }) => info.taskId));
        for (const task of tasks) watched.checkPlace(task, tasks);
      }
      expect(watched.faults).toEqual([]);
      expect(watched.apps.length).toBe(watched.specs.size);
    }),
    { numRuns: 200 },
  );
});
