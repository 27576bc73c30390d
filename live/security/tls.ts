import { X509Certificate, createPrivateKey } from 'node:crypto';
import {
  type RequestListener,
  type Server,
  type ServerOptions,
  createServer as createPlainServer,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';

import { SettingError } from './setting-error.ts';

/** How a listener speaks TLS. Texts in PEM. */
export interface ServerTls {
  readonly cert: string;
  readonly key: string;
  /** Whose clients' certificates are believed; nobody's when null. */
  readonly ca: string | null;
  /** Whether a client without such a certificate is sent away. */
  readonly requiresClientCert: boolean;
  /** Whether who speaks plain HTTP is heard too (Mesos `LIBPROCESS_SSL_SUPPORT_DOWNGRADE`). */
  readonly takesPlain: boolean;
}

/**
 * Looks whether a certificate and a key are that, and one another's.
 * @throws SettingError naming the file
 */
export function checkCertificate(
  cert: string,
  key: string,
  files: readonly [string, string],
): void {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(cert);
  } catch {
    throw new SettingError(`${files[0]}: found what is no certificate in PEM`);
  }
  let isPair: boolean;
  try {
    isPair = certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new SettingError(`${files[1]}: found what is no private key in PEM`);
  }
  if (!isPair) throw new SettingError(`${files[1]}: found another key than that of ${files[0]}`);
}

/** The first byte of a TLS connection: a record of the handshake. */
const HANDSHAKE = 0x16;

/** How long a connection may say nothing before it is known what it speaks, milliseconds. */
const FIRST_BYTE_MS = 20_000;

/** A server for `fastify`'s `serverFactory`: of plain HTTP without `tls`. */
export function listenerOf(
  tls: ServerTls | null,
  options: ServerOptions,
  handler: RequestListener,
): Server {
  if (tls === null) return createPlainServer(options, handler);
  const { cert, key, ca, requiresClientCert, takesPlain } = tls;
  const secured = createTlsServer(
    {
      ...{ ...options, cert, key, minVersion: 'TLSv1.2' },
      ...(ca === null ? {} : { ca, requestCert: true, rejectUnauthorized: requiresClientCert }),
    },
    handler,
  );
  return takesPlain ? listensToBoth(secured, createPlainServer(options, handler)) : secured;
}

/** The plain server, which hands those who begin with a handshake to the other. */
function listensToBoth(secured: Server, plain: Server): Server {
  const [hearPlain] = plain.listeners('connection') as ((socket: Socket) => void)[];
  plain.removeAllListeners('connection');
  plain.on('connection', (socket: Socket) => {
    const give = (): void => {
      const first: unknown = socket.read(1);
      if (!Buffer.isBuffer(first)) return void socket.once('readable', give);
      socket.setTimeout(0);
      for (const event of ['timeout', 'error', 'end']) socket.removeListener(event, leave);
      socket.unshift(first);
      if (first[0] === HANDSHAKE) secured.emit('connection', socket);
      else hearPlain.call(plain, socket);
    };
    const leave = (): void => void socket.destroy();
    socket.setTimeout(FIRST_BYTE_MS);
    for (const event of ['timeout', 'error', 'end']) socket.once(event, leave);
    give();
  });
  // Node begins to watch a server's connections when it listens, and this one never does.
  plain.on('listening', () => secured.emit('listening'));
  plain.on('close', () => secured.close());
  const closeAll = plain.closeAllConnections.bind(plain);
  plain.closeAllConnections = () => {
    closeAll();
    secured.closeAllConnections();
  };
  return plain;
}
