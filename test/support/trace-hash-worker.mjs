import { traceHash } from './trace-hash.mjs';

/** Answers one question of the thread that started it, in Node or in a page. */
async function answer({ built, bytes, chunk }, reply) {
  try {
    reply(await traceHash(built, bytes, chunk));
  } catch (error) {
    reply(`failed: ${String(error)}`);
  }
}

if (typeof self === 'undefined') {
  const { parentPort } = await import('node:worker_threads');
  parentPort.on('message', (question) => {
    void answer(question, (said) => parentPort.postMessage(said));
  });
} else {
  self.addEventListener('message', ({ data }) => {
    void answer(data, (said) => self.postMessage(said));
  });
}
