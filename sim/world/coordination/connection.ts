import type { CoordinationAnswer, RequestId } from '../../../core/election/coordination.ts';
import type { Micros } from '../../../core/machine.ts';
import type { ReadRequest, SessionId, WriteRequest } from './znode-tree.ts';

/** A request on its way through a server. */
export interface Errand {
  readonly id: RequestId;
  readonly request: ReadRequest | WriteRequest;
  /** Set once the write is applied at this server. */
  done: { readonly zxid: number; readonly answer: CoordinationAnswer } | null;
}

/**
 * One attempt of a client to talk to a server, and the connection that comes of it. Both ends look
 * at it: what either end closes is closed, and whether the other knows is a matter of messages.
 */
export class Connection {
  readonly client: number;
  readonly server: number;
  /** 0 until the server attaches it to one. */
  session: SessionId = 0;
  /** Between the server's attaching and either end's closing. */
  serving = false;
  /** The client has turned elsewhere. */
  abandoned = false;
  /** When the server last heard of the client for certain; pings follow on it. */
  heardUs: Micros = 0;
  /** Requests in the order in which they came; reads wait for the writes before them. */
  readonly errands: Errand[] = [];

  constructor(client: number, server: number) {
    this.client = client;
    this.server = server;
  }
}
