import type { ClusterChange } from '../../core/feed/cluster-change.ts';
import { ServerEvents } from './server-events.ts';

/** Who speaks, as the first message of a stream says it. */
export interface MasterHello {
  readonly id: string;
  readonly version: string;
  readonly cluster: string;
  readonly hostname: string;
  readonly port: number;
  /** How often it says at least that it lives. */
  readonly heartbeatMs: number;
  readonly hasRecording: boolean;
}

/** What a master's stream says; one of these a message. */
interface StreamMessage {
  readonly hello?: MasterHello;
  readonly changes?: readonly ClusterChange[];
  /** All that stands has been told; the master's time. */
  readonly whole?: number;
  /** The master's time. */
  readonly heartbeat?: number;
}

export interface StreamListener {
  /** All that stands is told next. */
  hello(hello: MasterHello): void;
  changes(changes: readonly ClusterChange[]): void;
  /** All that stood has been told. */
  whole(masterUs: number): void;
  heartbeat(masterUs: number): void;
  /** The stream ended or never began, and is tried again soon. */
  lost(reason: string): void;
  /** Another master leads: its page is where this address leads now. */
  elsewhere(): void;
}

/** What the stream takes from where it lives. */
export interface StreamHost {
  /** Milliseconds since 1970. */
  now(): number;
  open(signal: AbortSignal): Promise<Response>;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 5000;
/** Heartbeats that may stay away before what is shown is stale, and before it is tried anew. */
const STALE_BEATS = 2;
const DEAD_BEATS = 4;
const USUAL_BEAT_MS = 5000;
/** Characters that are shown of an answer that is no stream. */
const REASON_MAX = 200;

/** Reads a master's events for as long as a page is open: what ends is begun again. */
export class ClusterStream {
  private readonly host: StreamHost;
  private readonly listener: StreamListener;
  private readonly closing = new AbortController();
  private heartbeatMs = USUAL_BEAT_MS;
  private heardMs: number;
  private isBroken = false;
  private waitMs = FIRST_WAIT_MS;

  constructor(host: StreamHost, listener: StreamListener) {
    this.host = host;
    this.listener = listener;
    this.heardMs = host.now();
  }

  /** Since when nothing has come; null while what is known is fresh. */
  get staleSince(): number | null {
    const silentMs = this.host.now() - this.heardMs;
    return this.isBroken || silentMs > STALE_BEATS * this.heartbeatMs ? this.heardMs : null;
  }

  /** Resolves when it is closed, or when another master leads. */
  async run(): Promise<void> {
    while (!this.closing.signal.aborted) {
      const reason = await this.once();
      if (reason === null || this.closing.signal.aborted) return;
      // The first try after a stream that was well follows at once and mostly succeeds.
      this.isBroken = this.waitMs > FIRST_WAIT_MS;
      this.listener.lost(reason);
      await this.pause(this.waitMs);
      this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    }
  }

  close(): void {
    this.closing.abort();
  }

  /** One stream from its beginning to its end; why it ended, null if another master leads. */
  private async once(): Promise<string | null> {
    const ending = new AbortController();
    const signal = AbortSignal.any([this.closing.signal, ending.signal]);
    let triedMs = this.host.now();
    const watch = setInterval(() => {
      const silentMs = this.host.now() - Math.max(this.heardMs, triedMs);
      if (silentMs > DEAD_BEATS * this.heartbeatMs) ending.abort();
    }, 1000);
    try {
      const response = await this.host.open(signal);
      triedMs = this.host.now();
      const isElsewhere = response.status >= 300 && response.status < 400;
      if (isElsewhere || response.type === 'opaqueredirect') {
        this.listener.elsewhere();
        return null;
      }
      if (!response.ok || response.body === null) {
        const why = (await response.text()).trim().slice(0, REASON_MAX);
        return `the master answered ${response.status}: ${why}`;
      }
      await this.read(response.body);
      return 'the master ended the connection';
    } catch (error) {
      if (ending.signal.aborted) return 'the master said nothing for too long';
      return error instanceof Error ? error.message : String(error);
    } finally {
      clearInterval(watch);
    }
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader();
    const decoder = new TextDecoder();
    const events = new ServerEvents();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      this.heardMs = this.host.now();
      for (const data of events.push(decoder.decode(value, { stream: true }))) {
        this.hear(JSON.parse(data) as StreamMessage);
      }
    }
  }

  private hear({ hello, changes, whole, heartbeat }: StreamMessage): void {
    if (hello !== undefined) {
      this.heartbeatMs = hello.heartbeatMs;
      this.listener.hello(hello);
    }
    if (changes !== undefined) this.listener.changes(changes);
    if (whole !== undefined) {
      this.isBroken = false;
      this.waitMs = FIRST_WAIT_MS;
      this.listener.whole(whole);
    }
    if (heartbeat !== undefined) this.listener.heartbeat(heartbeat);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.closing.signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
