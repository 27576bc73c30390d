import type { RunSummary } from '../../sim/session/session-api.ts';
import type { SessionPort } from '../worker/session-port.ts';

/** What views read from: a session in a worker, or a stream of a cluster's events. */
export interface FrameSource
  extends Pick<SessionPort, 'frame' | 'events' | 'tasks' | 'jobs' | 'offers' | 'inspect' | 'why'> {
  /** What does not change while it runs. */
  readonly summary: RunSummary;
  /**
   * Since when nothing new has come, in milliseconds since 1970; null while what is shown is what
   * is. A session is never stale.
   */
  readonly staleSince: number | null;
}

/** A source that reads a session. */
export function sessionSource(port: SessionPort, summary: RunSummary): FrameSource {
  return {
    summary,
    staleSince: null,
    frame: (request) => port.frame(request),
    events: (query) => port.events(query),
    tasks: (query) => port.tasks(query),
    jobs: (query) => port.jobs(query),
    offers: (query) => port.offers(query),
    inspect: (target) => port.inspect(target),
    why: (query, options) => port.why(query, options),
  };
}
