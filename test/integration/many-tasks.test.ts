import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';

import { runMany, settled } from '../bench/models/many-tasks.ts';
import { addressOf, start, stop, temporaryFolder } from '../support/evenhand-process.ts';

/** `evenhand bench live-tasks` measures the same. */
const AGENTS = 100;
const TASKS = 2000;

/** Each task is a process: half a minute of a machine with two cores. */
const TIMEOUT_MS = 240_000;

it(
  `${TASKS} short tasks on ${AGENTS} agents of one machine all end well`,
  async () => {
    const folder = temporaryFolder();
    const size = ['--agents', `${AGENTS}`, '--agent', 'cpus:2;mem:1024', '--port', '0'];
    const place = ['--work-dir', folder, '--no-recording', '--log-level', 'error'];
    const cluster = start('up', ...size, ...place);
    const master = new URL(await addressOf(cluster, 'master'));
    await settled(master, AGENTS);
    const load = { tasks: TASKS, perOffer: 20, command: 'sleep 0.2' };
    const { finished, seconds } = await runMany(master, load);
    await stop(cluster);
    rmSync(folder, { recursive: true });
    expect(finished).toBe(TASKS);
    process.stdout.write(`${TASKS} tasks on ${AGENTS} agents: ${seconds.toFixed(1)} s\n`);
  },
  TIMEOUT_MS,
);
