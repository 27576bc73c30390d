import type { MasterFinder } from '../finding/master-finder.ts';
import type { JsonObject } from '../mesos/json.ts';
import type { ClientAccess } from '../security/client-access.ts';
import { type ClientEvent, MasterAnswer, SchedulerClient } from './scheduler-client.ts';

/** Wait before the next try, milliseconds: grows to the longest while nobody leads. */
const RETRY_FIRST_MS = 100;
const RETRY_LONGEST_MS = 2000;

export interface SteadyClientOptions {
  /** Closed with the client. */
  readonly finder: MasterFinder;
  /** Of a client without a name unless given. */
  readonly access?: ClientAccess | undefined;
  /** Mesos v1 FrameworkInfo without an id. */
  readonly info: JsonObject;
  /** Takes every event, in order; SUBSCRIBED comes again with every master. */
  readonly hear: (event: ClientEvent) => void;
  /** The master refuses the subscription for good, or nobody answers where there is no other. */
  readonly failed: (error: Error) => void;
}

/**
 * One framework's subscription over all masters that lead one after the other: when a stream ends,
 * or another master leads, it subscribes again with the same id.
 */
export class SteadyClient {
  private readonly options: SteadyClientOptions;
  private readonly unfollow: () => void;
  private client: SchedulerClient | null = null;
  private master: URL | null = null;
  private id = '';
  private isSubscribed = false;
  private isOver = false;
  private retry: NodeJS.Timeout | null = null;
  private retryMs = RETRY_FIRST_MS;

  constructor(options: SteadyClientOptions) {
    this.options = options;
    this.unfollow = options.finder.follow(() => this.turn());
    this.open();
  }

  /** The framework's id, once there is one. */
  get frameworkId(): string {
    return this.id;
  }

  /**
   * Makes a call; `framework_id` is added.
   * @returns false where the leader is away: what matters is to be said again once subscribed
   * @throws MasterAnswer when it is refused
   */
  async call(call: JsonObject): Promise<boolean> {
    const { client } = this;
    if (client === null || !this.isSubscribed) return false;
    try {
      await client.call(call);
      return true;
    } catch (error) {
      // What a master said whose stream is over is about a subscription that is too.
      if (this.client !== client || !this.isSubscribed || !isFinal(error)) return false;
      throw error;
    }
  }

  close(): void {
    this.isOver = true;
    this.unfollow();
    if (this.retry !== null) clearTimeout(this.retry);
    this.client?.close();
    this.options.finder.close();
  }

  private turn(): void {
    if (this.isOver || this.options.finder.leader?.href === this.master?.href) return;
    this.retryMs = RETRY_FIRST_MS;
    this.client?.close();
    this.open();
  }

  private open(): void {
    const { finder, info, hear, access } = this.options;
    if (this.retry !== null) clearTimeout(this.retry);
    this.retry = null;
    const { leader } = finder;
    this.master = leader;
    this.client = null;
    this.isSubscribed = false;
    if (leader === null) return;
    const heard = (event: ClientEvent): void => {
      if (this.client !== client) return;
      this.id = client.frameworkId;
      this.isSubscribed = true;
      this.retryMs = RETRY_FIRST_MS;
      hear(event);
    };
    const client = new SchedulerClient(leader, heard, access);
    this.client = client;
    const named = this.id === '' ? info : { ...info, id: { value: this.id } };
    const lost = (error: Error | null): void => {
      if (this.client === client && !this.isOver) this.lost(error);
    };
    client.subscribe(named).then(
      () => lost(null),
      (error: unknown) => lost(error instanceof Error ? error : new Error(String(error))),
    );
  }

  private lost(error: Error | null): void {
    const { finder, failed } = this.options;
    this.client = null;
    this.isSubscribed = false;
    // One that was there comes back; one that never was may be somewhere else.
    const isAbsent = !(error instanceof MasterAnswer) && finder.isSole && this.id === '';
    if (error !== null && (isFinal(error) || isAbsent)) return failed(error);
    finder.failed(error instanceof MasterAnswer ? error.pointed : null);
    this.retry = setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, RETRY_LONGEST_MS);
  }
}

/** Whether a master refuses what is asked, rather than that it does not lead, or is not there. */
function isFinal(error: unknown): boolean {
  return error instanceof MasterAnswer && error.status !== 307 && error.status !== 503;
}
