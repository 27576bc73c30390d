import type { FaultDocument, ScenarioDocument } from '../../sim/scenario/scenario-document.ts';
import type { Cursor } from '../../sim/session/session-api.ts';
import { fromBase64Url, toBase64Url } from './base64-url.ts';
import { deflate, inflate } from './deflate.ts';
import { type LinkedFile, packedFile, unpackedFile } from './linked-file.ts';
import { readShortLink } from './short-link.ts';

/** Everything that decides what a page shows of a run. */
export interface RunLink {
  /** The engine's version that made the link; null in a link typed by hand. */
  readonly version: string | null;
  /** The scenario with all edits of the form and of the text in it. */
  readonly scenario: ScenarioDocument;
  /** Instead of the scenario's; null leaves it. */
  readonly policy: string | null;
  readonly seed: string | null;
  /** Faults added by hand, in their order. */
  readonly faults: readonly FaultDocument[];
  /** Where to go at once; null is the beginning. */
  readonly cursor: Cursor | null;
  /** Traces that are neither in the link nor shipped: whoever opens it is asked for them. */
  readonly files?: readonly LinkedFile[];
}

/** A link that was read; `otherVersion` is said aloud before it is run. */
export type LinkAnswer =
  | {
      readonly ok: true;
      readonly link: RunLink;
      /** The version that made it where that is another than ours, else null. */
      readonly otherVersion: string | null;
    }
  | { readonly ok: false; readonly message: string };

/** First characters of a packed link: the form's own version. */
const MARK = '~1';

/** The longest link that is read: browsers and chats cut longer ones. */
const LENGTH_MAX = 100_000;

/**
 * What stands in the address after `#/lab/`: the link as JSON, deflated, in the alphabet of
 * addresses.
 */
export async function writeLink(link: RunLink): Promise<string> {
  const { version, scenario, policy, seed, faults, cursor, files = [] } = link;
  const parts: unknown[] = [version, scenario, policy, seed, faults, cursor];
  if (files.length > 0) parts.push(files.map(packedFile));
  const text = JSON.stringify(parts);
  return MARK + toBase64Url(await deflate(new TextEncoder().encode(text)));
}

/**
 * Reads a link, packed or in its short form (`drf:9c18g,s42@37`). Never throws: what is wrong is
 * said in words.
 * @param version ours
 */
export async function readLink(text: string, version: string): Promise<LinkAnswer> {
  if (text.length > LENGTH_MAX) {
    return bad(`found ${text.length} characters, wanted at most ${LENGTH_MAX}`);
  }
  if (!text.startsWith('~')) return readShortLink(decoded(text));
  if (!text.startsWith(MARK)) {
    return bad(`found the form "${text.slice(0, 2)}", wanted ${MARK}: made by a later version?`);
  }
  const bytes = fromBase64Url(text.slice(MARK.length));
  if (bytes === null) return bad('found characters that no link has; was it cut or wrapped?');
  const packed = await inflate(bytes);
  if (packed === null) return bad('found a link that does not unpack; was its end cut off?');
  const link = linkOf(new TextDecoder().decode(packed));
  if (link === null) return bad('found something that is not a run; wanted a link of this page');
  const other = link.version !== null && link.version !== version ? link.version : null;
  return { ok: true, link, otherVersion: other };
}

/** What to say before running a link of another version: results may differ. */
export function otherVersionText(theirs: string, ours: string): string {
  return (
    `This link was made by engine version ${theirs}, and this is ${ours}. The same scenario and ` +
    'seed may give another run here: compare the hashes in the footer.'
  );
}

function bad(what: string): LinkAnswer {
  return { ok: false, message: `The link cannot be read: ${what}.` };
}

/** The text as typed: browsers write some characters of a hash as %XX. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

function linkOf(text: string): RunLink | null {
  const parts = parsed(text);
  if (!Array.isArray(parts) || parts.length < 6 || parts.length > 7) return null;
  const [version, scenario, policy, seed, faults, cursor, named = []] = parts as readonly unknown[];
  if (!isText(version) || !isText(policy) || !isText(seed)) return null;
  if (!isObject(scenario) || !Array.isArray(faults) || !faults.every(isObject)) return null;
  if (cursor !== null && !isCursor(cursor)) return null;
  const files = Array.isArray(named) ? named.map(unpackedFile) : [null];
  if (!files.every((file) => file !== null)) return null;
  // What the scenario and the faults say is checked by who plans them, with a place for each defect.
  return {
    version,
    scenario: scenario as unknown as ScenarioDocument,
    policy,
    seed,
    faults: faults as unknown as readonly FaultDocument[],
    cursor,
    ...(files.length > 0 && { files }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function isText(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCursor(value: unknown): value is Cursor {
  if (!isObject(value) || !('at' in value)) return false;
  const place = value.at === 'event' && 'seq' in value ? value.seq : null;
  const time = value.at === 'time' && 'timeUs' in value ? value.timeUs : null;
  const number = place ?? time;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0;
}
