import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';

import { SERVER_TIMEOUTS } from '../../security/slow-requests.ts';
import { type ServerTls, listenerOf } from '../../security/tls.ts';

/**
 * The server of a master's process, which outlives its terms: each request goes to the routes that
 * answer at that moment.
 */
export class FrontDoor {
  private readonly server: Server;

  /** @param routes asked for every request; ready, or null while there are none yet */
  constructor(routes: () => FastifyInstance | null, tls: ServerTls | null = null) {
    this.server = listenerOf(tls, SERVER_TIMEOUTS, (request, response) => {
      const answering = routes();
      if (answering !== null) return answering.routing(request, response);
      response.writeHead(503).end('Master has not finished recovery');
    });
  }

  /** @returns the port */
  async listen(ip: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, ip, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    return (this.server.address() as AddressInfo).port;
  }

  /** Cuts all connections: what was begun with them is void. */
  clear(): void {
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.clear();
    });
  }
}
