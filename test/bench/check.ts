import { checkScenario } from '../../sim/check/check-scenario.ts';
import { USUAL_SWARM, swarmScenario } from '../../sim/check/swarm.ts';
import { CHECKERS } from '../../sim/checkers/index.ts';
import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { type Benchmark, type Timing, rounded, spread, timeInTurn } from './benchmark.ts';

const SEEDS = 40;
const AGENTS = 1000;
const REPETITIONS = 3;
const TARGET_SEEDS_PER_HOUR = 500_000;
const TARGET_TIMES_REAL = 1000;

/** How fast `evenhand check` looks through seeds, and what the invariants cost. */
export const check: Benchmark = {
  name: 'check',
  summary: `check: seeds of a swarm, and ${AGENTS} agents under churn, with and without invariants`,
  run() {
    const { agents, frameworks, minutes } = USUAL_SWARM;
    const seeds = Array.from({ length: SEEDS }, (_, seed) => swarmScenario(`bench ${seed}`));
    const counts = { events: 0 };
    const [on, off] = timeInTurn(REPETITIONS, [
      () => (counts.events = runAll(seeds, true)),
      () => void runAll(seeds, false),
    ]);
    const huge = hugeScenario();
    const [hugeOn, hugeOff] = timeInTurn(1, [
      () => void runAll([huge], true),
      () => void runAll([huge], false),
    ]);
    const swarm = `${agents} agents, ${frameworks} frameworks, ${minutes} minutes of faults`;
    const events = rounded(counts.events / SEEDS);
    return Promise.resolve({
      columns: ['to target', 'what', 'invariants', 'rate', 'unit', 'seconds', 'from, to'],
      rows: [
        seedsRow(swarm, 'on', on),
        seedsRow(swarm, 'off', off),
        hugeRow('on', hugeOn),
        hugeRow('off', hugeOff),
      ],
      notes: [
        `Medians of ${REPETITIONS} rounds of ${SEEDS} seeds, ${events} events each, on one core.`,
        `The large cluster: ${AGENTS} agents for an hour, one run after one to warm up.`,
        `Targets: ${TARGET_SEEDS_PER_HOUR} seeds an hour and core, ${TARGET_TIMES_REAL} x real time, ` +
          'invariants on.',
        `Invariants cost ${rounded(on.median / off.median - 1)} of a run without them in the swarm, ` +
          `${rounded(hugeOn.median / hugeOff.median - 1)} in the large cluster.`,
      ],
    });
  },
};

function seedsRow(what: string, invariants: string, timing: Timing): (string | number)[] {
  const rate = (3600 * SEEDS) / timing.median;
  const target = `${rounded(rate / TARGET_SEEDS_PER_HOUR)}x`;
  const times = [rounded(timing.median), spread(timing, 1)];
  return [target, what, invariants, Math.round(rate), 'seeds/hour', ...times];
}

function hugeRow(invariants: string, timing: Timing): (string | number)[] {
  const rate = 3600 / timing.median;
  const what = `${AGENTS} agents, an hour of agent-churn`;
  const target = `${rounded(rate / TARGET_TIMES_REAL)}x`;
  const times = [rounded(timing.median), spread(timing, 1)];
  return [target, what, invariants, rounded(rate), 'x real time', ...times];
}

/** @returns records in the logs of all of them */
function runAll(scenarios: readonly ScenarioDocument[], invariants: boolean): number {
  let events = 0;
  for (const scenario of scenarios) {
    const outcome = checkScenario(scenario, new Map(), invariants ? CHECKERS : []);
    if (outcome.kind === 'passed') events += outcome.result.events;
    else if (outcome.kind === 'refused') throw new Error(`${scenario.name}: ${outcome.problem}`);
    else throw new Error(`${scenario.name} breaks ${outcome.violation.checker}`);
  }
  return events;
}

/** Jobs again and again for an hour, on agents that crash, restart and come back empty. */
function hugeScenario(): ScenarioDocument {
  const frameworks = ['f0', 'f1', 'f2', 'f3'].map((name, i) => ({
    ...({ name, kind: 'mapreduce', checkpoint: i % 2 === 0, failoverTimeout: '1h' } as const),
    jobs: [
      {
        ...{ name: 'job', at: `${i}s`, tasks: 250, duration: '90s', resources: 'cpus:1;mem:2048' },
        repeat: { every: '2m', times: 28 },
      },
    ],
  }));
  return {
    name: `${AGENTS} agents under churn`,
    cluster: { agents: [{ count: AGENTS, resources: 'cpus:4;mem:16384', rack: 'r{1..20}' }] },
    policy: 'drf',
    seed: '1',
    frameworks,
    faults: 'agent-churn',
    until: '1h',
  };
}
