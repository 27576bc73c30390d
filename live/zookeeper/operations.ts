import {
  type ACL,
  type Client,
  CreateMode,
  type Event,
  Exception,
  type Stat,
} from 'node-zookeeper-client';
import type {
  CoordinationAnswer,
  CoordinationError,
  CoordinationRequest,
  NodeStat,
} from '../../core/election/coordination.ts';

export interface Asking {
  /** Of what is created. */
  readonly acls: ACL[];
  /** The watch to leave on the request's path. */
  readonly watch: (kind: 'node' | 'children') => (event: Event) => void;
  readonly answer: (answer: CoordinationAnswer) => void;
}

/** Hands a request to the client, and its answer back in the port's words. */
export function ask(client: Client, request: CoordinationRequest, asking: Asking): void {
  const { acls, watch, answer } = asking;
  const { path } = request;
  const answerStat = (op: 'EXISTS' | 'SET_DATA') => (error: Error | Exception | null, stat: Stat) =>
    answer(error === null || error === undefined ? answerOf(op, stat) : errorOf(error));
  switch (request.op) {
    case 'CREATE':
      return client.create(
        path,
        Buffer.from(request.data),
        acls,
        CreateMode[request.mode],
        (error, created) => answer(error ? errorOf(error) : { op: 'CREATE', path: created }),
      );
    case 'DELETE':
      return client.remove(path, request.version, (error) =>
        answer(error ? errorOf(error) : { op: 'DELETE' }),
      );
    case 'EXISTS':
      if (request.watch) return client.exists(path, watch('node'), answerStat('EXISTS'));
      return client.exists(path, answerStat('EXISTS'));
    case 'SET_DATA':
      return client.setData(
        path,
        Buffer.from(request.data),
        request.version,
        answerStat('SET_DATA'),
      );
    case 'GET_DATA': {
      const got = (error: Error | Exception | null, data: Buffer | undefined, stat: Stat) =>
        answer(
          error
            ? errorOf(error)
            : { op: 'GET_DATA', data: data?.toString('utf8') ?? '', stat: nodeStat(stat) },
        );
      if (request.watch) return client.getData(path, watch('node'), got);
      return client.getData(path, got);
    }
    case 'GET_CHILDREN': {
      const got = (error: Error | Exception | null, children: string[]) =>
        answer(error ? errorOf(error) : { op: 'GET_CHILDREN', children });
      if (request.watch) return client.getChildren(path, watch('children'), got);
      return client.getChildren(path, got);
    }
  }
}

/** `exists` answers no stat where there is no node, and leaves its watch all the same. */
function answerOf(op: 'EXISTS' | 'SET_DATA', stat: Stat | null): CoordinationAnswer {
  if (stat === null || stat === undefined) return { op: 'ERROR', error: 'NO_NODE' };
  return { op, stat: nodeStat(stat) };
}

function nodeStat({ czxid, mzxid, version }: Stat): NodeStat {
  return { czxid: numberOf(czxid), mzxid: numberOf(mzxid), version };
}

/** Transaction ids stay below 2^53 for two million leaders of the ensemble. */
function numberOf(bytes: Buffer): number {
  return bytes.readUInt32BE(0) * 2 ** 32 + bytes.readUInt32BE(4);
}

const ERRORS: ReadonlyMap<number, CoordinationError> = new Map([
  [Exception.NO_NODE, 'NO_NODE'],
  [Exception.NODE_EXISTS, 'NODE_EXISTS'],
  [Exception.BAD_VERSION, 'BAD_VERSION'],
  [Exception.NOT_EMPTY, 'NOT_EMPTY'],
  [Exception.NO_CHILDREN_FOR_EPHEMERALS, 'NO_CHILDREN_FOR_EPHEMERALS'],
  [Exception.BAD_ARGUMENTS, 'BAD_ARGUMENTS'],
  [Exception.INVALID_ACL, 'NO_AUTH'],
  [Exception.NO_AUTH, 'NO_AUTH'],
  [Exception.AUTH_FAILED, 'NO_AUTH'],
  [Exception.SESSION_EXPIRED, 'SESSION_EXPIRED'],
  [Exception.CONNECTION_LOSS, 'CONNECTION_LOSS'],
]);

/** What is not known is as a lost connection: it may have been done, and may be tried again. */
function errorOf(error: Error | Exception): CoordinationAnswer {
  const code = 'code' in error && typeof error.code === 'number' ? error.code : 0;
  return { op: 'ERROR', error: ERRORS.get(code) ?? 'CONNECTION_LOSS' };
}
