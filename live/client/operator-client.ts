import type { Json, JsonObject } from '../mesos/json.ts';
import { idDocument, isJsonObject } from '../mesos/json.ts';
import { KILL_TASK_PATH } from '../mesos/agent-stream.ts';
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

  /**
   * Ends a task in its framework's name: a call of Evenhand's own, for Mesos has none.
   * @throws MasterAnswer when it is refused, NoMaster when nobody answers
   */
  async killTask(framework: string, task: string): Promise<void> {
    const body = JSON.stringify({ framework_id: idDocument(framework), task_id: idDocument(task) });
    const { status, text } = await this.asked(KILL_TASK_PATH, { method: 'POST', body });
    if (status !== 202) throw new MasterAnswer(status, text.trim());
  }

  /** Who asks, as far as a name was given with a secret; null for nobody. */
  get principal(): string | null {
    const [scheme, words = ''] = (this.access.authorization ?? '').split(' ');
    if (scheme !== 'Basic') return null;
    return Buffer.from(words, 'base64').toString('utf8').split(':', 1)[0];
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
