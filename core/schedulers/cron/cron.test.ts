import { describe, expect, it } from 'vitest';
import { CronScript } from '../../../test/support/cron-script.ts';

const HOURLY = { name: 'report', schedule: 'R/PT10M/PT1H' };

describe('a schedule', () => {
  it('wants offers when a run is due, launches it once, and waits for the next', () => {
    const script = new CronScript().subscribed();
    expect(script.job(HOURLY)).toMatchInlineSnapshot(`[]`);
    expect(script.wakeAt(600)).toMatchInlineSnapshot(`
      [
        "RECONCILE all",
        "timer WAKE 60.000001 s",
        "REVIVE",
        "backlogged",
        "REQUEST since 600 s",
      ]
    `);
    script.now += 2e6;
    expect(script.offer()).toMatchInlineSnapshot(`
      [
        "ACCEPT offers 0: task 0 <1, 1024>; refused 5 s",
        "SUPPRESS",
        "not backlogged",
      ]
    `);
    script.now += 1e6;
    script.update(0, 'TASK_RUNNING');
    script.now += 60e6;
    expect(script.update(0, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "report run 0 due 600 s SUCCEEDED after 1 attempts",
      ]
    `);
    expect(script.records).toMatchInlineSnapshot(`
      [
        {
          "attempts": [
            {
              "agentId": 0,
              "end": "TASK_FINISHED",
              "endedUs": 663000000,
              "launchedUs": 602000000,
              "startedUs": 603000000,
              "taskId": 0,
            },
          ],
          "dueUs": 600000000,
          "endedUs": 663000000,
          "job": "report",
          "latestUs": 660000000,
          "outcome": "SUCCEEDED",
          "run": 0,
        },
      ]
    `);
    script.wakeAt(600 + 3600);
    expect(script.offer()[0]).toBe('ACCEPT offers 1: task 1 <1, 1024>; refused 5 s');
    script.wakeAt(600 + 7200);
    // Another run of the job still goes on.
    expect(script.offer()[0]).toBe('DECLINE offers 2; refused 5 s');
  });

  it('ends after so many runs', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'twice', schedule: 'R2//PT1M', epsilonUs: 0 });
    script.wakeAt(60.000_001);
    expect(script.scheduler.jobs[0]).toMatchObject({ nextDueUs: null, counts: { MISSED: 2 } });
  });

  it('misses a run that cannot start in time, and starts one that can just', () => {
    const script = new CronScript().subscribed();
    script.job({ ...HOURLY, epsilonUs: 30e6 });
    script.wakeAt(600);
    expect(script.offer('cpus:0.5;mem:64')).toEqual(['DECLINE offers 0; refused 5 s']);
    expect(script.wakeAt(630)).toEqual([]);
    expect(script.wakeAt(630.000_001)).toContain('report run 0 due 600 s MISSED after 0 attempts');
    script.wakeAt(4200);
    script.now += 30e6;
    expect(script.offer()[0]).toContain('task 0 ');
  });

  it('takes runs of high priority first, then those that are due for longer', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'late', schedule: 'R1/PT2S/PT1H' });
    script.job({ name: 'early', schedule: 'R1/PT1S/PT1H' });
    script.job({ name: 'high', schedule: 'R1/PT3S/PT1H', highPriority: true });
    script.wakeAt(1);
    script.wakeAt(2);
    script.wakeAt(3);
    const launched = [0, 1, 2].map(() => {
      script.offer('cpus:1;mem:1024');
      return script.scheduler.jobs.findIndex(({ runs }) => runs[0].attempts.length === 1);
    });
    expect(launched[0]).toBe(2);
    expect(script.scheduler.jobs.map(({ runs }) => runs[0].attempts[0].taskId)).toEqual([2, 1, 0]);
  });

  it('runs side by side where that is allowed', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'poll', schedule: 'R//PT10S', concurrent: true });
    script.wakeAt(10);
    expect(script.offer()[0]).toContain('task 0 <1, 1024>, task 1 <1, 1024>');
  });

  it('lets runs of a disabled job pass', () => {
    const script = new CronScript().subscribed();
    script.job({ ...HOURLY, disabled: true });
    expect(script.wakeAt(4000)).not.toContain('REVIVE');
    script.job({ ...HOURLY });
    expect(script.scheduler.jobs[0]).toMatchObject({
      nextDueUs: 4200e6,
      counts: { MISSED: 0 },
    });
  });

  it('takes dates where it knows the date', () => {
    const script = new CronScript({ originUs: 1_767_225_600e6 }).subscribed();
    expect(script.job({ name: 'new', schedule: 'R/2026-01-01T00:30:00Z/P1D' })).toEqual([]);
    expect(script.scheduler.jobs[0].nextDueUs).toBe(1800e6);
  });
});

describe('failures', () => {
  it('tries again after a while, so many times', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'once', schedule: 'R1//PT1H', retries: 1, disableAfterFailures: 1 });
    script.offer();
    script.update(0, 'TASK_RUNNING');
    expect(script.update(0, 'TASK_FAILED')).toMatchInlineSnapshot(`
      [
        "timer WAKE 60 s",
      ]
    `);
    // Later than a first attempt might be.
    expect(script.wakeAt(61)).toMatchInlineSnapshot(`
      [
        "timer WAKE 539 s",
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    expect(script.offer()[0]).toContain('task 1 ');
    expect(script.update(1, 'TASK_FAILED')).toContain('once run 0 due 0 s FAILED after 2 attempts');
    expect(script.scheduler.jobs[0].disabled).toBe(true);
  });

  it('tries at once what never began, while it is not too late', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'once', schedule: 'R1//PT1H', retries: 0 });
    script.offer();
    expect(script.update(0, 'TASK_LOST')).toContain('REVIVE');
    script.offer();
    script.now = 61e6;
    expect(script.update(1, 'TASK_LOST')).toContain('once run 0 due 0 s MISSED after 2 attempts');
  });

  it('counts a later attempt that never began as a failure once it is too late', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'once', schedule: 'R1//PT1H', retries: 1 });
    script.offer();
    script.update(0, 'TASK_FAILED');
    script.wakeAt(61);
    script.offer();
    expect(script.update(1, 'TASK_LOST')).toContain('once run 0 due 0 s FAILED after 2 attempts');
  });

  it('does not try again what was killed or is refused as it is', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'a', schedule: 'R1//PT1H' });
    script.job({ name: 'b', schedule: 'R1//PT1H' });
    script.job({ name: 'c', schedule: 'R1//PT1H' });
    script.offer();
    script.update(0, 'TASK_KILLED');
    script.update(1, 'TASK_ERROR');
    script.update(2, 'TASK_KILLED', { reason: 'AGENT_DRAINING' });
    expect(script.records.map(({ job, outcome }) => `${job} ${outcome}`)).toEqual([
      'a KILLED',
      'b FAILED',
    ]);
  });

  it('kills what it gave up when it comes back', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'once', schedule: 'R1//PT1H' });
    script.offer();
    script.update(0, 'TASK_RUNNING');
    expect(script.update(0, 'TASK_UNREACHABLE')).toEqual(['timer WAKE 60 s']);
    expect(script.update(0, 'TASK_RUNNING')).toEqual(['KILL task 0']);
  });
});

