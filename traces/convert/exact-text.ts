/** Whole microseconds as seconds, without rounding: `12.5`. */
export function secondsText(us: number): string {
  return decimalText(us, 6);
}

/** Whole thousandths as units, without rounding: `0.5`. */
export function unitsText(milli: number): string {
  return decimalText(milli, 3);
}

/** A whole number from 0 on, its point moved to the left. */
function decimalText(value: number, places: number): string {
  const digits = String(value).padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const whole = digits.slice(0, -places);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
