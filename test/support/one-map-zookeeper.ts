import type {
  CoordinationAnswer,
  CoordinationError,
  CoordinationRequest,
  NodeEvent,
} from '../../core/election/coordination.ts';
import { inputText } from './election-scripts.ts';

interface Entry {
  data: string;
  version: number;
  /** Null for a persistent node. */
  readonly owner: number | null;
  born: number;
}

interface Watch {
  readonly client: number;
  readonly children: boolean;
  readonly path: string;
}

/**
 * ZooKeeper as one map from paths to entries, with nothing between it and its clients: what an
 * ensemble without faults must look like. Each call gives all that is heard, as lines.
 */
export class OneMap {
  private readonly entries = new Map<string, Entry>([
    ['/', { data: '', version: 0, owner: null, born: 0 }],
  ]);
  private watches: Watch[] = [];
  private heard: string[] = [];

  request(client: number, id: number, request: CoordinationRequest): string[] {
    this.heard = [];
    const answer = this.answer(client, request);
    this.heard.push(`${client}: ${inputText({ type: 'RESULT', request: id, answer })}`);
    return this.heard;
  }

  endSession(client: number): string[] {
    this.heard = [];
    this.watches = this.watches.filter((watch) => watch.client !== client);
    for (const [path, entry] of [...this.entries]) if (entry.owner === client) this.remove(path);
    return this.heard;
  }

  private answer(client: number, request: CoordinationRequest): CoordinationAnswer {
    const sequential = request.op === 'CREATE' && request.mode.endsWith('SEQUENTIAL');
    if (!isPath(sequential ? `${request.path}0` : request.path)) return error('BAD_ARGUMENTS');
    if (request.op === 'CREATE') return this.create(client, request, sequential);
    const { path } = request;
    const entry = this.entries.get(path);
    if ('watch' in request && request.watch && (entry !== undefined || request.op === 'EXISTS')) {
      this.watches.push({ client, children: request.op === 'GET_CHILDREN', path });
    }
    if (entry === undefined) return error('NO_NODE');
    const stat = { czxid: 0, mzxid: 0, version: entry.version };
    if (request.op === 'EXISTS') return { op: 'EXISTS', stat };
    if (request.op === 'GET_DATA') return { op: 'GET_DATA', data: entry.data, stat };
    if (request.op === 'GET_CHILDREN') {
      return { op: 'GET_CHILDREN', children: this.childrenOf(path).map(nameOf) };
    }
    if (request.version !== -1 && request.version !== entry.version) return error('BAD_VERSION');
    if (request.op === 'DELETE') {
      if (path === '/') return error('BAD_ARGUMENTS');
      if (this.childrenOf(path).length > 0) return error('NOT_EMPTY');
      this.remove(path);
      return { op: 'DELETE' };
    }
    entry.data = request.data;
    entry.version++;
    this.fire('NODE_DATA_CHANGED', path);
    return { op: 'SET_DATA', stat: { ...stat, version: entry.version } };
  }

  private create(
    client: number,
    request: Extract<CoordinationRequest, { op: 'CREATE' }>,
    sequential: boolean,
  ): CoordinationAnswer {
    const above = parentOf(request.path);
    const parent = this.entries.get(above);
    if (parent === undefined) return error('NO_NODE');
    const number = String(parent.born).padStart(10, '0');
    const path = sequential ? request.path + number : request.path;
    if (this.entries.has(path)) return error('NODE_EXISTS');
    if (parent.owner !== null) return error('NO_CHILDREN_FOR_EPHEMERALS');
    parent.born++;
    const owner = request.mode.startsWith('EPHEMERAL') ? client : null;
    this.entries.set(path, { data: request.data, version: 0, owner, born: 0 });
    this.fire('NODE_CREATED', path);
    this.fire('NODE_CHILDREN_CHANGED', above);
    return { op: 'CREATE', path };
  }

  private remove(path: string): void {
    this.entries.delete(path);
    this.fire('NODE_DELETED', path);
    this.fire('NODE_CHILDREN_CHANGED', parentOf(path));
  }

  private fire(event: NodeEvent, path: string): void {
    const concerns = (watch: Watch): boolean => {
      if (watch.path !== path) return false;
      if (event === 'NODE_DELETED') return true;
      return watch.children === (event === 'NODE_CHILDREN_CHANGED');
    };
    const clients = new Set(this.watches.filter(concerns).map(({ client }) => client));
    this.watches = this.watches.filter((watch) => !concerns(watch));
    for (const client of clients) {
      this.heard.push(`${client}: ${inputText({ type: 'WATCH', event, path })}`);
    }
  }

  private childrenOf(path: string): string[] {
    return [...this.entries.keys()].filter((key) => key !== '/' && parentOf(key) === path);
  }
}

function isPath(path: string): boolean {
  if (path === '/') return true;
  const [first, ...names] = path.split('/');
  return first === '' && names.length > 0 && names.every((name) => name !== '');
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function error(code: CoordinationError): CoordinationAnswer {
  return { op: 'ERROR', error: code };
}
