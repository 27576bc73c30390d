/** Numbers as people read them. Thousandths are what the engine counts in. */

const COUNT = new Intl.NumberFormat('en');

export function count(value: number): string {
  return COUNT.format(value);
}

/** `3 tasks`, `1 task`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A part of a whole, in percent, with a decimal where it is small. */
export function percent(part: number): string {
  if (Number.isNaN(part)) return '';
  const hundredths = part * 100;
  const decimals = hundredths > 0 && hundredths < 9.95 ? 1 : 0;
  return `${hundredths.toFixed(decimals)} %`;
}

/** Thousandths of a resource: `4 cpus`, `1.5 GB mem`. */
export function amount(milli: number, resource: string): string {
  const value = milli / 1000;
  if (resource !== 'mem' && resource !== 'disk') return `${short(value)} ${resource}`;
  if (value >= 1024 * 1024) return `${short(value / 1024 / 1024)} TB ${resource}`;
  if (value >= 1024) return `${short(value / 1024)} GB ${resource}`;
  return `${short(value)} MB ${resource}`;
}

/** Amounts of several resources, what is zero left out. */
export function amounts(milli: ArrayLike<number>, resources: readonly string[], from = 0): string {
  const parts = resources.flatMap((name, r) =>
    milli[from + r] > 0 ? [amount(milli[from + r], name)] : [],
  );
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}

function short(value: number): string {
  return count(value >= 100 ? Math.round(value) : Number(value.toPrecision(3)));
}
