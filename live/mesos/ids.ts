import { FNV_OFFSET, hashText } from '../../core/random/mix.ts';

/**
 * Mesos's texts for the machines' integers, and back (`mesos-semantics` part 1).
 *
 * What the master names (frameworks, agents, offers) is a counter behind a prefix, which is the
 * cluster's: it stands in the registry, so that every leader reads the ids of those before.
 * What frameworks name (tasks, executors, operations) is a hash of the text, the same on every
 * host, so that nobody has to exchange tables.
 */
export class MesosIds {
  readonly cluster: string;

  /** @param cluster prefix of all ids, a UUID */
  constructor(cluster: string) {
    this.cluster = cluster;
  }

  framework(id: number): string {
    return `${this.cluster}-${String(id).padStart(4, '0')}`;
  }

  agent(id: number): string {
    return `${this.cluster}-S${id}`;
  }

  offer(id: number): string {
    return `${this.cluster}-O${id}`;
  }

  /** -1 for a text that cannot be one of ours: a counter that nobody has. */
  readFramework(text: string): number {
    return this.read(text, /^-(\d{4,15})$/);
  }

  readAgent(text: string): number {
    return this.read(text, /^-S(\d{1,15})$/);
  }

  readOffer(text: string): number {
    return this.read(text, /^-O(\d{1,15})$/);
  }

  private read(text: string, form: RegExp): number {
    if (!text.startsWith(this.cluster)) return -1;
    const match = form.exec(text.slice(this.cluster.length));
    return match === null ? -1 : Number(match[1]);
  }
}

/** Where the second half of a name's hash starts. */
const OTHER_START = 0x9e3779b9;

/**
 * The integer for an id that a framework chose: 53 bits of its text. Two of a framework's that
 * meet in one integer are told apart by {@link NamedIds}.
 */
export function hashedId(text: string): number {
  const low = hashText(text, FNV_OFFSET) >>> 0;
  const high = hashText(text, OTHER_START) >>> 11;
  return high * 4_294_967_296 + low;
}

/** Texts it remembers; older ones are forgotten, to be named again by whoever still uses them. */
const TEXTS_MAX = 200_000;

/** Texts of ids that frameworks chose, so that what is said of them can name them. */
export class NamedIds {
  private readonly texts = new Map<number, string>();

  /** The integer for a text. */
  of(text: string): number {
    const id = hashedId(text);
    this.texts.delete(id);
    this.texts.set(id, text);
    if (this.texts.size > TEXTS_MAX) {
      const [oldest] = this.texts.keys();
      this.texts.delete(oldest);
    }
    return id;
  }

  /** Whether another text has this one's integer. */
  clashes(text: string): boolean {
    const known = this.texts.get(hashedId(text));
    return known !== undefined && known !== text;
  }

  /** The text of an integer; the integer itself where nobody named it lately. */
  textOf(id: number): string {
    return this.texts.get(id) ?? String(id);
  }
}

/** What is wrong with an id that a framework chose, or null (part 1). */
export function problemOfChosenId(text: string): string | null {
  if (text === '') return 'ID must not be empty';
  if (text.length > 255) return `ID must not be greater than 255 characters, found ${text.length}`;
  if (text === '.' || text === '..') return `'${text}' is disallowed`;
  return /[\u0000-\u001f\u007f/\\]/.test(text) ? `'${text}' contains invalid characters` : null;
}

/** An update's number as the 16 bytes that schedulers acknowledge, in base64. */
export function uuidText(agent: number, uuid: number): string {
  const bytes = Buffer.alloc(16);
  bytes.writeUInt32BE(agent >>> 0, 4);
  bytes.writeBigUInt64BE(BigInt(uuid), 8);
  return bytes.toString('base64');
}

/** Whether a text is base64 of 16 bytes. */
export function isUuid(text: string): boolean {
  return Buffer.from(text, 'base64').length === 16;
}

/** The number in a text of {@link uuidText}; -1 where it is none. */
export function readUuid(text: string): number {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== 16) return -1;
  const uuid = Number(bytes.readBigUInt64BE(8));
  return Number.isSafeInteger(uuid) ? uuid : -1;
}
