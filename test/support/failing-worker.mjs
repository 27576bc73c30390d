/** A worker like the real one, whose runs fail in the way their seed says. */
import { parentPort } from 'node:worker_threads';

import { expose } from 'comlink';

import { nodeEndpoint } from '../../dist/cli/workers/node-endpoint.js';
import { READY } from '../../dist/cli/workers/ready.js';
import { createSimulationHost } from '../../dist/sim/worker/simulation-host.js';

function run({ policy, seed, workload }, { progress }) {
  const jobs = workload.jobs.count;
  progress({ virtualUs: 0, jobsFinished: jobs, jobs });
  switch (seed) {
    case 'throws':
      throw new RangeError('no such thing');
    case 'exits':
      return process.exit(3);
    case 'hangs':
      for (;;);
    default:
      return { policy, seed };
  }
}

/** Throws outside of any call, as a defect in the worker itself would; never answers. */
function crash() {
  setTimeout(() => {
    throw new Error('out of the blue');
  }, 0);
  return new Promise(() => {});
}

const host = createSimulationHost(run);
const failing = {
  run: (experiment, onProgress) =>
    experiment.seed === 'crashes' ? crash() : host.run(experiment, onProgress),
};
expose(failing, nodeEndpoint(parentPort));
parentPort.postMessage(READY);
