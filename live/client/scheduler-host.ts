import { randomInt } from 'node:crypto';

import type { Micros } from '../../core/machine.ts';
import type { Call } from '../../core/protocol/scheduler-api.ts';
import type { SchedulerDisconnected } from '../../core/schedulers/driver.ts';
import type { ResourceSpace } from '../../core/resources/resource-space.ts';
import type { MasterFinder } from '../finding/master-finder.ts';
import { type Clock, HostTimers } from '../host/clock.ts';
import type { JsonObject } from '../mesos/json.ts';
import type { ClientAccess } from '../security/client-access.ts';
import { type ClientEvent, MasterAnswer, SchedulerClient } from './scheduler-client.ts';
import { SchedulerWords, type TaskDocument, type ToldEvent } from './scheduler-words.ts';

/** What a scheduler's machine takes from its host, whatever kind it is. */
export type HostedInput =
  | { readonly type: 'START' }
  | ToldEvent
  | SchedulerDisconnected
  | { readonly type: 'TIMER'; readonly timer: string };

export interface SchedulerHostOptions {
  /** Closed with the host. */
  readonly finder: MasterFinder;
  readonly access: ClientAccess;
  readonly clock: Clock;
  /** Of the machine's quantities. */
  readonly space: ResourceSpace;
  /** Runs its tasks. */
  readonly user: string;
  readonly taskDocument: TaskDocument;
  /** The machine; what it says comes back by {@link SchedulerHost.send} and `setTimer`. */
  readonly step: (now: Micros, input: HostedInput) => void;
  /** Nothing can be done any more. */
  readonly onFatal: (error: Error) => void;
}

type SubscribeCall = Extract<Call, { type: 'SUBSCRIBE' }>;

/** Longest random wait before it subscribes again, microseconds. */
const BACKOFF_US = 1_000_000;

/**
 * Hosts a scheduler's machine on a real cluster, by nothing but Mesos's public API. It decides
 * nothing; what the machine says is carried out in order.
 */
export class SchedulerHost {
  private readonly options: SchedulerHostOptions;
  private readonly words: SchedulerWords;
  private readonly timers: HostTimers;
  private client: SchedulerClient | null = null;
  /** How the machine wanted to subscribe when nobody led. */
  private waiting: SubscribeCall | null = null;
  private isSubscribed = false;
  private wasSubscribed = false;
  private isOver = false;

  constructor(options: SchedulerHostOptions) {
    this.options = options;
    this.words = new SchedulerWords(options.space, options.taskDocument);
    this.timers = new HostTimers(options.clock);
    options.finder.follow(() => this.turn());
  }

  start(): void {
    this.feed({ type: 'START' });
  }

  /** The machine calls the master. */
  send(call: Call): void {
    if (this.isOver) return;
    if (call.type === 'SUBSCRIBE') return this.subscribe(call);
    const document = this.words.callDocument(call);
    const { client } = this;
    if (document === null || client === null || !this.isSubscribed) return;
    client.call(document).catch((error: unknown) => this.failed(client, error));
  }

  setTimer(timer: string, delayUs: Micros): void {
    if (this.isOver) return;
    this.timers.set(delayUs, () => this.feed({ type: 'TIMER', timer }));
  }

  /** Ends the framework, and its tasks with it. */
  async tearDown(): Promise<void> {
    const { client, isSubscribed } = this;
    this.isOver = true;
    this.timers.clear();
    try {
      if (client !== null && isSubscribed) await client.call({ type: 'TEARDOWN' });
    } finally {
      client?.close();
      this.options.finder.close();
    }
  }

  private feed(input: HostedInput): void {
    if (!this.isOver) this.options.step(this.options.clock.now(), input);
  }

  private subscribe(call: SubscribeCall): void {
    this.client?.close();
    const master = this.options.finder.leader;
    // Nobody leads, or it is not known yet: the machine tries again only where it once had.
    this.waiting = master === null ? call : null;
    if (master === null) return;
    const info: JsonObject = this.words.frameworkInfo(call, this.options.user);
    const hear = (event: ClientEvent): void => {
      const read = this.client === client ? this.words.readEvent(event) : null;
      if (read === null) return;
      if (read.type === 'SUBSCRIBED') {
        this.isSubscribed = true;
        this.wasSubscribed = true;
      }
      this.feed(read);
    };
    const client = new SchedulerClient(master, hear, this.options.access);
    this.client = client;
    this.isSubscribed = false;
    client.subscribe(info).then(
      () => this.failed(client, null),
      (error: unknown) => this.failed(client, error),
    );
  }

  /** Another master leads: its word counts, whatever the old connection is good for. */
  private turn(): void {
    const { client } = this;
    const { leader } = this.options.finder;
    if (this.isOver || leader === null) return;
    if (client === null && this.waiting !== null) return this.subscribe(this.waiting);
    if (client === null || client.isTo(leader)) return;
    this.failed(client, null);
  }

  /** A connection that breaks is the machine's to make anew; what the master refuses is not. */
  private failed(client: SchedulerClient, error: unknown): void {
    if (this.isOver || this.client !== client) return;
    const { finder, onFatal } = this.options;
    const answer = error instanceof MasterAnswer ? error : null;
    // A master that does not lead answers with 307 or 503.
    const isRefusal = answer !== null && answer.status !== 307 && answer.status !== 503;
    const isAbsent = answer === null && finder.isSole && !this.wasSubscribed;
    if (error instanceof Error && (isRefusal || isAbsent)) return onFatal(error);
    client.close();
    this.client = null;
    this.isSubscribed = false;
    if (error !== null) finder.failed(answer?.pointed ?? null);
    this.feed({ type: 'DISCONNECTED', backoffUs: randomInt(BACKOFF_US) });
  }
}
