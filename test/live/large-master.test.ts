import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { messageCodec } from '../../live/mesos/protobuf/message-codec.ts';
import { type LiveMaster, liveMaster } from '../support/live-master.ts';
import { loadMaster } from '../support/loaded-master.ts';

const LOAD = { agents: 1000, tasksPerAgent: 10, frameworks: 10 };
const TASKS = LOAD.agents * LOAD.tasksPerAgent;

/** Asks from another thread, so that only what the master does is waited for in this one. */
const ASKER = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', async ({ url, asked, times }) => {
  const one = async () => Buffer.from(await (await fetch(url, asked)).arrayBuffer());
  const all = await Promise.all(Array.from({ length: times }, one));
  parentPort.postMessage(all.map((bytes) => new Uint8Array(bytes)));
});
`;

let master: LiveMaster;
let asker: Worker;

beforeAll(async () => {
  master = await liveMaster();
  asker = new Worker(ASKER, { eval: true });
  await loadMaster(master.site, LOAD);
}, 60_000);

afterAll(async () => {
  await asker.terminate();
  await master.stop();
});

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Asks, and prints for how long the master's thread did nothing else meanwhile. */
async function ask(path: string, asked: Asked = {}, times = 1): Promise<Buffer[]> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const before = performance.now();
  const answers = await new Promise<Uint8Array[]>((resolve) => {
    asker.once('message', resolve);
    asker.postMessage({ url: `${master.url}${path}`, asked, times });
  });
  const tookMs = performance.now() - before;
  delay.disable();
  const blocked = `others waited up to ${(delay.max / 1e6).toFixed(1)} ms`;
  const what = times === 1 ? path : `${times} times ${path}`;
  console.log(`${what} ${asked.body ?? ''}: ${tookMs.toFixed(0)} ms, ${blocked}`);
  return answers.map((bytes) => Buffer.from(bytes));
}

function count(text: Buffer, what: RegExp): number {
  return text.toString().match(what)?.length ?? 0;
}

describe('a master with 1,000 agents and 10,000 tasks', () => {
  it('tells of all of them, piece by piece', async () => {
    const [state] = await ask('/state');
    expect(count(state, /"pid":"slave\(1\)@/g)).toBe(LOAD.agents);
    expect(count(state, /"state":"TASK_RUNNING","resources"/g)).toBe(TASKS);
    const [summary] = await ask('/state-summary');
    expect(count(summary, /"TASK_RUNNING":10,/g)).toBe(LOAD.agents);
    const [tasks] = await ask('/tasks?limit=-1');
    expect(count(tasks, /"executor_id":""/g)).toBe(TASKS);
    const [metrics] = await ask('/metrics/snapshot');
    expect(JSON.parse(metrics.toString())).toMatchObject({ 'master/tasks_running': TASKS });
  });

  it('answers operators in either type, and goes on when many ask at once', async () => {
    const headers = { 'content-type': 'application/json', accept: 'application/x-protobuf' };
    const body = JSON.stringify({ type: 'GET_TASKS' });
    const [bytes] = await ask('/api/v1', { method: 'POST', headers, body });
    const { get_tasks: said } = (await messageCodec()).decodeMessage('master.Response', bytes);
    expect((said as { readonly tasks: readonly unknown[] }).tasks).toHaveLength(TASKS);
    const texts = await ask('/state', {}, 2);
    expect(texts.map((text) => count(text, /"pid":"slave/g))).toEqual(texts.map(() => LOAD.agents));
  });
});
