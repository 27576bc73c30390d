import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { CRON, jobOf } from '../../../test/support/cron-script.ts';
import { OfferWorld, type WorldTask } from '../../../test/support/offer-world.ts';
import type { CronOutput } from './cron-io.ts';
import { CronScheduler } from './cron.ts';
import type { RunRecord } from './run.ts';

const SECOND = 1e6;

/** All is quiet by then, and what is due from then on must run. */
const QUIET = 700;
const END = 900;

/** After an outage: to subscribe, to be offered something, to hear what became of tasks. */
const RECOVERY = 6 * SECOND;

interface Job {
  readonly start: number;
  readonly period: number;
  readonly epsilon: number;
  /** How long a task of it takes, seconds. */
  readonly length: number;
}

/** Seconds without messages, or without the scheduler's process. */
interface Outage {
  readonly kind: 'cut' | 'down';
  readonly from: number;
  readonly to: number;
}

interface Mishap {
  readonly at: number;
  readonly kind: 'fail' | 'lose' | 'return' | 'empty' | 'in-vain';
  readonly which: number;
}

/** A cron in a world of three agents, and what was launched for it when. */
class Watched {
  readonly world: OfferWorld;
  readonly records: RunRecord[] = [];
  readonly launches: { task: WorldTask; atUs: number }[] = [];
  private scheduler = new CronScheduler(CRON);
  private isDown = false;
  private readonly jobs: readonly Job[];
  private readonly startedUs = new Map<number, number>();

  constructor(jobs: readonly Job[]) {
    this.jobs = jobs;
    this.world = new OfferWorld((now, input) => {
      if (!this.isDown) this.scheduler.step(now, input, this.out);
    });
    for (let a = 0; a < 3; a++) this.world.addAgent(`node${a}`, 'cpus:8;mem:8192');
    this.world.onLaunch = (task) => this.launches.push({ task, atUs: this.world.now });
    this.world.start();
    for (const [number, { start, period, epsilon }] of jobs.entries()) {
      const spec = jobOf({
        ...{ name: `j${number}`, schedule: `R/PT${start}S/PT${period}S` },
        ...{ epsilonUs: epsilon * SECOND, retryAfterUs: 10 * SECOND },
      });
      this.world.tell(() => this.scheduler.step(this.world.now, { type: 'JOB', spec }, this.out));
    }
  }

  second(at: number, outages: readonly Outage[], mishaps: readonly Mishap[]): void {
    for (const { kind, from, to } of outages) {
      if (from === at && kind === 'cut') this.world.cutOff();
      if (from === at && kind === 'down') this.isDown = true;
      if (to === at && kind === 'cut') this.world.mend((at % 3) * 400_000);
      if (to === at && kind === 'down') this.restart();
    }
    for (const mishap of mishaps) if (mishap.at === at) this.happens(mishap);
    for (const task of this.world.living()) this.work(task);
  }

  /** By job: numbers and due times of all runs, over or not. */
  dues(number: number): { run: number; dueUs: number }[] {
    const open = this.scheduler.jobs[number].runs;
    const over = this.records.filter(({ job }) => job === `j${number}`);
    return [...over, ...open]
      .map(({ run, dueUs }) => ({ run, dueUs }))
      .sort((a, b) => a.run - b.run);
  }

  launchesOf(number: number, run: number): { task: WorldTask; atUs: number }[] {
    return this.launches.filter(({ task: { info } }) => info.job === number && info.stage === run);
  }

  get openTasks(): number {
    return this.scheduler.jobs.flatMap(({ runs }) => runs).filter((run) => run.phase === 'LAUNCHED')
      .length;
  }

  private restart(): void {
    this.scheduler = new CronScheduler(CRON, structuredClone(this.scheduler.snapshot()));
    this.isDown = false;
    this.world.start();
  }

  private work(task: WorldTask): void {
    if (task.state === 'TASK_STAGING') {
      this.startedUs.set(task.info.taskId, this.world.now);
      this.world.move(task, 'TASK_RUNNING');
      return;
    }
    const endUs =
      (this.startedUs.get(task.info.taskId) ?? 0) + this.jobs[task.info.job].length * SECOND;
    if (this.world.now >= endUs) this.world.move(task, 'TASK_FINISHED');
  }

  private happens({ kind, which }: Mishap): void {
    const agent = this.world.agents[which % 3];
    const living = this.world.living().filter((task) => !task.agent.away);
    if (kind === 'fail' && living.length > 0) {
      this.world.move(living[which % living.length], 'TASK_FAILED');
    }
    if (kind === 'lose') this.world.lose(agent);
    if (kind === 'return') this.world.returns(agent);
    if (kind === 'empty') this.world.empties(agent);
    if (kind === 'in-vain') this.world.offerAll(true);
  }

