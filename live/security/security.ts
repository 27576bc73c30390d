import type { KeyObject } from 'node:crypto';

import { type Acls, NO_ACLS } from './acls.ts';
import { type Authentication, NO_AUTHENTICATION } from './authentication.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ServerTls } from './tls.ts';

/** Who may do what. */
export interface Access {
  readonly acls: Acls;
  /** Roles that there may be (Mesos `--roles`); null for any. */
  readonly roles: ReadonlySet<string> | null;
}

/** How a server is kept from those who have no business there. */
export interface Security extends Access {
  readonly authentication: Authentication;
  /** Null for plain HTTP. */
  readonly tls: ServerTls | null;
  /** What an agent signs its executors' tokens with; null where they need none. */
  readonly executorKey: KeyObject | null;
  /** How often principals may call; null for as often as they like. */
  readonly limits: RateLimits | null;
}

/** All may do all. */
export const OPEN_ACCESS: Access = { acls: NO_ACLS, roles: null };
export const NO_SECURITY: Security = {
  ...OPEN_ACCESS,
  authentication: NO_AUTHENTICATION,
  tls: null,
  limits: null,
  executorKey: null,
};

/** Of a server's addresses. */
export function schemeOf({ tls }: Security): 'http' | 'https' {
  return tls === null ? 'http' : 'https';
}
