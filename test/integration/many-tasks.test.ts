import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';

import { runMany, settled } from '../bench/models/many-tasks.ts';
import { addressOf, start, stop, temporaryFolder } from '../support/evenhand-process.ts';

/** `evenhand bench live-tasks` is the same with 100 agents and 2,000 tasks. */
const AGENTS = 10;
const TASKS = 100;

it(`${TASKS} short tasks on ${AGENTS} agents of one machine all end well`, async () => {
  const folder = temporaryFolder();
  const size = ['--agents', `${AGENTS}`, '--agent', 'cpus:2;mem:512', '--port', '0'];
  const place = ['--work-dir', folder, '--no-recording', '--log-level', 'error'];
  const cluster = start('up', ...size, ...place);
  const master = new URL(await addressOf(cluster, 'master'));
  await settled(master, AGENTS);
  const load = { tasks: TASKS, perOffer: 10, command: 'sleep 0.2' };
  const { finished, seconds } = await runMany(master, load);
  await stop(cluster);
  rmSync(folder, { recursive: true });
  expect(finished).toBe(TASKS);
  process.stdout.write(`${TASKS} tasks on ${AGENTS} agents: ${seconds.toFixed(1)} s\n`);
});
