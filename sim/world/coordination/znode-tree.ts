import { assert } from '../../../core/assert.ts';
import {
  ANY_VERSION,
  type CoordinationAnswer,
  type CoordinationError,
  type CoordinationRequest,
  type NodeEvent,
  type NodeStat,
} from '../../../core/election/coordination.ts';
import type { Micros } from '../../../core/machine.ts';

/** From a counter, never 0. */
export type SessionId = number;

type RequestOf<Op> = Extract<CoordinationRequest, { op: Op }>;
export type WriteRequest = RequestOf<'CREATE' | 'DELETE' | 'SET_DATA'>;
export type ReadRequest = RequestOf<'EXISTS' | 'GET_DATA' | 'GET_CHILDREN'>;

/** What the ensemble agrees on, one after the other. */
export type Transaction =
  | { readonly type: 'CREATE_SESSION'; readonly session: SessionId; readonly timeoutUs: Micros }
  | { readonly type: 'CLOSE_SESSION'; readonly session: SessionId }
  | { readonly type: 'WRITE'; readonly session: SessionId; readonly request: WriteRequest };

/** Told of each node that a transaction touches, in ZooKeeper's order. */
export type Touched = (event: NodeEvent, path: string) => void;

interface Znode {
  data: string;
  readonly czxid: number;
  mzxid: number;
  /** The transaction that last made or deleted a child. */
  pzxid: number;
  version: number;
  /** Children made so far, sequential or not: the next sequential one's number. */
  created: number;
  /** 0 for a persistent node. */
  readonly owner: SessionId;
  readonly children: Set<string>;
}

/**
 * What every server holds: nodes and sessions, as a function of the transactions applied. Reads
 * and writes answer as ZooKeeper 3.8 does.
 */
export class ZnodeTree {
  /** The transaction applied last; failed writes have a number too. */
  lastZxid = 0;
  private readonly nodes = new Map<string, Znode>([['/', newNode('', 0, 0)]]);
  private readonly sessions = new Map<SessionId, Set<string>>();

  hasSession(session: SessionId): boolean {
    return this.sessions.has(session);
  }

  /** @returns the answer to a write, null for the others */
  apply(zxid: number, transaction: Transaction, touched: Touched): CoordinationAnswer | null {
    assert(zxid > this.lastZxid, 'transactions are applied in order');
    this.lastZxid = zxid;
    switch (transaction.type) {
      case 'CREATE_SESSION':
        this.sessions.set(transaction.session, new Set());
        return null;
      case 'CLOSE_SESSION':
        for (const path of this.sessions.get(transaction.session) ?? []) {
          this.remove(path, zxid, touched);
        }
        this.sessions.delete(transaction.session);
        return null;
      case 'WRITE':
        if (!this.sessions.has(transaction.session)) return failure('SESSION_EXPIRED');
        return this.write(zxid, transaction.session, transaction.request, touched);
    }
  }

  read(request: ReadRequest): CoordinationAnswer {
    const node = this.nodes.get(request.path);
    if (!isPath(request.path)) return failure('BAD_ARGUMENTS');
    if (node === undefined) return failure('NO_NODE');
    switch (request.op) {
      case 'EXISTS':
        return { op: 'EXISTS', stat: statOf(node) };
      case 'GET_DATA':
        return { op: 'GET_DATA', data: node.data, stat: statOf(node) };
      case 'GET_CHILDREN':
        return { op: 'GET_CHILDREN', children: [...node.children] };
    }
  }

  /** The transaction that last changed a node's data, or its children; null where there is none. */
  changedAt(path: string, what: 'data' | 'children'): number | null {
    const node = this.nodes.get(path);
    if (node === undefined) return null;
    return what === 'data' ? node.mzxid : node.pzxid;
  }

  /** Paths of ephemeral nodes with their owners. */
  ephemerals(): { path: string; owner: SessionId }[] {
    return [...this.nodes]
      .filter(([, node]) => node.owner !== 0)
      .map(([path, { owner }]) => ({ path, owner }));
  }

