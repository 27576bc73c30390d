import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import { fromBase64Url, toBase64Url } from './base64-url.ts';
import { readLink, writeLink } from './run-link.ts';

const cursor = fc.oneof(
  fc.constant(null),
  fc.record({ at: fc.constant('event' as const), seq: fc.maxSafeNat() }),
  fc.record({ at: fc.constant('time' as const), timeUs: fc.maxSafeNat() }),
);

/** Whatever a scenario may one day hold: the codec does not look inside. */
const scenario = fc
  .dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.jsonValue(),
  )
  // JSON has no negative zero.
  .map((value) => JSON.parse(JSON.stringify(value)) as ScenarioDocument);

const link = fc.record({
  version: fc.option(fc.string()),
  scenario,
  policy: fc.option(fc.string()),
  seed: fc.option(fc.string({ unit: 'binary' })),
  faults: fc.array(
    fc.record({ kind: fc.constant('agent-crash' as const), agents: fc.array(fc.nat()) }),
  ),
  cursor,
});

describe('links', () => {
  it('come back as they were, and survive an address', () =>
    fc.assert(
      fc.asyncProperty(link, async (wanted) => {
        const text = await writeLink(wanted);
        expect(new URL(`http://x/#/lab/${text}`).hash).toBe(`#/lab/${text}`);
        const answer = await readLink(text, wanted.version ?? '');
        expect(answer).toEqual({ ok: true, link: wanted, otherVersion: null });
      }),
      { numRuns: 60 },
    ));

  it('never throw, whatever is typed', () =>
    fc.assert(
      fc.asyncProperty(fc.string(), fc.boolean(), async (text, packed) => {
        const answer = await readLink(packed ? `~1${text}` : text, '0.1.0');
        expect(typeof answer.ok).toBe('boolean');
      }),
      { numRuns: 100 },
    ));

  it('hold any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
      }),
    );
  });
});
