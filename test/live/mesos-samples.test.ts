import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { type LiveMaster, liveMaster } from '../support/live-master.ts';
import { loadMaster } from '../support/loaded-master.ts';

/** What a real Mesos 1.12 answered; `EVENHAND_MESOS_SAMPLES` names another folder. */
const BESIDE = fileURLToPath(new URL('../../../shared/mesos-samples', import.meta.url));
const SAMPLES = process.env['EVENHAND_MESOS_SAMPLES'] ?? BESIDE;
const isThere = existsSync(SAMPLES);

let master: LiveMaster;

beforeAll(async () => {
  master = await liveMaster();
  await loadMaster(master.site, { agents: 1, tasksPerAgent: 2, frameworks: 1 });
});

afterAll(async () => {
  await master.stop();
});

/** Where there is a value in a document, its lists' elements all alike. */
function pathsOf(value: unknown, path = '', found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const one of value) pathsOf(one, `${path}[]`, found);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, one] of Object.entries(value)) {
      found.add(`${path}.${name}`);
      pathsOf(one, `${path}.${name}`, found);
    }
  }
  return found;
}

function sample(name: string): unknown {
  return JSON.parse(readFileSync(join(SAMPLES, `${name}.json`), 'utf8'));
}

/** What a loaded master has none of: real containers, attributes, builds, a second framework. */
const NOT_HERE: readonly RegExp[] = [
  ...[/\.(git_sha|build_date|build_time|build_user)$/, /\.flags\./, /\.attributes\b/],
  ...[/\.container_status/, /\.executor_(id|pid)/, /\.(rack|zone)$/, /\.principal$/],
  ...[/\.completed_frameworks\[\]/, /\.completed_tasks\[\]/, /\.(ports|ranges)\b/, /\.role$/],
  ...[/\.set\b/, /\.roles$/, /\.data$/, /\.labels/],
];

async function missing(name: string, ours: unknown): Promise<string[]> {
  const known = pathsOf(ours);
  const all = [...pathsOf(sample(name))].filter((path) => !known.has(path));
  return all.filter((path) => !NOT_HERE.some((one) => one.test(path)));
}

describe.skipIf(!isThere)('documents beside those of Mesos 1.12', () => {
  const reads = ['state', 'state-summary', 'slaves', 'frameworks', 'tasks', 'roles', 'version'];

  it.each(reads)('/%s has the fields that Mesos’s has', async (name) => {
    const ours: unknown = await (await fetch(`${master.url}/${name}`)).json();
    expect(await missing(`master-${name}`, ours)).toEqual([]);
  });

  const calls = ['HEALTH', 'MASTER', 'STATE', 'AGENTS', 'FRAMEWORKS', 'TASKS', 'ROLES', 'QUOTA'];

  it.each(calls)('GET_%s has the fields that Mesos’s has', async (name) => {
    const body = JSON.stringify({ type: `GET_${name}` });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${master.url}/api/v1`, { method: 'POST', headers, body });
    expect(await missing(`api-v1-GET_${name}`, await answer.json())).toEqual([]);
  });

  it('/metrics/snapshot has the names that Mesos’s has, but for what has no meaning here', async () => {
    const ours = (await (await fetch(`${master.url}/metrics/snapshot`)).json()) as object;
    const strip = (name: string): string => {
      return name
        .replace(/^master\/frameworks\/[^/]+\/[^/]+/, 'F')
        .replace(/roles\/[^/]*/, 'roles/R');
    };
    const known = new Set(Object.keys(ours).map(strip));
    const names = Object.keys(sample('master-metrics-snapshot') as object);
    const absent = [...new Set(names.map(strip))].filter((name) => !known.has(name));
    const present = names.filter((name) => known.has(strip(name))).length;
    console.log(`metrics: ${present} of Mesos's ${names.length}; ${Object.keys(ours).length} here`);
    const others = absent.filter((name) => !name.startsWith('master/operations/'));
    expect(others).toEqual(['master/recovery_slave_removals', 'registrar/state_fetch_ms']);
    for (const value of Object.values(ours)) expect(Number.isFinite(value)).toBe(true);
  });
});
