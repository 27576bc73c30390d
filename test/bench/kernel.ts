import { type Benchmark, rounded, spread, timeInTurn, timesBetter } from './benchmark.ts';
import { StationOnKernel, exponentialLoad } from './models/station-on-kernel.ts';
import { loadSimjs, stationOnSimjs } from './models/station-on-simjs.ts';

const CUSTOMERS = 1_000_000;
/** simjs is slower and keeps statistics of its own: fewer customers, the rate is compared. */
const SIMJS_CUSTOMERS = 100_000;
const REPETITIONS = 5;
/** Mean response of M/M/10 at ρ = 0.8 by Erlang C, in mean services. */
const THEORY = 1.20459;

/** M/M/10 on the bare kernel and on simjs: the same model, the same draws. */
export const kernel: Benchmark = {
  name: 'kernel',
  summary: 'simulation kernel: an M/M/10 queueing station, two events a customer',
  async run() {
    const simjs = await loadSimjs();
    const load = exponentialLoad(10, 0.8, CUSTOMERS, 'bench');
    const fewer = {
      servers: load.servers,
      gaps: load.gaps.slice(0, SIMJS_CUSTOMERS),
      services: load.services.slice(0, SIMJS_CUSTOMERS),
    };
    const means = { ours: 0, oursFewer: new StationOnKernel(fewer).run(), simjs: 0 };
    const [own, theirs] = timeInTurn(REPETITIONS, [
      () => {
        means.ours = new StationOnKernel(load).run();
      },
      () => {
        means.simjs = stationOnSimjs(simjs, fewer);
      },
    ]);
    // The same path: only the order of summing may differ.
    if (Math.abs(means.simjs / means.oursFewer - 1) > 1e-9) {
      throw new Error(`simjs has a mean of ${means.simjs}, the kernel ${means.oursFewer}`);
    }
    if (Math.abs(means.ours / THEORY - 1) > 0.01) {
      throw new Error(`the mean response is ${means.ours}, wanted ${THEORY} within 1 %`);
    }
    const ownRate = (2 * CUSTOMERS) / own.median;
    const simjsRate = (2 * SIMJS_CUSTOMERS) / theirs.median;
    return {
      columns: ['to simjs', 'kernel', 'customers', 'M events/s', 'seconds', 'mean response'],
      rows: [
        [
          ...[timesBetter(ownRate / simjsRate), 'Evenhand', CUSTOMERS],
          ...[rounded(ownRate / 1e6), spread(own, 1), means.ours.toFixed(4)],
        ],
        [
          ...['baseline', 'simjs 2.0.3', SIMJS_CUSTOMERS],
          ...[rounded(simjsRate / 1e6), spread(theirs, 1), means.simjs.toFixed(4)],
        ],
      ],
      notes: [
        `Medians of ${REPETITIONS} runs, the two in turn; the random numbers are drawn beforehand.`,
        `Theory: ${THEORY}. On simjs's customers both have ${means.oursFewer.toFixed(4)}.`,
        'simjs also keeps statistics of its queue. Target: 4 M events/s.',
      ],
    };
  },
};
