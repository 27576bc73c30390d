import type { Json, JsonObject } from '../mesos/json.ts';
import { isJsonObject } from '../mesos/json.ts';
import { type Answer, type ClientAccess, NO_ACCESS, ask } from '../security/client-access.ts';
import { MasterAnswer } from './scheduler-client.ts';

/** A call that is not answered by then has failed, milliseconds. */
const ANSWER_MS = 30_000;

/** Nobody answers where a master is said to be. */
export class NoMaster extends Error {
  override readonly name = 'NoMaster';
}

/** A master's v1 operator API and its read endpoints. A master that does not lead passes on. */
export class OperatorClient {
  readonly master: URL;
  private readonly access: ClientAccess;

  constructor(master: URL, access: ClientAccess = NO_ACCESS) {
    this.master = master;
    this.access = access;
  }

  /**
   * Makes a call of Mesos's `master::Call`.
   * @param payload what stands in the field that is named as its type; none unless given
   * @returns what stands in the field of the answer that is named likewise; empty where nothing is
   * @throws MasterAnswer when it is refused, NoMaster when nobody answers
   */
  async call(type: string, payload?: JsonObject): Promise<JsonObject> {
    const field = type.toLowerCase();
    const said = payload === undefined ? { type } : { type, [field]: payload };
    const headers = { accept: 'application/json' };
    const body = JSON.stringify(said);
    const { status, text } = await this.asked('/api/v1', { method: 'POST', headers, body });
    if (status !== 200 && status !== 202) throw new MasterAnswer(status, text.trim());
    if (text.trim() === '') return {};
    const answer: unknown = JSON.parse(text);
    const inner = isJsonObject(answer) ? answer[field] : undefined;
    return isJsonObject(inner) ? inner : {};
  }

  /** What one of the read endpoints says, such as `/state`. */
  async read(path: string): Promise<Json> {
    const { status, text } = await this.asked(path, { headers: { accept: 'application/json' } });
    if (status !== 200) throw new MasterAnswer(status, text.trim());
    return JSON.parse(text) as Json;
  }

  private async asked(path: string, question: Parameters<typeof ask>[2]): Promise<Answer> {
    const url = new URL(path, this.master);
    try {
      return await ask(this.access, url, { timeoutMs: ANSWER_MS, ...question });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const why = 'code' in error ? String(error.code) : error.message;
      throw new NoMaster(`nobody answers at ${this.master.host} (${why})`);
    }
  }
}
