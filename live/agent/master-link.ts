import type { ClientRequest } from 'node:http';

import type { AgentToMaster } from '../../core/protocol/agent-api.ts';
import { RecordError, RecordReader, encodeRecord } from '../host/recordio.ts';
import { writeMachineJson } from '../host/machine-json.ts';
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
}

/** First and longest wait before the next try, milliseconds. */
const RETRY_FIRST_MS = 100;
const RETRY_LONGEST_MS = 2000;

/** Bytes that may wait for a master that does not read. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/** Where the leading master is; null while nobody knows. */
export type MasterFinder = () => URL | null;

/** An agent's connection to the leading master, made again whenever it is lost. */
export class MasterLink {
  private readonly find: MasterFinder;
  private readonly listener: MasterLinkListener;
  private readonly access: ClientAccess;
  private outgoing: ClientRequest | null = null;
  private isOpen = false;
  private isOver = false;
  private retryMs = RETRY_FIRST_MS;
  private retry: NodeJS.Timeout | null = null;

  constructor(find: MasterFinder, listener: MasterLinkListener, access: ClientAccess = NO_ACCESS) {
    this.find = find;
    this.access = access;
    this.listener = listener;
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
    if (this.retry !== null) clearTimeout(this.retry);
    this.outgoing?.destroy();
  }

  private open(): void {
    const master = this.find();
    if (master === null) return this.again();
    const outgoing = openRequest(this.access, new URL(AGENT_STREAM_PATH, master), {
      method: 'POST',
      headers: { 'content-type': AGENT_STREAM_TYPE, 'transfer-encoding': 'chunked' },
      agent: false,
    });
    this.outgoing = outgoing;
    let isLost = false;
    const lose = (reason: string): void => {
      if (isLost) return;
      isLost = true;
      outgoing.destroy();
      this.lost(reason);
    };
    outgoing.on('error', (error) => lose(error.message));
    outgoing.on('close', () => lose('the connection was closed'));
    outgoing.on('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        return lose(`the master answered ${response.statusCode}`);
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
    this.again();
  }

  private again(): void {
    if (this.isOver) return;
    this.retry = setTimeout(() => this.open(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, RETRY_LONGEST_MS);
  }
}
