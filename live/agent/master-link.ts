import type { ClientRequest } from 'node:http';

import type { AgentToMaster } from '../../core/protocol/agent-api.ts';
import { writeMachineJson } from '../../core/recording/machine-json.ts';
import { type MasterFinder, pointedTo } from '../finding/master-finder.ts';
import { RecordError, RecordReader, encodeRecord } from '../host/recordio.ts';
import {
  AGENT_MESSAGE_MAX,
  type MasterMessage,
  readMasterMessage,
} from '../mesos/agent-messages.ts';
import { AGENT_STREAM_PATH, AGENT_STREAM_TYPE } from '../mesos/agent-stream.ts';
import { type ClientAccess, NO_ACCESS, openRequest } from '../security/client-access.ts';

/** Who is told of a link to the master. */
export interface MasterLinkListener {
  /** The way to the master is open. */
  opened(): void;
  heard(message: MasterMessage): void;
  /** It is not any more; it will be tried again. */
  closed(reason: string): void;
  /** It could not be opened; each reason is told once until it is. */
  failed?(reason: string): void;
}

/** First and longest wait before the next try, milliseconds. */
const RETRY_FIRST_MS = 100;
const RETRY_LONGEST_MS = 1000;

/** How long a master may take to answer, milliseconds: a process that stands still never does. */
const GREETING_MS = 10_000;

/** Bytes that may wait for a master that does not read. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/**
 * An agent's connection to the leading master, made again whenever it is lost, and with another
 * one as soon as that leads.
 */
export class MasterLink {
  private readonly finder: MasterFinder;
  private readonly listener: MasterLinkListener;
  private readonly access: ClientAccess;
  private readonly unfollow: () => void;
  private outgoing: ClientRequest | null = null;
  /** Whom it is with, or being made with. */
  private master: URL | null = null;
  private isOpen = false;
  /** Another leads, or was pointed to: no reason to wait. */
  private isTurning = false;
  /** It was pointed to whom it tries now: where that fails, it waits. */
  private isPointed = false;
  private isOver = false;
  private readonly told = new Set<string>();
  private retryMs = RETRY_FIRST_MS;
  private retry: NodeJS.Timeout | null = null;

  constructor(
    finder: MasterFinder,
    listener: MasterLinkListener,
    access: ClientAccess = NO_ACCESS,
  ) {
    this.finder = finder;
    this.access = access;
    this.listener = listener;
    this.unfollow = finder.follow(() => this.turn());
    this.open();
  }

  /** Lost where there is no master: the machine says it again. */
  send(message: AgentToMaster | (AgentToMaster & { readonly port: number })): void {
    const { outgoing } = this;
    if (!this.isOpen || outgoing === null) return;
    outgoing.write(encodeRecord(writeMachineJson(message)));
    if (outgoing.writableLength > WAITING_BYTES_MAX) outgoing.destroy();
  }

  /** Lets go of the master there is and looks for one anew. */
  renew(): void {
    this.outgoing?.destroy();
  }

  close(): void {
    this.isOver = true;
    this.unfollow();
    if (this.retry !== null) clearTimeout(this.retry);
    this.outgoing?.destroy();
  }

  /** There is another leader, or none: whom it is with speaks for nobody. */
  private turn(): void {
    if (this.isOver || this.finder.leader?.href === this.master?.href) return;
    this.retryMs = RETRY_FIRST_MS;
    this.isTurning = true;
    if (this.outgoing !== null) return this.renew();
    if (this.retry !== null) clearTimeout(this.retry);
    this.open();
  }

  private open(): void {
    const master = this.finder.leader;
    this.master = master;
    this.isTurning = false;
    this.retry = null;
    // The finder tells when there is one.
    if (master === null) return;
    const outgoing = openRequest(this.access, new URL(AGENT_STREAM_PATH, master), {
      method: 'POST',
      headers: { 'content-type': AGENT_STREAM_TYPE, 'transfer-encoding': 'chunked' },
      agent: false,
    });
    this.outgoing = outgoing;
    let isLost = false;
    const lose = (reason: string, pointed: URL | null = null): void => {
      if (isLost) return;
      isLost = true;
      clearTimeout(greeting);
      outgoing.destroy();
      if (this.finder.leader === master) {
        this.finder.failed(pointed);
        this.isTurning = pointed !== null && !this.isPointed;
        this.isPointed = this.isTurning;
      }
      this.lost(reason);
    };
    const greeting = setTimeout(() => lose('the master does not answer'), GREETING_MS);
    outgoing.on('error', (error) => lose(error.message));
    outgoing.on('close', () => lose('the connection was closed'));
    outgoing.on('response', (response) => {
      clearTimeout(greeting);
      if (response.statusCode !== 200) {
        response.resume();
        return lose(`the master answered ${response.statusCode}`, pointedTo(response, master));
      }
      const records = new RecordReader(AGENT_MESSAGE_MAX);
      response.on('data', (chunk: Buffer) => {
        try {
          for (const record of records.push(chunk)) {
            const message = readMasterMessage(record);
            if (typeof message === 'string') return lose(`from the master: ${message}`);
            this.listener.heard(message);
          }
        } catch (error) {
          if (error instanceof RecordError) return lose(error.message);
          throw error;
        }
      });
      response.on('close', () => lose('the master closed the connection'));
      response.on('error', (error) => lose(error.message));
      this.isOpen = true;
      this.retryMs = RETRY_FIRST_MS;
      this.listener.opened();
    });
    outgoing.setNoDelay(true);
    outgoing.flushHeaders();
  }

  private lost(reason: string): void {
    const wasOpen = this.isOpen;
    this.isOpen = false;
    this.outgoing = null;
    if (this.isOver) return;
    if (wasOpen) this.listener.closed(reason);
    else if (!this.told.has(reason)) this.listener.failed?.(reason);
    if (wasOpen) this.told.clear();
    else this.told.add(reason);
    if (this.isTurning) return this.open();
    this.retry = setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, RETRY_LONGEST_MS);
  }
}
