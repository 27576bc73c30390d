import { parentPort } from 'node:worker_threads';

import { expose } from 'comlink';

import { nodeEndpoint } from '../workers/node-endpoint.ts';
import { READY } from '../workers/ready.ts';
import { createCheckHost } from './check-host.ts';

if (parentPort === null) throw new Error('check-worker runs only as a worker thread');

// Expose first, then say so: a call that arrives before it would be lost.
expose(
  createCheckHost(() => performance.now()),
  nodeEndpoint(parentPort),
);
parentPort.postMessage(READY);
