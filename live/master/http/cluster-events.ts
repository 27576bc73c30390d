import type { FastifyReply } from 'fastify';

import type { ChangeFeed } from '../../../core/feed/change-feed.ts';
import type { ClusterChange } from '../../../core/feed/cluster-change.ts';
import { BoundedStream } from '../bounded-stream.ts';
import type { MasterSite } from '../master-site.ts';
import { standingCluster } from './standing-cluster.ts';

/** Readers at a time; the oldest is dropped, and comes again. */
const READERS_MAX = 1000;
/** How long changes wait for others to go with them. */
const TOGETHER_MS = 20;
/** How long what stands is told at once: a large cluster must not hold up its master. */
const SLICE_MS = 4;
/** Bytes that may wait for a reader before more of what stands is told, and for how long. */
const WAITING_MAX = 1024 * 1024;
const DRAIN_MS = 1000;

/** How often a sign of life comes: whoever hears nothing for twice as long knows it is stale. */
export const PAGE_HEARTBEAT_MS = 5000;

/**
 * The master's doings as a stream of server-sent events, for pages: `hello`, then all that stands,
 * then `whole`, and between and after them what changes. What is told to all is encoded once, and
 * readers who come together are told together.
 */
export class ClusterEvents {
  private readonly site: MasterSite;
  private readonly feed: ChangeFeed;
  private readonly heartbeatMs: number;
  private readonly readers = new Set<BoundedStream>();
  /** Those who have not begun to hear. */
  private coming = new Set<BoundedStream>();
  private isTelling = false;
  private changes: ClusterChange[] = [];
  private flushing: NodeJS.Timeout | null = null;
  private beating: NodeJS.Timeout | null = null;

  constructor(site: MasterSite, feed: ChangeFeed, heartbeatMs: number = PAGE_HEARTBEAT_MS) {
    this.site = site;
    this.feed = feed;
    this.heartbeatMs = heartbeatMs;
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
    this.coming.add(stream);
    const [oldest = stream] = this.readers;
    if (this.readers.size + this.coming.size > READERS_MAX) oldest.drop();
    this.beating ??= setInterval(() => this.beat(), this.heartbeatMs).unref();
    const { id, version, hostname, port } = this.site.place;
    const { cluster } = this.site.ids;
    const { heartbeatMs } = this;
    const hello = { id, version, cluster, hostname, port, heartbeatMs, hasRecording };
    stream.writeBytes(encoded({ hello }));
    if (!this.isTelling) {
      this.tellComing().catch((error: unknown) => {
        this.site.log.error({ err: error }, 'what stands could not be told');
        for (const reader of [...this.readers, ...this.coming]) reader.drop();
      });
    }
    return reply;
  }

  /** Tells those who have come what stands, all of them at once, until nobody has. */
  private async tellComing(): Promise<void> {
    this.isTelling = true;
    try {
      // Those who come at the same time are told together.
      await new Promise((resolve) => setImmediate(resolve));
      while (this.coming.size > 0) {
        const group = this.coming;
        this.coming = new Set();
        await this.tellStanding(group);
      }
    } finally {
      this.isTelling = false;
    }
  }

  /** Piece by piece; before each goes what had changed until then. */
  private async tellStanding(group: Set<BoundedStream>): Promise<void> {
    // What came before is in what stands.
    this.flush();
    for (const stream of group) this.readers.add(stream);
    this.feed.listener ??= (change) => this.heard(change);
    const standing = standingCluster(this.site, this.feed);
    for (;;) {
      this.flush();
      const changes: ClusterChange[] = [];
      const until = performance.now() + SLICE_MS;
      let next = standing.next();
      for (; next.done !== true; next = standing.next()) {
        changes.push(next.value);
        if (performance.now() >= until) break;
      }
      const bytes = encoded({ changes });
      for (const stream of group) {
        // Whoever has left has no need of it.
        if (this.readers.has(stream)) stream.writeBytes(bytes);
        else group.delete(stream);
      }
      if (next.done === true) break;
      await this.pause(group);
      if (group.size === 0) return;
    }
    const whole = encoded({ whole: this.site.now() });
    for (const stream of group) stream.writeBytes(whole);
  }

  /** Lets others have their turn, and slow readers take what was told; not for ever. */
  private async pause(group: ReadonlySet<BoundedStream>): Promise<void> {
    const slow = [...group].filter((stream) => stream.waiting > WAITING_MAX);
    const turn = new Promise((resolve) => setImmediate(resolve));
    if (slow.length === 0) await turn;
    else {
      const late = new Promise((resolve) => setTimeout(resolve, DRAIN_MS));
      await Promise.race([Promise.all(slow.map((stream) => stream.drained())), late]);
    }
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
    this.coming.delete(stream);
    if (this.readers.size > 0 || this.coming.size > 0) return;
    this.feed.listener = null;
    this.changes = [];
    if (this.beating !== null) clearInterval(this.beating);
    this.beating = null;
  }
}

function encoded(message: object): Buffer {
  return Buffer.from(`data: ${JSON.stringify(message)}\n\n`);
}
