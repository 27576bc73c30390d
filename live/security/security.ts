import { type Authentication, NO_AUTHENTICATION } from './authentication.ts';
import type { ServerTls } from './tls.ts';

/** How a server is kept from those who have no business there. */
export interface Security {
  readonly authentication: Authentication;
  /** Null for plain HTTP. */
  readonly tls: ServerTls | null;
}

/** All may do all. */
export const NO_SECURITY: Security = { authentication: NO_AUTHENTICATION, tls: null };

/** Of a server's addresses. */
export function schemeOf({ tls }: Security): 'http' | 'https' {
  return tls === null ? 'http' : 'https';
}