  /** Becomes what another tree is: a server that joins gets the leader's snapshot. */
  copyFrom(other: ZnodeTree): void {
    this.lastZxid = other.lastZxid;
    this.nodes.clear();
    for (const [path, node] of other.nodes) {
      this.nodes.set(path, { ...node, children: new Set(node.children) });
    }
    this.sessions.clear();
    for (const [session, paths] of other.sessions) this.sessions.set(session, new Set(paths));
  }

  private write(
    zxid: number,
    session: SessionId,
    request: WriteRequest,
    touched: Touched,
  ): CoordinationAnswer {
    if (request.op === 'CREATE') return this.create(zxid, session, request, touched);
    if (!isPath(request.path)) return failure('BAD_ARGUMENTS');
    const node = this.nodes.get(request.path);
    if (node === undefined) return failure('NO_NODE');
    if (request.version !== ANY_VERSION && request.version !== node.version) {
      return failure('BAD_VERSION');
    }
    if (request.op === 'SET_DATA') {
      node.data = request.data;
      node.mzxid = zxid;
      node.version++;
      touched('NODE_DATA_CHANGED', request.path);
      return { op: 'SET_DATA', stat: statOf(node) };
    }
    if (request.path === '/') return failure('BAD_ARGUMENTS');
    if (node.children.size > 0) return failure('NOT_EMPTY');
    this.sessions.get(node.owner)?.delete(request.path);
    this.remove(request.path, zxid, touched);
    return { op: 'DELETE' };
  }

  private create(
    zxid: number,
    session: SessionId,
    { path: asked, data, mode }: RequestOf<'CREATE'>,
    touched: Touched,
  ): CoordinationAnswer {
    const sequential = mode === 'PERSISTENT_SEQUENTIAL' || mode === 'EPHEMERAL_SEQUENTIAL';
    if (!isPath(sequential ? `${asked}0` : asked)) return failure('BAD_ARGUMENTS');
    const above = parentOf(asked);
    const parent = this.nodes.get(above);
    if (parent === undefined) return failure('NO_NODE');
    const path = sequential ? asked + String(parent.created).padStart(10, '0') : asked;
    if (this.nodes.has(path)) return failure('NODE_EXISTS');
    if (parent.owner !== 0) return failure('NO_CHILDREN_FOR_EPHEMERALS');
    const ephemeral = mode === 'EPHEMERAL' || mode === 'EPHEMERAL_SEQUENTIAL';
    this.nodes.set(path, newNode(data, zxid, ephemeral ? session : 0));
    if (ephemeral) this.sessions.get(session)?.add(path);
    parent.created++;
    parent.pzxid = zxid;
    parent.children.add(path.slice(path.lastIndexOf('/') + 1));
    touched('NODE_CREATED', path);
    touched('NODE_CHILDREN_CHANGED', above);
    return { op: 'CREATE', path };
  }

  private remove(path: string, zxid: number, touched: Touched): void {
    const above = parentOf(path);
    const parent = this.nodes.get(above);
    assert(parent !== undefined, 'a node has its parent');
    this.nodes.delete(path);
    parent.children.delete(path.slice(path.lastIndexOf('/') + 1));
    parent.pzxid = zxid;
    touched('NODE_DELETED', path);
    touched('NODE_CHILDREN_CHANGED', above);
  }
}

function newNode(data: string, zxid: number, owner: SessionId): Znode {
  return {
    data,
    czxid: zxid,
    mzxid: zxid,
    pzxid: zxid,
    version: 0,
    created: 0,
    owner,
    children: new Set(),
  };
}

function statOf({ czxid, mzxid, version }: Znode): NodeStat {
  return { czxid, mzxid, version };
}

function failure(error: CoordinationError): CoordinationAnswer {
  return { op: 'ERROR', error };
}

function isPath(path: string): boolean {
  return path === '/' || /^(?:\/[^/]+)+$/.test(path);
}

function parentOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}
