import { CallError } from '../mesos/call-codec.ts';
import type { MesosCall } from '../mesos/call-schema.ts';

/**
 * A framework's call, in which the principal it says to have is the one that it showed to have:
 * put there where it says nothing (`mesos-semantics` part 25).
 * @param principal null where nobody had to show one: then what is said is believed
 * @throws CallError when they differ
 */
export function withPrincipal(said: MesosCall, principal: string | null): MesosCall {
  if (principal === null) return said;
  const { subscribe, update_framework: update } = said;
  const payload = subscribe ?? update;
  if (payload === undefined) return said;
  const { framework_info: info } = payload;
  if (info.principal !== undefined && info.principal !== principal) {
    throw new CallError(
      `Failed to validate scheduler::Call: ${differingPrincipals(principal, info.principal)}`,
    );
  }
  const named = { ...payload, framework_info: { ...info, principal } };
  return subscribe === undefined
    ? { ...said, update_framework: named }
    : { ...said, subscribe: named };
}

/** In Mesos's words. */
export function differingPrincipals(shown: string, said: string): string {
  return (
    `Authenticated principal '${shown}' does not match principal '${said}' ` +
    'set in `FrameworkInfo`'
  );
}
