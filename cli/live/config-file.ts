import type { Command, Option } from 'commander';

import { suggestion } from '../../sim/scenario/nearest-name.ts';
import { SourceDocument, readText } from '../documents/source-document.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../output/terminal.ts';

/** Where in a file each flag was set: `file:line:column`, by the name of its option. */
export type ConfigPlaces = ReadonlyMap<string, string>;

/**
 * Sets the options of a command that a file says and nobody else does: a YAML mapping of flags, by
 * their names without dashes in front; `work_dir` is `work-dir`.
 * @throws UsageError naming file, line and column
 */
export function applyConfig(command: Command, file: string): ConfigPlaces {
  const source = new SourceDocument(readText(file), file, 'YAML');
  const { value } = source;
  const places = new Map<string, string>();
  // An empty file, or one of comments.
  if (value === null || value === undefined) return places;
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw problem(source.where([]), `found ${wordOf(value)}, wanted flags such as port: 5050`);
  }
  const options = new Map(settable(command).map((option) => [nameOf(option), option]));
  for (const [key, said] of Object.entries(value)) {
    const option = options.get(key.replaceAll('_', '-'));
    if (option === undefined) {
      const known = [...options.keys()];
      const wanted = `wanted a flag of evenhand ${command.name()}${suggestion(key, known)}`;
      throw problem(source.whereKey([], key), `found "${key}", ${wanted}`);
    }
    const place = source.where([key]);
    const attribute = option.attributeName();
    if (places.has(attribute)) throw problem(source.whereKey([], key), `found "${key}" twice`);
    places.set(attribute, place);
    const from = command.getOptionValueSource(attribute);
    const read = valueOf(option, said, place);
    // Flags and variables go before the file.
    if (from !== undefined && from !== 'default') continue;
    command.setOptionValueWithSource(attribute, read, 'config');
  }
  return places;
}

/** Options that a file may set. */
function settable(command: Command): Option[] {
  return command.options.filter(({ long }) => long !== '--config' && long !== '--help');
}

/** `recording` of `--no-recording`, which a file sets to false. */
function nameOf({ long, negate }: Option): string {
  const name = (long ?? '').slice(2);
  return negate ? name.slice('no-'.length) : name;
}

function valueOf(option: Option, said: unknown, place: string): unknown {
  const name = nameOf(option);
  if (option.negate || option.isBoolean()) {
    if (typeof said === 'boolean') return said;
    throw problem(place, `${name}: found ${wordOf(said)}, wanted true or false`);
  }
  const text = textOf(said);
  if (text === null) throw problem(place, `${name}: found ${wordOf(said)}, wanted a value`);
  try {
    return option.parseArg === undefined ? text : option.parseArg(text, undefined);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw problem(place, error.message.replace(/^--/, ''));
  }
}

/** As the flag would be written; lists with commas between, what is deeper as JSON. */
function textOf(said: unknown): string | null {
  switch (typeof said) {
    case 'string':
      return said;
    case 'number':
    case 'boolean':
      return String(said);
    case 'object': {
      if (said === null) return null;
      const isPlainList = Array.isArray(said) && said.every((one) => typeof one !== 'object');
      return isPlainList ? said.map(String).join(',') : JSON.stringify(said);
    }
    default:
      return null;
  }
}

function wordOf(said: unknown): string {
  if (said === null || said === undefined) return 'nothing';
  if (Array.isArray(said)) return 'a list';
  return typeof said === 'object' ? 'a mapping' : JSON.stringify(said);
}

function problem(place: string, message: string): UsageError {
  return new UsageError(printable(`${place}: ${message}`));
}

/** An error about a flag, said where the flag was set: in the file, or by a variable. */
export function placedError(error: unknown, command: Command, places: ConfigPlaces): unknown {
  if (!(error instanceof UsageError)) return error;
  const [start = '', name = ''] = /^--([a-z-]+): /.exec(error.message) ?? [];
  const option = settable(command).find((one) => nameOf(one) === name);
  if (option === undefined) return error;
  const rest = error.message.slice(start.length);
  switch (command.getOptionValueSource(option.attributeName())) {
    case 'config':
      return new UsageError(`${places.get(option.attributeName())}: ${name}: ${rest}`);
    case 'env':
      return new UsageError(`${option.envVar}: ${rest}`);
    default:
      return error;
  }
}
