// A session's worker as a thread of Node, of the built modules; it ends when it is told to.
import { parentPort } from 'node:worker_threads';

import { expose } from 'comlink';

import { nodeEndpoint } from '../../dist/cli/workers/node-endpoint.js';
import { createSessionHost } from '../../dist/sim/worker/session-host.js';

expose(
  createSessionHost({
    nowMs: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  }),
  nodeEndpoint(parentPort),
);
parentPort.on('message', (message) => {
  if (message === 'exit') process.exit(3);
  if (message === 'throw') throw new Error('out of the blue');
});
parentPort.postMessage('ready');
