import type { Socket } from 'node:net';
import type { Client } from 'node-zookeeper-client';

/** What the guard needs of node-zookeeper-client 1.1.3 that its interface does not offer. */
export interface ConnectionInternals {
  /** The latest; it may be closed, or not be connected yet. */
  socket?: Socket;
  /** The beginning of a frame that has not come whole. */
  pendingBuffer: Buffer | null;
  /** CLOSED is -2. */
  readonly state: number;
  onSocketData: (this: ConnectionInternals, bytes: Buffer) => void;
}

const CLOSED = -2;

/**
 * The client's connection, as the guard sees it.
 * @throws Error where the client is not built as it was
 */
export function internalsOf(client: Client): ConnectionInternals {
  const connection: unknown = Reflect.get(client, 'connectionManager');
  if (typeof connection === 'object' && connection !== null && 'pendingBuffer' in connection) {
    return connection as ConnectionInternals;
  }
  throw new Error('node-zookeeper-client has no connectionManager.pendingBuffer, wanted 1.1.3');
}

export function isClosed(connection: ConnectionInternals): boolean {
  return connection.state === CLOSED;
}

/**
 * Cuts the connection, so that the client makes another one. Half a frame must not be left: the
 * next connection's first bytes would be read as its end, and the client never recover.
 */
export function cut(connection: ConnectionInternals): void {
  connection.pendingBuffer = null;
  connection.socket?.destroy();
}

/**
 * Keeps the client from throwing in a socket's event, which would end the process: it does at
 * error codes newer than itself, SESSION_MOVED (-118) among them.
 */
export function catchBadFrames(
  connection: ConnectionInternals,
  complain: (problem: string) => void,
): void {
  const read = connection.onSocketData;
  connection.onSocketData = (bytes) => {
    try {
      read.call(connection, bytes);
    } catch (error) {
      complain(`an answer that cannot be read: ${String(error)}`);
      cut(connection);
    }
  };
}
