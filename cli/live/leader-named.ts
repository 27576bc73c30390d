import { z } from 'zod';

import type { OperatorClient } from '../../live/client/operator-client.ts';

const masterSchema = z.looseObject({
  master_info: z.looseObject({
    address: z.looseObject({ hostname: z.string().optional(), port: z.number() }).optional(),
    hostname: z.string().optional(),
    port: z.number().optional(),
    version: z.string().default(''),
  }),
});

/** Where the leading master is, and whose version it says it is. */
export async function leaderNamed(
  client: OperatorClient,
): Promise<{ readonly leader: string; readonly version: string }> {
  const { master_info: info } = masterSchema.parse(await client.call('GET_MASTER'));
  const host = info.address?.hostname ?? info.hostname ?? client.master.hostname;
  const port = info.address?.port ?? info.port ?? client.master.port;
  return { leader: `${host}:${port}`, version: info.version };
}
