import { describe, expect, it } from 'vitest';

import { planScenario } from './plan-scenario.ts';
import type { FrameworkDocument, ScenarioDocument } from './scenario-document.ts';
import { experimentOf, tracesOf } from './scenario-experiment.ts';
import type { AppDocument, CronJobDocument } from './workload-document.ts';

function scenario(
  frameworks: readonly FrameworkDocument[],
  others: Partial<ScenarioDocument> = {},
): ScenarioDocument {
  return {
    cluster: { agents: [{ count: 3, resources: 'cpus:4;mem:4096', rack: 'r{1..2}' }] },
    frameworks,
    until: '1h',
    ...others,
  };
}

function problemsOf(document: ScenarioDocument): string[] {
  const { problems } = planScenario(document);
  return problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('apps of a scenario', () => {
  const app: AppDocument = { id: '/front', instances: 2, resources: 'cpus:1' };
  const apps = (...list: readonly AppDocument[]): ScenarioDocument =>
    scenario([{ name: 'web', kind: 'service', apps: list }]);

  it('are what the scheduler is given', () => {
    const { plan, problems } = planScenario(
      apps({
        ...app,
        constraints: [['rack', 'GROUP_BY', '2']],
        health: { grace: '10s', maxConsecutiveFailures: 2 },
        backoff: { first: '2s', factor: 1.5 },
        upgrade: { minimumHealthCapacity: 0.5 },
        unreachable: { inactiveAfter: '1m', expungeAfter: '2m' },
        killGrace: '5s',
      }),
    );
    expect(problems).toEqual([]);
    expect(plan.settings.frameworks?.get('web')?.apps).toEqual([
      {
        id: '/front',
        instances: 2,
        resources: new Map([['cpus', 1000]]),
        constraints: [['rack', 'GROUP_BY', '2']],
        health: { graceUs: 10e6, maxConsecutiveFailures: 2 },
        backoff: { firstUs: 2e6, factor: 1.5 },
        upgrade: { minimumHealthCapacity: 0.5 },
        unreachable: { inactiveAfterUs: 60e6, expungeAfterUs: 120e6 },
        killGraceUs: 5e6,
      },
    ]);
  });

  it.each<[string, Partial<AppDocument>]>([
    ['frameworks.0.apps.0: found app id "front", wanted a path', { id: 'front' }],
    ['frameworks.0.apps.0: found constraint [rack, NEAR]', { constraints: [['rack', 'NEAR']] }],
    ['frameworks.0.apps.0.killGrace: found "-1s", wanted a duration', { killGrace: '-1s' }],
    ['frameworks.0.apps.0.backoff.first: found "x", wanted', { backoff: { first: 'x' } }],
    ['frameworks.0.apps.0.resources: resources, column 6', { resources: 'cpus:' }],
    ['frameworks.0.apps.0: found no resources', { resources: '' }],
  ])('are refused: %s', (message, wrong) => {
    expect(problemsOf(apps({ ...app, ...wrong }))[0]).toContain(message);
  });

  it('have different ids, and an end', () => {
    expect(problemsOf(apps(app, app))).toEqual([
      'frameworks.0.apps.1.id: the app /front is named twice',
    ]);
    expect(problemsOf({ ...apps(app), until: undefined })[0]).toMatch(
      /^frameworks\.0\.kind: found a framework of kind service, which has no end by itself/,
    );
  });
});

describe('cron jobs of a scenario', () => {
  const job: CronJobDocument = { name: 'a', schedule: 'R5/PT10M/PT1H', duration: '30s' };
  const jobs = (...list: readonly CronJobDocument[]): ScenarioDocument =>
    scenario([{ name: 'chronos', kind: 'cron', schedule: list }]);
  const child = (name: string, ...parents: readonly string[]): CronJobDocument => ({
    ...{ name, parents, duration: '1s' },
  });

  it('are what the scheduler is given, and how long they take', () => {
    const { plan, problems } = planScenario(
      jobs({ ...job, epsilon: '5m', retries: 0, retryAfter: '1s' }, child('b', 'a')),
    );
    expect(problems).toEqual([]);
    const resources = new Map([
      ['cpus', 100],
      ['mem', 128_000],
    ]);
    expect(plan.settings.frameworks?.get('chronos')?.schedule).toEqual([
      {
        ...{ name: 'a', schedule: 'R5/PT10M/PT1H', durationUs: 30e6, resources },
        ...{ epsilonUs: 300e6, retries: 0, retryAfterUs: 1e6 },
      },
      { name: 'b', parents: ['a'], durationUs: 1e6, resources },
    ]);
  });

  it.each<[string, readonly CronJobDocument[]]>([
    [
      'frameworks.0.schedule.1.parents.0: found parent "nighty", wanted one of nightly, b; ' +
        'did you mean "nightly"?',
      [{ ...job, name: 'nightly' }, child('b', 'nighty')],
    ],
    ['frameworks.0.schedule.1.name: the job a is named twice', [job, job]],
    [
      'schedule.0.schedule: found schedule "R5/PT1H", wanted R[n]',
      [{ ...job, schedule: 'R5/PT1H' }],
    ],
    ['schedule.0.schedule: found schedule "R//P1M"', [{ ...job, schedule: 'R//P1M' }]],
    [
      'schedule.0: found both a schedule and parents of a',
      [{ ...job, parents: ['b'] }, child('b', 'a')],
    ],
    ['schedule.0.duration: found "0s", wanted more than 0', [{ ...job, duration: '0s' }]],
    ['schedule.0.epsilon: found "-1s", wanted a duration', [{ ...job, epsilon: '-1s' }]],
  ])('are refused: %s', (message, list) => {
    expect(problemsOf(jobs(...list))[0]).toContain(message);
  });
});

describe('cycles of cron jobs', () => {
  const waits = (name: string, ...parents: readonly string[]): CronJobDocument => ({
    ...{ name, duration: '1s' },
    ...(parents.length === 0 ? { schedule: 'R//PT1H' } : { parents }),
  });
  const problems = (...schedule: readonly CronJobDocument[]): string[] =>
    problemsOf(scenario([{ name: 'chronos', kind: 'cron', schedule }]));

  it('are refused at a job that is on one', () => {
    const [around] = problems(waits('a'), waits('c', 'b'), waits('b', 'a', 'd'), waits('d', 'c'));
    expect(around).toMatch(/^frameworks\.0\.schedule\.1\.parents: .*c -> b -> d -> c/);
    const [self] = problems(waits('x', 'b'), waits('b', 'b'));
    expect(self).toMatch(/^frameworks\.0\.schedule\.1\.parents: .*b -> b/);
    expect(problems(waits('x'), waits('b', 'x'), waits('c', 'b', 'x'))).toEqual([]);
  });
});

describe('the experiment of a scenario', () => {
  it('has the jobs of all frameworks, and of each what it is', () => {
    const { plan, problems } = planScenario(
      scenario([
        { name: 'a', role: 'eng', kind: 'mapreduce', jobs: [{ tasks: 2, duration: '1s' }] },
        { name: 'b', role: 'eng', kind: 'spark', jobs: [{ tasks: 3, duration: '2s' }] },
        { name: 'w', kind: 'service', apps: [{ id: '/x', instances: 1, resources: 'cpus:1' }] },
      ]),
    );
    expect(problems).toEqual([]);
    expect(tracesOf(plan)).toEqual([]);
    const { experiment } = experimentOf(plan, new Map());
    expect(experiment?.workload.frameworks).toEqual(['a', 'b', 'w']);
    expect(experiment?.workload.jobs.names).toEqual(['a:job0', 'b:job0']);
    expect(experiment?.workload.name).toBe('a + b + w');
    expect([...(experiment?.frameworks ?? [])].map(([, { role }]) => role)).toEqual([
      ...['eng', 'eng', undefined],
    ]);
  });

  it('needs each trace once', () => {
    const { plan } = planScenario(
      scenario([
        { name: 'a', kind: 'mapreduce', trace: 'x.tsv' },
        { name: 'b', kind: 'mapreduce', trace: 'x.tsv' },
      ]),
    );
    expect(tracesOf(plan)).toEqual(['x.tsv']);
    expect(experimentOf(plan, new Map()).problems).toEqual([
      { path: ['frameworks', 0, 'trace'], message: 'found a trace that was not read' },
    ]);
  });

  it('is refused where it could not run, with the place in the document', () => {
    const { plan } = planScenario(
      scenario([
        { name: 'a', kind: 'mapreduce', jobs: [{ tasks: 1, duration: '1s', resources: 'cpus:5' }] },
      ]),
    );
    const { experiment, problems } = experimentOf(plan, new Map());
    expect(experiment).toBeNull();
    expect(problems[0]).toMatchObject({ path: ['cluster', 'agents'] });
    expect(problems[0].message).toMatch(/needs cpus:5, but the biggest agent has cpus:4/);
  });
});
