import type { FastifyReply } from 'fastify';

import type { ChangeFeed } from '../../../core/feed/change-feed.ts';
import type { ClusterChange } from '../../../core/feed/cluster-change.ts';
import { isTerminal } from '../../../core/protocol/task-states.ts';
import { BoundedStream } from '../bounded-stream.ts';
import type { TaskStory } from '../history.ts';
import type { MasterSite } from '../master-site.ts';

/** Readers at a time; the oldest is dropped, and comes again. */
const READERS_MAX = 1000;
/** How long changes wait for others to go with them. */
const TOGETHER_MS = 20;
/** Changes of what stands that are told at once: a large cluster must not hold up its master. */
const STANDING_AT_ONCE = 500;
/** Bytes that may wait before more of what stands is told. */
const WAITING_MAX = 1024 * 1024;
/** Frameworks that are over and are told of with their last tasks. */
const PAST_FRAMEWORKS = 12;
const PAST_TASKS = 50;

/** How often a sign of life comes: whoever hears nothing for twice as long knows it is stale. */
export const PAGE_HEARTBEAT_MS = 5000;

/**
 * The master's doings as a stream of server-sent events, for pages: `hello`, then all that stands,
 * then `whole`, and between and after them what changes. What is told to all is encoded once.
 */
export class ClusterEvents {
  private readonly site: MasterSite;
  private readonly feed: ChangeFeed;
  private readonly heartbeatMs: number;
  private readonly readers = new Set<BoundedStream>();
  private changes: ClusterChange[] = [];
  private flushing: NodeJS.Timeout | null = null;
  private beating: NodeJS.Timeout | null = null;

  constructor(site: MasterSite, feed: ChangeFeed, heartbeatMs: number = PAGE_HEARTBEAT_MS) {
    this.site = site;
    this.feed = feed;
    this.heartbeatMs = heartbeatMs;
  }

  /** Number of those who read. */
  get size(): number {
    return this.readers.size;
  }

  /** @param hasRecording whether a recording of this master can be had */
  answer(reply: FastifyReply, hasRecording: boolean): FastifyReply {
    reply.hijack();
    const { raw } = reply;
    raw.socket?.setNoDelay(true);
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // For proxies that would collect it.
      'x-accel-buffering': 'no',
    });
    const stream = new BoundedStream(raw, () => this.left(stream));
    // What came before is in what stands.
    this.flush();
    this.readers.add(stream);
    const [oldest] = this.readers;
    if (this.readers.size > READERS_MAX) oldest.drop();
    this.feed.listener ??= (change) => this.heard(change);
    this.beating ??= setInterval(() => this.beat(), this.heartbeatMs).unref();
    const { id, version, hostname, port } = this.site.place;
    const { cluster } = this.site.ids;
    const { heartbeatMs } = this;
    const hello = { id, version, cluster, hostname, port, heartbeatMs, hasRecording };
    stream.writeBytes(encoded({ hello }));
    this.tellStanding(stream).catch((error: unknown) => {
      this.site.log.error({ err: error }, 'what stands could not be told');
      stream.drop();
    });
    return reply;
  }

  /** Piece by piece; before each goes what had changed until then. */
  private async tellStanding(stream: BoundedStream): Promise<void> {
    const standing = this.standing();
    for (;;) {
      this.flush();
      const changes: ClusterChange[] = [];
      while (changes.length < STANDING_AT_ONCE) {
        const next = standing.next();
        if (next.done === true) break;
        changes.push(next.value);
      }
      if (changes.length === 0) break;
      stream.writeBytes(encoded({ changes }));
      if (stream.waiting > WAITING_MAX) await stream.drained();
      else await new Promise((resolve) => setImmediate(resolve));
      if (!this.readers.has(stream)) return;
    }
    stream.writeBytes(encoded({ whole: this.site.now() }));
  }

  private *standing(): Generator<ClusterChange> {
    const { feed, site } = this;
    for (const change of feed.standing()) yield this.withTimes(change);
    const now = site.now();
    for (const { id, info, completed } of site.history.completedFrameworks.slice(
      -PAST_FRAMEWORKS,
    )) {
      const { name, role, roles = [role] } = info;
      const gone = { framework: id, name, roles, connected: false, suppressed: false };
      yield { t: now, type: 'FRAMEWORK', ...gone };
      yield* this.past(completed, now);
      yield { t: now, type: 'FRAMEWORK_LEFT', framework: id };
    }
    for (const framework of [...site.host.master.frameworks]) {
      if (!framework) continue;
      yield* this.past(site.history.framework(framework).completed, now);
    }
  }

  private *past(completed: readonly TaskStory[], now: number): Generator<ClusterChange> {
    for (const story of completed.slice(-PAST_TASKS)) {
      yield { ...this.feed.records.pastTask(story, now), ...timesOf(story) };
    }
  }

  /** The machine has no use for when a task did what. */
  private withTimes(change: ClusterChange): ClusterChange {
    if (change.type !== 'TASK') return change;
    const { host, history } = this.site;
    const record = host.master.framework(change.framework)?.tasks.get(change.task);
    return record === undefined ? change : { ...change, ...timesOf(history.task(record)) };
  }

  private heard(change: ClusterChange): void {
    this.changes.push(change);
    this.flushing ??= setTimeout(() => this.flush(), TOGETHER_MS).unref();
  }

  private flush(): void {
    if (this.flushing !== null) clearTimeout(this.flushing);
    this.flushing = null;
    const { changes } = this;
    if (changes.length === 0) return;
    this.changes = [];
    this.tell({ changes });
  }

  private beat(): void {
    this.tell({ heartbeat: this.site.now() });
  }

  private tell(message: object): void {
    const bytes = encoded(message);
    for (const reader of this.readers) reader.writeBytes(bytes);
  }

  private left(stream: BoundedStream): void {
    this.readers.delete(stream);
    if (this.readers.size > 0) return;
    this.feed.listener = null;
    this.changes = [];
    if (this.beating !== null) clearInterval(this.beating);
    this.beating = null;
  }
}

function timesOf({ statuses, state }: TaskStory): {
  readonly startedUs?: number | undefined;
  readonly endedUs?: number | undefined;
} {
  const startedUs = statuses.find(({ status }) => status.state === 'TASK_RUNNING')?.atUs;
  const endedUs = isTerminal(state) ? statuses.at(-1)?.atUs : undefined;
  return { startedUs, endedUs };
}

function encoded(message: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify(message)}\n\n`);
}
