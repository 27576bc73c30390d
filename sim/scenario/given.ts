/** The fields that have a value: an experiment leaves out what is not said. */
export function given<Fields extends object>(fields: Fields): Given<Fields> {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as Given<Fields>;
}

export type Given<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
