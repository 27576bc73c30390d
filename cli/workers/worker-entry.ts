import { parentPort } from 'node:worker_threads';

import { expose } from 'comlink';

import { runExperiment } from '../../sim/experiment/run-experiment.ts';
import { createSimulationHost } from '../../sim/worker/simulation-host.ts';
import { nodeEndpoint } from './node-endpoint.ts';
import { READY } from './ready.ts';

if (parentPort === null) throw new Error('worker-entry runs only as a worker thread');

// Expose first, then say so: a call that arrives before it would be lost.
expose(createSimulationHost(runExperiment), nodeEndpoint(parentPort));
parentPort.postMessage(READY);
