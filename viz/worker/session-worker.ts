import { expose } from 'comlink';

import { createSessionHost } from '../../sim/worker/session-host.ts';
import { loadPatterns } from './patterns-on-demand.ts';
import { READY } from './ready.ts';

/**
 * The worker of a page: a session, and runs for its pool. Nothing is awaited before it listens: a
 * call that arrives before would be lost.
 */
const { port1, port2 } = new MessageChannel();
const paused: (() => void)[] = [];
port1.addEventListener('message', () => paused.shift()?.());
port1.start();

const host = createSessionHost({
  nowMs: () => performance.now(),
  // A timer would wait four milliseconds; a message comes after those that have arrived.
  pause: () =>
    new Promise((resolve) => {
      paused.push(resolve);
      port2.postMessage(null);
    }),
});

expose({
  ...host,
  run: async (...given: Parameters<typeof host.run>) => {
    await loadPatterns({ experiment: given[0] });
    return host.run(...given);
  },
  long: async (...given: Parameters<typeof host.long>) => {
    const [call] = given;
    if (call.method === 'open') await loadPatterns(call.request.source);
    return host.long(...given);
  },
});
postMessage(READY);
