import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import sirv from 'sirv';

import type { ChangeFeed } from '../../../core/feed/change-feed.ts';
import type { RecordingWriter } from '../../host/recording-writer.ts';
import { NO_SECURITY } from '../../security/security.ts';
import type { MasterSite } from '../master-site.ts';
import type { MasterSettings } from '../run-master.ts';
import { ClusterEvents } from './cluster-events.ts';
import { answerText } from './http-checks.ts';
import { taskOutput } from './task-output.ts';

export interface LivePageParts {
  readonly feed: ChangeFeed;
  /** Of this master's life; null where none is made. */
  readonly recording: RecordingWriter | null;
  readonly settings: Pick<MasterSettings, 'page' | 'pageHeartbeatMs' | 'security'>;
}

const NOT_BUILT =
  'The page is not built: found no dist/lab beside this program, wanted `npm run build:lab`.';

/** The page at the master's address and what it reads: paths of the APIs go before its files. */
export function registerLivePage(
  app: FastifyInstance,
  site: MasterSite,
  { feed, recording, settings }: LivePageParts,
): ClusterEvents {
  const { page = null, pageHeartbeatMs, security = NO_SECURITY } = settings;
  const events = new ClusterEvents(site, feed, pageHeartbeatMs);
  app.get('/evenhand/events', (_, reply) => events.answer(reply, recording !== null));
  app.get('/evenhand/output', (request, reply) => taskOutput(site, security, request, reply));
  app.get('/evenhand/recording', (_, reply) => sendRecording(recording, reply));
  const index = page === null ? '' : join(page, 'index.html');
  if (page === null || !existsSync(index)) {
    app.get('/', (_, reply) => answerText(reply, 404, NOT_BUILT));
    return events;
  }
  const files = sirv(page, { etag: true });
  const html = readFileSync(index, 'utf8').replace(
    '</title>',
    '</title><meta name="evenhand-master" content="yes">',
  );
  for (const url of ['/', '/index.html']) {
    app.get(url, (_, reply) => {
      return reply.header('cache-control', 'no-store').type('text/html; charset=utf-8').send(html);
    });
  }
  app.get('/*', (request, reply) => {
    reply.hijack();
    files(request.raw, reply.raw, () => {
      reply.raw.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
      reply.raw.end('404 Not Found.');
    });
  });
  return events;
}

/** What has been recorded until now; the recording goes on. */
async function sendRecording(
  recording: RecordingWriter | null,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (recording === null) return answerText(reply, 404, 'This master makes no recording');
  await recording.flushed();
  const { size } = await stat(recording.file);
  return reply
    .header('content-disposition', `attachment; filename="${basename(recording.file)}"`)
    .header('content-length', size)
    .header('cache-control', 'no-store')
    .type('application/octet-stream')
    .send(createReadStream(recording.file, { end: Math.max(0, size - 1) }));
}