  private readonly out: CronOutput = {
    send: (call) => this.world.send(call),
    setTimer: (timer, delayUs) => this.world.setTimer(timer, delayUs),
    refused: (job, reason) => {
      throw new Error(`${job}: ${reason}`);
    },
    ran: (record) => this.records.push(record),
    backlogged: () => undefined,
  };
}

const job = fc
  .record({
    start: fc.integer({ min: 1, max: 100 }),
    period: fc.integer({ min: 24, max: 90 }),
    length: fc.integer({ min: 1, max: 4 }),
  })
  .chain((rest) =>
    fc.record({
      ...{ start: fc.constant(rest.start), period: fc.constant(rest.period) },
      length: fc.constant(rest.length),
      // A late run has ended before the next is due.
      epsilon: fc.integer({ min: 8, max: Math.floor(rest.period / 2) }),
    }),
  );
const jobs = fc.array(job, { minLength: 1, maxLength: 4 });

/** One after the other, all over when it is to be quiet. */
const outages = fc
  .array(
    fc.record({
      kind: fc.constantFrom('cut' as const, 'down' as const),
      pause: fc.integer({ min: 1, max: 80 }),
      length: fc.integer({ min: 1, max: 90 }),
    }),
    { maxLength: 6, size: 'max' },
  )
  .map((list) => {
    let at = 5;
    return list.flatMap(({ kind, pause, length }): Outage[] => {
      const from = at + pause;
      at = from + length;
      return at < QUIET - 60 ? [{ kind, from, to: at }] : [];
    });
  });

const mishaps = fc.array(
  fc.record({
    at: fc.integer({ min: 1, max: QUIET - 100 }),
    kind: fc.constantFrom<Mishap['kind']>('fail', 'lose', 'return', 'empty', 'in-vain'),
    which: fc.nat({ max: 20 }),
  }),
  { maxLength: 30, size: 'max' },
);

function watch(list: readonly Job[], breaks: readonly Outage[], bad: readonly Mishap[]): Watched {
  const watched = new Watched(list);
  let at = 0;
  watched.world.run(END, () => {
    if (at === QUIET - 60) for (const agent of watched.world.agents) watched.world.returns(agent);
    watched.second(at++, breaks, bad);
  });
  return watched;
}

/** Each time is due exactly once, whatever happened, and what runs is what is known to run. */
function expectWhole(watched: Watched, list: readonly Job[]): void {
  for (const [number, { start, period }] of list.entries()) {
    const targets: { run: number; dueUs: number }[] = [];
    for (let due = start; due <= END; due += period) {
      targets.push({ run: targets.length, dueUs: due * SECOND });
    }
    expect(watched.dues(number)).toEqual(targets);
  }
  expect(watched.world.living().length).toBe(watched.openTasks);
}

it('starts each run once and in time, unless it could not for all of its time', () => {
  fc.assert(
    fc.property(jobs, outages, (list, breaks) => {
      const watched = watch(list, breaks, []);
      expectWhole(watched, list);
      for (const record of watched.records) {
        const launches = watched.launchesOf(Number(record.job.slice(1)), record.run);
        const { dueUs, outcome } = record;
        const latestUs = record.latestUs ?? 0;
        if (outcome === 'SUCCEEDED') {
          expect(launches.length).toBe(1);
          expect(launches[0].atUs).toBeGreaterThanOrEqual(dueUs);
          expect(launches[0].atUs).toBeLessThanOrEqual(latestUs);
          continue;
        }
        expect(outcome).toBe('MISSED');
        expect(launches).toEqual([]);
        const hindered = breaks.some(
          ({ from, to }) => from * SECOND <= latestUs && to * SECOND >= latestUs - RECOVERY,
        );
        expect(hindered).toBe(true);
      }
    }),
    { numRuns: 80 },
  );
});

it('runs everything again once all is quiet, whatever was lost before', () => {
  fc.assert(
    fc.property(jobs, outages, mishaps, (list, breaks, bad) => {
      const watched = watch(list, breaks, bad);
      expectWhole(watched, list);
      for (const [number] of list.entries()) {
        for (const { run: index, dueUs } of watched.dues(number)) {
          if (dueUs < QUIET * SECOND || dueUs > (END - 20) * SECOND) continue;
          const launches = watched.launchesOf(number, index);
          expect(launches.map(({ atUs }) => atUs - dueUs < RECOVERY)).toEqual([true]);
        }
      }
      for (const { attempts, outcome } of watched.records) {
        const failures = attempts.filter(({ startedUs }) => startedUs !== null).length;
        expect(failures).toBeLessThanOrEqual(3);
        if (outcome === 'SUCCEEDED') expect(attempts.at(-1)?.end).toBe('TASK_FINISHED');
      }
    }),
    { numRuns: 80 },
  );
});
