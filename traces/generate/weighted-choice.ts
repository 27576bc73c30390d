/** The element whose part of the total weight a draw from [0, 1) falls into. */
export function weightedChoice<Item>(
  items: readonly Item[],
  weight: (item: Item) => number,
  draw: number,
): Item {
  let rest = draw * items.reduce((sum, item) => sum + weight(item), 0);
  for (const item of items) {
    rest -= weight(item);
    if (rest < 0) return item;
  }
  return items[items.length - 1];
}