describe('dependent jobs', () => {
  function family(more: { softError?: boolean } = {}): CronScript {
    const script = new CronScript().subscribed();
    script.job({ name: 'a', schedule: 'R//PT1H', retries: 0, ...more });
    script.job({ name: 'b', schedule: 'R//PT1H' });
    script.job({ name: 'sum', parents: ['a', 'b'] });
    script.offer();
    return script;
  }

  it('run when all their parents have succeeded since their last run', () => {
    const script = family();
    script.update(0, 'TASK_FINISHED');
    expect(script.update(1, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "b run 0 due 0 s SUCCEEDED after 1 attempts",
        "REVIVE",
        "backlogged",
        "REQUEST since 0 s",
      ]
    `);
    // However long it takes: nothing says by when it must have started.
    script.now += 3000e6;
    expect(script.offer()[0]).toContain('task 2 ');
    script.update(2, 'TASK_FINISHED');
    script.wakeAt(3600);
    script.offer();
    expect(script.update(3, 'TASK_FINISHED')).not.toContain('REVIVE');
    expect(script.update(4, 'TASK_FINISHED')).toContain('REVIVE');
  });

  it('do not run when a parent failed, unless that is no matter', () => {
    const script = family();
    script.update(1, 'TASK_FINISHED');
    expect(script.update(0, 'TASK_FAILED')).not.toContain('REVIVE');
    const soft = family({ softError: true });
    soft.update(1, 'TASK_FINISHED');
    expect(soft.update(0, 'TASK_FAILED')).toContain('REVIVE');
  });
});

describe('jobs', () => {
  it('are refused by name of what is wrong', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'a', schedule: 'R//PT1H' });
    script.job({ name: 'b', parents: ['a'] });
    script.job({ name: 'c', parents: ['b'] });
    expect([
      ...script.job({ name: 'a', parents: ['c'] }),
      ...script.job({ name: 'b', parents: ['b'] }),
      ...script.job({ name: 'd', parents: ['nobody'] }),
      ...script.job({ name: 'd' }),
      ...script.job({ name: 'd', schedule: 'R//PT1H', parents: ['a'] }),
      ...script.job({ name: 'd', schedule: 'R//P1M' }),
      ...script.job({ name: 'd', schedule: 'R/2026-01-01T00:00:00Z/PT1H' }),
      ...script.job({ name: 'd', schedule: 'every hour' }),
      ...script.job({ name: 'd', schedule: 'R//PT1H', retries: 0.5 }),
      ...script.step({ type: 'REMOVE_JOB', job: 'b' }),
      ...script.step({ type: 'REMOVE_JOB', job: 'd' }),
    ]).toMatchInlineSnapshot(`
      [
        "refused a:",
        "found jobs that wait for each other: b -> a -> c -> b,",
        "wanted no cycle",
        "refused b:",
        "found jobs that wait for each other: b -> b,",
        "wanted no cycle",
        "refused d:",
        "found parent "nobody" of d,",
        "wanted a job",
        "refused d:",
        "found neither a schedule nor parents of d,",
        "wanted one of them",
        "refused d:",
        "found both a schedule and parents of d,",
        "wanted one of them",
        "refused d:",
        "found schedule "R//P1M":",
        "found duration "P1M": a month has no fixed length,",
        "wanted weeks, days or less",
        "refused d:",
        "found schedule "R/2026-01-01T00:00:00Z/PT1H":",
        "found start "2026-01-01T00:00:00Z",",
        "wanted a duration since the start of the run: it has no date",
        "refused d:",
        "found schedule "every hour",",
        "wanted R[n]/start/period, such as R5/PT10M/PT1H",
        "refused d:",
        "found retries 0.5,",
        "wanted a whole number from 0",
        "refused b:",
        "found job "b",",
        "wanted one without children: c waits for it",
        "refused d:",
        "found job "d",",
        "wanted one of a, b, c",
      ]
    `);
  });

  it('keep the schedule when something else of them changes', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'a', schedule: 'R//PT1H' });
    script.now = 100e6;
    script.job({ name: 'a', schedule: 'R//PT1H', demand: 'cpus:2;mem:64' });
    expect(script.scheduler.jobs[0].nextDueUs).toBe(3600e6);
    script.job({ name: 'a', schedule: 'R//PT2H' });
    expect(script.scheduler.jobs[0].runs.map(({ dueUs }) => dueUs)).toEqual([100e6]);
  });

  it('end with what runs of them', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'a', schedule: 'R//PT1H' });
    script.offer();
    expect(script.step({ type: 'REMOVE_JOB', job: 'a' })).toMatchInlineSnapshot(`
      [
        "KILL task 0",
        "a run 0 due 0 s KILLED after 1 attempts",
      ]
    `);
    expect(script.update(0, 'TASK_RUNNING')).toEqual(['KILL task 0']);
  });
});

describe('connections and restarts', () => {
  it('goes on with the schedule while there is no master, and starts what is not too late', () => {
    const script = new CronScript().subscribed();
    script.job({ name: 'a', schedule: 'R/PT60S/PT120S', epsilonUs: 30e6 });
    script.now = 30e6;
    script.step({ type: 'DISCONNECTED', backoffUs: 0 });
    script.wakeAt(60);
    expect(script.wakeAt(90.000_001)).toContain('a run 0 due 60 s MISSED after 0 attempts');
    script.wakeAt(180);
    script.now = 200e6;
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "RECONCILE all",
        "REQUEST since 180 s",
      ]
    `);
    expect(script.offer()[0]).toContain('task 0 ');
  });

  it('goes on as another process from what was written down', () => {
    const before = new CronScript().subscribed();
    before.job({ name: 'a', schedule: 'R//PT60S', epsilonUs: 10e6 });
    before.job({ name: 'b', parents: ['a'] });
    before.offer();
    before.update(0, 'TASK_RUNNING');
    const script = new CronScript({}, structuredClone(before.scheduler.snapshot()));
    script.now = 125e6;
    // It was away when run 1 was due; run 2 is in time, but run 0 still goes on.
    expect(script.step({ type: 'START' })).toMatchInlineSnapshot(`
      [
        "SUBSCRIBE chronos in cron as framework 0",
        "a run 1 due 60 s MISSED after 0 attempts",
        "timer WAKE 5.000001 s",
      ]
    `);
    expect(script.step({ type: 'SUBSCRIBED', framework: 0 })).toMatchInlineSnapshot(`
      [
        "RECONCILE task 0",
        "timer RECONCILE 1 s",
        "RECONCILE all",
        "SUPPRESS",
      ]
    `);
    expect(script.update(0, 'TASK_FINISHED')).toMatchInlineSnapshot(`
      [
        "a run 0 due 0 s SUCCEEDED after 1 attempts",
        "REVIVE",
        "backlogged",
        "REQUEST since 120 s",
      ]
    `);
    expect(script.offer()[0]).toContain('task 1 <1, 1024>, task 2 <1, 1024>');
  });
});
