import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { runInPool } from '../../viz/worker/run-pool.ts';
import { SessionClient } from '../../viz/worker/session-client.ts';
import { browserWorker } from '../../viz/worker/worker-link.ts';

/** What a page found out of a session in its worker, for the test that opened the page. */
export interface SessionInPage {
  readonly hash: string;
  readonly back: boolean;
  readonly arrays: readonly string[];
  readonly crash: string;
  readonly restored: boolean;
  readonly pool: readonly string[];
}

/** Runs a scenario to its end in a real worker of this page. */
export async function hashInPage(document: ScenarioDocument): Promise<string> {
  const client = new SessionClient({ makeWorker: browserWorker });
  await client.open({ source: { kind: 'document', document }, seed: '1' });
  const { hash } = await client.finish();
  client.close();
  return hash;
}

/** Drives a session in a real worker of this page. */
export async function sessionInPage(document: ScenarioDocument): Promise<SessionInPage> {
  const workers: Worker[] = [];
  const client = new SessionClient({
    makeWorker: () => {
      const worker = browserWorker();
      workers.push(worker);
      return worker;
    },
  });
  await client.open({ source: { kind: 'document', document } });
  const mid = await client.advance({ to: 'time', timeUs: 9_000_000 });
  const { agents } = await client.frame({ agents: true });
  const { hash } = await client.finish();
  const again = await client.seek(mid.cursor);
  const arrays = Object.values(agents ?? {}).map((column) => Object(column).constructor.name);
  const asked = client.frame({}).then(
    () => 'no crash',
    (error: unknown) => String(error),
  );
  // What a browser says when a script in a worker fails outside of any call.
  workers[0].dispatchEvent(new ErrorEvent('error', { message: 'out of the blue' }));
  const crash = await asked;
  const restored = await client.position();
  const experiment = await client.experiment();
  client.close();
  const pool: string[] = [];
  const experiments = ['1', '2', '1'].map((seed) => ({ ...experiment, seed }));
  const { signal } = new AbortController();
  await runInPool(
    experiments,
    { workers: 2, signal },
    {
      progress: () => undefined,
      settled: (run, outcome) => (pool[run] = outcome.ok ? outcome.result.hash : 'failed'),
    },
  );
  return {
    ...{ hash, arrays, crash, pool },
    back: again.hash === mid.hash,
    restored: restored.hash === mid.hash,
  };
}
