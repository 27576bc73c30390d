import { type JsonObject, isJsonObject, parseExactJson } from '../reading/exact-json.ts';
import { JsonObjectSplitter } from '../reading/json-object-splitter.ts';
import type { ReportBuilder } from '../reading/read-report.ts';

/** Takes a whole object; says why it is refused, or null. */
export type TakeObject = (object: JsonObject, line: number) => string | null;

/**
 * A sequence of JSON objects, behind each other or in a list, one at a time. Every object is a
 * row; one that is damaged is refused, and reading goes on with the next.
 */
export class JsonObjects {
  private readonly report: ReportBuilder;
  private readonly take: TakeObject;
  private readonly splitter: JsonObjectSplitter;
  private members = new Map<string, JsonObject[string]>();
  private lists = new Map<string, JsonObject[string][]>();
  private readonly listNames: readonly string[];
  private problem: string | null = null;
  private line = 1;

  /**
   * @param members of the objects that are wanted
   * @param lists of the objects that are wanted; their elements are handed over one by one
   */
  constructor(
    members: readonly string[],
    lists: readonly string[],
    report: ReportBuilder,
    take: TakeObject,
  ) {
    this.report = report;
    this.listNames = lists;
    this.take = take;
    this.splitter = new JsonObjectSplitter(
      { members: new Set([...members, ...lists]), lists: new Set(lists) },
      {
        begin: (line) => this.begin(line),
        member: (name, text) => this.members.set(name, this.parsed(name, text)),
        element: (name, text) => this.element(name, text),
        end: () => this.end(),
        broken: (line, reason) => this.refuse(line, reason),
      },
    );
  }

  push(chunk: Uint8Array | string): void {
    this.splitter.push(chunk);
  }

  /** The end of the text: an object without its end is refused. */
  finish(): void {
    this.splitter.end();
  }

  private begin(line: number): void {
    this.members = new Map();
    // An empty list has no element to announce it, and counts as one that is not there.
    this.lists = new Map(this.listNames.map((name) => [name, []]));
    this.problem = null;
    this.line = line;
  }

  private parsed(name: string, text: string): JsonObject[string] {
    const value = parseExactJson(text);
    if (value === undefined) this.problem ??= `${name}: found no JSON value`;
    return value ?? null;
  }

  private element(name: string, text: string): void {
    const list = this.lists.get(name) ?? [];
    list.push(this.parsed(name, text));
    this.lists.set(name, list);
  }

  private end(): void {
    this.report.row();
    const object = Object.fromEntries([...this.lists, ...this.members]);
    const reason = this.problem ?? (isJsonObject(object) ? this.take(object, this.line) : null);
    if (reason !== null) this.report.refuse(this.line, reason);
  }

  private refuse(line: number, reason: string): void {
    this.report.row();
    this.report.refuse(line, reason);
  }
}
