import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { errors, jwtVerify } from 'jose';
import { z } from 'zod';

/** What a token says of the executor that has it; Mesos's names. */
const claimsSchema = z.object({ fid: z.string(), eid: z.string(), cid: z.string() });

/** Framework, executor and container, in Mesos's ids. */
export type ExecutorClaims = z.infer<typeof claimsSchema>;

const SECRET_BYTES = 32;

/**
 * Tokens by which an agent knows the executors it has launched again (RFC 7519, HS256, with the
 * claims of Mesos's executor authentication). The secret is the agent's own, and outlives its
 * process, as executors do.
 */
export class ExecutorTokens {
  private readonly key: KeyObject;

  /** @param file of the secret; made where there is none, for nobody else to read */
  constructor(file: string) {
    if (!existsSync(file)) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, randomBytes(SECRET_BYTES), { mode: 0o600 });
    }
    this.key = createSecretKey(readFileSync(file));
  }

  issue(claims: ExecutorClaims): string {
    const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) => {
      return Buffer.from(JSON.stringify(part)).toString('base64url');
    });
    const signed = parts.join('.');
    return `${signed}.${createHmac('sha256', this.key).update(signed).digest('base64url')}`;
  }

  /** Whose token it is; null where it is none of ours. */
  async read(token: string): Promise<ExecutorClaims | null> {
    try {
      const { payload } = await jwtVerify(token, this.key, { algorithms: ['HS256'] });
      return claimsSchema.safeParse(payload).data ?? null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }
}
