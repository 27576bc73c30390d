import type { Micros } from '../machine.ts';

/**
 * The port to a coordination service with ZooKeeper's semantics (`zookeeperProgrammers`): what a
 * machine says to it, and what it hears. The simulator has a virtual ensemble behind it, the live
 * host a client of a real one.
 *
 * What the host promises:
 *
 * 1. A machine has one session at a time. `openSession` leads to SYNC_CONNECTED, sooner or later;
 *    from then on DISCONNECTED and SYNC_CONNECTED alternate until EXPIRED ends the session, or
 *    `closeSession` does. Nothing of a session that is over reaches the machine.
 * 2. Each request is answered once, in a later step: one said while not connected by
 *    CONNECTION_LOSS, as are those that wait when the connection is lost; these answers come
 *    before DISCONNECTED. A write answered so may have been done, or be done yet.
 * 3. Requests are carried out, and answered, in the order in which they were said. What a machine
 *    has read never becomes older, whichever server it is connected to.
 * 4. A watch fires once. Two of one kind on one path are one. It fires before any answer shows the
 *    change; it outlives the connection, and what it missed meanwhile is told on the next one.
 */
export interface Coordination {
  /** Opens a session; the servers may grant another timeout. */
  openSession(timeoutUs: Micros): void;
  /** Ends the session: its ephemeral nodes go at once where it is connected, else at its expiry. */
  closeSession(): void;
  /** @param id comes back with the answer */
  request(id: RequestId, request: CoordinationRequest): void;
}

/** Chosen by the machine, never twice. */
export type RequestId = number;

/** What becomes of a new node: it lives as long as its session, or until somebody deletes it. */
export type CreateMode =
  | 'PERSISTENT'
  | 'PERSISTENT_SEQUENTIAL'
  | 'EPHEMERAL'
  | 'EPHEMERAL_SEQUENTIAL';

/** Any version, where one is expected. */
export const ANY_VERSION = -1;

export type CoordinationRequest =
  | {
      readonly op: 'CREATE';
      /** A sequential node's name ends in a ten-digit counter of its parent. */
      readonly path: string;
      readonly data: string;
      readonly mode: CreateMode;
    }
  | { readonly op: 'DELETE'; readonly path: string; readonly version: number }
  | { readonly op: 'EXISTS'; readonly path: string; readonly watch: boolean }
  | { readonly op: 'GET_DATA'; readonly path: string; readonly watch: boolean }
  | {
      readonly op: 'SET_DATA';
      readonly path: string;
      readonly data: string;
      readonly version: number;
    }
  | { readonly op: 'GET_CHILDREN'; readonly path: string; readonly watch: boolean };

/** ZooKeeper's codes, as far as a machine can meet them. */
export type CoordinationError =
  | 'NO_NODE'
  | 'NODE_EXISTS'
  | 'BAD_VERSION'
  | 'NOT_EMPTY'
  | 'NO_CHILDREN_FOR_EPHEMERALS'
  | 'BAD_ARGUMENTS'
  | 'NO_AUTH'
  | 'SESSION_EXPIRED'
  | 'CONNECTION_LOSS';

/** Of ZooKeeper's `Stat`: ids of the writes that made and last changed a node, changes so far. */
export interface NodeStat {
  readonly czxid: number;
  readonly mzxid: number;
  readonly version: number;
}

export type CoordinationAnswer =
  /** The path with its counter. */
  | { readonly op: 'CREATE'; readonly path: string }
  | { readonly op: 'DELETE' }
  | { readonly op: 'EXISTS' | 'SET_DATA'; readonly stat: NodeStat }
  | { readonly op: 'GET_DATA'; readonly data: string; readonly stat: NodeStat }
  /** Names without the parent's path, in no particular order. */
  | { readonly op: 'GET_CHILDREN'; readonly children: readonly string[] }
  /** EXISTS with a watch leaves it even where there is NO_NODE; other failures leave none. */
  | { readonly op: 'ERROR'; readonly error: CoordinationError };

export interface CoordinationResult {
  readonly type: 'RESULT';
  readonly request: RequestId;
  readonly answer: CoordinationAnswer;
}

/** The state of the session has changed (ZooKeeper's `KeeperState`). */
export type SessionChanged =
  | {
      readonly type: 'SESSION';
      readonly state: 'SYNC_CONNECTED';
      /** The timeout granted. */
      readonly timeoutUs: Micros;
    }
  | { readonly type: 'SESSION'; readonly state: 'DISCONNECTED' | 'EXPIRED' };

export type NodeEvent =
  | 'NODE_CREATED'
  | 'NODE_DELETED'
  | 'NODE_DATA_CHANGED'
  | 'NODE_CHILDREN_CHANGED';

export interface WatchFired {
  readonly type: 'WATCH';
  readonly event: NodeEvent;
  readonly path: string;
}

export type CoordinationInput = SessionChanged | CoordinationResult | WatchFired;
