import type { FastifyRequest } from 'fastify';

const principals = new WeakMap<object, string>();

/** Who makes a request; null where nobody had to say. */
export function principalOf({ raw }: Pick<FastifyRequest, 'raw'>): string | null {
  return principals.get(raw) ?? null;
}

/** What {@link principalOf} says of a request from now on. */
export function rememberPrincipal({ raw }: Pick<FastifyRequest, 'raw'>, principal: string): void {
  principals.set(raw, principal);
}
