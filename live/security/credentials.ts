import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

import { SettingError } from './setting-error.ts';

/** Who somebody says to be, and what proves it. */
export interface Credential {
  readonly principal: string;
  readonly secret: string;
}

const credentialSchema = z.object({ principal: z.string().min(1), secret: z.string().min(1) });
const fileSchema = z.object({ credentials: z.array(credentialSchema) });

/**
 * Reads a file of credentials as Mesos has them: `{"credentials": [{"principal", "secret"}]}`, or
 * a line each of a principal and a secret.
 * @param where names the file in errors, which repeat nothing of it: it is full of secrets
 * @throws SettingError
 */
export function parseCredentials(text: string, where: string): Credential[] {
  const found = text.trimStart().startsWith('{') ? inJson(text, where) : inLines(text, where);
  const seen = new Set<string>();
  for (const { principal } of found) {
    if (seen.has(principal)) throw new SettingError(`${where}: found "${principal}" twice`);
    if (principal.includes(':')) {
      throw new SettingError(`${where}: found ":" in "${principal}", which HTTP takes for its end`);
    }
    seen.add(principal);
  }
  return found;
}

/**
 * Reads a file of one credential: as {@link parseCredentials} does, or without the list around it.
 * @throws SettingError
 */
export function parseCredential(text: string, where: string): Credential {
  const alone = text.trimStart().startsWith('{')
    ? credentialSchema.safeParse(json(text, where))
    : null;
  if (alone?.success) return alone.data;
  const found = parseCredentials(text, where);
  if (found.length === 1) return found[0];
  throw new SettingError(`${where}: found ${found.length} credentials, wanted one`);
}

function json(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingError(`${where}: found what is no JSON, wanted {"credentials": […]}`);
  }
}

function inJson(text: string, where: string): Credential[] {
  const read = fileSchema.safeParse(json(text, where));
  if (read.success) return read.data.credentials;
  const [{ path, message }] = read.error.issues;
  throw new SettingError(`${where}: ${path.map(String).join('.')}: ${message}`);
}

function inLines(text: string, where: string): Credential[] {
  return text.split('\n').flatMap((line, at) => {
    const words = line.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) return [];
    if (words.length !== 2) {
      const found = `${where}:${at + 1}: found ${words.length} words`;
      throw new SettingError(`${found}, wanted a principal and a secret`);
    }
    return [{ principal: words[0], secret: words[1] }];
  });
}

/** Knows credentials without keeping their secrets, and tells nothing by how long it takes. */
export class KnownCredentials {
  private readonly key = randomBytes(32);
  private readonly digests = new Map<string, Buffer>();
  /** Compared with where there is nothing to compare. */
  private readonly nobody = randomBytes(32);

  constructor(credentials: readonly Credential[]) {
    for (const { principal, secret } of credentials) {
      this.digests.set(principal, this.digest(secret));
    }
  }

  isKnown(principal: string, secret: string): boolean {
    const known = this.digests.get(principal);
    // Of one length whatever the secret's is.
    const isSame = timingSafeEqual(this.digest(secret), known ?? this.nobody);
    return known !== undefined && isSame;
  }

  private digest(secret: string): Buffer {
    return createHmac('sha256', this.key).update(secret, 'utf8').digest();
  }
}
