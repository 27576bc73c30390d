import type { IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

import { type Credential, KnownCredentials } from './credentials.ts';
import { type TokenKey, principalOfToken } from './tokens.ts';

/** What is asked of those who come to a part of a server; Mesos's names. */
export type Realm =
  | 'mesos-master-readonly'
  | 'mesos-master-readwrite'
  | 'mesos-master-scheduler'
  | 'mesos-master-agent'
  | 'mesos-agent-readonly'
  | 'mesos-agent-readwrite'
  | 'mesos-agent-executor';

/** One way to prove who one is. */
interface Scheme {
  /** As HTTP names it. */
  readonly name: 'Basic' | 'Bearer';
  /** @returns null for one who proves nothing */
  principalOf(proof: string, realm: Realm): Promise<string | null>;
}

/** The ways that there are: names and secrets, tokens. */
export interface Proofs {
  readonly credentials: readonly Credential[] | null;
  readonly tokenKey: TokenKey | null;
}

/** Who somebody is: a principal, or null for one who need not say; or what he is told. */
export type Verdict = { readonly principal: string | null } | { readonly challenge: string };

/** Finds out who makes a request, realm by realm. */
export class Authentication {
  private readonly realms: ReadonlySet<Realm>;
  private readonly schemes: readonly Scheme[];

  /** @param realms where nobody is let in without a name */
  constructor(realms: Iterable<Realm>, { credentials, tokenKey }: Proofs) {
    this.realms = new Set(realms);
    this.schemes = [
      ...(credentials === null ? [] : [basicScheme(credentials)]),
      ...(tokenKey === null ? [] : [tokenScheme(tokenKey)]),
    ];
  }

  isRequired(realm: Realm): boolean {
    return this.realms.has(realm);
  }

  /**
   * Who makes a request: a certificate that an own authority signed tells as much as a header.
   * Where nobody has to say who he is, only such a certificate is looked at, as in Mesos.
   */
  async examine(realm: Realm, request: IncomingMessage): Promise<Verdict> {
    const certified = certifiedName(request);
    if (!this.realms.has(realm)) return { principal: certified };
    const { authorization } = request.headers;
    if (authorization === undefined && certified !== null) return { principal: certified };
    const [, name, proof] = /^(\S+) +(\S+)$/.exec(authorization?.trim() ?? '') ?? [];
    const scheme = this.schemes.find((one) => one.name.toLowerCase() === name?.toLowerCase());
    const principal = (await scheme?.principalOf(proof, realm)) ?? null;
    return principal === null ? { challenge: this.challenge(realm) } : { principal };
  }

  private challenge(realm: Realm): string {
    const named = this.schemes.length === 0 ? ['Basic'] : this.schemes.map(({ name }) => name);
    return named.map((name) => `${name} realm="${realm}"`).join(', ');
  }
}

/** Nobody has to say who he is. */
export const NO_AUTHENTICATION: Authentication = new Authentication([], {
  credentials: null,
  tokenKey: null,
});

function basicScheme(credentials: readonly Credential[]): Scheme {
  const known = new KnownCredentials(credentials);
  return {
    name: 'Basic',
    principalOf: (proof) => {
      const text = Buffer.from(proof, 'base64').toString('utf8');
      const colon = text.indexOf(':');
      const principal = text.slice(0, Math.max(0, colon));
      const isKnown = known.isKnown(principal, text.slice(colon + 1));
      return Promise.resolve(isKnown && colon > 0 ? principal : null);
    },
  };
}

function tokenScheme(key: TokenKey): Scheme {
  return {
    name: 'Bearer',
    principalOf: (proof, realm) => principalOfToken(key, proof, realm === 'mesos-agent-executor'),
  };
}

/** The common name of a client's certificate, where an own authority has signed it. */
function certifiedName({ socket }: IncomingMessage): string | null {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return null;
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' && name !== '' ? name : null;
}
