import { AllocatorLoad, medianOf } from './allocator-load.ts';
import { type Benchmark, rounded, timesBetter } from './benchmark.ts';

/** A cell of the grid, and what Apache Mesos needed for it, milliseconds. */
interface Cell {
  readonly agents: number;
  readonly frameworks: number;
  readonly roles: number;
  readonly first: number;
  readonly steady: number;
  readonly afterDecline: number;
  readonly idle: number;
}

/** Workload A of the measurements of Apache Mesos 1.12, tables A1 and A2. */
const CELLS: readonly Cell[] = [
  cell(1000, 1, 1, [24.2, 17.7, 6.78, 3.31]),
  cell(1000, 50, 1, [21.3, 18.6, 15.2, 0.42]),
  cell(1000, 200, 1, [20.6, 19.9, 16.9, 0.44]),
  cell(1000, 1000, 1, [35.0, 35.1, 33.1, 0.39]),
  cell(5000, 1, 1, [109, 89.8, 33.4, 23.4]),
  cell(5000, 50, 1, [95.3, 93.4, 81.5, 3.65]),
  cell(5000, 200, 1, [111, 115, 106, 3.9]),
  cell(5000, 1000, 1, [219, 204, 209, 6.12]),
  cell(10_000, 1, 1, [195, 197, 64.2, 55.8]),
  cell(10_000, 50, 1, [217, 214, 214, 14.3]),
  cell(10_000, 200, 1, [278, 263, 202, 12.1]),
  cell(10_000, 1000, 1, [401, 385, 380, 11.0]),
  cell(50_000, 1, 1, [1392, 978, 470, 414]),
  cell(50_000, 50, 1, [1352, 1324, 1861, 132]),
  cell(50_000, 200, 1, [1739, 1418, 1874, 114]),
  cell(50_000, 1000, 1, [2362, 2130, 2288, 110]),
  cell(1000, 50, 50, [18.4, 18.9, 16.7, 2.33]),
  cell(1000, 200, 200, [27.8, 28.7, 24.7, 8.39]),
  cell(10_000, 50, 50, [261, 235, 277, 44.1]),
  cell(10_000, 200, 200, [328, 321, 290, 99.6]),
  cell(10_000, 1000, 10, [275, 226, 282, 14.0]),
  cell(10_000, 1000, 100, [289, 313, 245, 54.1]),
  cell(50_000, 50, 50, [1528, 1631, 1159, 209]),
];

function cell(
  agents: number,
  frameworks: number,
  roles: number,
  [first, steady, afterDecline, idle]: readonly [number, number, number, number],
): Cell {
  return { agents, frameworks, roles, first, steady, afterDecline, idle };
}

const ROUNDS = 5;
const REPETITIONS = 3;
const AGENT = 'cpus:24;mem:4096;disk:4096;ports:[31000-32000]';

/** Full cycles, cycles after everything was declined, and cycles with nothing to give. */
export const allocatorGrid: Benchmark = {
  name: 'allocator',
  summary: "allocation cycles over the grid of Apache Mesos's own benchmark",
  run() {
    for (let warmUp = 0; warmUp < 24; warmUp++) measure(CELLS[warmUp % 8]);
    const rows = CELLS.map((one) => {
      const found = medians(Array.from({ length: REPETITIONS }, () => measure(one)));
      const ratios = [
        one.first / found.first,
        one.steady / found.steady,
        one.afterDecline / found.afterDecline,
        one.idle / found.idle,
      ];
      return [
        ...[timesBetter(Math.min(...ratios)), one.agents, one.frameworks, one.roles],
        ...[found.first, found.steady, found.afterDecline, found.idle].map(rounded),
        ...ratios.map((ratio) => timesBetter(ratio)),
      ];
    });
    return Promise.resolve({
      columns: [
        ...['to Mesos', 'agents', 'frameworks', 'roles'],
        ...['first ms', 'steady ms', 'declined ms', 'idle ms'],
        ...['first', 'steady', 'declined', 'idle'],
      ],
      rows,
      notes: [
        `Medians over ${REPETITIONS} clusters and ${ROUNDS} cycles of a kind, after a warm-up; the`,
        'first column is the smallest of the four ratios.',
        'Target: 10x in every cell, 40x at 10,000 agents and 1,000 frameworks.',
        'A cycle with nothing to give takes a few microseconds where everything is out.',
        'Apache Mesos 1.12.0 (C++, -O2) was measured elsewhere, on two cores of an AMD EPYC at',
        '2.6 GHz; its times include 1 to 2 ms of its clock and the callbacks of its actor.',
      ],
    });
  },
};

interface Found {
  readonly first: number;
  readonly steady: number;
  readonly afterDecline: number;
  readonly idle: number;
}

function measure({ agents, frameworks, roles }: Cell): Found {
  const load = new AllocatorLoad();
  load.addAgents(agents, AGENT);
  load.settle();
  load.addFrameworks(frameworks, (f) => (roles === 1 ? '*' : `role${f % roles}`));
  const first = load.batch();
  if (load.open.length !== agents) throw new Error(`made ${load.open.length} offers of ${agents}`);
  const steady = times(() => {
    load.recoverAll();
    return load.batch();
  });
  let declined: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    load.declineAll();
    declined.push(load.batch());
  }
  // A framework alone has refused everything after the first round: later ones give nothing.
  if (frameworks === 1) declined = declined.slice(0, 1);
  const idle = times(() => load.batch());
  const ms = (seconds: number): number => seconds * 1e3;
  return {
    first: ms(first),
    steady: ms(steady),
    afterDecline: ms(medianOf(declined)),
    idle: ms(idle),
  };
}

function medians(found: readonly Found[]): Found {
  const of = (kind: keyof Found): number => medianOf(found.map((one) => one[kind]));
  return {
    first: of('first'),
    steady: of('steady'),
    afterDecline: of('afterDecline'),
    idle: of('idle'),
  };
}

function times(work: () => number): number {
  return medianOf(Array.from({ length: ROUNDS }, work));
}
