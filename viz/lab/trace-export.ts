import { ChromeTrace } from '../../sim/chrome-trace/chrome-trace.ts';
import { eventNamesOf } from '../../sim/experiment/event-names.ts';
import type { RunSummary } from '../../sim/session/session-api.ts';
import type { SessionPort } from '../worker/session-port.ts';
import { HISTORY_POINTS } from './shares-panel.ts';

/** Events asked for at a time. */
const PAGE = 50_000;

/**
 * The run up to its cursor in Chrome's trace format, for Perfetto.
 * @param version of the engine
 */
export async function chromeTraceOf(
  port: SessionPort,
  { name, policy, seed, resources, frameworks }: RunSummary,
  version: string,
): Promise<Blob> {
  const experiment = await port.experiment();
  const { history, position } = await port.frame({ history: HISTORY_POINTS });
  const pieces: string[] = [];
  const title = { version, scenario: name, policy, seed };
  const trace = new ChromeTrace(title, eventNamesOf(experiment), (text) => pieces.push(text));
  for (let from: number | null = 0; from !== null; ) {
    const page = await port.events({ from, limit: PAGE });
    if (page.count === 0) break;
    if (from === 0 && page.seq[0] !== 0) {
      throw new Error(`events before ${page.seq[0]} are kept no longer: go back and export then`);
    }
    trace.chunk({ ...page, first: page.seq[0] });
    from = page.next;
  }
  const empty = new Float64Array(0);
  trace.end({
    hash: position.hash,
    events: position.seq,
    cluster: { resources },
    series: {
      bucketSeconds: (history?.bucketUs ?? 1e6) / 1e6,
      dominantShare: history?.dominantShare ?? frameworks.map(() => empty),
      utilization: history?.utilization ?? resources.map(() => empty),
    },
  });
  return new Blob(pieces, { type: 'application/json' });
}
